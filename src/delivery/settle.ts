/** What one answer makes of one batch. Pure; the only place where a batch leaves `sending`. */
import { type RecipientKind, type RecipientList, sameId } from '../audience.ts';
import { backoffMs, busyMs, maxBusyTries, ticketWaitMs } from './retry.ts';
import type { BatchState, Doubt, NamedId, Pause, Refusal, SendAnswer, Sending, Unknown, WrittenId } from './states.ts';

/** What the answer means beyond the one batch. */
export type Consequence =
  | { type: 'none' }
  | { type: 'clean' }
  | { type: 'hurdle' }
  | { type: 'noTicket' }
  | { type: 'slowDown' }
  | { type: 'throttled' }
  | { type: 'uploadAgain'; refusal: Refusal }
  | { type: 'halt'; refusal: Refusal };

export type Settlement = { state: BatchState; consequence: Consequence };

export type SettleInput = {
  batch: Sending;
  /** Null: everyone. */
  recipients: RecipientList[] | null;
  answer: SendAnswer;
  now: number;
  /** In [0, 1), for the jitter. */
  random: number;
};

const clean: Consequence = { type: 'clean' };
const none: Consequence = { type: 'none' };

export function settle({ batch, recipients, answer, now, random }: SettleInput): Settlement {
  const mixed = recipients !== null && recipients.length > 1;
  const again = (pause: Pause | null, waitMs: number): BatchState => ({
    state: 'planned',
    dueAt: now + waitMs,
    pause,
    tries: batch.tries + 1,
    busyTries: batch.busyTries,
  });
  switch (answer.type) {
    case 'accepted':
      return {
        state: {
          state: 'accepted',
          answeredAt: now,
          invalid: named(answer.invalid, recipients),
          msgid: answer.msgid ?? null,
        },
        consequence: clean,
      };
    case 'allInvalid':
      // A combined call may be refused for one kind alone: ask again kind by kind before calling anyone invalid.
      return {
        state: { state: mixed ? 'split' : 'invalid', answeredAt: now, refusal: answer.refusal },
        consequence: clean,
      };
    case 'notSent':
      if (answer.hurdle === 'noTicket')
        return { state: again('noTicket', ticketWaitMs), consequence: { type: 'noTicket' } };
      return { state: again('unreachable', backoffMs(batch.tries, random)), consequence: { type: 'hurdle' } };
    case 'unknown':
      // Counted as a hurdle, so that a WeCom that swallows calls does not swallow them all.
      return { state: unknown(now, answer.doubt, answer.detail), consequence: { type: 'hurdle' } };
    case 'refused':
      return refused(answer, { again, batch, mixed, now, random });
  }
}

type Refused = Extract<SendAnswer, { type: 'refused' }>;
type Circumstances = {
  again: (pause: Pause | null, waitMs: number) => BatchState;
  batch: Sending;
  mixed: boolean;
  now: number;
  random: number;
};

function refused({ advice, refusal }: Refused, { again, batch, mixed, now, random }: Circumstances): Settlement {
  switch (advice) {
    case 'busy':
      // "System busy" does not say whether the call was carried out: after the documented tries nobody knows.
      return batch.busyTries >= maxBusyTries
        ? { state: unknown(now, 'busy', `${refusal.errcode}`), consequence: none }
        : { state: busyAgain(batch, now), consequence: none };
    case 'slowDown':
      return { state: again('slowDown', backoffMs(batch.tries, random)), consequence: { type: 'slowDown' } };
    case 'throttled':
      return { state: again(null, 0), consequence: { type: 'throttled' } };
    case 'upload':
      return { state: again(null, 0), consequence: { type: 'uploadAgain', refusal } };
    case 'recipients':
      return { state: { state: mixed ? 'split' : 'refused', answeredAt: now, refusal }, consequence: clean };
    case 'stop':
      return { state: again(null, 0), consequence: { type: 'halt', refusal } };
  }
}

function busyAgain(batch: Sending, now: number): BatchState {
  const { tries, busyTries } = batch;
  return { state: 'planned', dueAt: now + busyMs(busyTries), pause: 'busy', tries, busyTries: busyTries + 1 };
}

/** For a person to decide. */
export function unknown(now: number, doubt: Doubt, detail: string): Unknown {
  const never = { firstSentAt: null, dueAt: 0, pause: null, tries: 0, busyTries: 0 };
  return { state: 'unknown', answeredAt: now, doubt, detail, left: false, ...never };
}

/** The ids WeCom named that are in this batch, as the sender wrote them, each once: it may name an id twice. */
function named(invalid: NamedId[], recipients: RecipientList[] | null): WrittenId[] {
  if (invalid.length === 0 || recipients === null) return [];
  const wanted = new Map<RecipientKind, Map<string, NamedId>>();
  for (const each of invalid) {
    const ofKind = wanted.get(each.kind) ?? new Map<string, NamedId>();
    wanted.set(each.kind, ofKind.set(sameId(each.id), each));
  }
  return recipients.flatMap(({ kind, ids, lines }) =>
    ids.flatMap((id, i) => {
      const found = wanted.get(kind)?.get(sameId(id));
      return found ? [{ kind, id, line: lines[i] ?? 0, ...(found.unlicensed && { unlicensed: true as const }) }] : [];
    }),
  );
}
