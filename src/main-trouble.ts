/** Why the process cannot start, said so that an admin knows which variable to look at. */
import type { Config } from './config.ts';
import { storeTrouble } from './store/failures.ts';

type Trouble = { code: string; syscall: string; message: string };

/** One sentence; the error's own words where nothing better is known. */
export function startTrouble(error: unknown, config: Pick<Config, 'http' | 'store'>): string {
  const trouble = troubleOf(error);
  if (trouble.syscall === 'listen' || isHost(error, config.http.host)) return addressTrouble(trouble, config.http);
  return (
    (config.store.type === 'embedded' ? folderTrouble(trouble, config.store.dir) : serverTrouble(error, trouble)) ??
    trouble.message
  );
}

/** What the outermost error with a code says. */
function troubleOf(error: unknown): Trouble {
  const chain: Error[] = [];
  for (let each = error; each instanceof Error; each = each.cause) chain.push(each);
  const told = chain.find((each) => 'code' in each) ?? chain[0];
  const { code, syscall } = (told ?? {}) as { code?: unknown; syscall?: unknown };
  return { code: String(code ?? ''), syscall: String(syscall ?? ''), message: chain[0]?.message ?? String(error) };
}

function isHost(error: unknown, host: string): boolean {
  return error instanceof Error && 'hostname' in error && error.hostname === host;
}

function addressTrouble({ code, message }: Trouble, { host, port }: Config['http']): string {
  switch (code) {
    case 'EADDRINUSE':
      return `PORT ${port} is taken on ${host}: stop what listens there, or choose another PORT`;
    case 'EACCES':
      return `PORT ${port} may not be opened by this user: choose one above 1023`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST ${host} is no address of this machine: take 127.0.0.1, or 0.0.0.0 for all of its addresses`;
  }
  return message;
}

function folderTrouble({ code }: Trouble, dir: string): string | null {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ERR_SQLITE_ERROR':
      return `DATA_DIR ${dir} cannot be written by this user: give it to this user, or choose another DATA_DIR`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `DATA_DIR ${dir} is not a folder: choose another DATA_DIR`;
    case 'ENOENT':
      return `DATA_DIR ${dir} cannot be made: choose another DATA_DIR`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `DATA_DIR ${dir} is on a disk that is full`;
  }
  return null;
}

function serverTrouble(error: unknown, { code, message }: Trouble): string | null {
  switch (code) {
    case '28P01':
    case '28000':
      return `DATABASE_URL: the server refuses this user or password (${message})`;
    case '3D000':
      return `DATABASE_URL: the server has no such database (${message})`;
    case '42501':
      return `DATABASE_URL: this user may not create tables and schemas there (${message})`;
  }
  return storeTrouble(error) === 'lost' ? `DATABASE_URL: nobody answers there (${message})` : null;
}
