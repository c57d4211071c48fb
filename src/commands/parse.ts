/** What was typed after /wecom, in Chinese or English, forgivingly. Pure. */
import type { Delivery } from '../delivery/summary.ts';

export type DeliveryNumber = Pick<Delivery, 'series' | 'number'>;

export type Wish =
  | { type: 'help' }
  | { type: 'notice' }
  | { type: 'template' }
  | { type: 'list' }
  | { type: 'status'; of: DeliveryNumber }
  | { type: 'cancel'; of: DeliveryNumber }
  /** The verb needs a number and none was given. */
  | { type: 'numberMissing'; verb: 'status' | 'cancel' }
  /** Known, and not built yet. */
  | { type: 'later'; verb: string };

/** The first spelling in each language is the one that is shown. */
export const verbs = {
  help: ['help', '帮助', '菜单', '?', 'menu'],
  notice: ['notice', '通知', '学校通知', '发通知'],
  template: ['template', '模板', '模板消息'],
  status: ['status', '状态'],
  list: ['list', '列表'],
  cancel: ['cancel', '取消', '停止', 'stop'],
} as const;
type Verb = keyof typeof verbs;

export const laterVerbs = {
  resend: ['resend', '补发'],
  recall: ['recall', '撤回'],
  who: ['who', '谁'],
  reach: ['reach', '可达'],
  doctor: ['doctor', '诊断'],
  admin: ['admin', '管理'],
} as const;

export function parseWish(text: string): Wish {
  const typed = tidy(text);
  const { verb, of } = split(typed);
  if (verb === '' && of !== null) return { type: 'status', of };
  const known = find(verbs, verb);
  if (known !== null) return wishOf(known, of);
  const later = find(laterVerbs, verb.split(' ')[0] ?? '');
  return later === null ? { type: 'help' } : { type: 'later', verb: later };
}

function wishOf(verb: Verb, of: DeliveryNumber | null): Wish {
  switch (verb) {
    case 'status':
    case 'cancel':
      return of === null ? { type: 'numberMissing', verb } : { type: verb, of };
    case 'help':
    case 'notice':
    case 'template':
    case 'list':
      return { type: verb };
  }
}

/** Full-width letters, digits and blanks become plain ones, every dash a hyphen, capitals small. */
function tidy(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Pd}−ー_]/gu, '-')
    .replace(/[\s`"'“”「」:,，、。]+/gu, ' ')
    .trim()
    .toLowerCase();
}

/** "status n-42", "状态N0042", "n 42": the verb and the number, where there is one. */
function split(typed: string): { verb: string; of: DeliveryNumber | null } {
  const match = /^(.*?)(?<![a-z])([nt])[\s-]*0*([1-9]\d{0,8})$/.exec(typed);
  if (match === null) return { verb: typed, of: null };
  const [, verb = '', series, number] = match;
  return { verb: verb.trim(), of: { series: series === 't' ? 'T' : 'N', number: Number(number) } };
}

function find<K extends string>(table: Record<K, readonly string[]>, word: string): K | null {
  const keys = Object.keys(table) as K[];
  return keys.find((key) => table[key].includes(word)) ?? null;
}
