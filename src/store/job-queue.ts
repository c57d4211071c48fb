/** Single jobs in pg-boss's queues: asked for, and left over by a process that died. */
import { inArray, type SQL, sql } from 'drizzle-orm';
import { fromDrizzle, type PgBoss } from 'pg-boss';
import type { Database, Transaction } from './open.ts';
import { rowsOf } from './rows.ts';

export const topics = ['advance', 'report', 'recall', 'suite', 'clean'] as const;
export type Topic = (typeof topics)[number];

/** `at` is the caller's time (ms since 1970), `waitMs` how far off that is; the database's clock may differ from ours. */
export type JobRequest = { boss: PgBoss; topic: Topic; key: string; at: number | null; waitMs: number };

type JobData = { key: string; at: number | null };

/**
 * Puts a job in the queue, or brings the waiting one forward, never back.
 * A waiting job is written to in any case, because that locks it: otherwise it could run before `tx` commits,
 * see nothing of what `tx` writes, and be gone when there is something to see.
 */
export async function sendJob(request: JobRequest, tx: Transaction): Promise<void> {
  const { boss, topic, key, at, waitMs } = request;
  const options = { singletonKey: key, startAfter: waitMs / 1000, db: within(tx) };
  // A job that was waiting may have been taken between two looks; then there is none and a new one goes in.
  for (let look = 0; look < 10; look += 1) {
    if ((await boss.send(topic, { key, at } satisfies JobData, options)) !== null) return;
    if (await bringForward(request, tx)) return;
  }
  throw new Error(`the job ${topic} ${key} could not be sent`);
}

/** Several due at once, in one statement as long as none of them has a job waiting. */
export async function sendJobs(request: Pick<JobRequest, 'boss' | 'topic'> & { keys: string[] }, tx: Transaction) {
  const { boss, topic, keys } = request;
  const jobs = keys.map((key) => ({ data: { key, at: null } satisfies JobData, singletonKey: key }));
  const sent = await boss.insert(topic, jobs, { db: within(tx), returnId: true });
  if (sent?.length === keys.length) return;
  for (const key of keys) await sendJob({ boss, topic, key, at: null, waitMs: 0 }, tx);
}

/** False when none is waiting. */
async function bringForward({ boss, topic, key, at, waitMs }: JobRequest, tx: Transaction): Promise<boolean> {
  const db = within(tx);
  if (at === null || waitMs === 0) {
    const { updated } = await boss.update(topic, { key, at }, { singletonKey: key, startAfter: 0, db });
    return updated > 0;
  }
  const [id] = (await boss.update(topic, undefined, { singletonKey: key, db })).jobs;
  if (id === undefined) return false;
  const [waiting] = await boss.findJobs<JobData>(topic, { id, db });
  if (waiting && waiting.data.at !== null && waiting.data.at > at)
    await boss.update(topic, { key, at }, { id, startAfter: waitMs / 1000, db });
  return true;
}

/** On an embedded store nobody else is alive: what is active was left by a dead process. It goes on at once, as does what failed. */
export async function recoverOrphans(db: Database, boss: PgBoss): Promise<void> {
  const result = await db.execute(sql`select id, name, state::text from pgboss.job where state in ('active', 'retry')`);
  for (const { id, name, state } of rowsOf<{ id: string; name: string; state: string }>(result)) {
    if (state === 'active') await boss.fail(name, id, new Error('its process died'));
    await boss.update(name, undefined, { id, startAfter: 0 });
  }
}

/** Since when the oldest job is due that nobody works on; 0 when none is. By the database's clock, as pg-boss has it. */
export async function oldestDueJobMs(db: Database): Promise<number> {
  const result = await db.execute(sql`
    select coalesce(max(extract(epoch from now() - start_after)) * 1000, 0)::float8 as ms
    from pgboss.job where ${inArray(sql`name`, topics)} and state < 'active' and start_after <= now()`);
  return rowsOf<{ ms: number }>(result)[0]?.ms ?? 0;
}

/** pg-boss in the caller's transaction. */
function within(tx: Transaction) {
  const execute = async (query: unknown) => ({ rows: rowsOf(await tx.execute(query as SQL)) });
  return fromDrizzle({ execute }, sql);
}
