/** F6: WeCom tells one process that there were too many calls (45009), the process dies, and another one takes over. */
import { throttleWindow } from '../../src/delivery/retry.ts';
import { noticeTo, parentIds } from '../../test/story-delivery-kit.ts';
import { tick } from '../../test/story-kit.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { receivedBy, resultOf, stands, wrongIn } from './judge.ts';
import { sendNotice } from './sending.ts';
import { openWorld, type World } from './world.ts';

export const sharedLimit: Probe = {
  row: 'F6',
  name: 'a limit that one process met holds for the others',
  stores: 'server',
  run: limit,
};

const title = '限流';
const batches = 8;
/** What was on its way when the limit was met has arrived by then. */
const onItsWayMs = 2000;
/** The quick cut looks until the other process has surely taken over. */
const quickMs = 25_000;

async function limit({ isQuick, newPlace }: Conditions): Promise<Finding> {
  const world = await openWorld(await newPlace(), {});
  try {
    const working: number[] = [];
    const start = (i: number) => world.startBot((line) => void (line.includes('"msg":"batch"') && working.push(i)));
    const bots = [await start(0), await start(1)];
    const windowMs = throttleWindow(0, 0).until;
    const window = { api: 'send', skip: 3, forMs: windowMs, fault: { type: 'errcode', errcode: 45009 } } as const;
    const met = await world.wecom.inject(window);
    await sendNotice(world, noticeTo(batches * 1000, title));
    await met.arrived();
    const metAt = Date.now();
    await tick(onItsWayMs);
    await bots[working[0] ?? 0]?.kill();
    if (isQuick) await tick(quickMs);
    else await world.slack.waitFor(() => stands(world.slack, title) || null, 'the result after the limit');
    return findingOf(await judged(world, metAt, isQuick ? onItsWayMs + quickMs : windowMs), isQuick);
  } finally {
    await world.stop();
  }
}

type Judged = { inside: number; after: number; wrong: number };

async function judged({ wecom, slack, logFile }: World, metAt: number, windowMs: number): Promise<Judged> {
  const times = (await wecom.log('send')).map(({ receivedAt }) => receivedAt - metAt);
  const after = times.filter((ms) => ms >= windowMs - onItsWayMs).length;
  const inside = times.filter((ms) => ms > onItsWayMs).length - after;
  if (!stands(slack, title)) return { inside, after, wrong: 0 };
  const ids = parentIds(batches * 1000, title);
  const wrong = wrongIn(resultOf(slack, title, ids), ids, await receivedBy(logFile));
  return { inside, after, wrong: Object.values(wrong).flat().length };
}

function findingOf({ inside, after, wrong }: Judged, isQuick: boolean): Finding {
  return {
    isPassed: inside === 0 && wrong === 0 && (isQuick || after > 0),
    figures: `45009, its process killed: ${inside} calls of the other inside the window, ${after} after it; ${wrong} people lost, sent to twice or told wrongly`,
  };
}
