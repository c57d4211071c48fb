import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { storeTrouble } from '../src/store/failures.ts';
import { openStore, rowsOf, type Store } from '../src/store/open.ts';
import { describeOnServer } from './databases.ts';
import { quietLog } from './store-kit.ts';

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
    const made = await stores[0]?.db.execute(sql`select * from drizzle.__drizzle_migrations`);
    expect(rowsOf(made)).toHaveLength(1);
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
});
