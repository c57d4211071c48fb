/**
 * Takes a delivery's messages back, for as long as WeCom does. Called by the job `recall`; it may be called too often:
 * recalling a message twice does no harm, so it needs neither the app's lease nor an intent.
 * What was on its way when somebody asked is not waited for: its answer calls the job again.
 */
import { and, eq, isNotNull, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Clock } from '../clock.ts';
import { about, type Log } from '../log.ts';
import type { Database } from '../store/open.ts';
import { batches } from '../store/schema.ts';
import type { Ledger, Nudge } from './ledger.ts';
import type { RecallAnswer, Relay } from './relay.ts';
import { backoffMs, recallableForMs } from './retry.ts';
import type { BatchRecall } from './states.ts';
import { deliveryName } from './summary.ts';

export type RecallerDeps = {
  db: Database;
  ledger: Pick<Ledger, 'find'>;
  nudge: Pick<Nudge, 'report'>;
  clock: Clock;
  random: () => number;
  log: Log;
  relay(appId: string): Promise<Relay | null>;
  /** Something about the delivery changed that its thread may show. */
  changed(deliveryId: string): void;
  /** Calls `recall` again at that time (ms since 1970). */
  wake(deliveryId: string, at: number): Promise<void>;
};

export type Recaller = { recall(deliveryId: string, signal: AbortSignal): Promise<void> };

type Recallable = { seq: number; msgid: string; answeredAt: number; tries: number };

/** How long WeCom's own limits are respected before the next try. */
const limitWaitMs = 60_000;

export function createRecaller(deps: RecallerDeps): Recaller {
  const { db, clock, log } = deps;

  /** How long to wait before the rest is tried; null when none is left. */
  const takeBack = async (deliveryId: string, relay: Relay, signal: AbortSignal): Promise<number | null> => {
    for (const batch of await recallable(db, deliveryId)) {
      if (signal.aborted) return null;
      const answer = await relay.recall(batch.msgid);
      const recall = afterRecall(answer, batch, clock.now());
      await save(db, of(deliveryId, batch.seq), recall);
      log.info({ batch: batch.seq, recall: recall.state }, 'recall');
      deps.changed(deliveryId);
      // WeCom is out of reach or asks to wait: the others would fare no better.
      if (recall.state === 'pending') return waitMs(answer, recall.tries, deps.random());
    }
    return null;
  };

  return {
    async recall(deliveryId, signal) {
      const delivery = await deps.ledger.find(deliveryId);
      if (!delivery?.recall) return;
      const relay = await deps.relay(delivery.appId);
      if (relay === null) {
        log.error({ delivery: deliveryName(delivery) }, 'a recall is for an app that is not configured or authorised');
        await save(db, of(deliveryId), { state: 'appGone', at: clock.now() });
      }
      const wait =
        relay === null ? null : await about(deliveryName(delivery), () => takeBack(deliveryId, relay, signal));
      await db.transaction((tx) => deps.nudge.report(tx, deliveryId));
      if (wait !== null) await deps.wake(deliveryId, clock.now() + wait);
    },
  };
}

/** WeCom's own words for a message that is too old, for when it could not be reached until then. */
const tooLate = { errcode: 42052, errmsg: '' };

function afterRecall(answer: RecallAnswer, { tries, answeredAt }: Recallable, at: number): BatchRecall {
  if (answer.type === 'recalled') return { state: 'recalled', at };
  if (answer.type === 'refused' && !isPassing(answer)) return { state: 'refused', at, refusal: answer.refusal };
  if (at > answeredAt + recallableForMs) return { state: 'refused', at, refusal: tooLate };
  return { state: 'pending', tries: tries + 1 };
}

function isPassing({ advice }: Extract<RecallAnswer, { type: 'refused' }>): boolean {
  return advice === 'busy' || advice === 'slowDown' || advice === 'throttled';
}

function waitMs(answer: RecallAnswer, tries: number, random: number): number {
  const isLimited =
    (answer.type === 'refused' && answer.advice === 'throttled') ||
    (answer.type === 'notSent' && answer.hurdle === 'noTicket');
  return isLimited ? limitWaitMs : Math.max(1000, backoffMs(tries, random));
}

/** What is asked back and not settled yet: of one batch, or of all. */
function of(deliveryId: string, seq?: number): SQL | undefined {
  return and(
    eq(batches.deliveryId, deliveryId),
    seq === undefined ? undefined : eq(batches.seq, seq),
    eq(batches.state, 'accepted'),
    isNotNull(batches.msgid),
    or(isNull(batches.recall), sql`${batches.recall}->>'state' = 'pending'`),
  );
}

/** Those that were tried least come first, so that none that fails again and again keeps the others back. */
async function recallable(db: Database, deliveryId: string): Promise<Recallable[]> {
  const tries = sql<number>`coalesce((${batches.recall}->>'tries')::int, 0)`;
  const rows = await db
    .select({ seq: batches.seq, msgid: batches.msgid, answeredAt: batches.answeredAt, tries })
    .from(batches)
    .where(of(deliveryId))
    .orderBy(tries, batches.seq);
  return rows.map((row) => ({ ...row, msgid: row.msgid ?? '', answeredAt: row.answeredAt ?? 0 }));
}

/** What was settled meanwhile, by a process that was thought dead, stays so. */
async function save(db: Database, which: SQL | undefined, recall: BatchRecall): Promise<void> {
  await db.update(batches).set({ recall }).where(which);
}
