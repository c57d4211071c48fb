/** What stands in Slack about a delivery. A row is written before its message is posted and completed after. */
import { and, eq } from 'drizzle-orm';
import type { Database } from '../store/open.ts';
import { posts } from '../store/schema.ts';

export type PostRow = { piece: string; channel: string; ts: string | null; digest: string };

/** By piece; `pen` rows are left out. */
export async function readPosts(db: Database, deliveryId: string): Promise<Map<string, PostRow>> {
  const { piece, channel, ts, digest } = posts;
  const rows = await db.select({ piece, channel, ts, digest }).from(posts).where(eq(posts.deliveryId, deliveryId));
  return new Map(rows.filter((row) => row.piece !== penPiece).map((row) => [row.piece, row]));
}

/** The row that says who writes; see pen.ts. */
export const penPiece = 'pen';

/** Writes the row or what changed about it. */
export async function savePost(db: Database, deliveryId: string, { piece, ...row }: PostRow): Promise<void> {
  await db
    .insert(posts)
    .values({ deliveryId, piece, ...row })
    .onConflictDoUpdate({ target: [posts.deliveryId, posts.piece], set: row });
}

export async function dropPost(db: Database, deliveryId: string, piece: string): Promise<void> {
  await db.delete(posts).where(and(eq(posts.deliveryId, deliveryId), eq(posts.piece, piece)));
}
