/** F1 and F2: the process is killed again and again while it sends, and three in a hundred requests go wrong as well. */

import { chance } from '../../src/sandbox/chance.ts';
import { noticeTo, parentIds } from '../../test/story-delivery-kit.ts';
import { type Conditions, type Finding, lengthOf, type Place, type Probe } from '../probe.ts';
import { postedTwice, receivedBy, resultOf, stands, wrongIn } from './judge.ts';
import { sendNotice, together } from './sending.ts';
import { type Bot, openWorld, type World } from './world.ts';

type Plan = {
  /** Side by side: on a server the app belongs to the dead process for a while, and there is nothing to do but wait. */
  worlds: number;
  kills: number;
  /** What is to be sent at the least. */
  batches: number;
  batchesPerDelivery: number;
};

const plans = {
  long: {
    embedded: { worlds: 2, kills: 100, batches: 300, batchesPerDelivery: 30 },
    server: { worlds: 6, kills: 120, batches: 300, batchesPerDelivery: 10 },
  },
  full: {
    embedded: { worlds: 2, kills: 40, batches: 300, batchesPerDelivery: 30 },
    server: { worlds: 6, kills: 60, batches: 300, batchesPerDelivery: 10 },
  },
  quick: {
    embedded: { worlds: 1, kills: 2, batches: 10, batchesPerDelivery: 10 },
    server: { worlds: 1, kills: 1, batches: 10, batchesPerDelivery: 10 },
  },
} satisfies Record<string, Record<string, Plan>>;

export const killLoops: Probe[] = [
  { row: 'F1', name: 'kill -9 while sending, WeCom drops copies', stores: 'each', run: (told) => killLoop(told, 'on') },
  { row: 'F2', name: 'kill -9 while sending', stores: 'each', run: (told) => killLoop(told, 'off') },
];

/** Requests in flight when the process dies; a life is too short for it to go faster. */
const inFlight = 4;
/** What WeCom takes for an answer. */
const answerMs = 40;

type Counts = { kills: number; batches: number; lostAnswers: number; unknown: number; wrong: Record<string, number> };

async function killLoop(conditions: Conditions, duplicateCheck: 'on' | 'off'): Promise<Finding> {
  const first = await conditions.newPlace();
  const plan = plans[lengthOf(conditions)][first.databaseUrl === null ? 'embedded' : 'server'];
  const places = [first];
  while (places.length < plan.worlds) places.push(await conditions.newPlace());
  const share = { ...plan, kills: Math.ceil(plan.kills / plan.worlds), batches: Math.ceil(plan.batches / plan.worlds) };
  const counts = await together(
    places.map((place, i) => oneWorld(place, { ...share, duplicateCheck, seed: conditions.seed + i })),
  );
  return findingOf(sum(counts), duplicateCheck);
}

type Told = Plan & { duplicateCheck: 'on' | 'off'; seed: number };

async function oneWorld(place: Place, told: Told): Promise<Counts> {
  const { seed, duplicateCheck } = told;
  const world = await openWorld(place, { seed }, { WECOM_DUPLICATE_CHECK: duplicateCheck });
  try {
    await injectFaults(world);
    const { titles, kills } = await sendAndKill(world, told);
    return { ...(await judged(world, titles, told.batchesPerDelivery)), kills };
  } finally {
    await world.stop();
  }
}

/** Half of the requests take effect as they arrive, half just before their answer. 1.5 % never do, 1.5 % lose their answer. */
async function injectFaults({ wecom }: World): Promise<void> {
  const some = { api: 'send', times: null } as const;
  await wecom.inject({ ...some, rate: 0.015, fault: { type: 'cutInBody', bytes: 500 } });
  await wecom.inject({ ...some, rate: 0.5, fault: { type: 'slow', ms: answerMs, carriedOut: true } });
  await wecom.inject({ ...some, fault: { type: 'slow', ms: answerMs } });
  await wecom.inject({ ...some, rate: 0.015, fault: { type: 'cutBeforeAnswer' } });
}

/** A delivery after the other, and a kill after the other, until there were enough of both; then the last one ends. */
async function sendAndKill(world: World, told: Told): Promise<{ titles: string[]; kills: number }> {
  const random = chance(told.seed);
  const titles: string[] = [];
  let kills = 0;
  let bot = await world.startBot();
  while (kills < told.kills || titles.length * told.batchesPerDelivery < told.batches) {
    // Closed by a stop: 1 is not the beginning of 10.
    const title = `断电 ${titles.length + 1}。`;
    titles.push(title);
    await sendNotice(world, noticeTo(told.batchesPerDelivery * 1000, title));
    while (kills < told.kills && (await reached(world, title, Math.floor(random() * 6)))) {
      await new Promise((resolve) => setTimeout(resolve, random() * answerMs * 1.5));
      bot = await killed(world, bot);
      kills += 1;
    }
    await world.slack.waitFor(() => stands(world.slack, title) || null, `the result of ${title}`);
  }
  return { titles, kills };
}

async function killed(world: World, bot: Bot): Promise<Bot> {
  await bot.kill();
  return world.startBot();
}

/** Whether so many further requests come, and one more, before the delivery has ended. */
async function reached({ slack, wecom }: World, title: string, more: number): Promise<boolean> {
  const rule = await wecom.inject({ api: 'send', skip: more, fault: { type: 'slow', ms: 0 } });
  const ended = slack.waitFor(() => stands(slack, title) || null, `the result of ${title}`).then(() => false);
  const isReached = await Promise.race([rule.arrived().then(() => true), ended]);
  await rule.remove();
  return isReached;
}

async function judged(
  { slack, logFile, wecom }: World,
  titles: string[],
  batches: number,
): Promise<Omit<Counts, 'kills'>> {
  const received = await receivedBy(logFile);
  const cuts = (await wecom.log('send')).filter(({ end }) => end === 'cut');
  const counts = { batches: 0, lostAnswers: cuts.length, unknown: 0, wrong: { lost: 0, twice: 0, told: 0, posted: 0 } };
  for (const title of titles) {
    const ids = parentIds(batches * 1000, title);
    const result = resultOf(slack, title, ids);
    const { lost, twice, told } = wrongIn(result, ids, received);
    counts.batches += batches;
    counts.unknown += result.unknownBatches.size;
    counts.wrong.lost += lost.length;
    counts.wrong.twice += twice.length;
    counts.wrong.told += told.length;
    counts.wrong.posted += postedTwice(slack, title).length;
  }
  return counts;
}

function sum(all: Counts[]): Counts {
  const add = (pick: (counts: Counts) => number) => all.reduce((total, counts) => total + pick(counts), 0);
  const names = Object.keys(all[0]?.wrong ?? {});
  return {
    kills: add(({ kills }) => kills),
    batches: add(({ batches }) => batches),
    lostAnswers: add(({ lostAnswers }) => lostAnswers),
    unknown: add(({ unknown }) => unknown),
    wrong: Object.fromEntries(names.map((name) => [name, add(({ wrong }) => wrong[name] ?? 0)])),
  };
}

function findingOf({ kills, batches, lostAnswers, unknown, wrong }: Counts, duplicateCheck: 'on' | 'off'): Finding {
  const most = duplicateCheck === 'on' ? 0 : kills * inFlight + lostAnswers;
  return {
    isPassed: Object.values(wrong).every((count) => count === 0) && unknown <= most,
    figures:
      `${kills} kills, ${batches} batches, ${lostAnswers} cut off: ${wrong.lost} people lost, ${wrong.twice} sent to twice, ` +
      `${wrong.told} told wrongly, ${wrong.posted} posts twice; ${unknown} batches unknown (≤ ${most}), each one named`,
  };
}
