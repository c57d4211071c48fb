/** What the courier reads and writes beside the journal: the next delivery, the next batches, waits and ends. */
import { and, asc, eq, gt, isNotNull, isNull, lt, lte, min, or, type SQL, sql } from 'drizzle-orm';
import type { RecipientList } from '../audience.ts';
import { type Database, rowsOf } from '../store/open.ts';
import { appStates, batches, deliveries } from '../store/schema.ts';
import type { Nudge } from './ledger.ts';
import { type Earlier, whereRepeatable } from './repeat.ts';
import { copiesDroppedMs } from './retry.ts';
import { deliveryOf } from './rows.ts';
import type { Doubt, Pause } from './states.ts';
import type { Delivery } from './summary.ts';

export type DueBatch = {
  seq: number;
  tries: number;
  busyTries: number;
  recipients: RecipientList[] | null;
  /** The same request, if it left before and nobody knows what came of it; null where that is not so. */
  earlier: Earlier | null;
};

export type Postponement = { now: number; until: number; pause: Pause; tried: boolean };

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

    async dueBatches(deliveryId: string, now: number, limit: number): Promise<DueBatch[]> {
      const rows = await db
        .select(dueColumns)
        .from(batches)
        .where(and(eq(batches.deliveryId, deliveryId), toSend(now), lte(batches.dueAt, now)))
        .orderBy(asc(batches.seq))
        .limit(limit);
      return rows.map(dueBatchOf);
    },

    /** Whether the same message went to the same people in an earlier delivery, and WeCom may still know its requests. */
    async isRepetition({ fingerprint, appId, number, submittedAt }: Delivery): Promise<boolean> {
      const known = or(isNull(deliveries.endedAt), gt(deliveries.endedAt, submittedAt - copiesDroppedMs));
      const earlier = and(lt(deliveries.number, number), known);
      const rows = await db
        .select({ id: deliveries.id })
        .from(deliveries)
        .where(and(eq(deliveries.fingerprint, fingerprint), eq(deliveries.appId, appId), earlier))
        .limit(1);
      return rows.length > 0;
    },

    /** When the first batch is due that is to be sent; null when none is. */
    async nextDue(deliveryId: string, now: number): Promise<number | null> {
      const [row] = await db
        .select({ dueAt: min(batches.dueAt) })
        .from(batches)
        .where(and(eq(batches.deliveryId, deliveryId), toSend(now)));
      return row?.dueAt ?? null;
    },

    /** Nothing of the delivery can go out before `until`; `tried` when that is what came of a try. */
    async postpone(deliveryId: string, { now, until, pause, tried }: Postponement): Promise<void> {
      await db
        .update(batches)
        .set({ dueAt: until, pause, tries: sql`tries + ${tried ? 1 : 0}` })
        .where(and(eq(batches.deliveryId, deliveryId), toSend(now), lt(batches.dueAt, until)));
    },

    /** Its bytes cannot be sent again: a person decides. */
    async giveUpRepeating(deliveryId: string, seq: number): Promise<void> {
      await db
        .update(batches)
        .set({ firstSentAt: null })
        .where(and(eq(batches.deliveryId, deliveryId), eq(batches.seq, seq), eq(batches.state, 'unknown')));
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

    /** Marks the delivery ended when every batch is, which is what it returns, and has it reported in any case. */
    async close(deliveryId: string, now: number): Promise<boolean> {
      return db.transaction(async (tx) => {
        // A late answer may be opening it again at this moment: one after the other.
        await tx.execute(sql`select 1 from deliveries where id = ${deliveryId} for update`);
        const ended = await tx.execute(sql`
          update deliveries set ended_at = ${now}::bigint
          where id = ${deliveryId} and ended_at is null
            and not exists (
              select 1 from batches where delivery_id = ${deliveryId} and (state in ('planned', 'sending')
                or (deliveries.halt is null and ${whereRepeatable(now)})))
          returning id`);
        await nudge.report(tx, deliveryId);
        return rowsOf(ended).length > 0;
      });
    },
  };
}

/** Planned, or to be asked again because nobody knows what came of it. */
function toSend(now: number): SQL {
  return sql`(state = 'planned' or ${whereRepeatable(now)})`;
}

const dueColumns = {
  seq: batches.seq,
  tries: batches.tries,
  busyTries: batches.busyTries,
  recipients: batches.recipients,
  state: batches.state,
  firstSentAt: batches.firstSentAt,
  sha256: batches.sha256,
  mediaId: batches.mediaId,
  doubt: batches.doubt,
  detail: batches.detail,
};

type DueRow = Pick<typeof batches.$inferSelect, keyof typeof dueColumns>;

function dueBatchOf({ seq, tries, busyTries, recipients, ...row }: DueRow): DueBatch {
  const { firstSentAt, sha256, mediaId, detail } = row;
  const isAgain = row.state === 'unknown' && firstSentAt !== null;
  const earlier = isAgain ? { firstSentAt, sha256, mediaId, doubt: row.doubt as Doubt, detail: detail ?? '' } : null;
  return { seq, tries, busyTries, recipients, earlier };
}
