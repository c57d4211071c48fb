/** The real bot, as `npm start` starts it, as a process of its own that can be killed and started again. It ends with this process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export type BotProcess = {
  port: number;
  pid: number;
  signal(signal: NodeJS.Signals): void;
  /** Its exit code; null when a signal ended it. */
  gone: Promise<number | null>;
};

const startFile = fileURLToPath(new URL('../start.ts', import.meta.url));

/** Resolves when it listens. It sees `env` and no `.env` file; its LOG_LEVEL must be info or lower. */
export async function startBotProcess(env: Record<string, string>, log: (line: string) => void): Promise<BotProcess> {
  const child = spawn(process.execPath, ['--max-semi-space-size=4', startFile], {
    env,
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const gone = endOf(child).finally(() => process.off('exit', end));
  const lines = createInterface({ input: child.stdout });
  lines.on('line', log);
  return { port: await portOf(lines), pid: child.pid ?? 0, signal: (signal) => void child.kill(signal), gone };
}

async function endOf(child: ChildProcess): Promise<number | null> {
  const [code] = await once(child, 'close');
  return code;
}

/** Said in the line "listening". */
function portOf(lines: Interface): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let last = '';
  lines.on('line', (line) => {
    last = line;
    const { msg, port } = JSON.parse(line);
    if (msg === 'listening') resolve(port);
  });
  lines.on('close', () => reject(new Error(`the bot ended before it listened: ${last}`)));
  return promise;
}
