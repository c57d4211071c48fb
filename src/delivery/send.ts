/**
 * One request: intent, send, settle, save. One side effect, then one save; for the send the save comes first.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { storeTrouble } from '../store/failures.ts';
import type { Desk, DueBatch } from './desk.ts';
import type { Journal } from './journal.ts';
import type { Lease } from './lease.ts';
import type { Relay } from './relay.ts';
import { type Earlier, isCopy, settleCopy } from './repeat.ts';
import { type Consequence, type Settlement, settle, unknown } from './settle.ts';
import type { BatchState, SendAnswer } from './states.ts';
import { type Delivery, deliveryName } from './summary.ts';

export type SendDeps = {
  delivery: Delivery;
  /** Null for a message without a cover. */
  mediaId: string | null;
  /** WeCom is asked to carry out the same bytes once. */
  dropsCopies: boolean;
  journal: Journal;
  desk: Pick<Desk, 'giveUpRepeating'>;
  relay: Relay;
  lease: Lease;
  clock: Clock;
  random: () => number;
  log: Log;
  /** What the answer means for the batches after this one, which may leave from then on; called as the answer is saved. */
  follow(consequence: Consequence, sentAt: number): Promise<void>;
};

/** Null when the intent was not written: a person stopped the delivery, or the app now belongs to another process. */
export async function sendBatch(batch: DueBatch, deps: SendDeps): Promise<Settlement | null> {
  const { delivery, mediaId, dropsCopies, relay, lease, clock, random } = deps;
  const { recipients, tries, busyTries, earlier } = batch;
  const body = relay.render(delivery.message, { mediaId, recipients, dropsCopies });
  const sha256 = createHash('sha256').update(body).digest('hex');
  const sentAt = clock.now();
  if (earlier !== null && !isCopy(earlier, sha256, sentAt)) return giveUp(batch, earlier, deps);
  const firstSentAt = dropsCopies ? (earlier?.firstSentAt ?? sentAt) : null;
  if (!(await intend(batch, { sha256, sentAt, firstSentAt }, deps))) return null;
  const answer = await relay.send(delivery.message.type, body, () => !lease.lost());
  const sending = { state: 'sending', sentAt, tries, busyTries } as const;
  const [now, luck] = [clock.now(), random()];
  const once = settle({ batch: sending, recipients, answer, now, random: luck });
  const settlement =
    firstSentAt === null ? once : settleCopy(once, { batch: sending, firstSentAt, earlier, now, random: luck });
  const followed = deps.follow(settlement.consequence, sentAt);
  // Saved in any case and waited for: a batch left in `sending` would be taken for lost.
  const [saved] = await Promise.allSettled([save(batch, { sentAt, state: settlement.state }, deps), followed]);
  if (saved.status === 'rejected') throw saved.reason;
  await followed;
  deps.log.info({ delivery: deliveryName(delivery), batch: batch.seq, ...outcomeOf(settlement, answer) }, 'batch');
  return settlement;
}

type Request = { sha256: string; sentAt: number; firstSentAt: number | null };

async function intend(batch: DueBatch, request: Request, deps: SendDeps): Promise<boolean> {
  const { delivery, mediaId, journal, lease } = deps;
  const { seq, earlier } = batch;
  const isRepeat = earlier !== null;
  const leaseToken = lease.token;
  try {
    return await journal.intend({ deliveryId: delivery.id, seq, ...request, isRepeat, mediaId, leaseToken });
  } catch (error) {
    // It may be committed and only the word of it lost. Nothing has left, so nobody shall have to wonder.
    await save(batch, { sentAt: request.sentAt, state: asItWas(batch, deps.clock.now()) }, deps);
    throw error;
  }
}

function asItWas({ tries, busyTries, earlier }: DueBatch, now: number): BatchState {
  const due = { dueAt: 0, pause: null, tries, busyTries };
  if (earlier === null) return { state: 'planned', ...due };
  const { firstSentAt, doubt, detail } = earlier;
  return { ...unknown(now, doubt, detail), firstSentAt, ...due };
}

/** It may be too late by now, and another version or setting makes other bytes of the same message: WeCom would not drop it. */
async function giveUp({ seq }: DueBatch, { doubt, detail }: Earlier, deps: SendDeps): Promise<Settlement> {
  const { delivery, desk, clock, log } = deps;
  log.warn(
    { delivery: deliveryName(delivery), batch: seq },
    'in doubt, and not to be sent again: too late, or other bytes',
  );
  await desk.giveUpRepeating(delivery.id, seq);
  return { state: unknown(clock.now(), doubt, detail), consequence: { type: 'none' } };
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
