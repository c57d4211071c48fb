/** A person asks for a delivery back: from now on nothing more of it goes out, and what went out is asked back. */
import { and, eq, inArray } from 'drizzle-orm';
import type { Transaction } from '../store/open.ts';
import { audit, batches, deliveries } from '../store/schema.ts';
import { askableUntil, hasMsgid } from './recallable.ts';
import type { RecallRequest } from './states.ts';

/**
 * - asked: the job takes back what can be taken back, what is on its way included
 * - already: somebody asked before, and asking again does not help
 * - tooLate: WeCom takes nothing back any more
 * - nothing: nothing was accepted, or WeCom gave it no message id
 * - notice: school notices have no message id, so there is no recall
 */
export type RecallOutcome = 'asked' | 'already' | 'tooLate' | 'nothing' | 'notice';

export async function requestRecall(tx: Transaction, id: string, request: RecallRequest): Promise<RecallOutcome> {
  // Locked: an intent or an answer is written before this, and seen below, or after, and sees the request.
  const [delivery] = await tx.select().from(deliveries).where(eq(deliveries.id, id)).for('update');
  if (delivery === undefined) return 'nothing';
  if (delivery.series === 'N') return 'notice';
  const rows = await tx.select(recallColumns).from(batches).where(eq(batches.deliveryId, id));
  const isAsked = delivery.recall !== null;
  const askable = rows.filter((row) => (askableUntil(row, isAsked) ?? 0) > request.at);
  const isOnItsWay =
    rows.some(({ state }) => state === 'sending') || (delivery.endedAt === null && delivery.halt === null);
  if (isAsked && askable.length === 0) return 'already';
  if (askable.length === 0 && !isOnItsWay) return rows.some(hasMsgid) ? 'tooLate' : 'nothing';
  const stop = delivery.endedAt === null ? ({ type: 'cancelled', ...request } as const) : null;
  await tx
    .update(deliveries)
    .set({ recall: request, halt: delivery.halt ?? stop })
    .where(eq(deliveries.id, id));
  const seqs = askable.map(({ seq }) => seq);
  await tx
    .update(batches)
    .set({ recall: null })
    .where(and(eq(batches.deliveryId, id), inArray(batches.seq, seqs)));
  await tx.insert(audit).values({ at: request.at, actor: request.by, action: 'recall', deliveryId: id });
  return 'asked';
}

const recallColumns = {
  seq: batches.seq,
  state: batches.state,
  msgid: batches.msgid,
  answeredAt: batches.answeredAt,
  recall: batches.recall,
};
