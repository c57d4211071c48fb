/**
 * Who writes in Slack about a delivery: one process at a time. Without it two replicas would post the same result,
 * each before the other's row is there. Kept among the posts; the database's clock decides.
 */
import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { Clock } from '../clock.ts';
import type { Database } from '../store/open.ts';
import { posts } from '../store/schema.ts';
import { penPiece } from './posts.ts';

/** Longer than one call to Slack may take; taken anew before each. */
const penMs = 20_000;
const askAgainMs = 250;
const patienceMs = 25_000;

export type Pen = {
  /** Takes the pen for another while; throws when another process has it by now. Called before each write to Slack. */
  keep(): Promise<void>;
  putDown(): Promise<void>;
};

/** Waits for the pen; throws when it is not put down in time, so that the job comes again later. */
export async function takePen(db: Database, clock: Clock, deliveryId: string): Promise<Pen> {
  const token = randomUUID();
  const giveUpAt = clock.now() + patienceMs;
  while (!(await take(db, deliveryId, token))) {
    if (clock.now() > giveUpAt) throw new Error(`another process has been reporting ${deliveryId} for too long`);
    await clock.sleep(askAgainMs);
  }
  const mine = and(eq(posts.deliveryId, deliveryId), eq(posts.piece, penPiece), eq(posts.digest, token));
  return {
    async keep() {
      // Only renewed, never taken anew: whoever had it in between has changed what was read before.
      const kept = await db.update(posts).set({ ts: until }).where(mine).returning({ piece: posts.piece });
      if (kept.length === 0) throw new Error(`another process has reported ${deliveryId} meanwhile`);
    },
    async putDown() {
      await db.delete(posts).where(mine);
    },
  };
}

const now = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
const until = sql<string>`(${now} + ${penMs}::int)::text`;

async function take(db: Database, deliveryId: string, token: string): Promise<boolean> {
  const taken = await db
    .insert(posts)
    .values({ deliveryId, piece: penPiece, channel: '', ts: until, digest: token })
    .onConflictDoUpdate({
      target: [posts.deliveryId, posts.piece],
      set: { ts: until, digest: token },
      setWhere: sql`${posts.ts}::bigint < ${now}`,
    })
    .returning({ piece: posts.piece });
  return taken.length > 0;
}

/** On an embedded store this process is the only one: a pen that is still held belongs to a dead one. */
export async function dropPens(db: Database): Promise<void> {
  await db.delete(posts).where(eq(posts.piece, penPiece));
}
