import { describe, expect, test } from 'vitest';
import { laterVerbs, parseWish, verbs, type Wish } from '../src/commands/parse.ts';

const n42 = { series: 'N', number: 42 } as const;

describe('a number in any spelling', () => {
  test.each([
    'status N-0042',
    'status n-42',
    'status N0042',
    'status n42',
    'status N 42',
    'STATUS  N-0042 ',
    'Status:N-0042',
    '状态 N-0042',
    '状态N-0042',
    '状态：N－００４２',
    '　状态　Ｎ－００４２　',
    'ｓｔａｔｕｓ　ｎ００４２',
    '状态 N—0042',
    '状态 N–42',
    '状态 Nー42',
    '状态 `N-0042`',
    '状态「N-0042」',
    'status N_42',
    'status 42',
    '状态42',
    'status 0042',
    '42',
    'staus N-42',
    'stauts n42',
    'state 42',
    '状况 N-42',
    '查状态 42',
    'N-0042',
    'n42',
    'Ｎ４２。',
  ])('%s', (text) => {
    expect(parseWish(text)).toEqual({ type: 'status', of: n42 });
  });

  test.each([
    ['cancel t-17', { type: 'cancel', of: { series: 'T', number: 17 } }],
    ['取消T0017', { type: 'cancel', of: { series: 'T', number: 17 } }],
    ['撤回T-0017', { type: 'recall', of: { series: 'T', number: 17 } }],
    ['取消 9', { type: 'cancel', of: { series: 'N', number: 9 } }],
    ['停止9', { type: 'cancel', of: { series: 'N', number: 9 } }],
    ['recall 17', { type: 'recall', of: { series: 'T', number: 17 } }],
    ['cancle 9', { type: 'unsure', verb: 'cancel', of: { series: 'N', number: 9 } }],
    ['取肖 N-9', { type: 'unsure', verb: 'cancel', of: { series: 'N', number: 9 } }],
    ['recal T-17', { type: 'unsure', verb: 'recall', of: { series: 'T', number: 17 } }],
    ['停止 n-12345', { type: 'cancel', of: { series: 'N', number: 12345 } }],
  ] satisfies [string, Wish][])('%s', (text, wish) => {
    expect(parseWish(text)).toEqual(wish);
  });
});

test.each([
  ['status', { type: 'numberMissing', verb: 'status' }],
  ['状态', { type: 'numberMissing', verb: 'status' }],
  ['取消', { type: 'numberMissing', verb: 'cancel' }],
  ['recall', { type: 'numberMissing', verb: 'recall' }],
] satisfies [string, Wish][])('%s alone asks which one', (text, wish) => {
  expect(parseWish(text)).toEqual(wish);
});

test.each(['notice', 'list', 'help', 'admin'] as const)('every spelling of %s', (verb) => {
  for (const spelling of verbs[verb]) {
    expect(parseWish(spelling), spelling).toEqual({ type: verb });
    expect(parseWish(`　${spelling.toUpperCase()} `), spelling).toEqual({ type: verb });
  }
});

test('every spelling of template, with the name as it was typed', () => {
  for (const spelling of verbs.template) {
    expect(parseWish(`　${spelling.toUpperCase()} `)).toEqual({ type: 'template', name: '' });
    expect(parseWish(`${spelling}  会议室、A  _预定`)).toEqual({ type: 'template', name: '会议室、A _预定' });
  }
});

test('what comes later is known, with or without more words', () => {
  for (const [verb, spellings] of Object.entries(laterVerbs)) {
    for (const spelling of spellings) {
      expect(parseWish(spelling)).toEqual({ type: 'later', verb });
      expect(parseWish(`${spelling} 三年级 2 班`)).toEqual({ type: 'later', verb });
    }
  }
});

test.each([
  '',
  '   ',
  '　',
  'hello',
  '你好',
  'status N-0',
  'N-0000',
  'planet9',
  'status 0',
  '王老师 5',
  'staus',
  'what about 9',
  'N-1234567890',
  '<!channel>',
  'constructor',
])('anything else (%s) is the menu, never an error', (text) => {
  expect(parseWish(text).type).toBe('help' satisfies Wish['type']);
});

test('no spelling means two things', () => {
  const all = [...Object.values(verbs), ...Object.values(laterVerbs)].flat();
  expect(new Set(all).size).toBe(all.length);
});
