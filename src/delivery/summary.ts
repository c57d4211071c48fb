/** What the ledger tells about one delivery; every report is made from this. */
import type { Everyone, ListArithmetic, RecipientKind } from '../audience.ts';
import type { Message } from '../message.ts';
import type { Doubt, End, Halt, RecallRequest, Refusal, Tally, Wait } from './states.ts';

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
  /** Sealed: only the reporter opens it. */
  responseUrl: string;
  locale: Locale;
  note: string;
  submittedAt: number;
  mediaId: string | null;
  /** When the report stood in Slack; nothing is sent before. */
  startedAt: number | null;
  halt: Halt | null;
  endedAt: number | null;
  recall: RecallRequest | null;
  /** When its lists were deleted for their age; nothing of it can be sent any more. */
  listGoneAt: number | null;
};

/** Addressees by kind; everyone at once counts as one addressee of a kind of its own. */
export type AddresseeKind = RecipientKind | Everyone;

export type KindCounts = Partial<Record<AddresseeKind, number>>;

export type Summary = {
  delivery: Delivery;
  /** Sums to `delivery.size`; the ledger throws when it does not. */
  tally: Tally;
  byKind: { kind: AddresseeKind; tally: Tally }[];
  batches: { total: number; planned: number; sending: number; ended: number };
  /** Batches in state unknown about which nobody decided yet, and how many addressees they hold; none once recalled. */
  undecided: { batches: number; addressees: number };
  /** What WeCom refused, with how many addressees each. */
  refusals: { refusal: Refusal; addressees: number }[];
  doubts: { doubt: Doubt; addressees: number }[];
  /** Addressees whose request was sent again by itself, byte for byte, because no answer had come. */
  repeated: number;
  wait: Wait | null;
  /** Until when (ms) it can be recalled by whoever asks, or could; null when nothing can: no message id, or asked already. */
  recallableUntil: number | null;
  /** What came of recalling it, in addressees; null when nobody asked. */
  recall: RecallSummary | null;
};

/** `refused` are all that were not recalled: refused by WeCom, without an app to ask with, or without a message id. */
export type RecallSummary = {
  pending: number;
  recalled: number;
  refused: number;
  refusals: Refusal[];
  isAppGone: boolean;
  /** How many of the refused were accepted without a message id. */
  nameless: number;
};

/** Why one addressee was not accepted. */
export type NotAcceptedReason =
  | { type: 'invalid' }
  | { type: 'unlicensed' }
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

/** The ledger counts what is in flight as unknown, in case its answer never comes; here the two are told apart. */
export function inFlightApart({ tally, doubts }: Summary): { inFlight: number; settled: Tally } {
  const unknown = doubts.reduce((sum, { addressees }) => sum + addressees, 0);
  return { inFlight: tally.unknown - unknown, settled: { ...tally, unknown } };
}

/** N-0042 */
export function deliveryName(delivery: Pick<Delivery, 'series' | 'number'>): string {
  return `${delivery.series}-${String(delivery.number).padStart(4, '0')}`;
}
