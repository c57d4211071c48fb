/** F4: whatever can happen to a request on its way, and the class that follows from it. */
import type { FaultRule } from '../../src/sandbox/wecom/fault-rules.ts';
import { zh } from '../../src/words/zh.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { type ClockedWorld, openClockedWorld, passUntil } from './clocked-world.ts';
import { stands } from './judge.ts';
import { finding, type HandedIn, handIn, judge } from './verdicts.ts';
import { openWorld } from './world.ts';

export const outcomes: Probe = { row: 'F4', name: 'every way a request can end', stores: 'each', run };

type Ends = typeof zh.report.ends;
type Case = {
  name: string;
  /** Of every addressee. */
  end: keyof Ends;
  parents?: number;
  prepare(world: ClockedWorld): Promise<unknown>;
};

type Fault = FaultRule['fault'];

const meets =
  (fault: Fault, times = 1) =>
  ({ wecom }: ClockedWorld) =>
    wecom.inject({ api: 'send', times, fault });

const manyParents = 1000;
/** About what their ids take. */
const bodyBytes = 18_000;
const how = ['reset', 'close'] as const;

function unknown(name: string, fault: Fault, parents = 3): Case {
  return { name, end: 'unknown', parents, prepare: meets(fault) };
}

const cuts: Case[] = how.flatMap((how) => [
  unknown(`${how} before the body is read`, { type: 'cutBeforeReading', how }),
  ...[0, 1, bodyBytes / 2, bodyBytes].map((bytes) =>
    unknown(`${how} after at least ${bytes} bytes of the body`, { type: 'cutInBody', bytes, how }, manyParents),
  ),
  ...[true, false].map((carriedOut) =>
    unknown(`${how} instead of the answer, carried out: ${carriedOut}`, { type: 'cutBeforeAnswer', how, carriedOut }),
  ),
  ...[0, 1, 60].map((bytes) =>
    unknown(`${how} after ${bytes} bytes of the answer`, { type: 'cutInAnswer', bytes, how, carriedOut: bytes !== 1 }),
  ),
]);

const gateways: Case[] = [500, 502, 503, 504, 404, 408, 302].map((status, i) =>
  unknown(`HTTP ${status}, carried out: ${i % 2 === 0}`, { type: 'http', status, carriedOut: i % 2 === 0 }),
);

const json = 'application/json';
const unreadable: Case[] = [
  ['HTML with 200', 'text/html', '<!DOCTYPE html><p>Please sign in to the school network</p>'],
  ['nothing with 200', json, ''],
  ['half of an object', json, '{"errcode":0,"errm'],
  ['no errcode', json, '{}'],
  ['a list', json, '[0]'],
  ['null', json, 'null'],
  ['errcode as text', json, '{"errcode":"0","errmsg":"ok"}'],
  ['errcode 0 and a list of the wrong shape', json, '{"errcode":0,"errmsg":"ok","invalid_parent_userid":[{}]}'],
].map(([name = '', contentType = '', body = ''], i) =>
  unknown(`answered with ${name}`, { type: 'http', status: 200, contentType, body, carriedOut: i % 2 === 0 }),
);

function errcode(code: number, end: Case['end'], times = 1): Case {
  return { name: `errcode ${code}, ${times} times`, end, prepare: meets({ type: 'errcode', errcode: code }, times) };
}

const answered: Case[] = [
  ...[-1, 6000, 45_033, 40_007].map((code) => errcode(code, 'accepted')),
  errcode(-1, 'accepted', 3),
  errcode(-1, 'unknown', 4),
  ...[60_011, 60_111, 40_058].map((code) => errcode(code, 'refused')),
  errcode(81_013, 'invalid'),
  ...[48_002, 60_020, 301_002, 99_999].map((code) => errcode(code, 'unsent')),
  { name: 'the token expired (42001)', end: 'accepted', prepare: ({ wecom }) => wecom.expireTokens({ as: 42_001 }) },
  { name: 'the token expired (40014)', end: 'accepted', prepare: ({ wecom }) => wecom.expireTokens({ as: 40_014 }) },
  { name: 'the media_id expired', end: 'accepted', prepare: ({ wecom }) => wecom.expireMedia() },
  { name: 'connection refused for half a second', end: 'accepted', prepare: ({ wecom }) => wecom.outage(500) },
];

const all = [...cuts, ...gateways, ...unreadable, ...answered];

async function run({ isQuick, newPlace }: Conditions): Promise<Finding> {
  const cases = isQuick ? all.filter((_, i) => i % 9 === 0) : all;
  const [place, otherPlace] = [await newPlace(), await newPlace()];
  const world = await openClockedWorld(place);
  try {
    const hanging = isQuick ? Promise.resolve({ cases: 0, wrong: [] }) : hang(otherPlace);
    hanging.catch(() => undefined);
    const wrong = await oneByOne(world, cases);
    const hung = await hanging;
    const count = cases.length + hung.cases;
    const slow = isQuick ? ', none that hangs (quick)' : `, ${hung.cases} of them hanging`;
    return finding([...wrong, ...hung.wrong], `${count} cases${slow}: each in its class`);
  } finally {
    await world.stop();
  }
}

async function oneByOne(world: ClockedWorld, cases: Case[]): Promise<string[]> {
  const sent: HandedIn[] = [];
  for (const [i, { name, parents = 3, prepare }] of cases.entries()) {
    await world.wecom.clearFaults();
    await prepare(world);
    const title = `${i} · ${name}`;
    sent.push(await handIn(world, title, parents));
    await passUntil(world, () => stands(world.slack, title), `the result of ${title}`);
  }
  const { results, wrong } = await judge(world, sent);
  const misplaced = cases.flatMap(({ end }, i) => {
    const { title = '', ids = [] } = sent[i] ?? {};
    const told = [...(results.get(title)?.sum ?? [])].map(([end, n]) => `${end} ${n}`).join();
    return told === `${zh.report.ends[end]} ${ids.length}` ? [] : [`${title}: ${told}, not ${end}`];
  });
  return [...wrong, ...misplaced];
}

/** As long as WeCom is given for an answer, in real time; side by side, after a first request that is answered. */
async function hang(place: Awaited<ReturnType<Conditions['newPlace']>>): Promise<{ cases: number; wrong: string[] }> {
  const world = await openWorld(place, {}, { LOG_LEVEL: 'info' });
  // A request that is never read is none for the rules about those that are.
  const faults = [
    { skip: 1, fault: { type: 'blackHole' } },
    { skip: 1, fault: { type: 'blackHole' } },
    { skip: 1, fault: { type: 'hold', carriedOut: true } },
    { skip: 2, fault: { type: 'hold', carriedOut: false } },
  ] as const;
  try {
    await world.startBot();
    for (const { skip, fault } of faults) await world.wecom.inject({ api: 'send', skip, fault });
    const title = 'never answered';
    const sent = await handIn(world, title, 1000 * (1 + faults.length));
    await world.slack.waitFor(() => stands(world.slack, title) || null, `the result of ${title}`);
    const { results, wrong } = await judge(world, [sent]);
    const unknown = results.get(title)?.unknownBatches.size;
    return { cases: faults.length, wrong: unknown === faults.length ? wrong : [`${unknown} unknown`, ...wrong] };
  } finally {
    await world.stop();
  }
}
