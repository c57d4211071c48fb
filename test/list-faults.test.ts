import { expect, test } from 'vitest';
import { readList } from '../src/list/read.ts';
import { listLimits } from '../src/list/result.ts';
import { readTyped } from '../src/list/typed.ts';

const text = (content: string) => new TextEncoder().encode(content);

const cases: [string, Uint8Array, string][] = [
  ['nothing', new Uint8Array(), 'empty'],
  ['blanks', text(' \n,,\n'), 'empty'],
  ['too many bytes', new Uint8Array(listLimits.maxBytes + 1).fill(0x61), 'tooLarge'],
  ['an .xls', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), 'oldExcel'],
  ['a spreadsheet as XML of 2003', text('<?xml version="1.0"?>\n<Workbook xmlns="urn:x">'), 'oldExcel'],
  ['a PDF', text('%PDF-1.7\n'), 'notAList'],
  ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a), 'notAList'],
  ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'notAList'],
  ['a login page', text('\n<!DOCTYPE html><html><head><title>Sign in</title>'), 'webPage'],
  ['a page saved as .xls', text('\ufeff<html xmlns:o="urn:x"><table><tr><td>p1'), 'webPage'],
  ['other markup', text('<?xml version="1.0"?><feed/>'), 'notAList'],
  ['a program', Uint8Array.from({ length: 4096 }, (_, i) => (i * 7) % 256), 'notAList'],
];
test.each(cases)('%s', (_, bytes, fault) => {
  expect(readList(bytes, { kind: 'parent' })).toMatchObject({ type: 'fault', fault });
});

test('one id more than a million', () => {
  const ids = Array.from({ length: listLimits.maxIds + 1 }, (_, i) => i.toString(36));
  expect(readList(text(ids.join()), { kind: 'parent' })).toMatchObject({ type: 'fault', fault: 'tooMany' });
});

test('boxes: each its own kind, one arithmetic, lines within the box', () => {
  const result = readTyped([
    { kind: 'parent', text: 'p1，P1\n张伟' },
    { kind: 'student', text: ' \n' },
    { kind: 'department', text: 'p1 ３' },
  ]);
  expect(result).toMatchObject({
    type: 'read',
    lists: [
      { kind: 'parent', ids: ['p1'], lines: [1] },
      { kind: 'department', ids: ['p1', '3'], lines: [1, 1] },
    ],
    arithmetic: { lines: 3, blank: 0, ids: 5, repeated: 1, malformed: 1, willSend: 3 },
    malformed: [{ kind: 'parent', line: 2, text: '张伟', fault: 'badCharacters' }],
  });
});

test('what looks like a mobile number is counted, once each, in a file and in the boxes', () => {
  const phones = '13800138000\n19912345678\n13800138000\n12800138000\n1380013800\n138001380000\nP13800138000\n';
  expect(readList(text(phones), { kind: 'parent' })).toMatchObject({ phones: 2 });
  const boxes = readTyped([
    { kind: 'parent', text: phones },
    { kind: 'student', text: '13800138000' },
  ]);
  expect(boxes).toMatchObject({ phones: 3 });
});

test('a header is no header in a box', () => {
  expect(readTyped([{ kind: 'parent', text: '家长ID p1' }])).toMatchObject({
    arithmetic: { malformed: 1, willSend: 1 },
  });
});

test.each([[[]], [[{ kind: 'parent' as const, text: '' }]]])('boxes with nothing in them are empty', (boxes) => {
  expect(readTyped(boxes)).toMatchObject({ type: 'fault', fault: 'empty' });
});
