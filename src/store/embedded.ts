/** PostgreSQL in this process (PGlite), on files that only we may touch. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { fromPglite } from 'pg-boss';
import type { Log } from '../log.ts';
import { DurableNodeFs } from './durable-fs.ts';
import { lockFolder } from './lock.ts';
import { migrationsFolder } from './migrations.ts';
import type { Store } from './open.ts';
import * as schema from './schema.ts';

/** The format of the files; PGlite 0.5 is PostgreSQL 18. */
const postgresMajor = '18';

/** Without `-F`, which turns fsync off; small buffers, because the process shares its memory with them. */
const startParams = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  ...['-c', 'wal_sync_method=fsync', '-c', 'shared_buffers=16MB'],
];

export async function openEmbedded(dataDir: string, log: Log): Promise<Store> {
  const folder = join(resolve(dataDir), 'postgres');
  await mkdir(dirname(folder), { recursive: true });
  const unlock = await lockFolder(folder);
  try {
    if (!existsSync(folder)) await initialise(folder, log);
    await assertFormat(folder);
    const pg = await start(folder);
    const db = drizzle(pg, { schema });
    await migrate(db, { migrationsFolder });
    return {
      kind: 'embedded',
      db,
      boss: { backend: 'pglite', db: fromPglite(pg) },
      missing: () => answers(() => db.execute(sql`select 1`)),
      async vacuum() {
        await pg.exec('vacuum analyze');
      },
      async close() {
        await pg.close();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

function start(folder: string): Promise<PGlite> {
  return PGlite.create({ fs: new DurableNodeFs(folder), startParams });
}

/** Made beside its final name and renamed, so that a kill in between leaves nothing half made. */
async function initialise(folder: string, log: Log): Promise<void> {
  log.info({ folder }, 'creating the database; this happens once and takes a few seconds');
  const beside = `${folder}.init`;
  await rm(beside, { recursive: true, force: true });
  const pg = await start(beside);
  await pg.close();
  await rename(beside, folder);
}

/** Files of another PostgreSQL version cannot be read; an upgrade goes by export and import. */
async function assertFormat(folder: string): Promise<void> {
  const version = (await readFile(join(folder, 'PG_VERSION'), 'utf8')).trim();
  if (version !== postgresMajor) {
    throw new Error(`${folder} holds PostgreSQL ${version} files; this release reads ${postgresMajor}`);
  }
}

async function answers(ask: () => PromiseLike<unknown>): Promise<string[]> {
  try {
    await ask();
    return [];
  } catch {
    return ['the database does not answer'];
  }
}
