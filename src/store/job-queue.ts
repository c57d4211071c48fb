/** Single jobs in pg-boss's queues: asked for, and left over by a process that died. */
import { type SQL, sql } from 'drizzle-orm';
import { fromDrizzle, type PgBoss } from 'pg-boss';
import type { Database, Transaction } from './open.ts';
import { rowsOf } from './rows.ts';

export const topics = ['advance', 'report'] as const;
export type Topic = (typeof topics)[number];

/** `at` is the caller's time (ms since 1970), `waitMs` how far off that is; the database's clock may differ from ours. */
export type JobRequest = { boss: PgBoss; topic: Topic; key: string; at: number | null; waitMs: number };

type JobData = { key: string; at: number | null };

/**
 * Puts a job in the queue or brings a waiting one forward, never back.
 * A waiting job is written to in any case, because that locks it: otherwise it could run before `tx` commits,
 * see nothing of what `tx` writes, and be gone when there is something to see.
 */
export async function sendJob({ boss, topic, key, at, waitMs }: JobRequest, tx: Transaction): Promise<void> {
  const options = { singletonKey: key, db: within(tx) };
  if (at !== null && waitMs > 0) {
    const { jobs } = await boss.update(topic, undefined, options);
    const [waiting] = jobs.length > 0 ? await boss.findJobs<JobData>(topic, { id: jobs[0] as string, ...options }) : [];
    if (waiting && (waiting.data.at ?? 0) <= at) return;
  }
  // A job that was waiting may have been taken between two looks; then there is none and a new one goes in.
  for (let look = 0; look < 10; look += 1) {
    const { jobs } = await boss.upsert(topic, { key, at } satisfies JobData, { ...options, startAfter: waitMs / 1000 });
    if (jobs.length > 0) return;
  }
  throw new Error(`the job ${topic} ${key} could not be sent`);
}

/** On an embedded store nobody else is alive: what is active was left by a dead process. It goes on at once, as does what failed. */
export async function recoverOrphans(db: Database, boss: PgBoss): Promise<void> {
  const result = await db.execute(sql`select id, name, state::text from pgboss.job where state in ('active', 'retry')`);
  for (const { id, name, state } of rowsOf<{ id: string; name: string; state: string }>(result)) {
    if (state === 'active') await boss.fail(name, id, new Error('its process died'));
    await boss.update(name, undefined, { id, startAfter: 0 });
  }
}

/** pg-boss in the caller's transaction. */
function within(tx: Transaction) {
  const execute = async (query: unknown) => ({ rows: rowsOf(await tx.execute(query as SQL)) });
  return fromDrizzle({ execute }, sql);
}
