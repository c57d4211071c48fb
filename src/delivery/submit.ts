/** From what a person asked for to a saved delivery with its batches. */
import { setImmediate } from 'node:timers/promises';
import { inArray, sql } from 'drizzle-orm';
import { type Audience, audienceSize } from '../audience.ts';
import { rowsOf, type Transaction } from '../store/open.ts';
import { audit, batches, deliveries } from '../store/schema.ts';
import { countBatches, planBatches } from './plan.ts';
import { deliveryOf, everyoneOf, sizesOf } from './rows.ts';
import type { Delivery } from './summary.ts';

/** What a person asked for; the id is the form's draft id, so that submitting twice finds the first. */
export type Submission = Omit<
  Delivery,
  'number' | 'size' | 'mediaId' | 'startedAt' | 'halt' | 'endedAt' | 'recall' | 'listGoneAt'
> & {
  audience: Audience;
};

export type Submitted = { type: 'saved' | 'already'; delivery: Delivery };

/** Any number below 2^31: what nobody else on this database locks by. */
const lockName = 20_450;

/**
 * Saves them all or none, each number following the last. `report` has them reported when the transaction commits.
 * Whatever their number, it is the same few statements.
 */
export async function submitAll(
  tx: Transaction,
  submissions: readonly Submission[],
  report: (tx: Transaction, ...deliveryIds: string[]) => Promise<void>,
): Promise<Submitted[]> {
  const found = await alreadyThere(tx, submissions);
  const fresh = new Map<string, Submission>();
  for (const each of submissions) if (!found.has(each.id) && !fresh.has(each.id)) fresh.set(each.id, each);
  const saved = new Map<string, Delivery>();
  if (fresh.size > 0) {
    await insertBatches(tx, [...fresh.values()]);
    for (const delivery of await insertDeliveries(tx, [...fresh.values()])) saved.set(delivery.id, delivery);
    await report(tx, ...saved.keys());
  }
  return submissions.map(({ id }) => {
    const delivery = saved.get(id) ?? found.get(id);
    if (delivery === undefined) throw new Error('neither saved nor found');
    return { type: fresh.delete(id) ? 'saved' : 'already', delivery };
  });
}

/** Two clicks find each other: whoever submits the same waits here for the first to commit. */
async function alreadyThere(tx: Transaction, submissions: readonly Submission[]): Promise<Map<string, Delivery>> {
  const ids = submissions.map(({ id }) => id);
  // In one order everywhere, or two groups would wait for each other.
  await tx.execute(sql`
    select pg_advisory_xact_lock(${lockName}, hash) from (
      select distinct hashtext(id) as hash from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as i(id)
      order by hash) h`);
  const rows = await tx.select().from(deliveries).where(inArray(deliveries.id, ids));
  return new Map(rows.map((row) => [row.id, deliveryOf(row)]));
}

async function insertDeliveries(tx: Transaction, submissions: Submission[]): Promise<Delivery[]> {
  // One transaction at a time takes numbers, on every replica; the long work is done by now.
  await tx.execute(sql`select pg_advisory_xact_lock(${lockName})`);
  const [last] = rowsOf<{ N: number; T: number }>(
    await tx.execute(sql`
      select (select coalesce(max(number), 0) from deliveries where series = 'N') as "N",
        (select coalesce(max(number), 0) from deliveries where series = 'T') as "T"`),
  );
  if (last === undefined) throw new Error('no last number');
  const rows = submissions.map(({ audience, ...asked }) => ({
    ...{ ...asked, size: audienceSize(audience), number: ++last[asked.series] },
    ...{ mediaId: null, startedAt: null, halt: null, endedAt: null, recall: null, listGoneAt: null },
  }));
  await tx.insert(deliveries).values(rows);
  await tx
    .insert(audit)
    .values(
      rows.map(({ id, sender, submittedAt }) => ({ at: submittedAt, actor: sender, action: 'submit', deliveryId: id })),
    );
  return rows;
}

/** So many at once that an embedded store, which works in this process's own event loop, holds it for some 50 ms. */
const batchesAtOnce = 25;

/** A submission of more is saved alone, so that it holds up nobody. */
export function isLong({ audience }: Submission): boolean {
  return countBatches(audience) > batchesAtOnce;
}

async function insertBatches(tx: Transaction, submissions: Submission[]): Promise<void> {
  const planned = submissions.flatMap(batchesOf);
  for (let i = 0; i < planned.length; i += batchesAtOnce) {
    if (i > 0) await setImmediate();
    await tx.insert(batches).values(planned.slice(i, i + batchesAtOnce));
  }
}

function batchesOf({ id: deliveryId, message, audience }: Submission) {
  return planBatches(audience).map(({ recipients }, i) => ({
    deliveryId,
    seq: i + 1,
    sizes: recipients === null ? { [everyoneOf(message)]: 1 } : sizesOf(recipients),
    recipients,
    state: 'planned' as const,
  }));
}
