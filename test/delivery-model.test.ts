import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, test } from 'vitest';
import { openStore, type Store } from '../src/store/open.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { whateverHappens } from './delivery-model.ts';

describeOnEachStore('whatever happens to deliveries', (newPlace) => {
  let place: StorePlace;
  let store: Store;
  beforeAll(async () => {
    place = await newPlace();
    store = await openStore({ ...place, log: pino({ level: 'silent' }) });
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  // Each run is some forty steps and twenty requests; MODEL_RUNS=250 makes more than 10,000.
  test.each([
    { check: 'off', dropsCopies: false },
    { check: 'on', dropsCopies: true },
  ])(
    'everyone is in one end, nobody is sent to twice, and nothing is left over; duplicate check $check',
    async ({ dropsCopies }) => {
      const property = whateverHappens(store, dropsCopies, () => undefined);
      await fc.assert(property, { numRuns: Number(process.env.MODEL_RUNS ?? 20) });
    },
    600_000,
  );
});
