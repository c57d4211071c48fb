/** Somebody else's connection to the bot's database: what it holds, the bot waits for. A server only. */
import pg from 'pg';
import { until } from '../../test/story-delivery-kit.ts';

export type Table = 'deliveries' | 'batches' | 'posts';

export type Locks = {
  /** From now on whoever writes to the table waits; readers do not. */
  take(table: Table): Promise<void>;
  somebodyWaits(): Promise<void>;
  /** Until the query finds something. */
  sees(query: string): Promise<void>;
  release(): Promise<void>;
};

export async function openLocks(databaseUrl: string): Promise<Locks> {
  const client = new pg.Client({ connectionString: databaseUrl });
  // A database that is removed under it, because something failed, is no second failure.
  client.on('error', () => undefined);
  await client.connect();
  const sees = (query: string) => until(async () => ((await client.query(query)).rowCount ?? 0) > 0, query, 30_000);
  return {
    async take(table) {
      await client.query(`begin; lock table ${table} in share row exclusive mode`);
    },
    somebodyWaits: () =>
      sees(`select 1 from pg_locks join pg_database d on d.oid = database
        where datname = current_database() and not granted`),
    sees,
    release: () => client.end(),
  };
}
