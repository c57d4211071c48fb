import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { storeTrouble } from '../src/store/failures.ts';
import { openStore, rowsOf, type Store } from '../src/store/open.ts';
import { describeOnServer } from './databases.ts';
import { quietLog } from './store-kit.ts';
import { tick } from './story-kit.ts';

test('a server that is not there is an error that says so', async () => {
  const databaseUrl = 'postgres://relay:secret@127.0.0.1:1/relay';
  const error = await openStore({ databaseUrl, dataDir: '', log: quietLog }).catch((reason: unknown) => reason);
  expect(storeTrouble(error)).toBe('lost');
  expect(String(error)).not.toContain('secret');
});

describeOnServer('a server', (newPlace) => {
  const endOthers = (store: Store) =>
    store.db.execute(sql`
      select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`);

  test('replicas that start together make the tables once', async () => {
    const place = await newPlace();
    const stores = await Promise.all(Array.from({ length: 4 }, () => openStore({ ...place, log: quietLog })));
    const made = await stores[0]?.db.execute(sql`select hash from drizzle.__drizzle_migrations`);
    const hashes = rowsOf<{ hash: string }>(made).map(({ hash }) => hash);
    expect(hashes).toEqual([...new Set(hashes)]);
    expect(hashes).not.toEqual([]);
    for (const store of stores) await store.close();
    await place.remove();
  });

  test('a lost connection costs the transaction it was in, nothing else', async () => {
    const place = await newPlace();
    const [store, other] = [await openStore({ ...place, log: quietLog }), await openStore({ ...place, log: quietLog })];
    await store.db.execute(sql`select 1`);
    const cut = store.db.transaction(async (tx) => {
      await tx.execute(sql`insert into cache (key, value) values ('k', 'v')`);
      await endOthers(other);
      // Long enough for the end of the connection to be noticed between two statements.
      await new Promise((resolve) => setTimeout(resolve, 50));
      await tx.execute(sql`select 1`);
    });
    const error = await cut.catch((reason: unknown) => reason);
    expect(storeTrouble(error)).toBe('lost');
    expect(await store.missing()).toEqual([]);
    expect(rowsOf(await store.db.execute(sql`select key from cache`))).toEqual([]);
    await store.close();
    await other.close();
    await place.remove();
  });

  test('connections that die as a transaction begins are not missed by the pool afterwards', async () => {
    const place = await newPlace();
    const [store, other] = [await openStore({ ...place, log: quietLog }), await openStore({ ...place, log: quietLog })];
    const transactions = (count: number) =>
      Array.from({ length: count }, () => store.db.transaction((tx) => tx.execute(sql`select 1`)));
    for (let round = 0; round < 20; round += 1) {
      await Promise.allSettled(transactions(10));
      const later = tick(round % 5).then(() => Promise.allSettled(transactions(5)));
      await Promise.allSettled([endOthers(other), ...transactions(5), later]);
    }
    const failures = async () => {
      const ends = await Promise.allSettled(transactions(20));
      return ends.filter(({ status }) => status === 'rejected').length;
    };
    // What died unused is found out by whoever takes it first.
    await expect.poll(failures).toBe(0);
    await store.close();
    await other.close();
    await place.remove();
  });
});
