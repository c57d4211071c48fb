/** Cover pictures in the database, each once by its sha256. */
import { desc, eq, sql } from 'drizzle-orm';
import type { Cover } from '../delivery/relay.ts';
import type { Database } from '../store/open.ts';
import { covers, deliveries } from '../store/schema.ts';
import type { CoverRef } from './draft.ts';

export type CoverStore = {
  /** The cover of the last notice this person sent. */
  last(sender: string): Promise<CoverRef | null>;
  save(cover: Cover, owner: string): Promise<CoverRef>;
  load(sha256: string): Promise<Cover | null>;
  /** Marks a cover as used again; false when it is not there. */
  touch(sha256: string): Promise<boolean>;
};

export function createCovers(db: Database, now: () => number): CoverStore {
  return {
    async last(sender) {
      const [row] = await db
        .select({ sha256: covers.sha256, name: covers.name, size: sql<number>`length(${covers.bytes})` })
        .from(deliveries)
        .innerJoin(covers, eq(covers.sha256, sql`${deliveries.message}->>'cover'`))
        .where(eq(deliveries.sender, sender))
        .orderBy(desc(deliveries.submittedAt))
        .limit(1);
      return row ?? null;
    },
    async save(cover, owner) {
      const usedAt = now();
      await db
        .insert(covers)
        .values({ ...cover, owner, usedAt })
        .onConflictDoUpdate({ target: covers.sha256, set: { usedAt } });
      return { sha256: cover.sha256, name: cover.name, size: cover.bytes.length };
    },
    async load(sha256) {
      const [row] = await db.select().from(covers).where(eq(covers.sha256, sha256));
      if (row === undefined) return null;
      const { bytes, mimeType, name } = row;
      return { sha256, bytes, mimeType, name };
    },
    async touch(sha256) {
      const rows = await db
        .update(covers)
        .set({ usedAt: now() })
        .where(eq(covers.sha256, sha256))
        .returning({ sha256: covers.sha256 });
      return rows.length > 0;
    },
  };
}
