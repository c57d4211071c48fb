/** What the courier reads and writes beside the journal: the next delivery, the next batches, waits and ends. */
import { and, asc, eq, isNotNull, isNull, lt, lte, min, sql } from 'drizzle-orm';
import type { RecipientList } from '../audience.ts';
import { type Database, rowsOf } from '../store/open.ts';
import { appStates, batches, deliveries } from '../store/schema.ts';
import type { Nudge } from './ledger.ts';
import { deliveryOf } from './rows.ts';
import type { Pause } from './states.ts';
import type { Delivery } from './summary.ts';

export type DueBatch = { seq: number; tries: number; busyTries: number; recipients: RecipientList[] | null };

export type Postponement = { until: number; pause: Pause; tried: boolean };

export type Desk = ReturnType<typeof createDesk>;

export function createDesk(db: Database, nudge: Nudge) {
  return {
    /** The oldest delivery of the app that is reported, open and not halted. */
    async nextDelivery(appId: string): Promise<Delivery | null> {
      const [row] = await db
        .select()
        .from(deliveries)
        .where(
          and(
            eq(deliveries.appId, appId),
            isNull(deliveries.endedAt),
            isNull(deliveries.halt),
            isNotNull(deliveries.startedAt),
          ),
        )
        .orderBy(asc(deliveries.submittedAt), asc(deliveries.number))
        .limit(1);
      return row === undefined ? null : deliveryOf(row);
    },

    dueBatches: (deliveryId: string, now: number, limit: number): Promise<DueBatch[]> =>
      db
        .select({
          seq: batches.seq,
          tries: batches.tries,
          busyTries: batches.busyTries,
          recipients: batches.recipients,
        })
        .from(batches)
        .where(and(eq(batches.deliveryId, deliveryId), eq(batches.state, 'planned'), lte(batches.dueAt, now)))
        .orderBy(asc(batches.seq))
        .limit(limit),

    /** When the first planned batch is due; null when none is planned. */
    async nextDue(deliveryId: string): Promise<number | null> {
      const [row] = await db
        .select({ dueAt: min(batches.dueAt) })
        .from(batches)
        .where(and(eq(batches.deliveryId, deliveryId), eq(batches.state, 'planned')));
      return row?.dueAt ?? null;
    },

    /** Nothing of the delivery can go out before `until`; `tried` when that is what came of a try. */
    async postpone(deliveryId: string, { until, pause, tried }: Postponement): Promise<void> {
      await db
        .update(batches)
        .set({ dueAt: until, pause, tries: sql`tries + ${tried ? 1 : 0}` })
        .where(and(eq(batches.deliveryId, deliveryId), eq(batches.state, 'planned'), lt(batches.dueAt, until)));
    },

    async setMediaId(deliveryId: string, mediaId: string | null): Promise<void> {
      await db.update(deliveries).set({ mediaId }).where(eq(deliveries.id, deliveryId));
    },

    async throttle(appId: string): Promise<{ until: number; level: number }> {
      const [row] = await db.select().from(appStates).where(eq(appStates.appId, appId));
      return { until: row?.throttledUntil ?? 0, level: row?.throttleLevel ?? 0 };
    },

    async setThrottle(appId: string, { until, level }: { until: number; level: number }): Promise<void> {
      await db.update(appStates).set({ throttledUntil: until, throttleLevel: level }).where(eq(appStates.appId, appId));
    },

    /** Batches that were in flight when their process died: nobody knows whether WeCom carried them out. */
    async callOrphansUnknown(appId: string, now: number): Promise<void> {
      await db.transaction(async (tx) => {
        const result = await tx.execute(sql`
          update batches b set state = 'unknown', doubt = 'crash', detail = '', answered_at = ${now}::bigint
          from deliveries d
          where b.delivery_id = d.id and d.app_id = ${appId} and d.ended_at is null and b.state = 'sending'
          returning b.delivery_id as id`);
        for (const id of new Set(rowsOf<{ id: string }>(result).map((row) => row.id))) await nudge.report(tx, id);
      });
    },

    /** Marks the delivery ended when every batch is, and has it reported in any case. */
    async close(deliveryId: string, now: number): Promise<void> {
      await db.transaction(async (tx) => {
        // A late answer may be opening it again at this moment: one after the other.
        await tx.execute(sql`select 1 from deliveries where id = ${deliveryId} for update`);
        await tx.execute(sql`
          update deliveries set ended_at = ${now}::bigint
          where id = ${deliveryId} and ended_at is null
            and not exists (select 1 from batches where delivery_id = ${deliveryId} and state in ('planned', 'sending'))`);
        await nudge.report(tx, deliveryId);
      });
    },
  };
}
