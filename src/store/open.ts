/** One database, embedded or PostgreSQL: the same tables, the same queries, the same transactions. */
import type { ExtractTablesWithRelations } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { ConstructorOptions } from 'pg-boss';
import type { Log } from '../log.ts';
import { openPostgres } from './postgres.ts';
import type * as schema from './schema.ts';

export { rowsOf } from './rows.ts';

type Schema = typeof schema;

export type Database = PgDatabase<PgQueryResultHKT, Schema, ExtractTablesWithRelations<Schema>>;

/** Between `db.transaction(async (tx) =>` and its end use `tx` only: the embedded database has one connection. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

export type Store = {
  kind: 'embedded' | 'postgres';
  db: Database;
  /** How pg-boss reaches the same database. */
  boss: ConstructorOptions;
  /** Another one for a copy of it; null where that cannot be told. See `origin.ts`. */
  identity(): Promise<string | null>;
  /** What keeps the store from working; empty when it does. */
  missing(): Promise<string[]>;
  /** Housekeeping that a server does by itself and an embedded database does not. Holds the event loop now and then. */
  upkeep(): Promise<void>;
  close(): Promise<void>;
};

export type StoreOptions = {
  /** Null: embedded, in `dataDir`. */
  databaseUrl: string | null;
  dataDir: string;
  log: Log;
};

/** Migrated and ready. Throws when another process has the embedded store, or the database cannot be reached. */
export async function openStore({ databaseUrl, dataDir, log }: StoreOptions): Promise<Store> {
  if (databaseUrl !== null) return openPostgres(databaseUrl, log);
  // Loaded here, so that a process with a server does without PGlite's memory.
  const { openEmbedded } = await import('./embedded.ts');
  return openEmbedded(dataDir, log);
}
