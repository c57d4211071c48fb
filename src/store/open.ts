/** One database, embedded or PostgreSQL: the same tables, the same queries, the same transactions. */
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import type { ConstructorOptions } from 'pg-boss';
import type { Log } from '../log.ts';
import { openEmbedded } from './embedded.ts';
import { openPostgres } from './postgres.ts';
import type * as schema from './schema.ts';

export type Database = PgDatabase<PgQueryResultHKT, typeof schema>;
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];

export type Store = {
  kind: 'embedded' | 'postgres';
  db: Database;
  /** How pg-boss reaches the same database. */
  boss: ConstructorOptions;
  /** What keeps the store from working; empty when it does. */
  missing(): Promise<string[]>;
  /** Housekeeping that a server does by itself and an embedded database does not. */
  vacuum(): Promise<void>;
  close(): Promise<void>;
};

export type StoreOptions = {
  /** Null: embedded, in `dataDir`. */
  databaseUrl: string | null;
  dataDir: string;
  log: Log;
};

/** Migrated and ready. Throws when another process has the embedded store, or the database cannot be reached. */
export function openStore({ databaseUrl, dataDir, log }: StoreOptions): Promise<Store> {
  return databaseUrl === null ? openEmbedded(dataDir, log) : openPostgres(databaseUrl, log);
}

/** Rows of a raw query; both drivers put them in `rows`. */
export function rowsOf<T>(result: unknown): T[] {
  return (result as { rows: T[] }).rows;
}
