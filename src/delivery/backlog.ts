/** How much waits, for whoever watches over the process. Cheap however many deliveries have ended. */
import { sql } from 'drizzle-orm';
import { oldestDueJobMs } from '../store/job-queue.ts';
import { type Database, rowsOf } from '../store/open.ts';

export type Backlog = {
  /** Those that have not ended. preparing: not yet in Slack; halted: a person has to say how it goes on; stopped: one has. */
  deliveries: { preparing: number; sending: number; halted: number; stopped: number };
  /** About which nobody has decided. */
  unknownBatches: number;
  throttledApps: number;
  /** Since when the oldest job is due, and since when the oldest delivery that is not halted was asked for. */
  oldestJobMs: number;
  oldestDeliveryMs: number;
};

export async function backlog(db: Database, now: number): Promise<Backlog> {
  const result = await db.execute(sql`
    select count(*) filter (where halt is null and started_at is null)::int as preparing,
      count(*) filter (where halt is null and started_at is not null)::int as sending,
      count(*) filter (where halt->>'type' <> 'cancelled')::int as halted,
      count(*) filter (where halt->>'type' = 'cancelled')::int as stopped,
      coalesce(max(${now}::bigint - submitted_at) filter (where halt is null), 0)::float8 as "oldestDeliveryMs",
      (select count(*) from batches where state = 'unknown' and left_as_is = 0)::int as "unknownBatches",
      (select count(*) from app_states where throttled_until > ${now}::bigint)::int as "throttledApps"
    from deliveries where ended_at is null and list_gone_at is null`);
  const [row] = rowsOf<Omit<Backlog, 'deliveries' | 'oldestJobMs'> & Backlog['deliveries']>(result);
  if (row === undefined) throw new Error('counts returned no row');
  const { preparing, sending, halted, stopped, ...rest } = row;
  return { deliveries: { preparing, sending, halted, stopped }, ...rest, oldestJobMs: await oldestDueJobMs(db) };
}
