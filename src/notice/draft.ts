/** What a person has typed so far, and what was found when it was checked. Survives restarts; the form carries only its id. */
import { z } from 'zod';
import { recipientKinds } from '../audience.ts';
import type { Notice } from '../message.ts';
import { slackFileSchema } from '../slack/form-file.ts';

const kindSchema = z.enum(recipientKinds);

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
  listKind: z.enum([...recipientKinds, 'header']),
  idTranslation: z.boolean(),
  note: z.string(),
});
export type ComposeValues = z.infer<typeof composeValuesSchema>;

const coverRefSchema = z.object({ sha256: z.string(), name: z.string(), size: z.number() });
/** A cover in the store; `size` in bytes. */
export type CoverRef = z.infer<typeof coverRefSchema>;

const malformedSchema = z.object({
  kind: kindSchema,
  line: z.number(),
  text: z.string(),
  fault: z.enum(['tooLong', 'badCharacters']),
});

const checkedAudienceSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('wholeSchool') }),
  z.object({
    type: z.literal('lists'),
    counts: z.array(z.object({ kind: kindSchema, count: z.number() })),
    batches: z.number(),
    arithmetic: z.object({
      lines: z.number(),
      blank: z.number(),
      ids: z.number(),
      repeated: z.number(),
      malformed: z.number(),
      willSend: z.number(),
    }),
    /** The first of them, as many as the review shows. */
    malformed: z.array(malformedSchema),
    /** What a heading row of the file named, and the columns nobody read. */
    headerKinds: z.array(kindSchema),
    unreadColumns: z.array(z.string()),
  }),
]);
export type CheckedAudience = z.infer<typeof checkedAudienceSchema>;

const checkedSchema = z.object({
  appid: z.string(),
  cover: coverRefSchema,
  audience: checkedAudienceSchema,
  /** Of message and audience, see fingerprint.ts. */
  fingerprint: z.string(),
});
export type Checked = z.infer<typeof checkedSchema>;

export const draftContentSchema = z.object({
  values: composeValuesSchema,
  /** The cover of the person's last notice when the form was opened: what they saw offered is what is used. */
  lastCover: coverRefSchema.nullable(),
  /** Goes up with each submission of the compose form and each return to it, so that a late check is recognised as late. */
  round: z.number(),
  /** Null while composing. */
  checked: checkedSchema.nullable(),
});

export type Draft = z.infer<typeof draftContentSchema> & { id: string; teamId: string; owner: string };
export type CheckedDraft = Draft & { checked: Checked };

export function isChecked(draft: Draft): draft is CheckedDraft {
  return draft.checked !== null;
}

export function noticeOf({
  values,
  checked,
}: {
  values: ComposeValues;
  checked: Pick<Checked, 'appid' | 'cover'>;
}): Notice {
  return {
    type: 'notice',
    title: values.title,
    appid: checked.appid,
    pagepath: values.pagepath,
    cover: checked.cover.sha256,
    idTranslation: values.idTranslation,
  };
}
