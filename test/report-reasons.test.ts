import { describe, expect, test } from 'vitest';
import { reasonOf } from '../src/report/reasons.ts';
import { knownErrcodes } from '../src/wecom/errcodes.ts';
import { en } from '../src/words/en.ts';
import { zh } from '../src/words/zh.ts';

const both = [
  ['zh', zh],
  ['en', en],
] as const;

describe.each(both)('reasons in %s', (_, words) => {
  const reasons = Object.entries(words.reasons.errcodes);

  test('there is a cause and a cure for every errcode that the WeCom client knows, and for no other', () => {
    expect(reasons.map(([code]) => Number(code)).toSorted((a, b) => a - b)).toEqual(knownErrcodes);
  });

  test('a cause can be quoted in a line, a cure is a sentence', () => {
    for (const [code, { cause, cure }] of reasons) {
      expect(cause, code).not.toMatch(/[.。]$|[<>&`*]/);
      expect(cure, code).toMatch(/[.。]$/);
    }
  });

  test('an unknown errcode is shown with its number and a cure', () => {
    const { cause, cure } = reasonOf({ errcode: 987654, errmsg: 'new' }, words);
    expect(cause).toContain('987654');
    expect(cure).not.toBe('');
  });

  test('the address that has to be allowed is named, and nothing else of what WeCom said', () => {
    const { cause } = reasonOf({ errcode: 60020, errmsg: 'hint: [1], from ip: 203.0.113.7, <!channel>' }, words);
    expect(cause).toContain('203.0.113.7');
    expect(cause).not.toContain('<');
  });
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
