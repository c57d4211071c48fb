/** What the store's tests share. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Log } from '../src/log.ts';

const silent = () => undefined;

export const quietLog: Log = {
  fatal: silent,
  error: silent,
  warn: silent,
  info: silent,
  debug: silent,
  trace: silent,
};

export type StoreProcess = {
  /** The lines written so far. */
  lines: string[];
  /** Resolves when a line has come; rejects when the process ends without it. */
  said(line: string): Promise<void>;
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>;
  ended: Promise<{ code: number | null; errors: string }>;
};

/** Starts `store-child.ts`, or any command that does, on a folder. */
export function startStoreProcess(
  dataDir: string,
  options: { before?: string[]; commits?: number } = {},
): StoreProcess {
  const script = fileURLToPath(new URL('./store-child.ts', import.meta.url));
  const [command, ...args] = [
    ...(options.before ?? []),
    process.execPath,
    script,
    dataDir,
    `${options.commits ?? Infinity}`,
  ];
  const child = spawn(command ?? '', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const input = createInterface(child.stdout);
  input.on('line', (line) => lines.push(line));
  const ended = endOf(child);
  return {
    lines,
    ended,
    async said(line) {
      while (!lines.includes(line)) {
        const result = await Promise.race([once(input, 'line'), ended]);
        if ('errors' in result) throw new Error(`the process ended: ${result.errors}`);
      }
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function endOf(child: ChildProcess): Promise<{ code: number | null; errors: string }> {
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  await once(child, 'close');
  return { code: child.exitCode, errors };
}
