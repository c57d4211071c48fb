/** The folder of the embedded database: made beside its final name and renamed, so that a kill leaves nothing half made. */
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import type { Log } from '../log.ts';
import { keepWebAssemblySmall, postgresMajor } from './pglite.ts';

const run = promisify(execFile);

const unfinished = 'postgres.new-';

/** Returns the database's folder in `dataDir`, which is made when it is not there. */
export async function prepareFolder(dataDir: string, log: Log): Promise<string> {
  const folder = join(dataDir, 'postgres');
  if (fs.existsSync(folder)) checkVersion(folder);
  else await makeFolder(folder, log);
  return folder;
}

function checkVersion(folder: string): void {
  const file = join(folder, 'PG_VERSION');
  const version = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : null;
  if (version === postgresMajor) return;
  const found = version === null ? 'holds no database' : `holds a database of PostgreSQL ${version}`;
  throw new Error(`${folder} ${found}; this release reads PostgreSQL ${postgresMajor} only.`);
}

async function makeFolder(folder: string, log: Log): Promise<void> {
  log.info({ folder }, 'creating the database, which takes a few seconds');
  const dataDir = dirname(folder);
  for (const name of fs.readdirSync(dataDir))
    if (name.startsWith(unfinished)) fs.rmSync(join(dataDir, name), { recursive: true, force: true });
  // A name of its own: the child of a process that was killed may still be writing to the last one.
  const made = fs.mkdtempSync(join(dataDir, unfinished));
  await createInChild(made);
  syncTree(made);
  fs.renameSync(made, folder);
  sync(dataDir);
}

/** Initialising takes hundreds of megabytes, which a process never quite gives back. It needs nothing of our environment. */
async function createInChild(folder: string): Promise<void> {
  const script = `import { createDatabase } from ${JSON.stringify(import.meta.url)};
    await createDatabase(${JSON.stringify(folder)});`;
  try {
    await run(process.execPath, ['--input-type=module', '--eval', script], { env: {} });
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    throw new Error(`cannot create a database in ${folder}: ${stderr?.trim().slice(-500)}`, { cause: error });
  }
}

/**
 * What the child does. Without fsync: the parent does that for all files at once.
 * @public called by its name in the child's script
 */
export async function createDatabase(folder: string): Promise<void> {
  keepWebAssemblySmall();
  const db = await PGlite.create(folder);
  await db.close();
}

function syncTree(folder: string): void {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else sync(path);
  }
  sync(folder);
}

function sync(path: string): void {
  // Windows lets nobody open a folder, and writes its entries through.
  if (process.platform === 'win32' && fs.statSync(path).isDirectory()) return;
  const file = fs.openSync(path, process.platform === 'win32' ? 'r+' : 'r');
  fs.fsyncSync(file);
  fs.closeSync(file);
}
