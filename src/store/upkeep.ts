/**
 * What a PostgreSQL server does in the background and PGlite, one process without helpers, never does:
 * clear away dead rows, and start its log of changes afresh, which would otherwise grow for ever.
 */
import { setImmediate } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Database } from './open.ts';
import { rowsOf } from './rows.ts';

/** About 0.1 s of work, and as much to read back after a kill -9. */
const mostLogBytes = 32 * 1024 * 1024;

/** As autovacuum has it, with a larger floor: below it nothing is gained. */
const worthVacuum = sql`n_dead_tup > 1000 + 0.2 * n_live_tup`;

export async function upkeep(db: Database): Promise<void> {
  for (const table of await tablesWithDeadRows(db)) {
    await db.execute(sql.raw(`vacuum (analyze) ${table}`));
    // Others get their turn between two tables.
    await setImmediate();
  }
  if ((await logBytes(db)) > mostLogBytes) await db.execute(sql`checkpoint`);
}

async function tablesWithDeadRows(db: Database): Promise<string[]> {
  const result = await db.execute(sql`
    select format('%I.%I', schemaname, relname) as name from pg_stat_user_tables where ${worthVacuum}`);
  return rowsOf<{ name: string }>(result).map(({ name }) => name);
}

async function logBytes(db: Database): Promise<number> {
  const result = await db.execute(sql`
    select pg_wal_lsn_diff(pg_current_wal_lsn(), redo_lsn)::float8 as bytes from pg_control_checkpoint()`);
  return rowsOf<{ bytes: number }>(result)[0]?.bytes ?? 0;
}
