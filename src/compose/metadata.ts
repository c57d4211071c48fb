/** What a view carries in `private_metadata` (≤3,000 characters): where it came from and which draft it shows. */
import { z } from 'zod';

const metadataSchema = z.object({
  draft: z.string().min(1),
  /** Where the command was typed. */
  channel: z.string(),
  /** Sealed. */
  responseUrl: z.string(),
  /** The language the form was opened in; it stays. */
  locale: z.enum(['zh', 'en']),
  /** The draft's round that this view shows: what is submitted must be what was seen. */
  round: z.number(),
  /** The earlier delivery a confirm view names. */
  twin: z.string().nullable(),
  /** The draft itself, as long as nobody has touched it; see untouched.ts. */
  untouched: z
    .object({ owner: z.string(), teamId: z.string(), openedAt: z.number(), content: z.unknown() })
    .exactOptional(),
});
export type FormMetadata = z.infer<typeof metadataSchema>;

/** What the next view carries; what has been submitted once is stored. */
export function metadataOf(meta: FormMetadata, { round, twin }: Pick<FormMetadata, 'round' | 'twin'>): string {
  const { untouched, ...kept } = meta;
  return JSON.stringify({ ...kept, round, twin, ...(round === 0 && { untouched }) });
}

export function readMetadata(privateMetadata: string): FormMetadata {
  return metadataSchema.parse(JSON.parse(privateMetadata));
}
