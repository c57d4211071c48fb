/** Cover pictures in the database, each once by its sha256. */
import { eq, sql } from 'drizzle-orm';
import type { Cover } from '../delivery/relay.ts';
import { type Database, rowsOf } from '../store/open.ts';
import { covers } from '../store/schema.ts';
import { lookUp } from '../store/together.ts';
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
  const last = lookUp(async (senders) => {
    // One look at the index for each: they may have sent thousands.
    const result = await db.execute(sql`
      select s.sender, l.* from jsonb_array_elements_text(${JSON.stringify(senders)}::jsonb) as s(sender), lateral (
        select c.sha256, c.name, length(c.bytes) as size from deliveries d, covers c
        where d.sender = s.sender and c.sha256 = d.message->>'cover'
        order by d.submitted_at desc limit 1) l`);
    const rows = rowsOf<CoverRef & { sender: string }>(result);
    return new Map(rows.map(({ sender, ...cover }) => [sender, cover]));
  });

  return {
    last,
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
