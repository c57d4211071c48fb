/** A PostgreSQL server, shared by any number of processes. */
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import type { Log } from '../log.ts';
import { migrationsFolder } from './migrations.ts';
import type { Store } from './open.ts';
import * as schema from './schema.ts';

/** Replicas that start together take turns. */
const migrationLock = 20_451;

export async function openPostgres(url: string, log: Log): Promise<Store> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    application_name: 'slack-wecom-relay',
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
  });
  // An idle connection that dies (a database restart) is replaced; without a listener it would end the process.
  pool.on('error', (err) => log.warn({ err }, 'a database connection was lost'));
  const db = drizzle(pool, { schema });
  await migrateInTurn(pool);
  return {
    kind: 'postgres',
    db,
    // A small pool of its own: one connection only listens for new jobs.
    boss: { connectionString: url, max: 4, application_name: 'slack-wecom-relay jobs' },
    async missing() {
      return db.execute(sql`select 1`).then(
        () => [],
        () => ['the database does not answer'],
      );
    },
    vacuum: async () => undefined,
    close: () => pool.end(),
  };
}

async function migrateInTurn(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await migrate(drizzle(client, { schema }), { migrationsFolder });
    await client.query('select pg_advisory_unlock($1)', [migrationLock]);
  } finally {
    client.release();
  }
}
