/** Everyone who was not accepted, as the sender wrote them: what a school must know. */
import { and, eq, getTableColumns, sql } from 'drizzle-orm';
import type { RecipientList } from '../audience.ts';
import type { Database } from '../store/open.ts';
import { batches } from '../store/schema.ts';
import type { BatchRow } from './rows.ts';
import { stateOf } from './rows.ts';
import { ends } from './states.ts';
import { type AddresseeKind, deliveryName, type NotAccepted, type NotAcceptedReason, type Summary } from './summary.ts';
import { tallyOf } from './tally.ts';

/**
 * In the order of the batches, within a batch in the order of the list. Throws when they are no longer as the summary
 * says: numbers and names that stand under each other are of one moment.
 */
export async function notAccepted(db: Database, { delivery, tally }: Summary): Promise<NotAccepted[]> {
  const rows = await db
    .select({ ...getTableColumns(batches), recipients: ofOthers })
    .from(batches)
    .where(
      and(
        eq(batches.deliveryId, delivery.id),
        sql`state <> 'split' and (state <> 'accepted' or invalid_sizes <> '{}')`,
      ),
    )
    .orderBy(batches.seq);
  const now = tallyOf(rows);
  if (ends.some((end) => end !== 'accepted' && now[end] !== tally[end]))
    throw new Error(`${deliveryName(delivery)} changed while it was looked at`);
  return rows.flatMap(ofBatch);
}

/** Who an accepted batch went to is not needed, and is most of what would be read. */
const ofOthers = sql<RecipientList[] | null>`case when state <> 'accepted' then recipients end`.mapWith(
  batches.recipients,
);

function ofBatch(row: BatchRow): NotAccepted[] {
  const state = stateOf(row);
  switch (state.state) {
    case 'accepted':
      return state.invalid.map(({ kind, id, line, unlicensed }) => {
        const reason = { type: unlicensed ? ('unlicensed' as const) : ('invalid' as const) };
        return { kind, id, line, end: 'invalid', reason, batch: row.seq };
      });
    case 'invalid':
      return everyone(row, 'invalid', { type: 'allInvalid', refusal: state.refusal });
    case 'refused':
      return everyone(row, 'refused', { type: 'refused', refusal: state.refusal });
    case 'unknown':
      return everyone(row, 'unknown', { type: 'unknown', doubt: state.doubt });
    case 'sending':
      return everyone(row, 'unknown', { type: 'unknown', doubt: 'crash' });
    case 'planned':
      return everyone(row, 'unsent', { type: 'unsent' });
    case 'split':
      return [];
  }
}

function everyone(row: BatchRow, end: NotAccepted['end'], reason: NotAcceptedReason): NotAccepted[] {
  const one = (kind: AddresseeKind, id: string, line: number) => ({ kind, id, line, end, reason, batch: row.seq });
  if (row.recipients === null) return Object.keys(row.sizes).map((kind) => one(kind as AddresseeKind, '@all', 0));
  return row.recipients.flatMap(({ kind, ids, lines }) => ids.map((id, i) => one(kind, id, lines[i] ?? 0)));
}
