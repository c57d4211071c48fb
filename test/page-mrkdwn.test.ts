/** What people and the bot write, as the page in the browser draws it. */
import { describe, expect, it } from 'vitest';
import { withEmoji } from '../src/sandbox/page/browser/blocks/emoji.ts';
import { slackDate } from '../src/sandbox/page/browser/blocks/slack-date.ts';
import { type Inline, type Part, parseMrkdwn } from '../src/sandbox/page/browser/mrkdwn.ts';

/** A tree as one reads it: `[bold x]`. */
function read(inline: Inline): string {
  switch (inline.type) {
    case 'text':
      return inline.text;
    case 'bold':
    case 'italic':
    case 'strike':
      return `[${inline.type} ${inline.children.map(read).join('')}]`;
    case 'code':
      return `[code ${inline.text}]`;
    case 'link':
      return `[link ${inline.url} ${inline.children.map(read).join('')}]`;
    case 'user':
    case 'channel':
    case 'group':
      return `[${inline.type} ${inline.id}]`;
    case 'broadcast':
      return `[broadcast ${inline.range}]`;
    case 'date':
      return `[date ${inline.seconds} ${inline.format} ${inline.fallback}]`;
    case 'emoji':
      return `[emoji ${inline.name}]`;
  }
}

function readPart(part: Part): string {
  if (part.type === 'pre') return `{pre ${part.text}}`;
  const text = part.children.map(read).join('');
  return part.type === 'quote' ? `{quote ${text}}` : text;
}

const drawn = (text: string, verbatim = false) => parseMrkdwn(text, { verbatim }).map(readPart).join('');

describe('marks', () => {
  it.each([
    ['*粗* _斜_ ~删~ `码`', '[bold 粗] [italic 斜] [strike 删] [code 码]'],
    ['*⚠️ 已受理 2，无效 1*', '[bold ⚠️ 已受理 2，无效 1]'],
    ['*bold _and italic_*', '[bold bold [italic and italic]]'],
    ['（*粗*）', '（[bold 粗]）'],
    ['共*12*人', '共*12*人'],
    ['snake_case_name', 'snake_case_name'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['* not bold*', '* not bold*'],
    ['*not bold *', '*not bold *'],
    ['*over\ntwo lines*', '*over\ntwo lines*'],
    ['**', '**'],
    ['*a `*` b*', '[bold a [code *] b]'],
    ['`*x* <@U1>`', '[code *x* <@U1>]'],
    ['• one\n• *two*', '• one\n• [bold two]'],
  ])('%j', (text, tree) => {
    expect(drawn(text)).toBe(tree);
  });

  it('draws quotes and fences apart from lines', () => {
    expect(drawn('a\n> b\n&gt; *c*\nd')).toBe('a{quote b\n[bold c]}d');
    expect(drawn('a\n>>> b\nc')).toBe('a{quote b\nc}');
    expect(drawn('a\n```\n*x* &lt;y&gt;\n```\nb')).toBe('a{pre *x* <y>}b');
  });
});

describe('what stands in angle brackets', () => {
  it.each([
    ['<@U0WANG> <@U1|who>', '[user U0WANG] [user U1]'],
    ['<#C0NOTICE> <!subteam^S0SENDERS> <!here>', '[channel C0NOTICE] [group S0SENDERS] [broadcast here]'],
    ['<https://a.example/?x=1&amp;y=2|the *page*>', '[link https://a.example/?x=1&y=2 the [bold page]]'],
    ['*<https://a.example/a*b|page>*', '[bold [link https://a.example/a*b page]]'],
    ['<mailto:a@b.example>', '[link mailto:a@b.example a@b.example]'],
    ['<!date^1795420800^{date_num} {time}|later>', '[date 1795420800 {date_num} {time} later]'],
    ['see https://a.example/b.', 'see [link https://a.example/b https://a.example/b].'],
  ])('%j', (text, tree) => {
    expect(drawn(text)).toBe(tree);
  });

  it.each([
    '<javascript:alert(1)|click>',
    '<data:text/html,x>',
    '<vbscript:x|y>',
    '<https:|x>',
    '<file:///etc/passwd|x>',
    '< javascript:alert(1)|x>',
    '<!date^1^x^javascript:alert(1)|y>',
    '<img src=x onerror=alert(1)>',
  ])('makes no link of %j', (text) => {
    expect(JSON.stringify(parseMrkdwn(text))).not.toMatch(/"url":"/);
  });

  it('leaves bare addresses alone where the text is verbatim', () => {
    expect(drawn('see https://a.example/b', true)).toBe('see https://a.example/b');
  });
});

describe('escapes', () => {
  it('are undone once, and never make a mention', () => {
    expect(drawn('&lt;@U0WANG&gt; &amp;lt; &quot;')).toBe('<@U0WANG> &lt; &quot;');
  });
});

describe('emoji', () => {
  it('are drawn where they are known', () => {
    expect(drawn(':warning: 16:07:30')).toBe('[emoji warning] 16[emoji 07]30');
    expect(withEmoji(':warning: 16:07:30 :constructor:')).toBe('⚠️ 16:07:30 :constructor:');
  });
});

describe('dates', () => {
  const reader = { locale: 'zh' as const, now: new Date('2026-11-23T08:00:00Z'), timeZone: 'Asia/Shanghai' };
  const at = (iso: string, format: string, locale: 'zh' | 'en' = 'zh') =>
    slackDate({ seconds: Date.parse(iso) / 1000, format, fallback: 'fallback' }, { ...reader, locale });

  it('read as the reader writes them', () => {
    expect(at('2026-11-23T08:07:30Z', '{time_secs}')).toBe('16:07:30');
    expect(at('2026-11-22T16:30:00Z', '{date_short_pretty} {time}')).toBe('今天 00:30');
    expect(at('2026-11-22T08:00:00Z', '{date_pretty}', 'en')).toBe('yesterday');
    expect(at('2026-11-30T08:00:00Z', '{date_short_pretty}')).toBe('2026年11月30日');
    expect(at('2026-11-30T08:00:00Z', '{date_num}', 'en')).toBe('2026-11-30');
  });

  it('fall back where Slack does', () => {
    expect(at('2026-11-30T08:00:00Z', '{nonsense}')).toBe('fallback');
    expect(slackDate({ seconds: Number.NaN, format: '{time}', fallback: 'fallback' }, reader)).toBe('fallback');
  });
});
