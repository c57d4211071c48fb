/** F3: killed before and after each durable step. Started again it goes on, and the person decides what is left to decide. */
import { chance } from '../../src/sandbox/chance.ts';
import { type Conditions, type Finding, lengthOf, type Place, type Probe } from '../probe.ts';
import { afterMs, callPoints, lockPoints, type Point } from './crash-points.ts';
import { decideUntilDone, openStage, type Stage } from './crash-stage.ts';
import { sendOff, together } from './sending.ts';
import { type Bot, openWorld, type World } from './world.ts';

export const crashes: Probe = {
  row: 'F3',
  name: 'killed at each durable step',
  stores: 'each',
  alone: 'embedded',
  run: crash,
};

/** So many worlds side by side, and how often each point is met. On a server there is much to wait for. */
const plans = {
  long: { embedded: { worlds: 2, times: 20 }, server: { worlds: 10, times: 20 } },
  full: { embedded: { worlds: 2, times: 1 }, server: { worlds: 5, times: 1 } },
  quick: { embedded: { worlds: 2, times: 1 }, server: { worlds: 5, times: 1 } },
};

/** The issue of this row: 2 s on an embedded store; on a server the dead process keeps the app for a while. */
const resumedWithinMs = { embedded: 2000, server: 30_000 };

type Task = { point: Point; title: string };
type Outcome = { name: string; failure: string | null; resumedMs: number | null };

async function crash(conditions: Conditions): Promise<Finding> {
  const place = await conditions.newPlace();
  const store = place.databaseUrl === null ? 'embedded' : 'server';
  const { worlds, times } = plans[lengthOf(conditions)][store];
  const points = pointsOn(store, conditions);
  const tasks = points.flatMap((point, i) =>
    Array.from({ length: times }, (_, time): Task => ({ point, title: `断电 ${i + 1}.${time + 1}。` })),
  );
  // Those that need a world of their own first, so that they do not end others.
  const queue = tasks.sort((a, b) => Number(b.point.isFirst ?? false) - Number(a.point.isFirst ?? false)).values();
  const workers = Array.from({ length: worlds }, () => work(queue, conditions.newPlace));
  const outcomes = (await together(workers)).flat();
  const limitMs = conditions.isQuick ? Number.POSITIVE_INFINITY : resumedWithinMs[store];
  return findingOf(outcomes, points.length, limitMs);
}

/** In the quick cut each store meets what differs most on it. */
function pointsOn(store: 'embedded' | 'server', { isQuick, seed }: Conditions): Point[] {
  const random = chance(seed);
  const anywhere = afterMs(Math.floor(random() * 1000));
  const half = (odd: 0 | 1) => (isQuick ? callPoints.filter((_, i) => i % 2 === odd) : callPoints);
  return store === 'embedded' ? [...half(0), anywhere] : [...half(1), anywhere, ...lockPoints];
}

/** One world after the other, each for as many points as it lasts. */
async function work(queue: Iterator<Task> & Iterable<Task>, newPlace: () => Promise<Place>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  let home: Home | null = null;
  for (const task of queue) {
    home ??= await openHome(await newPlace());
    const outcome = await killedAt(home, task);
    outcomes.push(outcome);
    if (outcome.failure === null && !task.point.isFirst) continue;
    await closeHome(home);
    home = null;
  }
  if (home !== null) await closeHome(home);
  return outcomes;
}

type Home = { place: Place; world: World; bot: Bot };

async function openHome(place: Place): Promise<Home> {
  // One request after the other: each point is where it is said to be, however long the bot has been alive.
  const world = await openWorld(place, {}, { WECOM_CONCURRENCY: '1' });
  return { place, world, bot: await world.startBot() };
}

async function closeHome({ place, world }: Home): Promise<void> {
  await world.stop();
  await place.remove();
}

async function killedAt(home: Home, { point, title }: Task): Promise<Outcome> {
  try {
    const stage = await openStage(home.world, home.place.databaseUrl ?? '', title);
    await point.reach(stage);
    await home.bot.kill();
    await Promise.all([stage.unlock(), stage.submitted]);
    home.bot = await home.world.startBot();
    const readyAt = Date.now();
    await sendOff(stage.teacher);
    await point.again?.(stage);
    await decideUntilDone(stage);
    return { name: point.name, failure: null, resumedMs: stage.mayBeOver ? null : await resumedMs(stage, readyAt) };
  } catch (error) {
    return { name: point.name, failure: error instanceof Error ? error.message : String(error), resumedMs: null };
  }
}

/** When the new bot first did something about a delivery, counted from when it was ready. */
async function resumedMs({ world: { slack, wecom } }: Stage, readyAt: number): Promise<number> {
  const known = ['auth.test', 'users.info'];
  const times = [
    ...slack.calls().flatMap(({ method, at }) => (known.includes(method) ? [] : [at])),
    ...(await wecom.log()).map(({ receivedAt }) => receivedAt),
  ];
  return Math.min(...times.filter((at) => at >= readyAt)) - readyAt;
}

function findingOf(outcomes: Outcome[], points: number, limitMs: number): Finding {
  const failures = outcomes.filter(({ failure }) => failure !== null);
  const resumed = outcomes.flatMap(({ resumedMs }) => resumedMs ?? []).sort((a, b) => a - b);
  const [median = 0, most = 0] = [resumed[Math.floor(resumed.length / 2)], resumed.at(-1)];
  const seconds = (ms: number) => (ms / 1000).toFixed(1);
  const told = failures.map(({ name, failure }) => `; ${name}: ${failure}`);
  return {
    isPassed: failures.length === 0 && most < limitMs,
    figures:
      `${points} points, killed ${outcomes.length} times: ${failures.length} times somebody was lost, sent to twice or told ` +
      `wrongly, or something was posted twice; goes on ${seconds(median)} s (at most ${seconds(most)} s) after it is ready${told.join('')}`,
  };
}
