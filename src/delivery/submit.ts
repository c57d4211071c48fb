/** From what a person asked for to a saved delivery with its batches. */
import { setImmediate } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import { type Audience, audienceSize } from '../audience.ts';
import type { Transaction } from '../store/open.ts';
import { audit, batches, deliveries } from '../store/schema.ts';
import { planBatches } from './plan.ts';
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

/** `report` has it reported when the transaction commits. */
export async function submit(
  tx: Transaction,
  submission: Submission,
  report: (tx: Transaction, deliveryId: string) => Promise<void>,
): Promise<Submitted> {
  const { audience, ...asked } = submission;
  // Two clicks find each other.
  await tx.execute(sql`select pg_advisory_xact_lock(${lockName}, hashtext(${asked.id}))`);
  const [first] = await tx.select().from(deliveries).where(eq(deliveries.id, asked.id));
  if (first !== undefined) return { type: 'already', delivery: deliveryOf(first) };
  await insertBatches(tx, submission);
  // One submission at a time takes a number, on every replica; the long work is done by now.
  await tx.execute(sql`select pg_advisory_xact_lock(${lockName})`);
  const [delivery] = await tx
    .insert(deliveries)
    .values({
      ...asked,
      number: sql`(select coalesce(max(number), 0) + 1 from deliveries where series = ${asked.series})`,
      size: audienceSize(audience),
    })
    .returning();
  if (delivery === undefined) throw new Error('insert returned no row');
  await tx
    .insert(audit)
    .values({ at: asked.submittedAt, actor: asked.sender, action: 'submit', deliveryId: delivery.id });
  await report(tx, delivery.id);
  return { type: 'saved', delivery: deliveryOf(delivery) };
}

/** So many at once that an embedded store, which works in this process's own event loop, holds it for some 50 ms. */
const batchesAtOnce = 25;

async function insertBatches(tx: Transaction, { id: deliveryId, message, audience }: Submission): Promise<void> {
  const planned = planBatches(audience).map(({ recipients }, i) => ({
    deliveryId,
    seq: i + 1,
    sizes: recipients === null ? { [everyoneOf(message)]: 1 } : sizesOf(recipients),
    recipients,
    state: 'planned' as const,
  }));
  for (let i = 0; i < planned.length; i += batchesAtOnce) {
    if (i > 0) await setImmediate();
    await tx.insert(batches).values(planned.slice(i, i + batchesAtOnce));
  }
}
