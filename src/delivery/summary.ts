/** What the ledger tells about one delivery; every report is made from this. */
import type { ListArithmetic, RecipientKind } from '../audience.ts';
import type { Message } from '../message.ts';
import type { Doubt, End, Halt, Refusal, Tally, Wait } from './states.ts';

export type Locale = 'zh' | 'en';

export type Delivery = {
  id: string;
  series: 'N' | 'T';
  number: number;
  appId: string;
  message: Message;
  fingerprint: string;
  size: number;
  arithmetic: ListArithmetic | null;
  teamId: string;
  sender: string;
  channel: string;
  responseUrl: string;
  locale: Locale;
  note: string;
  submittedAt: number;
  mediaId: string | null;
  /** When the report stood in Slack; nothing is sent before. */
  startedAt: number | null;
  halt: Halt | null;
  endedAt: number | null;
};

/** Addressees by kind; the whole school counts as one addressee of kind `school`. */
export type AddresseeKind = RecipientKind | 'school';

export type KindCounts = Partial<Record<AddresseeKind, number>>;

export type Summary = {
  delivery: Delivery;
  /** Sums to `delivery.size`; the ledger throws when it does not. */
  tally: Tally;
  byKind: { kind: AddresseeKind; tally: Tally }[];
  batches: { total: number; planned: number; sending: number; ended: number };
  /** Batches in state unknown about which nobody decided yet, and how many addressees they hold. */
  undecided: { batches: number; addressees: number };
  /** What WeCom refused, with how many addressees each. */
  refusals: { refusal: Refusal; addressees: number }[];
  doubts: { doubt: Doubt; addressees: number }[];
  wait: Wait | null;
};

/** Why one addressee was not accepted. */
export type NotAcceptedReason =
  | { type: 'invalid' }
  | { type: 'allInvalid'; refusal: Refusal }
  | { type: 'refused'; refusal: Refusal }
  | { type: 'unknown'; doubt: Doubt }
  | { type: 'unsent' };

/** One addressee that did not end as accepted: id as the sender wrote it, source line (0: none). */
export type NotAccepted = {
  kind: AddresseeKind;
  id: string;
  line: number;
  end: Exclude<End, 'accepted'>;
  reason: NotAcceptedReason;
  batch: number;
};

/** N-0042 */
export function deliveryName(delivery: Pick<Delivery, 'series' | 'number'>): string {
  return `${delivery.series}-${String(delivery.number).padStart(4, '0')}`;
}
