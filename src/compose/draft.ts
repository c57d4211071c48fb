/** What a person has typed so far, and what was found when it was checked. Survives restarts; the form carries only its id. */
import { z } from 'zod';
import { recipientKinds } from '../audience.ts';

const kindSchema = z.enum(recipientKinds);

/** What every form has, whatever it sends. */
type CommonValues = { app: string; idTranslation: boolean; note: string };

/** What one kind of form holds of its own. */
export type Parts = {
  /** One property a field of the compose form. */
  values: CommonValues;
  /** What the form offered besides: what a person saw offered is what is used. */
  offered: object;
  /** What a check found, besides the audience. */
  content: object;
};

const malformedSchema = z.object({
  kind: kindSchema,
  line: z.number(),
  text: z.string(),
  fault: z.enum(['tooLong', 'badCharacters']),
});

export const kindCountsSchema = z.array(z.object({ kind: kindSchema, count: z.number() }));

const checkedAudienceSchema = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['wholeSchool', 'allMembers']) }),
  z.object({
    type: z.literal('lists'),
    counts: kindCountsSchema,
    batches: z.number(),
    arithmetic: z.object({
      lines: z.number(),
      headings: z.number().exactOptional(),
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
    /** Other sheets of the workbook with something in them. */
    unreadSheets: z.array(z.string()).default([]),
    /** How many of the ids look like mobile numbers. */
    phones: z.number().default(0),
    /** The first ids, as they were read. */
    examples: z.array(z.string()).default([]),
  }),
]);
export type CheckedAudience = z.infer<typeof checkedAudienceSchema>;
export type CheckedLists = Extract<CheckedAudience, { type: 'lists' }>;

export function draftContentSchema<V extends z.ZodType, O extends z.ZodType, C extends z.ZodType>(parts: {
  values: V;
  offered: O;
  content: C;
}) {
  return z.object({
    values: parts.values,
    offered: parts.offered,
    /** Goes up with each submission of the compose form and each return to it, so that a late check is recognised as late. */
    round: z.number(),
    /** Null while composing. */
    checked: z
      .object({
        content: parts.content,
        audience: checkedAudienceSchema,
        /** Of message and audience, see fingerprint.ts. */
        fingerprint: z.string(),
      })
      .nullable(),
    /** What went out of this draft (N-0042), and was changed after Slack had lost the answer. */
    earlier: z.array(z.string()).default([]),
  });
}

type Checked<P extends Parts> = { content: P['content']; audience: CheckedAudience; fingerprint: string };
export type DraftContent<P extends Parts> = {
  values: P['values'];
  offered: P['offered'];
  round: number;
  checked: Checked<P> | null;
  earlier: string[];
};
export type Draft<P extends Parts> = DraftContent<P> & { id: string; teamId: string; owner: string };
export type CheckedDraft<P extends Parts> = Draft<P> & { checked: Checked<P> };

export function isChecked<P extends Parts>(draft: Draft<P>): draft is CheckedDraft<P> {
  return draft.checked !== null;
}

/** The delivery that the draft becomes: submitted twice, it finds the first. */
export function deliveryIdOf({ id, earlier }: Pick<Draft<Parts>, 'id' | 'earlier'>): string {
  return earlier.length === 0 ? id : `${id}:${earlier.length}`;
}
