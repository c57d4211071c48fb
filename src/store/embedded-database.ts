/**
 * The embedded database as the rest sees it: what Drizzle and pg-boss ask of a PGlite,
 * over a PGlite that is started anew when it has stopped itself.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { statfsSync } from 'node:fs';
import type { PGlite, QueryOptions, Transaction } from '@electric-sql/pglite';
import type { Log } from '../log.ts';
import { StoreUnavailable, storeTrouble } from './failures.ts';
import { type Run, startPglite } from './pglite.ts';

type Listener = { channel: string; hear: (payload: string) => void };

/** How often a database that stopped itself is started again at most; starting holds the event loop for half a second. */
const restartEveryMs = 5_000;

/** Two segments of PostgreSQL's log: with less, starting again would end as before. */
const leastFreeBytes = 32 * 1024 * 1024;

export class EmbeddedDatabase implements Pick<PGlite, 'query' | 'exec' | 'transaction' | 'listen'> {
  readonly #folder: string;
  readonly #log: Log;
  readonly #listeners = new Set<Listener>();
  readonly #inTransaction = new AsyncLocalStorage<{ open: boolean }>();
  #run: Run;
  #restart: Promise<Run> | null = null;
  #restartNotBefore = 0;

  private constructor(folder: string, log: Log, run: Run) {
    this.#folder = folder;
    this.#log = log;
    this.#run = run;
  }

  static async open(folder: string, log: Log): Promise<EmbeddedDatabase> {
    return new EmbeddedDatabase(folder, log, await startPglite(folder));
  }

  async query<T>(text: string, params?: unknown[], options?: QueryOptions) {
    return (await this.#usable()).query<T>(text, params, options);
  }

  async exec(text: string, options?: QueryOptions) {
    return (await this.#usable()).exec(text, options);
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const db = await this.#usable();
    const state = { open: true };
    try {
      return await db.transaction((tx) => this.#inTransaction.run(state, () => work(tx)));
    } finally {
      state.open = false;
    }
  }

  async listen(channel: string, hear: (payload: string) => void) {
    const listener = { channel, hear };
    await (await this.#usable()).listen(channel, hear);
    this.#listeners.add(listener);
    return async () => {
      this.#listeners.delete(listener);
      await this.#run.db.unlisten(channel, hear);
    };
  }

  async close(): Promise<void> {
    const { db, files } = (await this.#restart?.catch(() => null)) ?? this.#run;
    if (db.fatal === null) await db.close();
    else files.closeAll();
  }

  async #usable() {
    // PGlite has one connection: the query would wait for the transaction, and the transaction for the query.
    if (this.#inTransaction.getStore()?.open) throw new Error('a query beside the transaction it is in: use tx');
    const { db } = this.#run;
    if (db.fatal === null) return db;
    this.#restart ??= this.#startAgain(db.fatal).finally(() => {
      this.#restart = null;
    });
    return (await this.#restart).db;
  }

  async #startAgain(fatal: Error): Promise<Run> {
    const trouble = storeTrouble(fatal) ?? 'broken';
    const unavailable = (cause: Error) =>
      new StoreUnavailable(trouble, `the database stopped itself: ${fatal.message}`, { cause });
    if (Date.now() < this.#restartNotBefore || this.#freeBytes() < leastFreeBytes) throw unavailable(fatal);
    this.#restartNotBefore = Date.now() + restartEveryMs;
    this.#run.files.closeAll();
    try {
      const run = await startPglite(this.#folder);
      for (const { channel, hear } of this.#listeners) await run.db.listen(channel, hear);
      this.#log.warn({ err: fatal }, 'the database had stopped itself and was started again');
      this.#run = run;
      return run;
    } catch (error) {
      throw unavailable(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.#folder);
    return bavail * bsize;
  }
}
