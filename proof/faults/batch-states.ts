/** F14: any sequence of answers, crashes, stops and decisions, against WeCom's own record of what it carried out. */
import fc from 'fast-check';
import { pino } from 'pino';
import { openStore } from '../../src/store/open.ts';
import { whateverHappens } from '../../test/delivery-model.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { oneBatch } from './one-batch.ts';
import { finding } from './verdicts.ts';

export const batchStates: Probe[] = [
  { row: 'F14', name: 'any sequence of events of a batch', stores: 'none', run: batches },
  {
    row: 'F14',
    name: 'any sequence of events of deliveries, processes and people, in the store',
    stores: 'each',
    run: deliveries,
  },
];

const count = (n: number) => n.toLocaleString('en');

async function batches({ isQuick, seed }: Conditions): Promise<Finding> {
  const numRuns = isQuick ? 1000 : 20_000;
  const told = { events: 0, sent: 0 };
  const result = fc.check(
    oneBatch((events, sent) => {
      told.events += events;
      told.sent += sent;
    }),
    { numRuns, seed },
  );
  return finding(
    result.failed ? [fc.defaultReportMessage(result) ?? 'failed'] : [],
    `${count(numRuns)} sequences, ${count(told.events)} events, ${count(told.sent)} requests: one end each, none sent twice, none told wrongly`,
  );
}

async function deliveries({ isQuick, seed, newPlace }: Conditions): Promise<Finding> {
  const numRuns = isQuick ? 2 : 12;
  const told = { steps: 0, requests: 0, deliveries: 0 };
  const store = await openStore({ ...(await newPlace()), log: pino({ level: 'silent' }) });
  const wrong: string[] = [];
  try {
    for (const dropsCopies of [false, true]) {
      const property = whateverHappens(store, dropsCopies, (world, steps) => {
        told.steps += steps;
        told.requests += world.received.length;
        told.deliveries += world.deliveries.length;
      });
      const result = await fc.check(property, { numRuns, seed });
      if (result.failed) wrong.push((await fc.asyncDefaultReportMessage(result)) ?? 'failed');
    }
  } finally {
    await store.close();
  }
  return finding(
    wrong,
    `${2 * numRuns} worlds, half of them with the duplicate check, ${count(told.steps)} steps, ${count(told.deliveries)} deliveries, ${count(told.requests)} requests: one end each, none sent twice, none left over`,
  );
}
