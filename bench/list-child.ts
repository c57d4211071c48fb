/** One reading in a fresh process, so that memory and warm-up are those of one list: `node list-child.ts <way> <file>`. */
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { planBatches } from '../src/delivery/plan.ts';
import { readListInWorker } from '../src/list/in-worker.ts';
import { readList } from '../src/list/read.ts';
import type { ListResult } from '../src/list/result.ts';

/** What one reading cost. `outcome`: number of batches, or the fault. */
export type Cost = { cpuMs: number; wallMs: number; peakMb: number; pauseMs: number; outcome: number | string };

const ways: Record<string, (bytes: Uint8Array) => Promise<number | string> | number | string> = {
  'by hand': byHand,
  here: (bytes) => outcomeOf(readList(bytes, { kind: 'parent' })),
  thread: async (bytes) => outcomeOf(await readListInWorker(bytes, { kind: 'parent' }, { timeoutMs: 60_000 })),
};

/** The least one would write: no line numbers, no counts, UTF-8 only. */
function byHand(bytes: Uint8Array): number {
  const seen = new Set<string>();
  const ids: string[] = [];
  for (const word of Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('utf8')
    .split(/[\s,，、；;|]+/)) {
    const id = word.trim();
    if (id === '' || !/^[A-Za-z0-9_.@-]{1,64}$/.test(id)) continue;
    const key = id.toLowerCase();
    if (seen.has(key)) continue;
    seen.add(key);
    ids.push(id);
  }
  const batches: string[][] = [];
  for (let from = 0; from < ids.length; from += 1000) batches.push(ids.slice(from, from + 1000));
  return batches.length;
}

function outcomeOf(result: ListResult): number | string {
  return result.type === 'read' ? planBatches({ type: 'lists', lists: result.lists }).length : result.fault;
}

/** Linux hands a parent's peak down to its children in `maxRSS`, so its own account is read where there is one. */
function peakMb(): number {
  try {
    return Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;
  } catch {
    return process.resourceUsage().maxRSS / 1024;
  }
}

async function measure(way: string, file: string): Promise<Cost> {
  const run = ways[way];
  if (run === undefined) throw new Error(`no way ${way}`);
  const bytes = readFileSync(file);
  const pauses = monitorEventLoopDelay({ resolution: 1 });
  pauses.enable();
  const cpu = process.cpuUsage();
  const from = performance.now();
  const outcome = await run(bytes);
  const wallMs = performance.now() - from;
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs, peakMb: peakMb(), pauseMs: pauses.max / 1e6, outcome };
}

if (import.meta.main) {
  const [way = '', file = ''] = process.argv.slice(2);
  console.log(JSON.stringify(await measure(way, file)));
}
