/** What people see, as plain text. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { renderMessageText, renderViewText } from '../src/sandbox/slack/render-text.ts';
import type { SandboxSlack } from '../src/sandbox/slack/slack.ts';
import { call, modal, plain, startTestSlack, textInput } from './sandbox-slack-kit.ts';

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const cell = (text: string) => ({ type: 'raw_text', text });
const option = (name: string, more: object = {}) => ({ text: plain(name), value: name, ...more });
const options = [option('甲', { description: plain('first') }), option('乙')];

test('a message with every kind of block', () => {
  const confirm = {
    title: plain('Stop?'),
    text: mrkdwn('Nothing more goes out'),
    confirm: plain('Stop'),
    deny: plain('No'),
  };
  const blocks = [
    { type: 'header', text: plain('Result') },
    { type: 'section', text: mrkdwn('*2,081* &lt;ok&gt;\nby <@U1> in <#C1>'), fields: [plain('One'), plain('Two')] },
    { type: 'divider' },
    {
      type: 'table',
      rows: [
        ['类别', 'n'],
        ['accepted', '2,081'],
      ].map((row) => row.map(cell)),
    },
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_list',
          style: 'ordered',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'next' }] }],
        },
        { type: 'rich_text_quote', elements: [{ type: 'link', url: 'https://a.b', text: 'here' }] },
      ],
    },
    { type: 'image', image_url: 'https://a/b.png', alt_text: 'Cover' },
    { type: 'context', elements: [mrkdwn('<!date^1790000000^{date}|soon>'), mrkdwn('<https://a.b|link>')] },
    {
      type: 'actions',
      elements: [
        { type: 'button', text: plain('Retry') },
        { type: 'button', text: plain('Stop'), confirm },
        { type: 'overflow', options: [option('Copy'), option('Move')] },
      ],
    },
  ];
  const names = (id: string) => ({ U1: '王老师', C1: '家校通知' })[id] ?? id;
  expect(renderMessageText({ text: 'Fallback', blocks }, names)).toBe(
    [
      '# Result',
      '*2,081* <ok>',
      'by @王老师 in #家校通知',
      'One',
      'Two',
      '────────',
      '| 类别     | n     |',
      '| accepted | 2,081 |',
      '1. next',
      '> here <https://a.b>',
      '🖼 Cover',
      '· soon  link <https://a.b>',
      '[Retry] [Stop] (asks: Stop?: Nothing more goes out [Stop] [No]) [⋯] {Copy | Move}',
    ].join('\n'),
  );
});

test('a message of text alone; a live mention shows as one, an escaped one does not', () => {
  expect(renderMessageText({ text: 'Hi <!channel>' })).toBe('Hi @channel');
  expect(renderMessageText({ text: 'Hi &lt;!channel&gt;' })).toBe('Hi <!channel>');
});

test('a message Slack would refuse is not drawn', () => {
  expect(() => renderMessageText({ blocks: [{ type: 'header' }] })).toThrow('missing required field: text');
  expect(() => renderViewText(modal([], { title: plain('x'.repeat(25)) }))).toThrow('must be less than 25 characters');
});

test('a modal with every kind of input, and its errors', () => {
  const input = (label: string, element: object, more: object = {}) => ({
    type: 'input',
    block_id: label,
    label: plain(label),
    element,
    ...more,
  });
  const view = modal(
    [
      { type: 'alert', level: 'warning', text: plain('Careful') },
      textInput('Title', 'Title', { element: { initial_value: 'two\nlines' }, block: { hint: plain('64 bytes') } }),
      input('Menu', { type: 'static_select', options, placeholder: plain('Pick') }, { optional: true }),
      input('Radio', { type: 'radio_buttons', options, initial_option: options[0] }),
      input('Ticks', { type: 'checkboxes', options, initial_options: [options[1]] }),
      input('File', { type: 'file_input', filetypes: ['csv', 'txt'] }),
      { type: 'section', text: plain('Cover'), accessory: { type: 'button', text: plain('Change') } },
    ],
    { close: plain('Cancel') },
  );
  expect(renderViewText(view, { errors: { Title: 'Too long' } })).toBe(
    [
      '== Form ==',
      '(warning) Careful',
      'Title',
      '  │ two',
      '  │ lines',
      '  ✗ Too long',
      '  64 bytes',
      'Menu (optional)',
      '  ▾ (Pick) {甲 | 乙}',
      'Radio',
      '  (•) 甲 — first',
      '  ( ) 乙',
      'Ticks',
      '  [ ] 甲 — first',
      '  [x] 乙',
      'File',
      '  │ (csv, txt)',
      'Cover',
      '  [Change]',
      '[Cancel] [Send]',
    ].join('\n'),
  );
});

test('a long menu shows its beginning', () => {
  const many = Array.from({ length: 14 }, (_, index) => option(String(index)));
  const view = modal([{ type: 'input', label: plain('Menu'), element: { type: 'static_select', options: many } }]);
  expect(renderViewText(view)).toContain('▾ () {0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | … +2}');
});

describe('a channel', () => {
  let slack: SandboxSlack;
  beforeEach(async () => {
    slack = await startTestSlack();
  });
  afterEach(() => slack.stop());

  test('shows threads, edits, broadcasts and private messages, each marked', async () => {
    const channel = 'C0NOTICE';
    const { ts } = await call(slack, 'chat.postMessage', { channel, text: 'Sending' });
    const thread = { channel, thread_ts: String(ts) };
    await call(slack, 'chat.postMessage', { ...thread, text: 'Failed\n<@U0WANG>', reply_broadcast: true });
    await call(slack, 'chat.postEphemeral', { ...thread, user: 'U0LI', text: 'Only you' });
    await call(slack, 'chat.postEphemeral', { channel, user: 'U0LI', text: 'Aside' });
    await call(slack, 'chat.update', { channel, ts: String(ts), text: 'Sent' });
    slack.person('U0LI').say('Thanks', { channel });
    expect(slack.channelText('#家校通知')).toBe(
      [
        '#家校通知',
        'wecom-relay (edited):',
        '  Sent',
        '  │ wecom-relay (also in the channel):',
        '  │   Failed',
        '  │   @王老师',
        '  │ wecom-relay (only 李校长 sees this):',
        '  │   Only you',
        'wecom-relay (only 李校长 sees this):',
        '  Aside',
        '李校长:',
        '  Thanks',
      ].join('\n'),
    );
  });
});
