/** What is deleted for its age: whom something went to, and who did what. The numbers of a delivery stay. */
import { setImmediate } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Database } from './open.ts';
import { rowsOf } from './rows.ts';

export type Retention = { listsDays: number; auditDays: number };

const day = 24 * 60 * 60_000;
/** So much in one transaction that others hardly wait for it. */
const [deliveriesAtOnce, linesAtOnce] = [10, 1000];

export async function forget(db: Database, now: number, { listsDays, auditDays }: Retention): Promise<void> {
  while (await forgetLists(db, now, now - listsDays * day)) await setImmediate();
  while (await forgetAudit(db, now - auditDays * day)) await setImmediate();
}

/**
 * The lists of what ended before, or was stopped before and never resumed: nobody can send the rest of that without its
 * list, so it ends. False when none was left.
 */
async function forgetLists(db: Database, now: number, before: number): Promise<boolean> {
  return db.transaction(async (tx) => {
    const result = await tx.execute(sql`
      update deliveries set list_gone_at = ${now}::bigint, ended_at = coalesce(ended_at, ${now}::bigint)
      where id in (
        select id from deliveries
        where list_gone_at is null
          and (ended_at < ${before}::bigint or (ended_at is null and (halt->>'at')::bigint < ${before}::bigint))
        limit ${deliveriesAtOnce}::int for update skip locked)
      returning id`);
    const ids = rowsOf<{ id: string }>(result).map(({ id }) => id);
    if (ids.length === 0) return false;
    // Null means everyone, which is no list; how many were invalid stays in invalid_sizes.
    await tx.execute(sql`
      update batches
      set recipients = case when recipients is null then null else '[]' end,
        invalid = case when invalid is null then null else '[]'::jsonb end
      where delivery_id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`);
    return true;
  });
}

async function forgetAudit(db: Database, before: number): Promise<boolean> {
  const result = await db.execute(sql`
    delete from audit where id in (select id from audit where at < ${before}::bigint limit ${linesAtOnce}::int)
    returning id`);
  return rowsOf(result).length > 0;
}
