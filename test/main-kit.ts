/** The real process, and everything it says. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { setTimeout as tick } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export type MainProcess = {
  /** Standard output and standard error so far. */
  said(): string;
  /** Resolves when it has said so; rejects when it ends without. */
  saying(text: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
  /** Its exit code; null when a signal ended it. */
  ended: Promise<number | null>;
};

const startFile = fileURLToPath(new URL('../src/start.ts', import.meta.url));

/** It sees `env` and nothing of ours, no `.env` file either. `nodeArgs` come before the file. */
export function startMain(env: Record<string, string>, nodeArgs: string[] = []): MainProcess {
  const args = [...nodeArgs, startFile];
  const child = spawn(process.execPath, args, {
    env,
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let all = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      all += chunk;
    });
  const ended = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  return {
    said: () => all,
    ended,
    signal: (name) => void child.kill(name),
    async saying(text) {
      while (!all.includes(text)) {
        if (child.exitCode !== null) throw new Error(`it ended without saying ${text}: ${all}`);
        await tick(10);
      }
    },
  };
}
