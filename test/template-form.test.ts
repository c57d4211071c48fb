/** Every row of WeCom's table of parameters (document/path/30279): at its limit, and one past it. */
import { describe, expect, test } from 'vitest';
import { appOptions } from '../src/compose/fields.ts';
import { charLength } from '../src/message.ts';
import { token, tokensIn } from '../src/template/tokens.ts';
import { wordsFor } from '../src/words/locale.ts';
import type { Words } from '../src/words/zh.ts';
import {
  answerTo,
  checkedDraft,
  company,
  formFaults,
  kindWith,
  memberAuthorised,
  opened,
  type Values,
} from './template-scenes.ts';

const lines = (count: number, of: (i: number) => string) => Array.from({ length: count }, (_, i) => of(i)).join('\n');
const url = (bytes: number) => 'https://example.com/'.padEnd(bytes, 'x');
const tickets = (count: number) => ({ withTickets: true, tickets: lines(count, (i) => `ticket-${i}`) });
const say = (words: Words) => words.forms.template.compose;

type Row = { name: string; at: Values; past: Values; fault: (words: Words) => Record<string, string> };

const rows: Row[] = [
  {
    name: 'value: 40 characters',
    at: { item1: '会'.repeat(40) },
    past: { item1: '会'.repeat(41) },
    fault: (w) => ({ item1: say(w).valueTooLong(41, 40) }),
  },
  {
    name: 'value: an emoji is one character',
    at: { item2: '😀'.repeat(40) },
    past: { item2: `${'😀'.repeat(40)}!` },
    fault: (w) => ({ item2: say(w).valueTooLong(41, 40) }),
  },
  {
    name: 'value: 1 character',
    at: { item3: '4' },
    past: { item3: '' },
    fault: (w) => ({ item3: w.forms.field.required }),
  },
  {
    name: 'value: an id to be translated counts as typed',
    at: { item1: `$userName=${'a'.repeat(29)}$` },
    past: { item1: `$userName=${'a'.repeat(30)}$` },
    fault: (w) => ({ item1: say(w).tokenTooLong(41, 40) }),
  },
  {
    name: 'url: 2048 bytes',
    at: { url: url(2048) },
    past: { url: url(2049) },
    fault: (w) => ({ url: say(w).urlTooLong(2049, 2048) }),
  },
  {
    name: 'url: bytes, not characters',
    at: { url: `${url(2045)}家` },
    past: { url: `${url(2046)}家` },
    fault: (w) => ({ url: say(w).urlTooLong(2049, 2048) }),
  },
  {
    name: 'url: with its protocol',
    at: { url: 'http://a' },
    past: { url: 'www.qq.com' },
    fault: (w) => ({ url: say(w).urlFault }),
  },
  {
    name: 'url: http or https only',
    at: { url: 'https://a' },
    past: { url: 'ftp://a' },
    fault: (w) => ({ url: say(w).urlFault }),
  },
  {
    name: 'url and miniprogram: at least one',
    at: { url: '', miniProgram: 'wx0123456789abcdef', pagepath: '/index.html' },
    past: { url: '' },
    fault: (w) => ({ url: say(w).noOpens }),
  },
  {
    name: 'miniprogram.appid: with a page',
    at: { miniProgram: '+', appid: 'APPID', pagepath: '/index.html' },
    past: { miniProgram: '', pagepath: '/index.html' },
    fault: (w) => ({ miniProgram: say(w).appidMissing }),
  },
  {
    name: 'miniprogram.appid: another one needs it',
    at: { miniProgram: '+', appid: 'APPID', pagepath: '/index.html' },
    past: { miniProgram: '+', appid: '', pagepath: '' },
    fault: (w) => ({ appid: say(w).appidMissing }),
  },
  {
    name: 'miniprogram.pagepath: with an appid',
    at: { miniProgram: 'wx0123456789abcdef', pagepath: 'p' },
    past: { miniProgram: 'wx0123456789abcdef' },
    fault: (w) => ({ pagepath: say(w).pagepathMissing }),
  },
  {
    name: 'somebody to send to',
    at: { members: '', departments: '1' },
    past: { members: '' },
    fault: (w) => ({ members: say(w).noIds }),
  },
  {
    name: 'selected_ticket_list: 10',
    at: tickets(10),
    past: tickets(11),
    fault: (w) => ({ tickets: say(w).ticketsTooMany(11, 10) }),
  },
  {
    name: 'selected_ticket_list: the same ticket twice is one, another case is another',
    at: { withTickets: true, tickets: `${lines(9, (i) => `T${i}`)}\nT0\n\nt0` },
    past: { withTickets: true, tickets: `${lines(10, (i) => `T${i}`)}\nT0\nt0` },
    fault: (w) => ({ tickets: say(w).ticketsTooMany(11, 10) }),
  },
  {
    name: 'a ticket: 512 bytes',
    at: { withTickets: true, tickets: 'x'.repeat(512) },
    past: { withTickets: true, tickets: `a\n${'x'.repeat(513)}` },
    fault: (w) => ({ tickets: say(w).ticketTooLong(2, 513, 512) }),
  },
  {
    name: 'a ticket: one a line',
    at: { withTickets: true, tickets: ' a+/=-_.~ ' },
    past: { withTickets: true, tickets: 'a b' },
    fault: (w) => ({ tickets: say(w).ticketBroken(1) }),
  },
  {
    name: '@all and tickets',
    at: { audience: 'all', ...tickets(1), onlyUnauth: true },
    past: { audience: 'all', ...tickets(1) },
    fault: (w) => ({ tickets: say(w).ticketsWithAll }),
  },
];

describe.each(['zh', 'en'] as const)('at the limit it passes, past it the field says so (%s)', (locale) => {
  const words = wordsFor(locale);
  test.each(rows.map((row) => [row.name, row] as const))('%s', async (_name, { at, past, fault }) => {
    expect(await formFaults(at, words)).toEqual({});
    expect(await formFaults(past, words)).toEqual(fault(words));
  });
});

describe('lists', () => {
  const words = wordsFor('zh');
  const batchesOf = async (values: Values) => {
    const { audience } = (await checkedDraft({ values: { members: '', ...values } }, words)).checked;
    return audience.type === 'lists' ? audience.batches : null;
  };

  test.each<[string, Values, Values]>([
    ['touser: 1,000', { members: lines(1000, (i) => `${i}`) }, { members: lines(1001, (i) => `${i}`) }],
    ['toparty: 100', { departments: lines(100, (i) => `${i}`) }, { departments: lines(101, (i) => `${i}`) }],
    ['totag: 100', { tags: lines(100, (i) => `${i}`) }, { tags: lines(101, (i) => `${i}`) }],
  ])('%s a call, one more makes another call', async (_name, at, past) => {
    expect(await batchesOf(at)).toBe(1);
    expect(await batchesOf(past)).toBe(2);
  });

  test('only_unauth: nobody but the tickets is counted; the others are told by kind', async () => {
    const values: Values = { departments: '1,2', ...tickets(2), onlyUnauth: true };
    const { checked } = await checkedDraft({ values }, words);
    expect(checked.audience).toMatchObject({ counts: [{ kind: 'ticket', count: 2 }], arithmetic: { willSend: 2 } });
    expect(checked.content.ignored).toEqual([
      { kind: 'member', count: 2 },
      { kind: 'department', count: 2 },
    ]);
  });

  test('a tick of only_unauth without tickets means nothing', async () => {
    const draft = await checkedDraft({ values: { onlyUnauth: true } }, words);
    expect(draft.checked.audience).toMatchObject({ counts: [{ kind: 'member', count: 2 }] });
    expect(draft.checked.content.ignored).toEqual([]);
  });

  test('tickets and members add up in one arithmetic', async () => {
    const { audience } = (await checkedDraft({ values: { ...tickets(2), tickets: 'a\n\na\nb' } }, words)).checked;
    expect(audience).toMatchObject({
      arithmetic: { lines: 6, blank: 1, ids: 5, repeated: 1, willSend: 4 },
      batches: 1,
    });
  });

  test.each(['department', 'tag', 'all'] as const)('a company that a member authorised has no %s', async (kind) => {
    const values: Values = kind === 'all' ? { audience: 'all' } : { departments: '1', tags: '1' };
    const { audience } = (await checkedDraft({ values, apps: memberAuthorised }, words)).checked;
    expect(audience).toMatchObject({ counts: [{ kind: 'member', count: 2 }] });
  });

  test('a file with departments is refused for it', async () => {
    const listFile = { id: 'F1', name: '名单.csv', size: 1, url: '' };
    const values: Values = { audience: 'file', listFile, listKind: 'header' };
    const bytes = Buffer.from('成员ID,部门ID\nzhangsan,1');
    const answer = await answerTo({ values, apps: memberAuthorised, bytes }, words);
    expect(answer).toMatchObject({ type: 'faults', faults: { listFile: say(words).notForMembers } });
    expect(await answerTo({ values, bytes }, words)).toMatchObject({ type: 'checked' });
  });

  test('a file about parents names nobody here', async () => {
    const listFile = { id: 'F1', name: '名单.csv', size: 1, url: '' };
    const values: Values = { audience: 'file', listFile, listKind: 'header' };
    const answer = await answerTo({ values, bytes: Buffer.from('家长ID,姓名\np1,王') }, words);
    expect(answer).toMatchObject({ type: 'faults', faults: { listFile: expect.any(String) } });
  });

  test('more companies than a menu holds are looked for by name', async () => {
    const apps = Array.from({ length: 120 }, (_, i) => company(`suite:wwsuite:ww${i}`, `晨光第${i}小学`));
    const draft = await opened('会议室预定', kindWith(), apps);
    const form = kindWith().form(draft, apps);
    const field = form
      .render({ ...draft.values, app: 'suite:wwsuite:ww7' }, words)
      .find((block) => block.block_id === 'app-1');
    expect(field).toMatchObject({
      element: { type: 'external_select', initial_option: { text: { text: '晨光第7小学' } } },
    });
    expect(appOptions(apps, '第１１９')).toMatchObject([{ value: 'suite:wwsuite:ww119' }]);
    expect(appOptions(apps, '')).toHaveLength(100);
  });
});

test('the same message has the same fingerprint; tickets differ by case, members do not', async () => {
  const words = wordsFor('zh');
  const print = async (values: Values) => (await checkedDraft({ values }, words)).checked.fingerprint;
  expect(await print({ members: 'ZhangSan' })).toBe(await print({ members: 'zhangsan' }));
  const one = { withTickets: true, tickets: 'Abc' };
  expect(await print(one)).not.toBe(await print({ ...one, tickets: 'abc' }));
  expect(await print(one)).not.toBe(await print({ ...one, onlyUnauth: true }));
});

describe('id translation', () => {
  test.each<[string, string[], string[]]>([
    ['$userName=zhangsan$ 和 $departmentName=12$', ['$userName=zhangsan$', '$departmentName=12$'], []],
    ['$userAlias=a$$userAliasOrName=b$', ['$userAlias=a$', '$userAliasOrName=b$'], []],
    ['$username=a$', [], ['$username=a$']],
    ['$departmentName=教务处$', [], ['$departmentName=教务处$']],
    ['$userName: a$', [], ['$userName: a$']],
    ['请找 $userName=a', [], ['$userName=a']],
    ['午餐 $5，晚餐 $6', [], []],
  ])('%s', (text, right, wrong) => {
    expect(tokensIn(text)).toEqual({ right, wrong });
  });

  test('what the helper writes is what is translated, or it writes nothing', () => {
    expect(token('userName', 'zhangsan')).toBe('$userName=zhangsan$');
    expect(token('departmentName', '12')).toBe('$departmentName=12$');
    for (const id of ['', '张三', 'a$b', 'a b']) expect(token('userName', id)).toBeNull();
    expect(token('departmentName', 'abc')).toBeNull();
    expect(charLength(token('userName', 'w'.repeat(32)) ?? '')).toBe(43);
  });
});
