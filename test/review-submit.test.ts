/** Two submissions do not wait for each other, however long their lists. */
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openStore } from '../src/store/open.ts';
import { describeOnServer } from './databases.ts';
import { listOf, openCore, submissionOf } from './delivery-stage.ts';

describeOnServer('a long list that is being saved', (newPlace) => {
  test('keeps no other submission waiting, and submitted twice it is one delivery', async () => {
    const place = await newPlace();
    const store = await openStore({ ...place, log: pino({ level: 'silent' }) });
    const core = openCore(store.db);
    const asked = { appId: core.appId, at: core.clock.now() };
    // More batches than are saved together with other submissions.
    const people = 26_000;
    const long = submissionOf({ ...asked, lists: [listOf(people)], id: 'long' });
    const letGo = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    // Its first batch cannot be written as long as this transaction holds the place.
    const held = store.db
      .transaction(async (tx) => {
        await tx.execute(sql`
          insert into batches (delivery_id, seq, sizes, state) values ('long', 1, '{}', 'planned')`);
        begun.resolve();
        await letGo.promise;
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    await begun.promise;
    const [first, second] = [core.ledger.submit(long), core.ledger.submit(long)];
    const short = await core.ledger.submit(submissionOf({ ...asked, lists: [listOf(3)] }));
    expect(short).toMatchObject({ type: 'saved', delivery: { number: 1 } });
    letGo.resolve();
    await held;
    const types = (await Promise.all([first, second])).map(({ type, delivery }) => `${type} ${delivery.number}`);
    expect(types.sort()).toEqual(['already 2', 'saved 2']);
    expect((await core.summary('long')).tally).toMatchObject({ unsent: people });
    await store.close();
    await place.remove();
    // Less than the server gives a transaction that does nothing, which would let go of the place by itself.
  }, 50_000);
});
