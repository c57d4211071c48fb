/** What is measured as it is, not against anything: how long a start takes, how much memory an idle process holds. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startLightSlack } from './light-slack.ts';
import { dropFolder, memoryOf, newFolder, type Served } from './processes.ts';
import { type Place, startProduct } from './product.ts';
import { onPostgres } from './stores.ts';

/** `values`: one a time it was measured. */
export type Figure = { name: string; unit: string; values: number[]; note: string };

type Options = { firsts: number; laters: number; idleSeconds: number };

export async function measureStarts(options: Options & { postgres?: string }): Promise<Figure[]> {
  const slack = await startLightSlack();
  const embedded = await embeddedFigures(slack, options);
  const postgres = options.postgres === undefined ? [] : await postgresFigures(slack, options.postgres, options);
  await slack.stop();
  return [...embedded, ...postgres];
}

async function embeddedFigures(slack: Place['slack'], { firsts, laters, idleSeconds }: Options): Promise<Figure[]> {
  const folders = Array.from({ length: firsts }, newFolder);
  const peaks: number[] = [];
  const first = await startTimes(folders, async (folder) => {
    const started = await timed(() => startProduct({ slack, folder }));
    peaks.push(memoryOf(started.served.pid).most);
    return started;
  });
  const [folder = newFolder()] = folders;
  const later = await startTimes(Array(laters).fill(folder), () => timed(() => startProduct({ slack, folder })));
  const idle = await idleMemory(() => startProduct({ slack, folder }), idleSeconds);
  for (const each of folders) dropFolder(each);
  const note = 'embedded store; from the call of node until /readyz answers 200';
  return [
    { name: 'first start, which creates the database', unit: 'ms', values: first, note },
    { name: 'later start', unit: 'ms', values: later, note },
    { name: 'most memory during a first start', unit: 'MB', values: peaks, note: 'embedded store; resident' },
    { name: `memory, idle for ${idleSeconds} s`, unit: 'MB', values: [idle], note: 'embedded store; resident' },
  ];
}

async function postgresFigures(
  slack: Place['slack'],
  server: string,
  { laters, idleSeconds }: Options,
): Promise<Figure[]> {
  return onPostgres(server, async ({ folder, databaseUrl }) => {
    const start = () => startProduct({ slack, folder, databaseUrl });
    const [first = Number.NaN, ...later] = await startTimes(Array(laters + 1).fill(folder), () => timed(start));
    const idle = await idleMemory(start, idleSeconds);
    const note = 'PostgreSQL; from the call of node until /readyz answers 200';
    return [
      { name: 'first start, which creates the tables', unit: 'ms', values: [first], note },
      { name: 'later start', unit: 'ms', values: later, note },
      { name: `memory, idle for ${idleSeconds} s`, unit: 'MB', values: [idle], note: 'PostgreSQL; resident' },
    ];
  });
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

async function idleMemory(start: () => Promise<Served>, seconds: number): Promise<number> {
  const served = await start();
  await sleep(seconds * 1000);
  const { now } = memoryOf(served.pid);
  await served.stop();
  return now;
}
