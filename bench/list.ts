/** P7 and B2 of the product's promises: what reading a list costs. `node bench/list.ts` prints the table. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Cost } from './list-child.ts';
import { hostileLists } from './list-hostile.ts';

/** What something costs at each size, in ms of CPU. */
export type Curve = { of: string; points: { at: number; median: number; min: number; max: number }[] };

/** `ratios`: ours to the other's, one a round. `curve`: where it is a matter of growth. */
export type Row = { name: string; against: string; aim: string; ratios: number[]; note: string; curve?: Curve };

export const hostileLimit = { ms: 2000, mb: 300 };
const child = fileURLToPath(new URL('./list-child.ts', import.meta.url));
const run = promisify(execFile);

export async function cost(way: 'by hand' | 'here' | 'thread', file: string): Promise<Cost> {
  const { stdout } = await run(process.execPath, [child, way, file]);
  return JSON.parse(stdout) as Cost;
}

/** Distinct, in no order, in 9 MB. */
function millionIds(): string {
  return Array.from(
    { length: 1_000_000 },
    (_, i) => `p${(Math.imul(i, 0x9e3779b1) >>> 0).toString(36).padStart(7, '0')}`,
  ).join('\n');
}

async function million(file: string, rounds: number): Promise<Row[]> {
  const costs: Record<'hand' | 'here' | 'thread', Cost>[] = [];
  for (let round = 0; round < rounds; round++) {
    const hand = await cost('by hand', file);
    costs.push({ hand, here: await cost('here', file), thread: await cost('thread', file) });
  }
  const against = 'split + regex + Set by hand, CPU';
  return (['here', 'thread'] as const).map((way) => ({
    name:
      way === 'here' ? 'P7 1,000,000 ids: read, dedupe, validate, cut' : 'P7 the same in a thread, its start included',
    against,
    aim: '≤1.15, ≤260 MB',
    ratios: costs.map((each) => each[way].cpuMs / each.hand.cpuMs),
    note: notes(costs.map((each) => each[way])),
  }));
}

function notes(costs: Cost[]): string {
  const middle = (pick: (cost: Cost) => number) => median(costs.map(pick)).toFixed(0);
  const peak = Math.max(...costs.map(({ peakMb }) => peakMb)).toFixed(0);
  return `${middle((c) => c.cpuMs)} ms CPU, ${middle((c) => c.wallMs)} ms, peak ${peak} MB, longest pause ${middle((c) => c.pauseMs)} ms`;
}

async function hostile(folder: string, lists: typeof hostileLists): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { name, make } of lists) {
    const file = join(folder, 'hostile');
    writeFileSync(file, make());
    const found = await cost('thread', file);
    rows.push({
      name: `B2 ${name}`,
      against: `${hostileLimit.ms} ms`,
      aim: `≤1.00, ≤${hostileLimit.mb} MB`,
      ratios: [found.wallMs / hostileLimit.ms],
      note: `${notes([found])}, ${typeof found.outcome === 'string' ? found.outcome : `${found.outcome} batches`}`,
    });
  }
  return rows;
}

/** Every reading in a process of its own; takes about a minute. One round: without the hostile files but the first few. */
export async function benchList(rounds: number): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-list-'));
  try {
    const file = join(folder, 'million');
    writeFileSync(file, millionIds());
    return [
      ...(await million(file, rounds)),
      ...(await hostile(folder, rounds > 1 ? hostileLists : hostileLists.slice(0, 3))),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

function printed({ name, against, aim, ratios, note }: Row): string {
  const [low, middle, high] = [Math.min(...ratios), median(ratios), Math.max(...ratios)].map((ratio) =>
    ratio.toFixed(2),
  );
  return `${name} | ${against} | median ${middle} (${low}–${high}) of ${ratios.length} | aim ${aim} | ${note}`;
}

if (import.meta.main) for (const row of await benchList(7)) console.log(printed(row));
