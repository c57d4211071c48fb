/** What was typed after /wecom, in Chinese or English, forgivingly. Pure. */
import type { Delivery } from '../delivery/summary.ts';
import { nearest } from '../spelling.ts';

export type DeliveryNumber = Pick<Delivery, 'series' | 'number'>;

export type Wish =
  | { type: 'help' }
  | { type: 'notice' }
  /** `name` as it was typed; '' for none. */
  | { type: 'template'; name: string }
  | { type: 'admin' }
  | { type: 'list' }
  | { type: 'status'; of: DeliveryNumber }
  | { type: 'cancel'; of: DeliveryNumber }
  | { type: 'recall'; of: DeliveryNumber }
  /** A verb that is not quite one of those that change something. */
  | { type: 'unsure'; verb: 'cancel' | 'recall'; of: DeliveryNumber }
  /** The verb needs a number and none was given. */
  | { type: 'numberMissing'; verb: 'status' | 'cancel' | 'recall' }
  /** Known, and not built yet. */
  | { type: 'later'; verb: keyof typeof laterVerbs };

/** The first spelling in each language is the one that is shown. */
export const verbs = {
  help: ['help', '帮助', '菜单', '?', 'menu'],
  notice: ['notice', '通知', '学校通知', '发通知'],
  template: ['template', '模板', '模板消息'],
  status: ['status', '状态'],
  list: ['list', '列表'],
  cancel: ['cancel', '取消', '停止', 'stop'],
  recall: ['recall', '撤回'],
  admin: ['admin', '管理'],
} as const;
type Verb = keyof typeof verbs;

export const laterVerbs = {
  resend: ['resend', '补发'],
  who: ['who', '谁'],
  reach: ['reach', '可达'],
  doctor: ['doctor', '诊断'],
} as const;

export function parseWish(text: string): Wish {
  const typed = tidy(text);
  const [first = '', ...rest] = text.trim().split(/\s+/);
  if (find(verbs, tidy(first)) === 'template') return { type: 'template', name: rest.join(' ') };
  const { verb, of } = split(typed);
  if (verb === '' && of !== null) return { type: 'status', of };
  const known = find(verbs, verb);
  if (known !== null) return wishOf(known, of);
  const later = find(laterVerbs, verb.split(' ')[0] ?? '');
  if (later !== null) return { type: 'later', verb: later };
  return (of && nearWish(verb, of)) ?? { type: 'help' };
}

const numbered = ['status', 'cancel', 'recall'] as const;

/** "staus N-1": a look does no harm, anything else is asked about. */
function nearWish(typed: string, of: DeliveryNumber): Wish | null {
  const near = (spelling: string) => nearest(typed, [spelling], spelling.length < 4 ? 1 : 2) !== null;
  const verb = numbered.find((each) => verbs[each].some(near));
  if (verb === undefined) return null;
  return verb === 'status' ? { type: verb, of } : { type: 'unsure', verb, of };
}

function wishOf(verb: Verb, of: DeliveryNumber | null): Wish {
  switch (verb) {
    case 'status':
    case 'cancel':
    case 'recall':
      return of === null ? { type: 'numberMissing', verb } : { type: verb, of };
    case 'template':
      return { type: verb, name: '' };
    case 'help':
    case 'notice':
    case 'admin':
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

/** "status n-42", "状态N0042", "n 42", "取消 42": the verb and the number, where there is one. */
function split(typed: string): { verb: string; of: DeliveryNumber | null } {
  const match = /^(.*?)(?<![a-z\d-])(?:([nt])[\s-]*)?0*([1-9]\d{0,8})$/.exec(typed);
  if (match === null) return { verb: typed, of: null };
  const [, before = '', series, number] = match;
  const verb = before.trim();
  return { verb, of: { series: seriesOf(series, verb), number: Number(number) } };
}

/** A number alone is a notice's; only a template message can be recalled. */
function seriesOf(written: string | undefined, verb: string): DeliveryNumber['series'] {
  if (written !== undefined) return written === 't' ? 'T' : 'N';
  return find(verbs, verb) === 'recall' ? 'T' : 'N';
}

function find<K extends string>(table: Record<K, readonly string[]>, word: string): K | null {
  const keys = Object.keys(table) as K[];
  return keys.find((key) => table[key].includes(word)) ?? null;
}
