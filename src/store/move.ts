/** From the embedded database to a server: everything that counts, in one transaction. Both stores are open, no bot runs. */
import { setImmediate } from 'node:timers/promises';
import { getTableName, inArray, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { Log } from '../log.ts';
import { openBoss, prepareQueues } from './job-engine.ts';
import { type JobRequest, sendJob, topics } from './job-queue.ts';
import type { Database, Store, Transaction } from './open.ts';
import { become, wakeUp } from './origin.ts';
import { rowsOf } from './rows.ts';
import * as schema from './schema.ts';

/** Not the cache, which may be lost, and not where the tables live. */
const tables: PgTable[] = [
  ...[schema.deliveries, schema.batches, schema.posts, schema.drafts, schema.covers, schema.audit, schema.appStates],
  ...[schema.suites, schema.authorisations, schema.suiteEvents, schema.templates],
];

/** A list may hold a thousand ids. */
const rowsAtOnce = 200;

/**
 * Throws when the server's tables hold anything already. From then on the old store counts as a copy: a bot that is started
 * on it by mistake sends nothing of what was open.
 */
export async function moveStore(from: Store, to: Store, log: Log): Promise<{ table: string; rows: number }[]> {
  const held = await firstHeld(to.db);
  if (held !== null) throw new Error(`${held} on the server is not empty`);
  // Nobody could see there that what is moved was restored from a backup.
  await wakeUp({ store: from, now: Date.now(), isRestored: false });
  const boss = openBoss(to, log, () => undefined);
  await boss.start();
  try {
    await prepareQueues(boss);
    const jobs = await waitingJobs(from.db);
    return await leaving(from, to, async (tx) => {
      const moved = [];
      for (const table of tables) moved.push({ table: getTableName(table), rows: await copy(from.db, tx, table) });
      await tx.execute(
        sql`select setval(pg_get_serial_sequence('audit', 'id'), (select coalesce(max(id), 1) from audit))`,
      );
      for (const job of jobs) await sendJob({ ...job, boss, waitMs: Math.max(0, (job.at ?? 0) - Date.now()) }, tx);
      return moved;
    });
  } finally {
    await boss.stop({ graceful: false, close: true });
  }
}

async function firstHeld(db: Database): Promise<string | null> {
  for (const table of tables) if ((await pageOf(db, table, 0)).length > 0) return getTableName(table);
  return null;
}

/** The old store is left before the new one is entered, and is what it was when nothing has arrived there. */
async function leaving<T>(from: Store, to: Store, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const [here] = await from.db.select().from(schema.origin);
  await from.db.transaction((tx) => become(tx, 'moved away'));
  try {
    return await to.db.transaction(work);
  } catch (error) {
    // Where the server does not tell, it may all have arrived.
    const nothingArrived = (await firstHeld(to.db).catch(() => 'perhaps')) === null;
    if (nothingArrived && here) await from.db.transaction((tx) => become(tx, here.store));
    throw error;
  }
}

function pageOf(db: Database, table: PgTable, offset: number) {
  return db.select().from(table).orderBy(sql`ctid`).limit(rowsAtOnce).offset(offset);
}

async function copy(from: Database, to: Transaction, table: PgTable): Promise<number> {
  for (let done = 0; ; ) {
    const rows = await pageOf(from, table, done);
    if (rows.length === 0) return done;
    await to.insert(table).values(rows);
    done += rows.length;
    await setImmediate();
  }
}

/** What is under way or waits for its time; a store no bot was ever started on has no queues. */
async function waitingJobs(db: Database): Promise<Omit<JobRequest, 'boss' | 'waitMs'>[]> {
  const [queues] = rowsOf<{ found: boolean }>(
    await db.execute(sql`select to_regclass('pgboss.job') is not null as found`),
  );
  if (!queues?.found) return [];
  const result = await db.execute(sql`
    select name as topic, data->>'key' as key, (data->>'at')::float8 as at from pgboss.job
    where ${inArray(sql`name`, topics)} and state < 'completed'`);
  return rowsOf(result);
}
