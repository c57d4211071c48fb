/** P4: from the first request to the last answer, as WeCom's stand-in sees it, with and without durability. */
import type { Row } from './list.ts';
import { dropFolder, hire, newFolder, type Worker } from './processes.ts';
import type { RelayAnswer, RelayAsk } from './relay-child.ts';
import type { Load } from './relay-load.ts';
import { inTurns, inWords } from './statistics.ts';
import type { Takings, WecomAnswer, WecomAsk } from './wecom-child.ts';

type Runner = Worker<RelayAsk, RelayAnswer>;
type Wecom = Worker<WecomAsk, WecomAnswer>;
type Case = { inFlight: number; ids: Load['ids']; batches: number; aim: string };
type Run = Takings & { wallMs: number };

const answerMs = 50;
/** As many batches as take about two seconds. */
const cases: Case[] = [
  { inFlight: 8, ids: 100, batches: 320, aim: '≥0.93' },
  { inFlight: 32, ids: 100, batches: 1280, aim: '≥0.93' },
  { inFlight: 128, ids: 100, batches: 3840, aim: '≥0.90' },
  { inFlight: 8, ids: 1000, batches: 320, aim: '≥0.93' },
  { inFlight: 32, ids: 1000, batches: 960, aim: '≥0.93' },
  { inFlight: 128, ids: 1000, batches: 1920, aim: '≥0.90' },
];

export async function benchRelay(rounds: number): Promise<Row[]> {
  const folder = newFolder();
  const wecom: Wecom = hire(new URL('./wecom-child.ts', import.meta.url), [String(answerMs)]);
  const { url } = await wecom.ask({ do: 'url' });
  const ours: Runner = hire(new URL('./relay-child.ts', import.meta.url), [url, folder]);
  const raw: Runner = hire(new URL('./relay-raw-child.ts', import.meta.url), [url]);
  const rows: Row[] = [];
  for (const each of cases) rows.push(await benchCase(each, { rounds, wecom, ours, raw }));
  for (const child of [ours, raw, wecom]) await child.stop();
  dropFolder(folder);
  return rows;
}

type Sides = { rounds: number; wecom: Wecom; ours: Runner; raw: Runner };

async function benchCase({ inFlight, ids, batches, aim }: Case, { rounds, wecom, ours, raw }: Sides): Promise<Row> {
  const run = async (runner: Runner, round: number): Promise<Run> => {
    await runner.ask({ do: 'prepare', load: { round: inFlight * 100 + round, batches, ids } });
    const { ms: wallMs } = await runner.ask({ do: 'run', inFlight });
    const { takings } = await wecom.ask({ do: 'takings' });
    return { ...takings, wallMs };
  };
  const pairs = await inTurns(
    rounds,
    (round) => run(ours, round),
    (round) => run(raw, round),
  );
  for (const pair of pairs) judge(pair, { inFlight, batches });
  const walls = pairs.map((pair) => pair.ours.wallMs);
  const seconds = (side: 'ours' | 'other') => pairs.map((pair) => pair[side].ms);
  return {
    name: `P4 relay, ${inFlight} in flight, ${batches.toLocaleString('en')} batches of ${ids.toLocaleString('en')} ids, durable`,
    against: `raw undici Pool.request, same bodies lying ready, nothing kept, ${answerMs} ms answers`,
    aim,
    ratios: pairs.map((pair) => pair.other.ms / pair.ours.ms),
    note: `${inWords(seconds('ours'))} ms to ${inWords(seconds('other'))}; from the order to the last commit ${inWords(walls)} ms`,
  };
}

/** Both sides must have sent the same, and so many at once. */
function judge({ ours, other }: { ours: Run; other: Run }, { inFlight, batches }: Pick<Case, 'inFlight' | 'batches'>) {
  for (const { calls, refused, peakInFlight } of [ours, other]) {
    if (calls !== batches || refused > 0 || peakInFlight !== inFlight)
      throw new Error(`${calls} calls, ${refused} refused, ${peakInFlight} in flight`);
  }
  if (ours.sha256.toSorted().join() !== other.sha256.toSorted().join()) throw new Error('the bodies differ');
}
