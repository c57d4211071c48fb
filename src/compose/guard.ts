/** What must be confirmed before it goes out: everyone at once, and the same message within the hour. */
import type { Delivery } from '../delivery/summary.ts';
import { deliveryName } from '../delivery/summary.ts';
import type { ComposeDeps } from './deps.ts';
import { type CheckedDraft, deliveryIdOf, type Parts } from './draft.ts';

/** `submittedAt` in milliseconds. */
export type Twin = { name: string; submittedAt: number };
/** `everyone`: the whole school, or all members. */
export type Guard = { everyone: boolean; twin: Twin | null };

const twinWithinMs = 60 * 60 * 1000;

/** Null: nothing to confirm. */
export async function guardOf(
  deps: Pick<ComposeDeps<Parts>, 'ledger' | 'clock'>,
  draft: CheckedDraft<Parts>,
): Promise<Guard | null> {
  const same = await deps.ledger.twin(draft.checked.fingerprint, deps.clock.now() - twinWithinMs);
  // The twin may be this very message, submitted by the first of two clicks: the ledger answers that one itself.
  const twin = same && same.id !== deliveryIdOf(draft) ? twinOf(same) : null;
  const everyone = draft.checked.audience.type !== 'lists';
  return everyone || twin ? { everyone, twin } : null;
}

function twinOf(delivery: Delivery): Twin {
  return { name: deliveryName(delivery), submittedAt: delivery.submittedAt };
}

/** Case, full-width letters and blanks are forgiven. */
export function sameWord(typed: string, word: string): boolean {
  const bare = (text: string) => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
  return bare(typed) === bare(word);
}
