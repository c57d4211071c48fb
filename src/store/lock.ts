/**
 * One process per embedded folder: two would corrupt it without an error. A listening socket is a lock that the system
 * takes away with the process, also after kill -9.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Resolves with the unlocking. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const server = createServer((socket) => socket.destroy());
  server.listen(addressOf(folder));
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new Error(`another process is using ${folder}; stop it first, or set DATABASE_URL to run several`, { cause });
  }
  server.unref();
  return async () => {
    server.close();
    await once(server, 'close');
  };
}

function addressOf(folder: string): string {
  const name = `slack-wecom-relay-${createHash('sha256').update(folder).digest('hex').slice(0, 32)}`;
  if (process.platform === 'linux') return `\0${name}`;
  if (process.platform === 'win32') return `\\\\?\\pipe\\${name}`;
  return join(tmpdir(), `${name}.sock`);
}
