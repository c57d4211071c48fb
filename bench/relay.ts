/** P4 and P5: from the first request to the last answer, as WeCom's stand-in sees it, with and without durability. */
import type { Row } from './list.ts';
import { cpuMsOf, hire, type Worker } from './processes.ts';
import type { RelayAnswer, RelayAsk } from './relay-child.ts';
import type { Load } from './relay-load.ts';
import { inTurns, inWords } from './statistics.ts';
import { type EmptyStore, onEachStore } from './stores.ts';
import type { Takings, WecomAnswer, WecomAsk } from './wecom-child.ts';

type Runner = Worker<RelayAsk, RelayAnswer>;
type Wecom = Worker<WecomAsk, WecomAnswer>;
type Case = { inFlight: number; ids: Load['ids']; batches: number; aim: string };
type Suite = { promise: 'P4' | 'P5'; answerMs: number; cases: Case[] };
/** `cpuMs`: a batch. */
type Run = Takings & { wallMs: number; cpuMs: number };

/** As many batches as take about a second. */
const patient: Suite = {
  promise: 'P4',
  answerMs: 50,
  cases: [
    { inFlight: 8, ids: 100, batches: 200, aim: '≥0.93' },
    { inFlight: 32, ids: 100, batches: 640, aim: '≥0.93' },
    { inFlight: 128, ids: 100, batches: 1920, aim: '≥0.90' },
    { inFlight: 128, ids: 1000, batches: 1280, aim: '≥0.90' },
  ],
};
const instant: Suite = {
  promise: 'P5',
  answerMs: 0,
  cases: [
    { inFlight: 32, ids: 100, batches: 1500, aim: '≥0.50' },
    { inFlight: 128, ids: 100, batches: 1500, aim: '≥0.70' },
  ],
};

/** Enough for a server, which shares two cores with its clients here, and for a look whether it runs. */
const few: Suite = { ...patient, cases: patient.cases.filter(({ inFlight, ids }) => inFlight > 8 && ids === 100) };

export function benchRelay(rounds: number, server: string | undefined): Promise<Row[]> {
  return onEachStore(server, (store) => benchSuite(store, store.databaseUrl || rounds === 1 ? few : patient, rounds));
}

export function benchInstant(rounds: number, server: string | undefined): Promise<Row[]> {
  return onEachStore(server, (store) => benchSuite(store, instant, rounds));
}

async function benchSuite(store: EmptyStore, suite: Suite, rounds: number): Promise<Row[]> {
  const wecom: Wecom = hire(new URL('./wecom-child.ts', import.meta.url), [String(suite.answerMs)]);
  const { url } = await wecom.ask({ do: 'url' });
  const ours: Runner = hire(new URL('./relay-child.ts', import.meta.url), [url, store.folder, store.databaseUrl ?? '']);
  const raw: Runner = hire(new URL('./relay-raw-child.ts', import.meta.url), [url]);
  const rows: Row[] = [];
  for (const each of suite.cases) rows.push(await benchCase(each, { suite, store, rounds, wecom, ours, raw }));
  for (const child of [ours, raw, wecom]) await child.stop();
  return rows;
}

type Sides = { suite: Suite; store: EmptyStore; rounds: number; wecom: Wecom; ours: Runner; raw: Runner };

async function benchCase({ inFlight, ids, batches, aim }: Case, sides: Sides): Promise<Row> {
  const { suite, store, rounds, wecom, ours, raw } = sides;
  const run = async (runner: Runner, round: number): Promise<Run> => {
    await runner.ask({ do: 'prepare', load: { round: inFlight * 100 + round, batches, ids } });
    const cpuBefore = cpuMsOf(runner.pid);
    const { ms: wallMs } = await runner.ask({ do: 'run', inFlight });
    const cpuMs = (cpuMsOf(runner.pid) - cpuBefore) / batches;
    const { takings } = await wecom.ask({ do: 'takings' });
    return { ...takings, wallMs, cpuMs };
  };
  const pairs = await inTurns(
    rounds,
    (round) => run(ours, round),
    (round) => run(raw, round),
  );
  for (const pair of pairs) judge(pair, { inFlight: suite.answerMs === 0 ? null : inFlight, batches });
  const walls = pairs.map((pair) => pair.ours.wallMs);
  const each = (side: 'ours' | 'other', what: 'ms' | 'cpuMs') => pairs.map((pair) => pair[side][what]);
  return {
    name: `${suite.promise} relay, ${inFlight} in flight, ${batches.toLocaleString('en')} batches of ${ids.toLocaleString('en')} ids, ${store.name}`,
    against: `raw undici Pool.request, same bodies lying ready, nothing kept, ${suite.answerMs === 0 ? 'instant' : `${suite.answerMs} ms`} answers`,
    aim,
    ratios: pairs.map((pair) => pair.other.ms / pair.ours.ms),
    note:
      `${inWords(each('ours', 'ms'))} ms to ${inWords(each('other', 'ms'))}; from the order to the last commit ${inWords(walls)} ms; ` +
      `CPU a batch ${inWords(each('ours', 'cpuMs'), 2)} ms to ${inWords(each('other', 'cpuMs'), 2)} ms`,
  };
}

/** Both sides must have sent the same, and so many at once; null: as it comes. */
function judge(
  { ours, other }: { ours: Run; other: Run },
  { inFlight, batches }: { inFlight: number | null; batches: number },
) {
  for (const { calls, refused, peakInFlight } of [ours, other]) {
    if (calls !== batches || refused > 0 || (inFlight !== null && peakInFlight !== inFlight))
      throw new Error(`${calls} calls, ${refused} refused, ${peakInFlight} in flight`);
  }
  if (ours.sha256.toSorted().join() !== other.sha256.toSorted().join()) throw new Error('the bodies differ');
}
