/**
 * kill -9 at each durable step, of the real process. Started again it goes on, the person decides what is left to decide,
 * and then the thread must agree with WeCom's own log. To save time a point is met on one store only; without a server
 * all are met on an embedded store but those that need the server's locks.
 */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { afterMs, embeddedPoints, lockPoints, openLocks, type Point, serverPoints } from './crash-points.ts';
import { decideUntilDone, nothingTwice, openStage, type Stage } from './crash-stage.ts';
import { describeOnServer, embeddedPlace, type StorePlace } from './databases.ts';
import { until } from './story-delivery-kit.ts';

const seed = process.env.CRASH_SEED ?? String(Date.now());
/** Within the time a delivery takes. */
const randomMs = createHash('sha256').update(seed).digest().readUInt16BE() % 1000;
process.stdout.write(`CRASH_SEED=${seed}: also killed after ${randomMs} ms\n`);

const onEmbedded = [...embeddedPoints, afterMs(randomMs), ...(process.env.TEST_DATABASE_URL ? [] : serverPoints)];

describe.concurrent('killed', { timeout: 300_000 }, () => {
  describeOnServer('and started again', (newPlace) => {
    test.each(serverPoints)('$name', async (point) => {
      await killedAt(await newPlace(), point);
    });

    test.each(lockPoints)('$name', async ({ reach, ...point }) => {
      const place = await newPlace();
      const locks = await openLocks(place.databaseUrl ?? '');
      await killedAt(place, { ...point, reach: (stage) => reach(stage, locks) }, locks.release);
    });
  });

  test.each(onEmbedded)('and started again (embedded): $name', async (point) => {
    await killedAt(await embeddedPlace(), point);
  });
});

/** @param unlock Once the bot is dead. */
async function killedAt(place: StorePlace, point: Point, unlock = async () => {}): Promise<void> {
  const stage = await openStage(place);
  try {
    await point.reach(stage);
    await stage.school.kill();
    await unlock();
    const restart = await startAgain(stage, point);
    const results = await decideUntilDone(stage);
    expect(await stage.school.kill('SIGTERM')).toBe(0);
    nothingTwice(stage);
    const store = place.databaseUrl === null ? 'embedded' : 'PostgreSQL';
    process.stdout.write(`${store}, ${point.name}: ${results.join(' → ')} (${restart})\n`);
  } finally {
    await stage.school.stop();
    await place.remove();
  }
}

/** The form that did not go through is sent off again. Says how long the bot took. */
async function startAgain(stage: Stage, { again }: Point): Promise<string> {
  const { school, teacher } = stage;
  await stage.submitted;
  const from = Date.now();
  await school.start();
  const readyMs = Date.now() - from;
  if (teacher.modal() !== null) await teacher.submit();
  await again?.(stage);
  if (stage.mayBeOver) return `started again: ready after ${readyMs} ms`;
  await until(() => firstCall(stage, from) < Number.POSITIVE_INFINITY, 'going on', 100_000);
  return `started again: ready after ${readyMs} ms, first call after ${firstCall(stage, from) - from} ms`;
}

/** When the bot first did something about a delivery (ms since 1970). */
function firstCall({ school: { slack, wecom } }: Stage, from: number): number {
  const known = ['auth.test', 'users.info'];
  const times = [
    ...slack.calls().flatMap(({ method, at }) => (known.includes(method) ? [] : [at])),
    ...wecom.log().map(({ receivedAt }) => receivedAt),
  ];
  return Math.min(...times.filter((at) => at >= from));
}
