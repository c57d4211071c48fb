/** The door between rows and states: what the database holds is parsed here and nowhere else. */
import type { Everyone, RecipientList } from '../audience.ts';
import { type Message, messageSchema } from '../message.ts';
import type { batches, deliveries } from '../store/schema.ts';
import { type BatchState, batchStateSchema, haltSchema, recallRequestSchema } from './states.ts';
import type { AddresseeKind, Delivery, KindCounts } from './summary.ts';

export type BatchRow = typeof batches.$inferSelect;
export type StateColumns = Omit<
  BatchRow,
  'deliveryId' | 'seq' | 'sizes' | 'recipients' | 'sha256' | 'mediaId' | 'repeats' | 'recall'
>;

const empty: Omit<StateColumns, 'state'> = {
  dueAt: 0,
  pause: null,
  tries: 0,
  busyTries: 0,
  sentAt: null,
  firstSentAt: null,
  answeredAt: null,
  invalid: null,
  invalidSizes: null,
  refusal: null,
  doubt: null,
  detail: null,
  left: 0,
  msgid: null,
};

/** Columns a state does not use are null. */
export function columnsOf(state: BatchState): StateColumns {
  switch (state.state) {
    case 'planned':
    case 'sending':
      return { ...empty, ...state };
    case 'accepted':
      return { ...empty, ...state, invalidSizes: countByKind(state.invalid.map(({ kind }) => kind)) };
    case 'invalid':
    case 'refused':
    case 'split':
      return { ...empty, ...state };
    case 'unknown':
      return { ...empty, ...state, left: state.left ? 1 : 0 };
  }
}

export function stateOf(row: StateColumns): BatchState {
  return batchStateSchema.parse({ ...row, left: row.left === 1 });
}

/** Whom a message without recipients goes to. */
export function everyoneOf(message: Message): Everyone {
  return message.type === 'notice' ? 'wholeSchool' : 'allMembers';
}

export function sizesOf(recipients: RecipientList[]): KindCounts {
  return Object.fromEntries(recipients.map(({ kind, ids }) => [kind, ids.length]));
}

export function total(sizes: KindCounts | null): number {
  return Object.values(sizes ?? {}).reduce((sum, size) => sum + size, 0);
}

function countByKind(kinds: AddresseeKind[]): KindCounts {
  const counts: KindCounts = {};
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

export function deliveryOf(row: typeof deliveries.$inferSelect): Delivery {
  return {
    ...row,
    message: messageSchema.parse(row.message),
    halt: haltSchema.nullable().parse(row.halt),
    recall: recallRequestSchema.nullable().parse(row.recall),
  };
}
