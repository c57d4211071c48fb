/** What the notice form holds: what was typed, and what was found of it. */
import { z } from 'zod';
import { noticeKinds } from '../audience.ts';
import { type CheckedDraft, draftContentSchema } from '../compose/draft.ts';
import type { Notice } from '../message.ts';
import { slackFileSchema } from '../slack/form-file.ts';

/** One property a field of the compose form. */
const composeValuesSchema = z.object({
  app: z.string(),
  title: z.string(),
  /** An appid of the configured list, or `anotherMiniProgram`. */
  miniProgram: z.string(),
  appid: z.string(),
  pagepath: z.string(),
  cover: slackFileSchema.nullable(),
  crop: z.boolean(),
  audience: z.enum(['typed', 'file', 'school']),
  parents: z.string(),
  students: z.string(),
  departments: z.string(),
  externalUsers: z.string(),
  listFile: slackFileSchema.nullable(),
  /** `header`: the file's heading row says it. */
  listKind: z.enum([...noticeKinds, 'header']),
  idTranslation: z.boolean(),
  note: z.string(),
});
export type ComposeValues = z.infer<typeof composeValuesSchema>;

const coverRefSchema = z.object({ sha256: z.string(), name: z.string(), size: z.number() });
/** A cover in the store; `size` in bytes. */
export type CoverRef = z.infer<typeof coverRefSchema>;

const noticeDraftSchema = draftContentSchema({
  values: composeValuesSchema,
  /** The cover of the person's last notice when the form was opened. */
  offered: z.object({ lastCover: coverRefSchema.nullable() }),
  content: z.object({ appid: z.string(), cover: coverRefSchema }),
});
export const readNoticeDraft = (content: unknown) => noticeDraftSchema.parse(content);

export type NoticeParts = {
  values: ComposeValues;
  offered: { lastCover: CoverRef | null };
  content: { appid: string; cover: CoverRef };
};

export function noticeOf({ values, checked }: Pick<CheckedDraft<NoticeParts>, 'values' | 'checked'>): Notice {
  return {
    type: 'notice',
    title: values.title,
    appid: checked.content.appid,
    pagepath: values.pagepath,
    cover: checked.content.cover.sha256,
    idTranslation: values.idTranslation,
  };
}
