/**
 * One request: intent, send, settle, save. One side effect, then one save; for the send the save comes first.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { storeTrouble } from '../store/failures.ts';
import type { DueBatch } from './desk.ts';
import type { Journal } from './journal.ts';
import type { Lease } from './lease.ts';
import type { Relay } from './relay.ts';
import { type Consequence, type Settlement, settle } from './settle.ts';
import type { BatchState, SendAnswer } from './states.ts';
import { type Delivery, deliveryName } from './summary.ts';

export type SendDeps = {
  delivery: Delivery;
  /** Null for a message without a cover. */
  mediaId: string | null;
  journal: Journal;
  relay: Relay;
  lease: Lease;
  clock: Clock;
  random: () => number;
  log: Log;
  /** What the answer means for the batches after this one; called before the answer is saved. */
  follow(consequence: Consequence, sentAt: number): Promise<void>;
};

/** Null when the intent was not written: a person stopped the delivery, or the app now belongs to another process. */
export async function sendBatch(batch: DueBatch, deps: SendDeps): Promise<Settlement | null> {
  const { delivery, mediaId, relay, lease, clock, random } = deps;
  const { recipients, tries, busyTries } = batch;
  const body = relay.render(delivery.message, mediaId, recipients);
  const sentAt = clock.now();
  if (!(await intend(batch, { body, sentAt }, deps))) return null;
  const answer = await relay.send(delivery.message.type, body, () => !lease.lost());
  const sending = { state: 'sending', sentAt, tries, busyTries } as const;
  const settlement = settle({ batch: sending, recipients, answer, now: clock.now(), random: random() });
  const followed = deps.follow(settlement.consequence, sentAt);
  // Saved in any case and waited for: a batch left in `sending` would be taken for lost.
  const [saved] = await Promise.allSettled([save(batch, { sentAt, state: settlement.state }, deps), followed]);
  if (saved.status === 'rejected') throw saved.reason;
  await followed;
  deps.log.info({ delivery: deliveryName(delivery), batch: batch.seq, ...outcomeOf(settlement, answer) }, 'batch');
  return settlement;
}

type Request = { body: Uint8Array; sentAt: number };

async function intend(batch: DueBatch, { body, sentAt }: Request, deps: SendDeps): Promise<boolean> {
  const { delivery, mediaId, journal, lease } = deps;
  const { seq, tries, busyTries } = batch;
  const sha256 = createHash('sha256').update(body).digest('hex');
  try {
    return await journal.intend({ deliveryId: delivery.id, seq, sha256, mediaId, sentAt, leaseToken: lease.token });
  } catch (error) {
    // It may be committed and only the word of it lost. Nothing has left, so nobody shall have to wonder.
    await save(batch, { sentAt, state: { state: 'planned', dueAt: 0, pause: null, tries, busyTries } }, deps);
    throw error;
  }
}

/** An answer that came but is not saved would become unknown: a store in trouble gets some nine minutes, a bug gets seconds. */
const [maxSavesInTrouble, maxSaves] = [60, 6];

type Answered = { sentAt: number; state: BatchState };

async function save(batch: DueBatch, { sentAt, state }: Answered, deps: SendDeps): Promise<void> {
  const { delivery, journal, clock, log } = deps;
  const { seq, recipients } = batch;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await journal.settle({ deliveryId: delivery.id, seq, sentAt, state, recipients });
    } catch (err) {
      if (attempt >= (storeTrouble(err) === null ? maxSaves : maxSavesInTrouble)) throw err;
      log.error({ err }, 'an answer could not be saved; trying again');
      await clock.sleep(Math.min(500 * attempt, 10_000));
    }
  }
}

function outcomeOf({ state }: Settlement, answer: SendAnswer): Record<string, unknown> {
  return { state: state.state, answer: answer.type, ...('refusal' in answer && { errcode: answer.refusal.errcode }) };
}
