/** What is done from time to time: forgetting what nobody needs any more, and the database's own upkeep. */
import { lt } from 'drizzle-orm';
import type { Log } from '../log.ts';
import { purgeCache } from './cache.ts';
import { withoutValues } from './failures.ts';
import type { Database, Store } from './open.ts';
import { drafts } from './schema.ts';

const everyMs = 10 * 60_000;
const firstAfterMs = 60_000;
const keepDraftsMs = 24 * 60 * 60_000;

/** Upkeep waits while something is being sent, but not for ever: an hour and a half. */
const mostPostponed = 9;

type MaintenanceOptions = { store: Store; log: Log; isBusy(): boolean };

/** Runs until the returned function is called. */
export function startMaintenance({ store, log, isBusy }: MaintenanceOptions): () => void {
  let postponed = 0;
  const round = async () => {
    await purge(store.db, Date.now());
    postponed = isBusy() ? postponed + 1 : 0;
    if (postponed > 0 && postponed < mostPostponed) return;
    await store.upkeep();
    postponed = 0;
  };
  const next = (ms: number): NodeJS.Timeout =>
    setTimeout(async () => {
      await round().catch((err: unknown) =>
        log.warn({ err: withoutValues(err) }, 'maintenance failed; the next round tries again'),
      );
      if (timer !== null) timer = next(everyMs);
    }, ms);
  let timer: NodeJS.Timeout | null = next(firstAfterMs);
  return () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
}

/** Cached things past their time, and drafts past their day; a delivery keeps all it needs itself. */
export async function purge(db: Database, now: number): Promise<void> {
  await purgeCache(db, now);
  await db.delete(drafts).where(lt(drafts.createdAt, now - keepDraftsMs));
}
