/** What nobody needs any more is forgotten; what somebody may still need is not. */
import { createHash } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCovers } from '../src/notice/covers.ts';
import { purge } from '../src/store/maintenance.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { type Core, listOf, openCore, start, submissionOf } from './delivery-stage.ts';

const day = 24 * 60 * 60_000;

describeOnEachStore('covers', (newPlace) => {
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

  const coverCalled = async (name: string) => {
    const sha256 = createHash('sha256').update(name).digest('hex');
    const covers = createCovers(store.db, () => start);
    await covers.save({ sha256, bytes: Buffer.from(name), mimeType: 'image/png', name }, 'U0WANG');
    const isThere = async () => (await covers.load(sha256)) !== null;
    return { sha256, isThere };
  };
  const submitWith = async (core: Core, cover: string) => {
    const submission = submissionOf({ appId: core.appId, lists: [listOf(1)], at: start });
    if (submission.message.type !== 'notice') throw new Error('not a notice');
    await core.ledger.submit({ ...submission, message: { ...submission.message, cover } });
    await core.ledger.started(submission.id);
    return submission.id;
  };

  test('of a form that was never sent off: gone after two days', async () => {
    const { isThere } = await coverCalled('abandoned');
    await purge(store.db, start + day);
    expect(await isThere()).toBe(true);
    await purge(store.db, start + 2 * day + 1);
    expect(await isThere()).toBe(false);
  });

  test('of a notice that was sent: offered again for a year', async () => {
    const core = openCore(store.db);
    const { sha256, isThere } = await coverCalled('sent');
    await submitWith(core, sha256);
    await core.drain();
    await purge(store.db, start + 364 * day);
    expect(await isThere()).toBe(true);
    await purge(store.db, start + 366 * day);
    expect(await isThere()).toBe(false);
  });

  test('of a notice that somebody may still send: kept', async () => {
    const core = openCore(store.db);
    const { sha256, isThere } = await coverCalled('stopped');
    const id = await submitWith(core, sha256);
    await core.ledger.halt(id, { type: 'cancelled', at: start, by: 'U0WANG' });
    await purge(store.db, start + 1000 * day);
    expect(await isThere()).toBe(true);
  });
});
