/** What a view carries in `private_metadata`: its language, the page it came from, and what it is about. */
import { z } from 'zod';

const adminMetadataSchema = z.object({
  /** The language the view was opened in; it stays. */
  locale: z.enum(['zh', 'en']),
  /** Of the home view, from 0: where one comes back to. */
  page: z.number(),
  /** The template being edited, and its `updatedAt` as the person saw it; null for a new one. */
  editing: z.object({ id: z.string(), seen: z.number() }).nullable(),
});
export type AdminMetadata = z.infer<typeof adminMetadataSchema>;

export function readMetadata(privateMetadata: string): AdminMetadata {
  return adminMetadataSchema.parse(JSON.parse(privateMetadata));
}
