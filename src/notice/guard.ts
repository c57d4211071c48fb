/** What must be confirmed before it goes out: the whole school, and the same notice within the hour. */
import type { Delivery } from '../delivery/summary.ts';
import { deliveryName } from '../delivery/summary.ts';
import type { NoticeDeps } from './deps.ts';
import type { CheckedDraft } from './draft.ts';

/** `submittedAt` in milliseconds. */
export type Twin = { name: string; submittedAt: number };
export type Guard = { wholeSchool: boolean; twin: Twin | null };

const twinWithinMs = 60 * 60 * 1000;

/** Null: nothing to confirm. */
export async function guardOf(deps: Pick<NoticeDeps, 'ledger' | 'clock'>, draft: CheckedDraft): Promise<Guard | null> {
  const same = await deps.ledger.twin(draft.checked.fingerprint, deps.clock.now() - twinWithinMs);
  // The twin may be this very notice, submitted by the first of two clicks: the ledger answers that one itself.
  const twin = same && same.id !== draft.id ? twinOf(same) : null;
  const wholeSchool = draft.checked.audience.type === 'wholeSchool';
  return wholeSchool || twin ? { wholeSchool, twin } : null;
}

function twinOf(delivery: Delivery): Twin {
  return { name: deliveryName(delivery), submittedAt: delivery.submittedAt };
}

/** Case, full-width letters and blanks are forgiven. */
export function sameWord(typed: string, word: string): boolean {
  const bare = (text: string) => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();
  return bare(typed) === bare(word);
}
