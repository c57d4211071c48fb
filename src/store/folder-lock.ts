/**
 * One process a folder: two on one embedded database destroy it without an error.
 * SQLite takes the lock, because Node itself has none: a lock of the kernel, seen from other containers too,
 * on every system, and free at once however the process ends.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export class FolderInUse extends Error {
  constructor(dir: string) {
    super(
      `${dir} is in use by another slack-wecom-relay. Stop that one first, or give this one a DATA_DIR of its own.`,
    );
    this.name = 'FolderInUse';
  }
}

const sqliteBusy = 5;

/** Makes the folder when it is missing; throws `FolderInUse`. Call what it returns to let go. */
export function lockFolder(dir: string): () => void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const file = new DatabaseSync(join(dir, 'lock'));
  try {
    file.exec('pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    file.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) throw new FolderInUse(dir);
    throw new Error(`cannot lock ${dir}`, { cause: error });
  }
  return () => file.close();
}
