/** What a form keeps of an uploaded file: enough to fetch it and to name it. */
import type { UploadedFile } from '@slack/bolt';
import { z } from 'zod';
import type { createFetchFile } from './files.ts';

export type FetchFile = ReturnType<typeof createFetchFile>;
/** Why a file could not be had. */
export type FileFault = Extract<Awaited<ReturnType<FetchFile>>, { type: 'fault' }>['fault'];

export const slackFileSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Bytes, as Slack counts them; 0 where it does not say. */
  size: z.number(),
  /** Where the bytes are, with the bot's token. Not yet checked to be Slack's. */
  url: z.string(),
});
export type SlackFile = z.infer<typeof slackFileSchema>;

const uploadedSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  size: z.number().nullish(),
  url_private: z.string().nullish(),
  url_private_download: z.string().nullish(),
});

/** A file out of `view.state.values`; Slack leaves parts out for files shared from elsewhere. */
export function slackFile(file: UploadedFile): SlackFile {
  const { id, name, size, url_private, url_private_download } = uploadedSchema.parse(file);
  return { id, name: name ?? id, size: size ?? 0, url: url_private_download ?? url_private ?? '' };
}
