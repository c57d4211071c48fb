/** Whoever has been without the pen for a while may not take it up again as if nothing had happened. */
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { takePen } from '../src/report/pen.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { posts } from '../src/store/schema.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';

describeOnEachStore('the pen', (newPlace) => {
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

  /** As when its holder has been silent for longer than it lasts. */
  const runOut = () => store.db.update(posts).set({ ts: '1' });

  test('run out but wanted by nobody: kept', async () => {
    const pen = await takePen(store.db, systemClock, 'delivery-1');
    await runOut();
    await pen.keep();
    await pen.putDown();
  });

  test('another process has had it in between and is done: lost, because what was read before is no longer so', async () => {
    const slow = await takePen(store.db, systemClock, 'delivery-2');
    await runOut();
    const other = await takePen(store.db, systemClock, 'delivery-2');
    await other.putDown();
    await expect(slow.keep()).rejects.toThrow(/another process/);
  });
});
