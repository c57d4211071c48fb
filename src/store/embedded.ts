/** PostgreSQL in this process (PGlite), on files that only we may touch. */
import { realpathSync } from 'node:fs';
import type { PGlite } from '@electric-sql/pglite';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { fromPglite } from 'pg-boss';
import type { Log } from '../log.ts';
import { EmbeddedDatabase } from './embedded-database.ts';
import { prepareFolder } from './embedded-folder.ts';
import { missingAnswer } from './failures.ts';
import { lockFolder } from './folder-lock.ts';
import { migrationsFolder } from './migrations.ts';
import type { Store } from './open.ts';
import { folderIdentity } from './origin.ts';
import * as schema from './schema.ts';
import { upkeep } from './upkeep.ts';

export async function openEmbedded(dataDir: string, log: Log): Promise<Store> {
  const unlock = lockFolder(dataDir);
  try {
    const folder = await prepareFolder(realpathSync(dataDir), log);
    const client = await EmbeddedDatabase.open(folder, log);
    return { ...(await migrated(client, unlock)), identity: async () => folderIdentity(folder) };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function migrated(client: EmbeddedDatabase, unlock: () => void): Promise<Omit<Store, 'identity'>> {
  // Drizzle asks for a whole PGlite, of which it uses `query` and `transaction`.
  const db = drizzle(client as unknown as PGlite, { schema });
  try {
    await migrate(db, { migrationsFolder });
  } catch (error) {
    await client.close();
    throw error;
  }
  return {
    kind: 'embedded',
    db,
    boss: { backend: 'pglite', db: fromPglite(client) },
    missing: () => missingAnswer(() => db.execute(sql`select 1`)),
    upkeep: () => upkeep(db),
    close: () => client.close().finally(unlock),
  };
}
