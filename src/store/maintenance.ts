/** Forgetting what nobody needs any more, and the database's own upkeep. */
import { lt, sql } from 'drizzle-orm';
import type { Log } from '../log.ts';
import { purgeCache } from './cache.ts';
import { withoutValues } from './failures.ts';
import type { Database, Store } from './open.ts';
import { drafts, suiteEvents } from './schema.ts';

const everyMs = 10 * 60_000;
const firstAfterMs = 60_000;
const day = 24 * 60 * 60_000;
/** A draft older than this is no more, whether it is deleted yet or not. */
export const draftLifeMs = day;
/** Far longer than a copy of the push would be taken for genuine. */
const keepWorkedEventsMs = 7 * day;
/** Longer than a draft lives, in which it may be used. */
const keepUnusedCoversMs = 2 * day;
/** As long as a sender may want the cover of the last notice again. */
const keepUsedCoversMs = 365 * day;
/** So many pictures at once; the next round takes the next ones. */
const mostCovers = 200;

/** Upkeep waits while something is being sent, but not for ever: an hour and a half. */
const mostPostponed = 9;

type MaintenanceOptions = { store: Store; log: Log; isBusy(): boolean };

/** Runs until the returned function is called. */
export function startMaintenance({ store, log, isBusy }: MaintenanceOptions): () => void {
  let postponed = 0;
  const round = async () => {
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

/** Cached things past their time, drafts past their day, what WeCom pushed long ago, and covers that nobody will ask for. */
export async function purge(db: Database, now: number): Promise<void> {
  await purgeCache(db, now);
  await db.delete(drafts).where(lt(drafts.createdAt, now - draftLifeMs));
  await db.delete(suiteEvents).where(lt(suiteEvents.doneAt, now - keepWorkedEventsMs));
  await purgeCovers(db, now);
}

/** What has not ended may need its cover once more: a media_id lives three days. */
async function purgeCovers(db: Database, now: number): Promise<void> {
  // Not "exists": that would be looked up by reading all deliveries.
  const deliveriesWithIt = sql`from deliveries where message->>'cover' = c.sha256`;
  const isUnused = sql`used_at < ${now - keepUnusedCoversMs}::bigint`;
  await db.execute(sql`
    delete from covers where ${isUnused} and sha256 in (
      select sha256 from covers c where ${isUnused}
        and coalesce((select max(submitted_at) ${deliveriesWithIt}), 0) < ${now - keepUsedCoversMs}::bigint
        and not coalesce((select bool_or(ended_at is null) ${deliveriesWithIt}), false)
      limit ${mostCovers}::int)`);
}
