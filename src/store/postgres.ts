/** A PostgreSQL server, shared by any number of processes. */
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import type { Log } from '../log.ts';
import { missingAnswer } from './failures.ts';
import { migrationsFolder } from './migrations.ts';
import type { Store } from './open.ts';
import * as schema from './schema.ts';

/** Replicas that start together take turns. */
const migrationLock = 20_451;

export async function openPostgres(url: string, log: Log): Promise<Store> {
  const pool = openPool(url, log);
  try {
    await migrateInTurn(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const db = drizzle(pool, { schema });
  return {
    kind: 'postgres',
    db,
    // A small pool of its own: one connection only listens for new jobs.
    boss: { connectionString: url, max: 4, connectionTimeoutMillis: 5_000, application_name: 'slack-wecom-relay jobs' },
    missing: () => missingAnswer(() => db.execute(sql`select 1`)),
    upkeep: async () => undefined,
    close: () => pool.end(),
  };
}

function openPool(url: string, log: Log): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    application_name: 'slack-wecom-relay',
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
  });
  // An idle connection that dies (a database restart) is replaced; without a listener it would end the process.
  pool.on('error', (err) => log.warn({ err }, 'a database connection was lost'));
  // The same for one that dies between two statements of a transaction, where the pool does not listen.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function migrateInTurn(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('set statement_timeout = 0');
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await migrate(drizzle(client), { migrationsFolder });
  } finally {
    // Closing the connection gives the lock back, whatever happened.
    client.release(true);
  }
}
