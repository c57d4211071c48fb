import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  actions,
  alert,
  button,
  escapeMrkdwn,
  header,
  modal,
  mrkdwn,
  pairs,
  section,
  table,
} from '../src/slack/blocks.ts';
import { slackLimits } from '../src/slack/limits.ts';

describe('what people wrote, inside mrkdwn', () => {
  test.each([
    ['<!channel>', '&lt;!channel&gt;'],
    ['<@U123>', '&lt;@U123&gt;'],
    ['<https://evil.example|click>', '&lt;https:\u2060//evil.example|click&gt;'],
    ['&lt;!here&gt;', '&amp;lt;!here&amp;gt;'],
    ['@channel @Here', '@\u2060channel @\u2060Here'],
    ['期中家长会 A&B', '期中家长会 A&amp;B'],
    ['wang@school_1', 'wang@school_1'],
  ])('%s', (written, escaped) => {
    expect(escapeMrkdwn(written)).toBe(escaped);
  });

  test('nothing comes alive, whatever is written', () => {
    const spice = fc.constantFrom(
      '<!channel>',
      '<@U1>',
      '<#C1|x>',
      '@here',
      'http://a.b',
      '&lt;',
      '<!date^1^{date}|x>',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(spice, fc.string({ unit: 'grapheme' }))), (parts) => {
        const escaped = escapeMrkdwn(parts.join(''));
        expect(escaped).not.toMatch(/[<>]|:\/\/|@(channel|here|everyone|group)/i);
        expect(escaped).not.toMatch(/&(?!amp;|lt;|gt;)/);
      }),
      { numRuns: 2000 },
    );
  });

  test('it reads as it was written', () => {
    const read = (text: string) =>
      text.replaceAll('\u2060', '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!text.includes('\u2060'));
        expect(read(escapeMrkdwn(text))).toBe(text);
      }),
    );
  });
});

describe('builders', () => {
  test('texts are plain, and mrkdwn is not parsed further', () => {
    expect(section('*a*')).toEqual({ type: 'section', text: { type: 'plain_text', text: '*a*', emoji: false } });
    expect(mrkdwn('*a*')).toEqual({ type: 'mrkdwn', text: '*a*', verbatim: true });
  });

  test('a text at its limit is taken, one past it is an error', () => {
    expect(() => section('x'.repeat(slackLimits.sectionText))).not.toThrow();
    expect(() => section('x'.repeat(slackLimits.sectionText + 1))).toThrow(/3001/);
    expect(() => header('x'.repeat(slackLimits.headerText + 1))).toThrow(/151/);
    expect(() => section('')).toThrow(/empty/);
    const view = { callbackId: 'a', close: 'c', blocks: [] };
    expect(() => modal({ ...view, title: 'x'.repeat(25) })).toThrow(/25/);
    expect(() => modal({ ...view, title: 'x', metadata: 'x'.repeat(3001) })).toThrow(/3001/);
  });

  test('an alert holds 200 characters; what is longer still is said', () => {
    expect(alert('x'.repeat(200), 'error', 'a')).toMatchObject({ type: 'alert', level: 'error', block_id: 'a' });
    expect(alert('x'.repeat(201), 'error')).toMatchObject({ type: 'section' });
  });

  test('pairs: the name is bold, the value is plain', () => {
    expect(pairs([['A<b', '<!here>']]).fields).toEqual([
      { type: 'mrkdwn', text: '*A&lt;b*', verbatim: true },
      { type: 'plain_text', text: '<!here>', emoji: false },
    ]);
    expect(() => pairs(Array.from({ length: 6 }, () => ['a', 'b']))).toThrow(/12/);
  });

  test('buttons are feature:verb with a value', () => {
    expect(actions(button({ action: 'delivery:stop', text: 'Stop', value: 'd1', style: 'danger' }))).toEqual({
      type: 'actions',
      elements: [
        {
          type: 'button',
          action_id: 'delivery:stop',
          text: { type: 'plain_text', text: 'Stop', emoji: false },
          value: 'd1',
          style: 'danger',
        },
      ],
    });
  });

  test('tables align numbers right and leave no cell empty', () => {
    expect(
      table([
        ['kind', 'count'],
        ['', 2093],
      ]),
    ).toEqual({
      type: 'table',
      rows: [
        [
          { type: 'raw_text', text: 'kind' },
          { type: 'raw_text', text: 'count' },
        ],
        [
          { type: 'raw_text', text: '–' },
          { type: 'raw_text', text: '2,093' },
        ],
      ],
      column_settings: [{ align: 'left' }, { align: 'right' }],
    });
  });
});
