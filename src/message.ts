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

export const messageSchema = z.discriminatedUnion('type', [noticeSchema]);
export type Message = z.infer<typeof messageSchema>;

const encoder = new TextEncoder();

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
