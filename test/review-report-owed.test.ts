/** What happened to a delivery that somebody stopped is reported, also when the process ends right after. */
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SendAnswer } from '../src/delivery/states.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { accepted, listOf, openCore, type Sent } from './delivery-stage.ts';

describeOnEachStore('an answer to a stopped delivery', (newPlace) => {
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

  test('leaves a report job behind when the process is told to end before it could close the delivery', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(1001)]);
    const [arrived, answer] = [Promise.withResolvers<Sent>(), Promise.withResolvers<SendAnswer>()];
    core.relay.script.answer = (request) => {
      arrived.resolve(request);
      return answer.promise;
    };
    const stopping = new AbortController();
    const work = core.courier().advance(core.appId, stopping.signal);
    await arrived.promise;
    await core.ledger.halt(id, { type: 'cancelled', at: core.clock.now(), by: 'U0WANG' });
    // The report of the halt has been written by now: "stopping".
    core.nudges.reports.length = 0;
    stopping.abort();
    answer.resolve(accepted);
    await work;
    // The next process.
    await core.courier().advance(core.appId, new AbortController().signal);
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 1000, unsent: 1 });
    expect(core.nudges.reports).toContain(id);
  });
});
