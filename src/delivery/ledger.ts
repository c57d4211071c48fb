/** The truth about deliveries: what was asked, what was sent, what came of it. Slack and WeCom are only looked at from here. */
import { and, desc, eq, gt, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import type { Clock } from '../clock.ts';
import type { Database, Transaction } from '../store/open.ts';
import { appStates, audit, batches, deliveries } from '../store/schema.ts';
import { together } from '../store/together.ts';
import { decideUnknown } from './decide-unknown.ts';
import { type RecallOutcome, requestRecall } from './recall-request.ts';
import { throttledUntil } from './retry.ts';
import { deliveryOf } from './rows.ts';
import type { Halt } from './states.ts';
import { isLong, type Submission, type Submitted, submitAll } from './submit.ts';
import type { Delivery, Summary } from './summary.ts';
import { summarise } from './tally.ts';

/** Called inside the transaction that changes a delivery, so that the change and its job are one. */
export type Nudge = {
  report(tx: Transaction, ...deliveryIds: string[]): Promise<void>;
  advance(tx: Transaction, appId: string): Promise<void>;
  recall(tx: Transaction, deliveryId: string): Promise<void>;
};

export type LedgerDeps = {
  db: Database;
  clock: Clock;
  nudge: Nudge;
  /** Told once it is committed; `event` is the word that the audit has for it. */
  happened?: Happened;
};

export type Happened = (event: string, delivery: Pick<Delivery, 'series' | 'number'>) => void;

export type Ledger = ReturnType<typeof createLedger>;

export function createLedger({ db, clock, nudge, happened }: LedgerDeps) {
  const find = async (id: string): Promise<Delivery | null> => {
    const [row] = await db.select().from(deliveries).where(eq(deliveries.id, id));
    return row === undefined ? null : deliveryOf(row);
  };

  /** Changes one delivery and records who did it; false when `where` no longer holds. */
  const change = async ({ id, actor, action, set, where, also }: Change): Promise<boolean> => {
    const changed = await db.transaction(async (tx) => {
      const [row] = await tx
        .update(deliveries)
        .set(set)
        .where(and(eq(deliveries.id, id), where))
        .returning();
      if (row === undefined) return null;
      await also?.(tx);
      await tx.insert(audit).values({ at: clock.now(), actor, action, deliveryId: id, detail: set.halt ?? null });
      await nudge.report(tx, id);
      await nudge.advance(tx, row.appId);
      return row;
    });
    if (changed !== null) happened?.(action, changed);
    return changed !== null;
  };

  const save = (some: readonly Submission[]) => db.transaction((tx) => submitAll(tx, some, nudge.report));
  const saveAlone = async (one: Submission): Promise<Submitted> => {
    const [submitted] = await save([one]);
    if (submitted === undefined) throw new Error('nothing came of a submission');
    return submitted;
  };
  /** One wait for the disk for all who submit at the same time. What keeps one from being saved keeps no other. */
  const saveTogether = together<Submission, Submitted>(async (some) => {
    if (some.length > 1) {
      const saved = await save(some).catch(() => null);
      if (saved !== null) return saved;
    }
    return Promise.all(some.map((one) => saveAlone(one).catch(asError)));
  });

  const twins = together<Twin, Delivery | null>(async (asked) => {
    const [prints, since] = [asked.map(({ fingerprint }) => fingerprint), Math.min(...asked.map((one) => one.since))];
    const rows = await db
      .selectDistinctOn([deliveries.fingerprint])
      .from(deliveries)
      .where(and(inArray(deliveries.fingerprint, [...new Set(prints)]), gt(deliveries.submittedAt, since)))
      .orderBy(deliveries.fingerprint, desc(deliveries.submittedAt));
    const newest = new Map(rows.map((row) => [row.fingerprint, row]));
    return asked.map((one) => {
      const row = newest.get(one.fingerprint);
      return row && row.submittedAt > one.since ? deliveryOf(row) : null;
    });
  });

  return {
    find,

    /** Delivery, batches and first job in one transaction: after this the form may be acknowledged. */
    async submit(submission: Submission): Promise<Submitted> {
      const submitted = await (isLong(submission) ? saveAlone : saveTogether)(submission);
      if (submitted.type === 'saved') happened?.('submit', submitted.delivery);
      return submitted;
    },

    /** The last delivery with the same content and audience since `since` (ms), or null. */
    twin: (fingerprint: string, since: number): Promise<Delivery | null> => twins({ fingerprint, since }),

    /** Of one moment, whatever changes meanwhile. */
    summary: (id: string): Promise<Summary | null> =>
      db.transaction((tx) => summaryOf(tx, id, clock.now()), {
        isolationLevel: 'repeatable read',
        accessMode: 'read only',
      }),

    async byName(series: Delivery['series'], number: number): Promise<Delivery | null> {
      const [row] = await db
        .select()
        .from(deliveries)
        .where(and(eq(deliveries.series, series), eq(deliveries.number, number)));
      return row === undefined ? null : deliveryOf(row);
    },

    /** The newest first; `sender` null: everyone's. */
    async recent(sender: string | null, limit: number): Promise<Delivery[]> {
      const own = sender === null ? undefined : eq(deliveries.sender, sender);
      const rows = await db.select().from(deliveries).where(own).orderBy(desc(deliveries.submittedAt)).limit(limit);
      return rows.map(deliveryOf);
    },

    /** The report stands in Slack: sending may begin. */
    started: (id: string) =>
      change({
        id,
        actor: 'relay',
        action: 'started',
        set: { startedAt: clock.now() },
        where: isNull(deliveries.startedAt),
      }),

    /** Stops what is not yet sent; false when it had ended or was halted already. */
    halt: (id: string, halt: Halt) =>
      change({
        id,
        actor: halt.type === 'cancelled' ? halt.by : 'relay',
        action: `halt:${halt.type}`,
        set: { halt },
        where: and(isNull(deliveries.halt), isNull(deliveries.endedAt)),
      }),

    /** Has everything taken back that WeCom accepted and can still take back, and stops what is not yet sent. */
    recall: (id: string, by: string): Promise<RecallOutcome> =>
      db.transaction(async (tx) => {
        const outcome = await requestRecall(tx, id, { at: clock.now(), by });
        if (outcome !== 'asked') return outcome;
        await nudge.report(tx, id);
        await nudge.recall(tx, id);
        return outcome;
      }),

    /** What waits for a ticket of the suite behind these apps goes on at once. */
    async ticketCame(appIds: string[]): Promise<void> {
      for (const appId of appIds) {
        await db.transaction(async (tx) => {
          await tx.execute(sql`
            update batches b set due_at = 0 from deliveries d
            where b.delivery_id = d.id and d.app_id = ${appId} and d.ended_at is null and d.halt is null
              and b.state in ('planned', 'unknown') and b.pause = 'noTicket'`);
          await nudge.advance(tx, appId);
        });
      }
    },

    /** Sends what is still unsent of a halted delivery, and at once: a person has said so. */
    resume: (id: string, by: string) =>
      change({ id, actor: by, action: 'resume', set: { halt: null }, where: haltedWithRest, also: dueNow(id) }),

    /** Tries again to report where the command was typed, after somebody invited the bot. */
    retryPlace: (id: string, by: string) =>
      change({ id, actor: by, action: 'retryPlace', set: { halt: null }, where: withoutPlace }),

    /** Goes on with the report in the sender's direct messages, where Slack had no place for it. */
    reportByDm: (id: string, by: string) =>
      change({
        id,
        actor: by,
        action: 'reportByDm',
        set: { halt: null, channel: sql`${deliveries.sender}` },
        where: withoutPlace,
      }),

    /**
     * A person's decision about batches of which nobody knows whether they went out; the number of batches decided.
     * Sending again while the rest is stopped would make "unknown" look like "not sent": none is decided then.
     */
    decideUnknown: (id: string, by: string, decision: 'resend' | 'leave'): Promise<number> =>
      db.transaction(async (tx) => {
        const decided = await decideUnknown(tx, id, decision);
        if (decided === 0) return 0;
        // Its row before its jobs, as everywhere: two who lock in different orders wait for each other for ever.
        const opened =
          decision === 'leave'
            ? []
            : await tx.update(deliveries).set({ endedAt: null, halt: null }).where(eq(deliveries.id, id)).returning();
        await tx.insert(audit).values({ at: clock.now(), actor: by, action: `unknown:${decision}`, deliveryId: id });
        await nudge.report(tx, id);
        for (const { appId } of opened) await nudge.advance(tx, appId);
        return decided;
      }),

    async record(actor: string, action: string, detail: unknown): Promise<void> {
      await db.insert(audit).values({ at: clock.now(), actor, action, detail });
    },
  };
}

type Twin = { fingerprint: string; since: number };

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

async function summaryOf(tx: Transaction, id: string, now: number): Promise<Summary | null> {
  const [row] = await tx.select().from(deliveries).where(eq(deliveries.id, id));
  if (row === undefined) return null;
  const rows = await tx.select(tallyColumns).from(batches).where(eq(batches.deliveryId, id)).orderBy(batches.seq);
  const [app] = await tx.select().from(appStates).where(eq(appStates.appId, row.appId));
  return summarise(deliveryOf(row), rows, throttledUntil(app?.throttledUntil ?? 0, now), now);
}

/** What was asked back does not go on: the two would work against each other. */
const haltedWithRest = and(isNotNull(deliveries.halt), isNull(deliveries.endedAt), isNull(deliveries.recall));
const withoutPlace = and(sql`${deliveries.halt}->>'type' = 'noPlace'`, isNull(deliveries.endedAt));

type Change = {
  id: string;
  actor: string;
  action: string;
  set: { startedAt?: number; halt?: Halt | null; channel?: SQL };
  where: SQL | undefined;
  also?: (tx: Transaction) => Promise<unknown>;
};

function dueNow(deliveryId: string) {
  const planned = and(eq(batches.deliveryId, deliveryId), eq(batches.state, 'planned'));
  return (tx: Transaction) => tx.update(batches).set({ dueAt: 0, pause: null, tries: 0 }).where(planned);
}

const tallyColumns = {
  seq: batches.seq,
  sizes: batches.sizes,
  state: batches.state,
  dueAt: batches.dueAt,
  pause: batches.pause,
  invalidSizes: batches.invalidSizes,
  refusal: batches.refusal,
  doubt: batches.doubt,
  left: batches.left,
  firstSentAt: batches.firstSentAt,
  repeats: batches.repeats,
  answeredAt: batches.answeredAt,
  msgid: batches.msgid,
  recall: batches.recall,
};
