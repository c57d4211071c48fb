/** What the template form holds: what was typed, which template was offered, and what was found. */
import { z } from 'zod';
import { type CheckedDraft, draftContentSchema, kindCountsSchema } from '../compose/draft.ts';
import type { Template } from '../message.ts';
import { slackFileSchema } from '../slack/form-file.ts';

/** As many as a template may have keywords; the n-th field is for the n-th keyword. */
export const itemNames = ['item1', 'item2', 'item3', 'item4', 'item5'] as const;
export type ItemName = (typeof itemNames)[number];

/** One property a field of the compose form. */
const templateValuesSchema = z.object({
  /** The catalogue's id; '' until one is chosen. */
  template: z.string(),
  app: z.string(),
  item1: z.string(),
  item2: z.string(),
  item3: z.string(),
  item4: z.string(),
  item5: z.string(),
  idTranslation: z.boolean(),
  insertKind: z.enum(['userName', 'departmentName']),
  insertId: z.string(),
  insertInto: z.string(),
  url: z.string(),
  /** An appid of the configured list, or `anotherMiniProgram`. */
  miniProgram: z.string(),
  appid: z.string(),
  pagepath: z.string(),
  audience: z.enum(['typed', 'file', 'all']),
  members: z.string(),
  departments: z.string(),
  tags: z.string(),
  listFile: slackFileSchema.nullable(),
  /** `header`: the file's heading row says it. */
  listKind: z.enum(['member', 'department', 'tag', 'header']),
  withTickets: z.boolean(),
  tickets: z.string(),
  onlyUnauth: z.boolean(),
  note: z.string(),
});
export type TemplateValues = z.infer<typeof templateValuesSchema>;

const entrySchema = z.object({
  id: z.string(),
  suiteId: z.string(),
  templateId: z.string(),
  name: z.string(),
  keywords: z.array(z.object({ key: z.string(), sample: z.string() })),
});
/** A template of the catalogue. */
export type Entry = z.infer<typeof entrySchema>;

const offeredSchema = z.object({
  /** The template whose keywords are the fields. */
  template: entrySchema.nullable(),
  /** Goes up whenever we change what a field on the screen holds: see `blockIds` of a form. */
  drawn: z.number(),
  /** What was typed behind the command and is not the name of one template. */
  asked: z.object({ text: z.string(), several: z.boolean() }).nullable(),
});

const contentSchema = z.object({
  /** '' for no mini-program. */
  appid: z.string(),
  /** Who was named, and WeCom would ignore. */
  ignored: kindCountsSchema,
  ignoresEveryone: z.boolean(),
  /** What sending would exceed when it was checked; see delivery/limits.ts. */
  warnings: z.object({
    perMinute: z.number(),
    perHour: z.number(),
    daily: z.object({ used: z.number(), limit: z.number(), adds: z.number() }).nullable(),
  }),
});

const templateDraftSchema = draftContentSchema({
  values: templateValuesSchema,
  offered: offeredSchema,
  content: contentSchema,
});
export const readTemplateDraft = (content: unknown) => templateDraftSchema.parse(content);

export type TemplateParts = {
  values: TemplateValues;
  offered: z.infer<typeof offeredSchema>;
  content: z.infer<typeof contentSchema>;
};

/** Every value with its keyword, in the template's order. */
export function itemsOf(template: Entry, values: TemplateValues): { name: ItemName; key: string; value: string }[] {
  return itemNames.flatMap((name, i) => {
    const key = template.keywords[i]?.key;
    return key === undefined ? [] : [{ name, key, value: values[name] }];
  });
}

/** Only those behind the tickets who have not authorised the app. */
export function isOnlyUnauth({ withTickets, onlyUnauth }: TemplateValues): boolean {
  return withTickets && onlyUnauth;
}

/** Its properties always in the same order: the fingerprint is taken of it. */
export function templateOf({ values, offered, checked }: CheckedDraft<TemplateParts>): Template {
  const { template } = offered;
  if (template === null) throw new Error('a checked draft has its template');
  const { appid } = checked.content;
  return {
    type: 'template',
    templateId: template.templateId,
    name: template.name,
    url: values.url === '' ? null : values.url,
    miniProgram: appid === '' ? null : { appid, pagepath: values.pagepath },
    items: itemsOf(template, values).map(({ key, value }) => ({ key, value })),
    idTranslation: values.idTranslation,
    onlyUnauth: isOnlyUnauth(values),
  };
}
