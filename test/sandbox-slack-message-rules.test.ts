/** Every limit and rule of a message, once kept and once broken. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkMessage } from '../src/sandbox/slack/block-kit/check-message.ts';
import type { SandboxSlack } from '../src/sandbox/slack/slack.ts';
import {
  actions,
  asInput,
  button,
  chars,
  type Limit,
  many,
  mrkdwn,
  option,
  type Rule,
  refusalOf,
  section,
} from './sandbox-slack-block-kit-kit.ts';
import { call, modal, plain, startTestSlack } from './sandbox-slack-kit.ts';

const message = (...blocks: object[]) => ({ text: 'Fallback', blocks });
const cell = (words: string) => ({ type: 'raw_text', text: words });
const table = (rows: object[][], more: object = {}) => ({ type: 'table', rows, ...more });
const rows = (count: number, columns: number, words = 'a') => many(count, () => many(columns, () => cell(words)));
const asks = (titleChars: number) => ({
  title: plain(chars(titleChars)),
  text: mrkdwn('Sure?'),
  confirm: plain('Yes'),
  deny: plain('No'),
});
const context = (count: number) => ({ type: 'context', elements: many(count, () => plain('a')) });
const fields = (count: number, length: number) => section('a', { fields: many(count, () => plain(chars(length))) });
const markdown = (length: number) => ({ type: 'markdown', text: chars(length) });

const tooLong = (limit: number, pointer: string) =>
  `must be less than ${limit + 1} characters [json-pointer:${pointer}]`;
const tooMany = (limit: number, pointer: string) => `no more than ${limit} items allowed [json-pointer:${pointer}]`;
const first = '/blocks/0';
const button0 = `${first}/elements/0`;

const limits: Limit[] = [
  ['blocks', (n) => message(...many(n, () => section('a'))), 50, tooMany(50, '/blocks')],
  ['section', (n) => message(section(chars(n))), 3000, tooLong(3000, `${first}/text/text`)],
  ['fields', (n) => message(fields(n, 1)), 10, tooMany(10, `${first}/fields`)],
  ['field', (n) => message(fields(1, n)), 2000, tooLong(2000, `${first}/fields/0/text`)],
  ['header', (n) => message({ type: 'header', text: plain(chars(n)) }), 150, tooLong(150, `${first}/text/text`)],
  ['context', (n) => message(context(n)), 10, tooMany(10, `${first}/elements`)],
  ['actions', (n) => message(actions(many(n, (id) => button(`b${id}`)))), 25, tooMany(25, `${first}/elements`)],
  [
    'button',
    (n) => message(actions([button('a', { text: plain(chars(n)) })])),
    75,
    tooLong(75, `${button0}/text/text`),
  ],
  [
    'button value',
    (n) => message(actions([button('a', { value: chars(n) })])),
    2000,
    tooLong(2000, `${button0}/value`),
  ],
  ['button url', (n) => message(actions([button('a', { url: chars(n) })])), 3000, tooLong(3000, `${button0}/url`)],
  [
    'confirm',
    (n) => message(actions([button('a', { confirm: asks(n) })])),
    100,
    tooLong(100, `${button0}/confirm/title/text`),
  ],
  [
    'overflow',
    (n) => message(actions([{ type: 'overflow', options: many(n, option) }])),
    5,
    tooMany(5, `${button0}/options`),
  ],
  [
    'alt_text',
    (n) => message({ type: 'image', image_url: 'u', alt_text: chars(n) }),
    2000,
    tooLong(2000, `${first}/alt_text`),
  ],
  ['table rows', (n) => message(table(rows(n, 1))), 100, tooMany(100, `${first}/rows`)],
  ['table columns', (n) => message(table(rows(1, n))), 20, tooMany(20, `${first}/rows/0`)],
  [
    'table text',
    (n) => message(table(rows(1, 1, chars(n)))),
    10_000,
    'no more than 10000 characters allowed over all table',
  ],
  ['tables', (n) => message(...many(n, () => table([[cell('a')]]))), 1, 'only_one_table_allowed'],
  ['markdown', (n) => message(markdown(n)), 12_000, tooLong(12_000, `${first}/text`)],
  [
    'all markdown',
    (n) => message(markdown(6000), markdown(n)),
    6000,
    'no more than 12000 characters allowed over all markdown',
  ],
  [
    'all blocks',
    (n) => message(...many(4, () => section(chars(3000))), section(chars(n))),
    1200,
    'msg_blocks_too_long',
  ],
  ['text', (n) => ({ text: chars(n) }), 40_000, 'msg_too_long'],
];

const rules: Rule[] = [
  ['some text', { text: 'a' }, { text: '' }, 'no_text'],
  ['text beside blocks', message(section('a')), { blocks: [section('a')] }, '`text` must be given beside `blocks`'],
  [
    'no empty section',
    message(section('a')),
    message(section('')),
    `must be more than 0 characters [json-pointer:${first}/text/text]`,
  ],
  [
    'a section says something',
    message({ type: 'section', fields: [plain('a')] }),
    message({ type: 'section' }),
    'must provide `text` or `fields`',
  ],
  [
    'a plain header',
    message({ type: 'header', text: plain('a') }),
    message({ type: 'header', text: mrkdwn('a') }),
    `${first}/text/type]`,
  ],
  [
    'an image has a source',
    message({ type: 'image', image_url: 'u', alt_text: 'a' }),
    message({ type: 'image', alt_text: 'a' }),
    'must provide either `image_url` or `slack_file`',
  ],
  [
    'no alert',
    message(section('a')),
    message({ type: 'alert', text: plain('a') }),
    `unsupported type: alert [json-pointer:${first}/type]`,
  ],
  [
    'no file_input',
    message(asInput({ type: 'plain_text_input' })),
    message(asInput({ type: 'file_input' })),
    `unsupported type: file_input [json-pointer:${first}/element/type]`,
  ],
  [
    'no empty cell',
    message(table([[cell('a')]])),
    message(table([[cell('')]])),
    `must be more than 0 characters [json-pointer:${first}/rows/0/0/text]`,
  ],
  [
    'numbers are numbers',
    message(table([[{ type: 'raw_number', value: 1, text: '1' }]])),
    message(table([[{ type: 'raw_number', value: '1', text: '1' }]])),
    'must provide a number',
  ],
  [
    'columns',
    message(table([[cell('a')]], { column_settings: [null, { align: 'right' }] })),
    message(table([[cell('a')]], { column_settings: [{ align: 'middle' }] })),
    '/column_settings/0/align]',
  ],
  [
    'known block',
    message({ type: 'divider' }),
    message({ type: 'carousel', elements: [] }),
    `unsupported type: carousel [json-pointer:${first}/type]`,
  ],
];

test.each(limits)('%s', (_what, make, limit, problem) => {
  expect(refusalOf(checkMessage(make(limit)))).toBe('');
  expect(refusalOf(checkMessage(make(limit + 1)))).toContain(problem);
});

test.each(rules)('%s', (_rule, good, bad, problem) => {
  expect(refusalOf(checkMessage(good))).toBe('');
  expect(refusalOf(checkMessage(bad))).toContain(problem);
});

describe('as the Web API answers', () => {
  let slack: SandboxSlack;
  beforeAll(async () => {
    slack = await startTestSlack();
  });
  afterAll(() => slack.stop());
  const post = (fields: object) => call(slack, 'chat.postMessage', { channel: 'C0NOTICE', ...fields });

  test('invalid_blocks names each fault in response_metadata', async () => {
    const fault = tooLong(3000, `${first}/text/text`);
    expect(await post(message(section(chars(3001))))).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: [fault],
      response_metadata: { messages: [`[ERROR] ${fault}`] },
    });
    expect(await post(message(section(chars(3000))))).toMatchObject({ ok: true });
  });

  test('a bad view is invalid_arguments before its trigger is looked at', async () => {
    const open = (view: object) => call(slack, 'views.open', { trigger_id: 'none', view });
    expect(await open(modal([], { title: plain(chars(25)) }))).toMatchObject({ error: 'invalid_arguments' });
    expect(await open(modal([]))).toMatchObject({ error: 'invalid_trigger_id' });
  });

  test('blocks that are no JSON are refused', async () => {
    expect(await post({ text: 'a', blocks: '[{' })).toMatchObject({ error: 'invalid_blocks_format' });
  });
});
