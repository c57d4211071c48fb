/** A PostgreSQL server, shared by any number of processes. */
import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import pg from 'pg';
import type { Log } from '../log.ts';
import { missingAnswer, storeTrouble } from './failures.ts';
import { migrationsFolder } from './migrations.ts';
import type { Store } from './open.ts';
import { serverIdentity } from './origin.ts';
import * as schema from './schema.ts';

/** A server that breaks off its own statements sooner and says nothing for so long has gone without a word. */
const silenceMs = 40_000;

/** Replicas that start together take turns. */
const migrationLock = 20_451;

export async function openPostgres(url: string, log: Log): Promise<Store> {
  await migrateInTurn(url);
  const pool = openPool(url, log);
  const db = Object.assign(drizzle(pool, { schema }), { transaction: transactionOn(pool) });
  return {
    kind: 'postgres',
    db,
    // A small pool of its own: one connection only listens for new jobs.
    boss: {
      // It hands on this one option in no other way.
      connectionString: `${url}${url.includes('?') ? '&' : '?'}query_timeout=${silenceMs}`,
      max: 4,
      connectionTimeoutMillis: 5_000,
      application_name: 'slack-wecom-relay jobs',
    },
    identity: () => serverIdentity(db),
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
    query_timeout: silenceMs,
    // A process that is stopped half-way through a transaction keeps others from taking over what it has locked.
    idle_in_transaction_session_timeout: 10_000,
  });
  // An idle connection that dies (a database restart) is replaced; without a listener it would end the process.
  pool.on('error', (err) => log.warn({ err }, 'a database connection was lost'));
  // The same for one that dies between two statements of a transaction, where the pool does not listen.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

type Transaction = NodePgDatabase<typeof schema>['transaction'];

/** Drizzle's own never gives a connection back that dies as its transaction begins; ten of those, and the pool is empty for good. */
function transactionOn(pool: pg.Pool): Transaction {
  const databases = new WeakMap<pg.PoolClient, NodePgDatabase<typeof schema>>();
  return async (work, config) => {
    const client = await pool.connect();
    const db = databases.get(client) ?? drizzle(client, { schema });
    databases.set(client, db);
    let isSound = false;
    try {
      const result = await db.transaction(work, config);
      isSound = true;
      return result;
    } catch (error) {
      isSound = storeTrouble(error) === null;
      throw error;
    } finally {
      client.release(!isSound);
    }
  };
}

/** On a connection without limits: a change to a large table, and waiting for whoever makes it, may take its time. */
async function migrateInTurn(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [migrationLock]);
    await migrate(drizzle(client), { migrationsFolder });
  } finally {
    // Closing the connection gives the lock back, whatever happened.
    await client.end();
  }
}
