/** What the samples of `npm run sandbox` have in common. */
import type { Locale } from '../delivery/summary.ts';

export const channel = { name: '家校通知', id: 'C0NOTICE' };

/** Who sends the samples, in which language: 王老师 or Ms Smith, unless somebody else is to. */
export type Player = { locale: Locale; as: string };
export const senders = { zh: 'U0WANG', en: 'U0SMITH' } as const;

export type Say = (text: string) => void;

/** JSON in which a list of many ids is its first and their number. */
export function short(json: string): string {
  return json.replace(/\[("[^"]*"),[^\]]*\]/g, (ids, first) => `[${first}, … ${ids.split(',').length} ids]`);
}
