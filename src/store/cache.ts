/**
 * Things with a lifetime that may be lost: tokens, media ids, locales. Keyv over a table, shared by all processes.
 * Not for what is counted or written once: Keyv has no compare-and-set.
 */
import { and, inArray, like, lte, sql } from 'drizzle-orm';
import { Keyv, type KeyvStorageAdapter, type KeyvStorageEntry, keyvStorageCapability } from 'keyv';
import { withoutValues } from './failures.ts';
import type { Database, Store } from './open.ts';
import { cache } from './schema.ts';

/** Of a key with its namespace. A longer one is a mistake: hash what has no limit of its own. */
export const maxKeyLength = 255;

/**
 * A call rejects when the store fails or the key is too long.
 * It is for that that nobody listens to 'error': a Keyv with a listener swallows what goes wrong.
 */
export function openCache(store: Pick<Store, 'db'>, namespace: string): Keyv {
  return new Keyv({ store: new CacheTable(store.db, namespace) });
}

/** Forgets what has expired; returns how many entries. Keyv itself never returns them. */
export async function purgeCache(db: Database, now: number): Promise<number> {
  const gone = await db.delete(cache).where(lte(cache.expiresAt, now)).returning({ key: cache.key });
  return gone.length;
}

/** What an adapter must do, apart from emitting events. */
type Duties = Pick<
  KeyvStorageAdapter,
  'get' | 'getMany' | 'set' | 'setMany' | 'delete' | 'deleteMany' | 'clear' | 'has' | 'hasMany'
>;

class CacheTable implements Duties {
  readonly capabilities = keyvStorageCapability(this);
  readonly #db: Database;
  readonly #prefix: string;

  constructor(db: Database, namespace: string) {
    this.#db = db;
    this.#prefix = `${namespace}:`;
  }

  async get<Value>(key: string): Promise<Value | undefined> {
    return (await this.getMany<Value>([key]))[0];
  }

  async getMany<Value>(keys: string[]): Promise<(Value | undefined)[]> {
    const { key, value } = cache;
    const alive = sql`(${cache.expiresAt} is null or ${cache.expiresAt} > ${Date.now()}::bigint)`;
    const rows = await honest(
      this.#db
        .select({ key, value })
        .from(cache)
        .where(and(inArray(key, keys.map(this.#named)), alive)),
    );
    // The text is Keyv's own; what it means is Keyv's business.
    const found = new Map(rows.map((row) => [row.key, row.value as Value]));
    return keys.map((each) => found.get(this.#named(each)));
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    return (await this.setMany([{ key, value, ...(expires !== undefined && { expires }) }]))[0] === true;
  }

  async setMany<Value>(entries: KeyvStorageEntry<Value>[]): Promise<boolean[]> {
    // The last of two with one key counts; PostgreSQL would refuse them in one statement.
    const rows = new Map(entries.map((entry) => [entry.key, this.#rowOf(entry)]));
    const set = { value: sql`excluded.value`, expiresAt: sql`excluded.expires_at` };
    await honest(
      this.#db
        .insert(cache)
        .values([...rows.values()])
        .onConflictDoUpdate({ target: cache.key, set }),
    );
    return entries.map(() => true);
  }

  async delete(key: string): Promise<boolean> {
    return (await this.deleteMany([key]))[0] === true;
  }

  async deleteMany(keys: string[]): Promise<boolean[]> {
    const named = inArray(cache.key, keys.map(this.#named));
    const rows = await honest(this.#db.delete(cache).where(named).returning({ key: cache.key }));
    const deleted = new Set(rows.map(({ key }) => key));
    return keys.map((key) => deleted.has(this.#named(key)));
  }

  async clear(): Promise<void> {
    const pattern = `${this.#prefix.replaceAll(/[%_\\]/g, '\\$&')}%`;
    await honest(this.#db.delete(cache).where(like(cache.key, pattern)));
  }

  async has(key: string): Promise<boolean> {
    return (await this.get(key)) !== undefined;
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return (await this.getMany(keys)).map((value) => value !== undefined);
  }

  readonly #named = (key: string): string => {
    const named = this.#prefix + key;
    if (named.length > maxKeyLength)
      throw new Error(`a cache key is ${named.length} characters long, over ${maxKeyLength}`);
    return named;
  };

  #rowOf({ key, value, expires }: KeyvStorageEntry) {
    return { key: this.#named(key), value: String(value), expiresAt: expires ?? null };
  }
}

/** What is cached may be secret, and Drizzle would tell it in the error. */
async function honest<T>(query: PromiseLike<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    throw withoutValues(error);
  }
}
