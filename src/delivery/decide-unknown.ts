/** What a person decides about batches of which nobody knows whether they went out. */
import { and, eq, sql } from 'drizzle-orm';
import { rowsOf, type Transaction } from '../store/open.ts';
import { batches, deliveries } from '../store/schema.ts';

/** The number of batches decided; none is sent again while the rest is stopped, or once the list is gone. */
export async function decideUnknown(tx: Transaction, id: string, decision: 'resend' | 'leave'): Promise<number> {
  // The delivery first, as a late answer to it does.
  const [delivery] = await tx.select().from(deliveries).where(eq(deliveries.id, id)).for('update');
  if (
    decision === 'resend' &&
    (delivery?.recall || delivery?.listGoneAt || (delivery?.halt && (await hasRest(tx, id))))
  )
    return 0;
  const set =
    decision === 'leave'
      ? sql`left_as_is = 1`
      : sql`state = 'planned', due_at = 0, pause = null, tries = 0, busy_tries = 0, doubt = null, detail = null`;
  const result = await tx.execute(sql`
    update batches set ${set} where delivery_id = ${id} and state = 'unknown' and left_as_is = 0 returning seq`);
  return rowsOf(result).length;
}

async function hasRest(tx: Transaction, id: string): Promise<boolean> {
  const planned = and(eq(batches.deliveryId, id), eq(batches.state, 'planned'));
  return (await tx.select({ seq: batches.seq }).from(batches).where(planned).limit(1)).length > 0;
}
