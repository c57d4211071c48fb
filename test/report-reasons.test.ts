import { describe, expect, test } from 'vitest';
import { reasonOf } from '../src/report/reasons.ts';
import { knownErrcodes } from '../src/wecom/errcodes.ts';
import { en } from '../src/words/en.ts';
import { zh } from '../src/words/zh.ts';
import { deliveryOf, template } from './report-fixtures.ts';

const both = [
  ['zh', zh],
  ['en', en],
] as const;

const notice = deliveryOf({});
const byProvider = deliveryOf({ appId: 'suite:ww1:wc1' });
const templateMessage = deliveryOf(template);

describe.each(both)('reasons in %s', (_, words) => {
  const reasons = Object.entries(words.reasons.errcodes);

  test('there is a cause and a cure for every errcode that the WeCom client knows, and for no other', () => {
    expect(reasons.map(([code]) => Number(code)).toSorted((a, b) => a - b)).toEqual(knownErrcodes);
  });

  test('a cause can be quoted in a line, a cure is a sentence', () => {
    const { thirdParty, template, recall } = words.reasons;
    const special = [thirdParty, template, recall.errcodes].flatMap((table) => Object.entries(table));
    for (const [code, { cause, cure }] of [...reasons, ...special]) {
      expect(knownErrcodes, code).toContain(Number(code));
      expect(cause, code).not.toMatch(/[.。]$|[<>&`*]/);
      expect(cure, code).toMatch(/[.。]$/);
    }
  });

  test('an unknown errcode is shown with its number and a cure', () => {
    const { cause, cure } = reasonOf({ errcode: 987654, errmsg: 'new' }, notice, words);
    expect(cause).toContain('987654');
    expect(cure).not.toBe('');
  });

  test('the address that has to be allowed is named, and nothing else of what WeCom said', () => {
    const { cause } = reasonOf(
      { errcode: 60020, errmsg: 'hint: [1], from ip: 203.0.113.7, <!channel>' },
      notice,
      words,
    );
    expect(cause).toContain('203.0.113.7');
    expect(cause).not.toContain('<');
  });
});

test('the same errcode has another cause or cure for another message, or another app', () => {
  const of = (errcode: number, which: typeof notice) => reasonOf({ errcode, errmsg: '' }, which, en);
  expect(of(60020, notice).cure).toContain('trusted IPs');
  expect(of(60020, byProvider).cure).toContain('provider');
  expect(of(60020, templateMessage)).toEqual(of(60020, byProvider));
  expect(of(60207, notice).cause).toContain('no school notices');
  expect(of(48002, byProvider).cause).toContain('school notices');
  expect(of(48002, templateMessage).cause).toBe('the app may not send messages (48002)');
  expect(of(60205, templateMessage).cure).toContain('`/wecom admin` → templates');
  expect(of(60204, templateMessage).cure).toContain('provider');
  expect(of(60011, templateMessage).cure).toContain('visible range');
  expect(of(42001, notice).cure).toContain('WECOM_SECRET');
  for (const { cause, cure } of knownErrcodes.filter((code) => code < 65000).map((code) => of(code, templateMessage)))
    expect(cure, cause).not.toMatch(/WECOM_|school directory|apps parents may use/);
});

test('both languages have the same words', () => {
  const keys = (json: unknown, path = ''): string[] =>
    typeof json === 'object' && json !== null
      ? Object.entries(json).flatMap(([key, value]) => keys(value, `${path}.${key}`))
      : [`${path}: ${typeof json}`];
  expect(keys(en.report)).toEqual(keys(zh.report));
  expect(keys(en.reasons)).toEqual(keys(zh.reasons));
});

test('nothing is ever called delivered', () => {
  const said = (json: unknown): string[] => {
    if (typeof json === 'function') return [String(json)];
    return typeof json === 'object' && json !== null ? Object.values(json).flatMap(said) : [String(json)];
  };
  for (const [, words] of both)
    expect(said([words.report, words.reasons]).join('\n')).not.toMatch(/已送达|\bdelivered\b/i);
});
