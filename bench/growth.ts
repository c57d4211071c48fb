/** Growth: what a batch costs in a small list and in a large one, a delivery among few and among many, now and years later. */
import type { GrowthAnswer, GrowthAsk } from './growth-child.ts';
import type { Row } from './list.ts';
import { hire, type Worker } from './processes.ts';
import { inWords, spread } from './statistics.ts';
import { type EmptyStore, onEachStore } from './stores.ts';

type Child = Worker<GrowthAsk, GrowthAnswer>;

/** A batch carries a thousand. */
const perBatch = 1000;
const sizes = [1, 1000, 10_000, 100_000, 1_000_000];
const open = [1, 10, 50, 200];

/** The embedded store does its work in our process, so that its CPU is ours; a server's would not be seen. */
export function benchGrowth(rounds: number): Promise<Row[]> {
  return onEachStore(undefined, (store) => growthOn(store, rounds));
}

async function growthOn({ folder }: EmptyStore, rounds: number): Promise<Row[]> {
  const finished = rounds > 1 ? 100_000 : 10_000;
  const child: Child = hire(new URL('./growth-child.ts', import.meta.url), [folder]);
  const deliver = async (deliveries: number, recipients: number) =>
    (await child.ask({ do: 'deliver', deliveries, recipients })).cpuMs;
  const each = async (times: number, measure: () => Promise<number>) => {
    const values: number[] = [];
    for (let i = 0; i < times; i++) values.push(await measure());
    return values;
  };
  await each(3, () => deliver(20, perBatch));
  const bySize = await curve(rounds > 1 ? sizes : sizes.slice(0, 4), (size) =>
    each(size > 100_000 ? Math.min(rounds, 3) : rounds, async () => {
      const together = size < 10_000 ? 20 : 1;
      return (await deliver(together, size)) / together / Math.ceil(size / perBatch);
    }),
  );
  const byOpen = await curve(rounds > 1 ? open : open.slice(0, 3), (count) =>
    each(rounds, async () => (await deliver(count, perBatch)) / count),
  );
  const usual = () => each(rounds, async () => (await deliver(20, perBatch)) / 20);
  const young = await usual();
  await child.ask({ do: 'age', finished });
  await usual();
  const old = await usual();
  await child.stop();
  return [
    growth('of a batch, the longer the list', bySize, 10_000),
    growth('of a delivery of 1,000, the more are open', byOpen, 1),
    {
      name: `growth of the cost of a delivery of 1,000 with ${finished.toLocaleString('en')} finished ones in the store`,
      against: 'the same in a young store, CPU',
      aim: '≤1.25',
      ratios: old.map((cost, i) => cost / (young[i] ?? Number.NaN)),
      note: `${inWords(old, 2)} ms to ${inWords(young, 2)} ms, embedded store`,
    },
  ];
}

/** What was measured, by size. */
type Measured = Map<number, number[]>;

async function curve(points: number[], measure: (point: number) => Promise<number[]>): Promise<Measured> {
  const found: Measured = new Map();
  for (const point of points) found.set(point, await measure(point));
  return found;
}

/** The last point of a curve to the one at `from`. */
function growth(of: string, points: Measured, from: number): Row {
  const [first = [], last = []] = [points.get(from), [...points.values()].at(-1)];
  const told = [...points].map(([point, costs]) => `${point.toLocaleString('en')}: ${inWords(costs, 2)}`);
  return {
    name: `growth of the cost ${of}`,
    against: `at ${[...points.keys()].at(-1)?.toLocaleString('en')} what it is at ${from.toLocaleString('en')}, CPU`,
    aim: '≤1.25',
    ratios: last.map((cost, i) => cost / (first[i] ?? Number.NaN)),
    note: `ms: ${told.join('; ')}; embedded store, WeCom answers at once in the same process`,
    curve: { of, points: [...points].map(([at, costs]) => ({ at, ...spread(costs) })) },
  };
}
