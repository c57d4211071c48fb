/** F5: a process is stopped for longer than its lease lasts, another takes over, and then the first goes on. */

import { chance } from '../../src/sandbox/chance.ts';
import { noticeTo, parentIds } from '../../test/story-delivery-kit.ts';
import { tick } from '../../test/story-kit.ts';
import type { Conditions, Finding, Place, Probe } from '../probe.ts';
import { lastRound, receivedBy, resultOf, stands, wrongIn } from './judge.ts';
import { openLocks } from './locks.ts';
import { sendNotice, together } from './sending.ts';
import { openWorld, type World } from './world.ts';

export const freezes: Probe = {
  row: 'F5',
  name: 'stopped past its lease (SIGSTOP), taken over, going on',
  stores: 'server',
  run: freeze,
};

/** While requests are on their way; while what it is about to send is being saved. */
type Moment = 'sending' | 'saving';

/** Many and slow enough that something is left to be taken over. */
const batches = 60;
const answerMs = 300;
/** A delivery goes on at another process within this time. */
const takeoverMs = 30_000;
/** For what the first process still does when it wakes. */
const lateMs = 3000;

type Outcome = { lost: number; twice: number; told: number; unknown: number; takenOverMs: number };

async function freeze({ isQuick, seed, newPlace }: Conditions): Promise<Finding> {
  const moments: Moment[] = isQuick ? ['sending', 'saving'] : [...Array(3).fill('sending'), ...Array(2).fill('saving')];
  const each = moments.map(async (moment, i) => frozen(await newPlace(), { moment, seed: seed + i }));
  return findingOf(await together(each), isQuick ? Number.POSITIVE_INFINITY : takeoverMs);
}

async function frozen(place: Place, { moment, seed }: { moment: Moment; seed: number }): Promise<Outcome> {
  const world = await openWorld(place, { seed });
  const title = '睡着了';
  try {
    const first = await world.startBot();
    await world.wecom.inject({
      api: 'send',
      times: null,
      rate: 0.5,
      fault: { type: 'slow', ms: answerMs, carriedOut: true },
    });
    await world.wecom.inject({ api: 'send', times: null, fault: { type: 'slow', ms: answerMs } });
    await sendNotice(world, noticeTo(batches * 1000, title));
    const wake = await atMoment(world, { place, moment, random: chance(seed) }, () => first.freeze());
    const frozenAt = Date.now();
    await world.startBot();
    await world.slack.waitFor(() => stands(world.slack, title) || null, 'the result after the takeover');
    wake();
    await tick(lateMs);
    await first.kill('SIGTERM');
    return await judged(world, title, frozenAt);
  } finally {
    await world.stop();
  }
}

type When = { place: Place; moment: Moment; random: () => number };

async function atMoment<T>({ wecom }: World, { place, moment, random }: When, act: () => T): Promise<T> {
  const skip = 1 + Math.floor(random() * 10);
  const rule = await wecom.inject({ api: 'send', skip, fault: { type: 'slow', ms: 0 } });
  await rule.arrived();
  await tick(random() * answerMs);
  if (moment === 'sending') return act();
  const locks = await openLocks(place.databaseUrl ?? '');
  await locks.take('batches');
  await locks.somebodyWaits();
  const done = act();
  await locks.release();
  return done;
}

async function judged({ slack, wecom, logFile }: World, title: string, frozenAt: number): Promise<Outcome> {
  const round = lastRound(slack, title);
  await slack.waitFor(() => stands(slack, title, round) || null, `result ${round}`);
  const ids = parentIds(batches * 1000, title);
  const result = resultOf(slack, title, ids, round);
  const { lost, twice, told } = wrongIn(result, ids, await receivedBy(logFile));
  const times = (await wecom.log('send')).map(({ receivedAt }) => receivedAt);
  // What was on its way when it was stopped has arrived within a second.
  const takenOverMs = Math.min(...times.filter((at) => at > frozenAt + 1000)) - frozenAt;
  const unknown = result.unknownBatches.size;
  return { lost: lost.length, twice: twice.length, told: told.length, unknown, takenOverMs };
}

function findingOf(outcomes: Outcome[], limitMs: number): Finding {
  const sum = (pick: (outcome: Outcome) => number) => outcomes.reduce((total, one) => total + pick(one), 0);
  const [lost, twice, told] = [sum((one) => one.lost), sum((one) => one.twice), sum((one) => one.told)];
  const slowest = Math.max(...outcomes.map(({ takenOverMs }) => takenOverMs));
  return {
    isPassed: lost + twice + told === 0 && slowest <= limitMs,
    figures:
      `stopped and woken ${outcomes.length} times: ${lost} people lost, ${twice} sent to twice, ${told} told wrongly, ` +
      `${sum((one) => one.unknown)} of ${outcomes.length * batches} batches unknown; taken over after at most ` +
      `${(slowest / 1000).toFixed(1)} s`,
  };
}
