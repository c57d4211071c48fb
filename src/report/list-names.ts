/** Pieces that are files, and what the files are called. */
import { type Delivery, deliveryName } from '../delivery/summary.ts';

export type ListKind = 'invalid' | 'unsent';

/** `invalid:2` → N-0042-invalid-2.csv; null for pieces that are messages. The first result's file has no number. */
export function fileNameOf(delivery: Delivery, piece: string): string | null {
  const [, kind, round] = /^(invalid|unsent):(\d+)$/.exec(piece) ?? [];
  if (kind === undefined) return null;
  return `${deliveryName(delivery)}-${kind}${round === '1' ? '' : `-${round}`}.csv`;
}
