/**
 * Saves of parallel batches, one transaction per turn of the event loop: while one is being written the next gathers.
 * The intent is committed before a request leaves; an outcome is saved after the answer came.
 */
import { and, inArray, isNotNull, sql } from 'drizzle-orm';
import type { RecipientList } from '../audience.ts';
import { storeTrouble } from '../store/failures.ts';
import type { Database, Transaction } from '../store/open.ts';
import { rowsOf } from '../store/open.ts';
import { deliveries } from '../store/schema.ts';
import type { Nudge } from './ledger.ts';
import { splitByKind } from './plan.ts';
import { columnsOf, sizesOf } from './rows.ts';
import type { BatchState } from './states.ts';

type Intent = {
  deliveryId: string;
  seq: number;
  sha256: string;
  mediaId: string | null;
  sentAt: number;
  /** When these bytes first left; null where WeCom drops no copies. */
  firstSentAt: number | null;
  /** They left before, and nobody knows what came of it. */
  isRepeat: boolean;
  /** Only the holder of the app's lease may send. */
  leaseToken: string;
};

type Outcome = {
  deliveryId: string;
  seq: number;
  /** Names the try that is answered: an answer to an earlier one changes nothing. */
  sentAt: number;
  state: BatchState;
  /** Cut again by kind when the state is `split`. */
  recipients: RecipientList[] | null;
};

export type Journal = {
  /** True when the batch may be sent: it was planned, or the same bytes are in doubt; its delivery not halted, the lease ours. */
  intend(intent: Intent): Promise<boolean>;
  settle(outcome: Outcome): Promise<void>;
};

type Entry<T, R> = { item: T; resolve: (result: R) => void; reject: (error: unknown) => void };

export function createJournal(db: Database, nudge: Nudge): Journal {
  let intents: Entry<Intent, boolean>[] = [];
  let outcomes: Entry<Outcome, void>[] = [];
  let writing = false;

  const flush = async () => {
    while (intents.length + outcomes.length > 0) {
      const [nowIntents, nowOutcomes] = [intents, outcomes];
      [intents, outcomes] = [[], []];
      await commit({ db, nudge }, nowIntents, nowOutcomes);
    }
    writing = false;
  };
  const wake = () => {
    if (writing) return;
    writing = true;
    setImmediate(flush);
  };
  return {
    intend: (item) =>
      new Promise((resolve, reject) => {
        intents.push({ item, resolve, reject });
        wake();
      }),
    settle: (item) =>
      new Promise((resolve, reject) => {
        outcomes.push({ item, resolve, reject });
        wake();
      }),
  };
}

type JournalDeps = { db: Database; nudge: Nudge };

async function commit(
  deps: JournalDeps,
  intents: Entry<Intent, boolean>[],
  outcomes: Entry<Outcome, void>[],
): Promise<void> {
  const { db, nudge } = deps;
  try {
    const allowed = await db.transaction(async (tx) => {
      const { atRest, recalled, reopened } = await writeOutcomes(
        tx,
        outcomes.map(({ item }) => item),
      );
      // No courier comes back to these after a crash, so report and sending are owed by the answer itself.
      for (const id of atRest) await nudge.report(tx, id);
      for (const id of recalled) await nudge.recall(tx, id);
      for (const appId of reopened) await nudge.advance(tx, appId);
      return writeIntents(
        tx,
        intents.map(({ item }) => item),
      );
    });
    for (const { resolve } of outcomes) resolve();
    for (const { item, resolve } of intents) resolve(allowed.has(`${item.deliveryId} ${item.seq}`));
  } catch (error) {
    if (intents.length + outcomes.length > 1 && storeTrouble(error) === null) return oneByOne(deps, intents, outcomes);
    for (const { reject } of [...intents, ...outcomes]) reject(error);
  }
}

/** What keeps one from being saved keeps no other. */
async function oneByOne(deps: JournalDeps, intents: Entry<Intent, boolean>[], outcomes: Entry<Outcome, void>[]) {
  for (const each of outcomes) await commit(deps, [], [each]);
  for (const each of intents) await commit(deps, [each], []);
}

async function writeIntents(tx: Transaction, intents: Intent[]): Promise<Set<string>> {
  if (intents.length === 0) return new Set();
  // Locked: whoever halts a delivery or takes over an app waits for this, and then sees every batch that may be on its way.
  const result = await tx.execute(sql`
    with i as (
      select * from jsonb_to_recordset(${JSON.stringify(intents)}::jsonb)
        as i("deliveryId" text, seq int, sha256 text, "mediaId" text, "sentAt" bigint, "firstSentAt" bigint,
          "isRepeat" boolean, "leaseToken" text)
    ), d as (
      select id, app_id from deliveries where id in (select "deliveryId" from i) and halt is null for share
    ), a as (
      select app_id, lease_token from app_states where app_id in (select app_id from d) for share
    )
    update batches b
    set state = 'sending', sha256 = i.sha256, media_id = i."mediaId", sent_at = i."sentAt", pause = null,
      first_sent_at = i."firstSentAt", repeats = b.repeats + i."isRepeat"::int
    from i, d, a
    where b.delivery_id = i."deliveryId" and b.seq = i.seq and case when i."isRepeat"
        then b.state = 'unknown' and b.left_as_is = 0 and b.first_sent_at = i."firstSentAt" and b.sha256 = i.sha256
        else b.state = 'planned' end
      and d.id = b.delivery_id and a.app_id = d.app_id and a.lease_token = i."leaseToken"
    returning b.delivery_id as id, b.seq`);
  return new Set(rowsOf<{ id: string; seq: number }>(result).map(({ id, seq }) => `${id} ${seq}`));
}

type Written = {
  /** Deliveries that were halted or ended before their answers came. */
  atRest: Set<string>;
  /** Deliveries that were asked back before: what is accepted now is to be taken back as well. */
  recalled: Set<string>;
  /** Apps that have something to send again, in deliveries that had ended. */
  reopened: Set<string>;
};

async function writeOutcomes(tx: Transaction, outcomes: Outcome[]): Promise<Written> {
  if (outcomes.length === 0) return { atRest: new Set(), recalled: new Set(), reopened: new Set() };
  const rows = outcomes.map(({ deliveryId, seq, sentAt, state }) => ({
    deliveryId,
    seq,
    try: sentAt,
    ...columnsOf(state),
  }));
  // A late answer still counts for a batch that was called unknown because its sender seemed to have died.
  // The delivery is locked so that a halt comes before this, and is seen here, or after, and its report sees this.
  // "case", so that each batch is looked up by its key: "or" would be looked up among all that are open.
  const result = await tx.execute(sql`
    with o as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as o("deliveryId" text, seq int, try bigint, state text, "firstSentAt" bigint, "dueAt" bigint, pause text, tries int, "busyTries" int,
          "answeredAt" bigint, invalid jsonb, "invalidSizes" jsonb, msgid text, refusal jsonb, doubt text, detail text)
    ), d as (
      select id, halt is not null or ended_at is not null as rests, recall is not null as recalled from deliveries
      where id in (select "deliveryId" from o) for share
    )
    update batches b
    set state = o.state, first_sent_at = o."firstSentAt", due_at = o."dueAt", pause = o.pause, tries = o.tries, busy_tries = o."busyTries",
      answered_at = o."answeredAt", invalid = o.invalid, invalid_sizes = o."invalidSizes", msgid = o.msgid, refusal = o.refusal,
      doubt = o.doubt, detail = o.detail
    from o, d
    where b.delivery_id = o."deliveryId" and d.id = b.delivery_id and b.seq = o.seq and b.sent_at = o.try
      and case b.state when 'sending' then true when 'unknown' then b.doubt = 'crash' and b.left_as_is = 0 else false end
    returning b.delivery_id as id, b.seq, d.rests, d.recalled`);
  const changed = rowsOf<{ id: string; seq: number; rests: boolean; recalled: boolean }>(result);
  const written = new Set(changed.map(({ id, seq }) => `${id} ${seq}`));
  const openAgain = outcomes.filter(
    ({ deliveryId, seq, state }) =>
      (state.state === 'planned' || state.state === 'split') && written.has(`${deliveryId} ${seq}`),
  );
  for (const outcome of openAgain) if (outcome.state.state === 'split') await insertParts(tx, outcome);
  const reopened = await reopen(tx, [...new Set(openAgain.map(({ deliveryId }) => deliveryId))]);
  const idsOf = (rows: typeof changed) => new Set(rows.map(({ id }) => id));
  return {
    atRest: idsOf(changed.filter(({ rests }) => rests)),
    recalled: idsOf(changed.filter(({ recalled }) => recalled)),
    reopened,
  };
}

/** A late answer may leave something to send in a delivery that another process has ended. Returns the apps concerned. */
async function reopen(tx: Transaction, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .update(deliveries)
    .set({ endedAt: null })
    .where(and(inArray(deliveries.id, ids), isNotNull(deliveries.endedAt)))
    .returning({ appId: deliveries.appId });
  return new Set(rows.map(({ appId }) => appId));
}

/** The parts of a split batch are new batches at the end, one a kind. */
async function insertParts(tx: Transaction, { deliveryId, recipients }: Outcome): Promise<void> {
  for (const part of splitByKind(recipients ?? [])) {
    await tx.execute(sql`
      insert into batches (delivery_id, seq, sizes, recipients, state)
      select ${deliveryId}, max(seq) + 1, ${JSON.stringify(sizesOf(part))}::jsonb, ${JSON.stringify(part)}, 'planned'
      from batches where delivery_id = ${deliveryId}`);
  }
}
