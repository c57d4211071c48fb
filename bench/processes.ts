/**
 * Processes that are measured: each ends with the bench, however the bench ends, and is ended by its id.
 * They get the bench's own flags for Node, so that `node --cpu-prof bench/main.ts` profiles them too.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const living = new Set<ChildProcess>();
const folders = new Set<string>();

process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

/** Gone with the bench. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'relay-bench-'));
  folders.add(folder);
  return folder;
}

export function dropFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

function keep(child: ChildProcess): ChildProcess {
  living.add(child);
  child.once('exit', () => living.delete(child));
  return child;
}

/** SIGTERM, and SIGKILL where that does not help. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(timer);
}

export type Served = { url: string; pid: number; stop(): Promise<void> };

/**
 * A server in a process of its own that writes one JSON line with its `port` when it takes requests.
 * It sees `env` and the path to programs, nothing else of ours.
 */
export async function serve(file: URL, options: { env?: Record<string, string>; cwd: string }): Promise<Served> {
  const child = keep(
    spawn(process.execPath, [...process.execArgv, fileURLToPath(file)], {
      cwd: options.cwd,
      env: { PATH: process.env.PATH, ...options.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const port = await portOf(child);
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, stop: () => end(child) };
}

async function portOf(child: ChildProcess): Promise<number> {
  if (!child.stdout) throw new Error('a server without output');
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  for await (const line of reader) {
    lines.push(line);
    const port = /"port":(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    child.stdout.resume();
    return Number(port);
  }
  throw new Error(`a server did not start:\n${lines.join('\n')}`);
}

/** One that is told what to do, and tells what came of it, in `Ask` and `Answer`. */
export type Worker<Ask, Answer> = { pid: number; ask(what: Ask): Promise<Answer>; stop(): Promise<void> };

export function hire<Ask extends object, Answer>(file: URL, args: string[]): Worker<Ask, Answer> {
  const child = keep(fork(fileURLToPath(file), args));
  const gone = once(child, 'exit').then(() => Promise.reject(new Error(`${file.pathname} ended`)));
  gone.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    async ask(what) {
      const { promise: answer, resolve } = Promise.withResolvers<Answer>();
      child.once('message', (message) => resolve(message as Answer));
      child.send(what);
      return Promise.race([answer, gone]);
    },
    async stop() {
      child.disconnect();
      await gone.catch(() => undefined);
    },
  };
}

/** In a process that was hired. */
export function work<Ask, Answer>(answer: (ask: Ask) => Promise<Answer>): void {
  process.on('message', async (ask) => process.send?.(await answer(ask as Ask)));
  process.once('disconnect', () => process.exit());
}

/** The clock tick of /proc, the same on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** Milliseconds of CPU a process has taken, threads included; NaN where the system does not tell. */
export function cpuMsOf(pid: number): number {
  try {
    const [user = Number.NaN, system = Number.NaN] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
      .slice(11, 13)
      .map(Number);
    return ((user + system) * 1000) / ticksPerSecond;
  } catch {
    return Number.NaN;
  }
}

/** Megabytes of memory a process holds, now and at its most; NaN where the system does not tell. */
export function memoryOf(pid: number): { now: number; most: number } {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const mb = (name: string) => Number(new RegExp(`${name}:\\s*(\\d+)`).exec(status)?.[1]) / 1024;
    return { now: mb('VmRSS'), most: mb('VmHWM') };
  } catch {
    return { now: Number.NaN, most: Number.NaN };
  }
}
