/** Things with a lifetime that may be lost: tokens, media ids, locales. Keyv over a table, shared by all processes. */
import { EventEmitter } from 'node:events';
import { and, inArray, isNotNull, like, lt, sql } from 'drizzle-orm';
import { Keyv, type KeyvStorageAdapter, type KeyvStorageEntry, keyvStorageCapability } from 'keyv';
import type { Database, Store } from './open.ts';
import { cache } from './schema.ts';

/** Keys are prefixed with the namespace, so that one namespace can be cleared without the others. */
export function openCache(store: Store, namespace: string): Keyv {
  return new Keyv({ store: new TableAdapter(store.db, namespace) });
}

/** What has expired only takes room; Keyv itself never returns it. */
export async function purgeCache(db: Database, now: number): Promise<void> {
  await db.delete(cache).where(and(isNotNull(cache.expiresAt), lt(cache.expiresAt, now)));
}

/** What an adapter must do beside emitting events, whose type differs from Node's in a detail. */
type Duties = Pick<
  KeyvStorageAdapter,
  'get' | 'getMany' | 'set' | 'setMany' | 'delete' | 'deleteMany' | 'clear' | 'has' | 'hasMany'
>;

class TableAdapter extends EventEmitter implements Duties {
  readonly capabilities = keyvStorageCapability(this);
  readonly #db: Database;
  readonly #prefix: string;

  constructor(db: Database, namespace: string) {
    super();
    this.#db = db;
    this.#prefix = `${namespace}:`;
  }

  async get<Value>(key: string): Promise<Value | undefined> {
    const [value] = await this.getMany<Value>([key]);
    return value;
  }

  async getMany<Value>(keys: string[]): Promise<(Value | undefined)[]> {
    const rows = await this.#db
      .select()
      .from(cache)
      .where(inArray(cache.key, keys.map(this.#named)));
    // Values are Keyv's own text; what it means is Keyv's business.
    const found = new Map(rows.filter(alive).map(({ key, value }) => [key, value as Value]));
    return keys.map((key) => found.get(this.#named(key)));
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    const row = { key: this.#named(key), value: String(value), expiresAt: expires ?? null };
    await this.#db.insert(cache).values(row).onConflictDoUpdate({ target: cache.key, set: row });
    return true;
  }

  async setMany<Value>(entries: KeyvStorageEntry<Value>[]): Promise<boolean[]> {
    return Promise.all(entries.map(({ key, value, expires }) => this.set(key, value, expires)));
  }

  async delete(key: string): Promise<boolean> {
    const [deleted] = await this.deleteMany([key]);
    return deleted === true;
  }

  async deleteMany(keys: string[]): Promise<boolean[]> {
    const rows = await this.#db
      .delete(cache)
      .where(inArray(cache.key, keys.map(this.#named)))
      .returning({ key: cache.key });
    const deleted = new Set(rows.map(({ key }) => key));
    return keys.map((key) => deleted.has(this.#named(key)));
  }

  async clear(): Promise<void> {
    await this.#db.delete(cache).where(like(cache.key, sql`${this.#prefix.replaceAll(/[%_\\]/g, '\\$&')} || '%'`));
  }

  async has(key: string): Promise<boolean> {
    return (await this.get(key)) !== undefined;
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return (await this.getMany(keys)).map((value) => value !== undefined);
  }

  readonly #named = (key: string): string => this.#prefix + key;
}

function alive({ expiresAt }: { expiresAt: number | null }): boolean {
  return expiresAt === null || expiresAt > Date.now();
}
