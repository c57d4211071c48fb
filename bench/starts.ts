/** What is measured as it is, not against anything: how long a start takes, how much memory an idle process holds. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { startLightSlack } from './light-slack.ts';
import { dropFolder, memoryOf, newFolder, type Served } from './processes.ts';
import { type Place, startProduct } from './product.ts';

/** `values`: one a time it was measured. */
export type Figure = { name: string; unit: 'ms' | 'MB'; values: number[]; note: string };

const idleMs = 10_000;

export async function measureStarts(options: { firsts: number; laters: number; postgres?: string }): Promise<Figure[]> {
  const slack = await startLightSlack();
  const embedded = await embeddedFigures(slack, options);
  const postgres = options.postgres === undefined ? [] : await onPostgres(slack, options.postgres, options.laters);
  await slack.stop();
  return [...embedded, ...postgres];
}

async function embeddedFigures(
  slack: Place['slack'],
  { firsts, laters }: { firsts: number; laters: number },
): Promise<Figure[]> {
  const folders = Array.from({ length: firsts }, newFolder);
  const peaks: number[] = [];
  const first = await startTimes(folders, async (folder) => {
    const started = await timed(() => startProduct({ slack, folder }));
    peaks.push(memoryOf(started.served.pid).most);
    return started;
  });
  const [folder = newFolder()] = folders;
  const later = await startTimes(Array(laters).fill(folder), () => timed(() => startProduct({ slack, folder })));
  const idle = await idleMemory(() => startProduct({ slack, folder }));
  for (const each of folders) dropFolder(each);
  const note = 'embedded store; from the call of node until /readyz answers 200';
  return [
    { name: 'first start, which creates the database', unit: 'ms', values: first, note },
    { name: 'later start', unit: 'ms', values: later, note },
    { name: 'most memory during a first start', unit: 'MB', values: peaks, note: 'embedded store; resident' },
    { name: `memory, idle for ${idleMs / 1000} s`, unit: 'MB', values: [idle], note: 'embedded store; resident' },
  ];
}

/** In a database of its own on that server, which goes again. */
async function onPostgres(slack: Place['slack'], server: string, laters: number): Promise<Figure[]> {
  const name = `relay_bench_${process.pid}`;
  const databaseUrl = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const folder = newFolder();
  const start = () => startProduct({ slack, folder, databaseUrl });
  await order(server, `create database ${name}`);
  try {
    const [first = Number.NaN, ...later] = await startTimes(Array(laters + 1).fill(folder), () => timed(start));
    const idle = await idleMemory(start);
    const note = 'PostgreSQL; from the call of node until /readyz answers 200';
    return [
      { name: 'first start, which creates the tables', unit: 'ms', values: [first], note },
      { name: 'later start', unit: 'ms', values: later, note },
      { name: `memory, idle for ${idleMs / 1000} s`, unit: 'MB', values: [idle], note: 'PostgreSQL; resident' },
    ];
  } finally {
    await order(server, `drop database ${name} with (force)`);
    dropFolder(folder);
  }
}

async function order(server: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(sql);
  await client.end();
}

type Started = { served: Served; ms: number };

async function startTimes(folders: string[], start: (folder: string) => Promise<Started>): Promise<number[]> {
  const times: number[] = [];
  for (const folder of folders) {
    const { served, ms } = await start(folder);
    times.push(ms);
    await served.stop();
  }
  return times;
}

async function timed(start: () => Promise<Served>): Promise<Started> {
  const from = performance.now();
  const served = await start();
  while ((await fetch(`${served.url}/readyz`)).status !== 200) await sleep(5);
  return { served, ms: performance.now() - from };
}

async function idleMemory(start: () => Promise<Served>): Promise<number> {
  const served = await start();
  await sleep(idleMs);
  const { now } = memoryOf(served.pid);
  await served.stop();
  return now;
}
