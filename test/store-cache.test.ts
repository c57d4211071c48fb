import type { Keyv } from 'keyv';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { maxKeyLength, openCache, purgeCache } from '../src/store/cache.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { cache as cacheTable } from '../src/store/schema.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { quietLog } from './store-kit.ts';

describeOnEachStore('cache', (newPlace) => {
  let place: StorePlace;
  let store: Store;
  let cache: Keyv;
  beforeAll(async () => {
    place = await newPlace();
    store = await openStore({ ...place, log: quietLog });
  });
  beforeEach(async () => {
    await store.db.delete(cacheTable);
    cache = openCache(store, 'tokens');
  });
  afterAll(async () => {
    vi.useRealTimers();
    await store.close();
    await place.remove();
  });

  test('gives back what was put in', async () => {
    const value = { token: '令牌 "%_\\\'', expiresAt: 1_790_000_000_000, list: [1, null, true] };
    expect(await cache.get('k')).toBeUndefined();
    expect(await cache.set('k', value)).toBe(true);
    expect(await cache.get('k')).toEqual(value);
    await cache.set('k', 'another');
    expect(await cache.get('k')).toBe('another');
    expect(await cache.has('k')).toBe(true);
    expect(await cache.delete('k')).toBe(true);
    expect(await cache.delete('k')).toBe(false);
    expect(await cache.has('k')).toBe(false);
  });

  test('many at once, in order', async () => {
    await cache.setMany([
      { key: 'a', value: 1 },
      { key: 'b', value: 2 },
      { key: 'a', value: 3 },
    ]);
    expect(await cache.getMany(['b', 'nobody', 'a'])).toEqual([2, undefined, 3]);
    expect(await cache.hasMany(['nobody', 'a'])).toEqual([false, true]);
    expect(await cache.deleteMany(['a', 'nobody'])).toEqual([true, false]);
  });

  test('another cache on the same store sees it; another namespace does not, and clears only its own', async () => {
    const likeIt = openCache(store, 'token_');
    await cache.set('k', 'mine');
    await likeIt.set('k', 'theirs');
    expect(await openCache(store, 'tokens').get('k')).toBe('mine');
    await likeIt.clear();
    expect(await likeIt.get('k')).toBeUndefined();
    expect(await cache.get('k')).toBe('mine');
  });

  test('what has expired is not found, and cleared away by the purge', async () => {
    await cache.set('short', 1, 1000);
    await cache.set('long', 1, 60_000);
    await cache.set('always', 1);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1001 });
    expect(await cache.getMany(['short', 'long', 'always'])).toEqual([undefined, 1, 1]);
    await cache.set('short', 1, 1000);
    expect(await purgeCache(store.db, Date.now() + 999)).toBe(0);
    expect(await purgeCache(store.db, Date.now() + 1000)).toBe(1);
    vi.useRealTimers();
    expect(await store.db.$count(cacheTable)).toBe(2);
  });

  test('a key that is too long is an error, not a loss', async () => {
    const longest = 'x'.repeat(maxKeyLength - 'tokens:'.length);
    await cache.set(longest, 'kept');
    expect(await cache.get(longest)).toBe('kept');
    for (const call of [cache.set(`${longest}x`, 1), cache.get(`${longest}x`), cache.delete(`${longest}x`)])
      await expect(call).rejects.toThrow('characters long');
  });

  test('a store that fails is an error, and tells nothing of the value', async () => {
    const ended = await openStore({ ...(await newPlaceFor(newPlace)), log: quietLog });
    await ended.close();
    const late = openCache(ended, 'tokens');
    const failure = await late.set('k', 'canary-value').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(`${(failure as Error).message}${(failure as Error).stack}`).not.toContain('canary-value');
    await expect(late.get('k')).rejects.toThrow();
  });

  const extra: StorePlace[] = [];
  afterAll(async () => {
    for (const each of extra) await each.remove();
  });
  async function newPlaceFor(make: () => Promise<StorePlace>): Promise<StorePlace> {
    const made = await make();
    extra.push(made);
    return made;
  }
});
