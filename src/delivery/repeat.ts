/**
 * Sending the same bytes again when nobody knows what came of the first time. Only where WeCom drops the copy, and only
 * until it may have forgotten the first; everything else stays unknown, and a person decides.
 */
import { type SQL, sql } from 'drizzle-orm';
import { backoffMs, repeats } from './retry.ts';
import { type Settlement, unknown } from './settle.ts';
import type { BatchState, Doubt, Sending, Unknown } from './states.ts';

/** A request of which nobody knows whether WeCom carried it out. */
export type Earlier = {
  /** When these very bytes first left. */
  firstSentAt: number;
  sha256: string | null;
  mediaId: string | null;
  doubt: Doubt;
  detail: string;
};

/** No person has decided about it yet, and WeCom still knows the first. */
export function isRepeatable(
  { state, left, firstSentAt }: { state: BatchState['state']; left: number; firstSentAt: number | null },
  now: number,
): boolean {
  if (state !== 'unknown' || left > 0 || firstSentAt === null) return false;
  const { after, before } = firstSent(now);
  return after < firstSentAt && firstSentAt < before;
}

/** The same, of rows of `batches`. */
export function whereRepeatable(now: number): SQL {
  const { after, before } = firstSent(now);
  return sql`(state = 'unknown' and left_as_is = 0 and first_sent_at > ${after}::bigint and first_sent_at < ${before}::bigint)`;
}

/** What would have left later than now was sent under a clock that was wrong: nobody knows how long ago. */
function firstSent(now: number): { after: number; before: number } {
  return { after: now - repeats.withinMs, before: now + repeats.skewMs };
}

/** WeCom would drop this request, if it carried out the earlier one. */
export function isCopy({ firstSentAt, sha256: first }: Earlier, sha256: string, sentAt: number): boolean {
  return sha256 === first && sentAt < firstSentAt + repeats.withinMs;
}

type Circumstances = { batch: Sending; firstSentAt: number; earlier: Earlier | null; now: number; random: number };

/**
 * What an answer makes of a batch whose copies WeCom drops. Only errcode 0 ends a doubt: whatever else WeCom says about the
 * copy, it does not say about the first.
 */
export function settleCopy({ state, consequence }: Settlement, circumstances: Circumstances): Settlement {
  const { earlier, now } = circumstances;
  if (state.state === 'unknown') return { state: afterDoubt(state, circumstances), consequence };
  if (earlier === null || state.state === 'accepted') return { state, consequence };
  const doubted = unknown(now, earlier.doubt, earlier.detail);
  // With a new media_id they would be other bytes.
  if (state.state !== 'planned' || consequence.type === 'uploadAgain') return { state: doubted, consequence };
  return { state: again(doubted, state, circumstances), consequence };
}

function afterDoubt(state: Unknown, circumstances: Circumstances): Unknown {
  const { batch, earlier, now, random } = circumstances;
  // Tries before the first doubt never left.
  const tries = earlier === null ? 0 : batch.tries;
  // "System busy" has had its documented tries.
  if (state.doubt === 'busy' || tries >= repeats.maxTries) return state;
  const dueAt = now + backoffMs(tries + 1, random);
  return again(state, { dueAt, pause: 'repeat', tries: tries + 1, busyTries: batch.busyTries }, circumstances);
}

type Turn = Pick<Unknown, 'dueAt' | 'pause' | 'tries' | 'busyTries'>;

function again(state: Unknown, { dueAt, pause, tries, busyTries }: Turn, { firstSentAt }: Circumstances): Unknown {
  if (dueAt >= firstSentAt + repeats.withinMs) return state;
  return { ...state, firstSentAt, dueAt, pause: pause ?? 'repeat', tries, busyTries };
}
