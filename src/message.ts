/**
 * What is sent. Limits are WeCom's, in WeCom's unit; the limit shown and the limit checked are this one number.
 */
import { z } from 'zod';

/** Source: the documented table of the mini-program school notice. Longer titles are cut by WeCom without an error. */
export const noticeLimits = { titleMaxBytes: 64, coverMaxBytes: 10 * 1024 * 1024, coverWidth: 520, coverHeight: 416 };

/** A school notice (学校通知) as a mini-program card. The cover is kept as bytes: a media_id lives 3 days only. */
const noticeSchema = z.object({
  type: z.literal('notice'),
  title: z.string(),
  appid: z.string().min(1),
  pagepath: z.string().min(1),
  /** sha256 (hex) of the cover image in the store. */
  cover: z.string().length(64),
  idTranslation: z.boolean(),
});
export type Notice = z.infer<typeof noticeSchema>;

/** Source: the documented parameter table of template_msg. Keys and values are counted in characters, the rest in bytes. */
export const templateLimits = {
  templateIdMaxBytes: 64,
  minItems: 1,
  maxItems: 5,
  keyMaxChars: 20,
  valueMaxChars: 40,
  urlMaxBytes: 2048,
  maxTickets: 10,
};

/** One line of a template, as WeCom approved it, with a value to show what is meant. */
export type Keyword = { key: string; sample: string };

/** A template message (应用模板消息). It opens the mini-program where it has both. */
const templateSchema = z.object({
  type: z.literal('template'),
  templateId: z.string().min(1),
  /** What the catalogue calls it; for reports only. */
  name: z.string(),
  url: z.string().nullable(),
  miniProgram: z.object({ appid: z.string().min(1), pagepath: z.string().min(1) }).nullable(),
  items: z.array(z.object({ key: z.string(), value: z.string() })).min(1),
  idTranslation: z.boolean(),
  /** Only those behind the tickets who have not authorised the app; WeCom then ignores everybody else who is named. */
  onlyUnauth: z.boolean(),
});
export type Template = z.infer<typeof templateSchema>;

export const messageSchema = z.discriminatedUnion('type', [noticeSchema, templateSchema]);
export type Message = z.infer<typeof messageSchema>;

/** What people call it in lists and reports: a notice by its title, a template message by its template. */
export function titleOf(message: Message): string {
  return message.type === 'notice' ? message.title : message.name;
}

const encoder = new TextEncoder();

/** Length of a text in characters as people count them, not UTF-16 units. */
export function charLength(text: string): number {
  return [...text].length;
}

/** Length of a text in UTF-8 bytes, the unit of WeCom's title limit. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** The longest start of `text` that fits into `maxBytes` without splitting a character: where WeCom would cut. */
export function cutToBytes(text: string, maxBytes: number): string {
  let bytes = 0;
  let cut = '';
  for (const character of text) {
    bytes += byteLength(character);
    if (bytes > maxBytes) return cut;
    cut += character;
  }
  return cut;
}
