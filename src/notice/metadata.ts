/** What a view carries in `private_metadata` (≤3,000 characters): where it came from and which draft it shows. */
import { z } from 'zod';

const noticeMetadataSchema = z.object({
  /** Also the id of the delivery. */
  draft: z.string().min(1),
  /** Where the command was typed. */
  channel: z.string(),
  responseUrl: z.string(),
  /** The language the form was opened in; it stays. */
  locale: z.enum(['zh', 'en']),
  /** The draft's round that this view shows: what is submitted must be what was seen. */
  round: z.number(),
  /** The earlier notice a confirm view names. */
  twin: z.string().nullable(),
});
export type NoticeMetadata = z.infer<typeof noticeMetadataSchema>;

export function readMetadata(privateMetadata: string): NoticeMetadata {
  return noticeMetadataSchema.parse(JSON.parse(privateMetadata));
}
