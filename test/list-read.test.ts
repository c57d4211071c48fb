import { describe, expect, test } from 'vitest';
import { idFault, type RecipientKind } from '../src/audience.ts';
import { readList } from '../src/list/read.ts';
import { type ListResult, listLimits } from '../src/list/result.ts';
import { sampleList } from '../src/sandbox/sample-list.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

const utf16 = (text: string) => Uint8Array.from(Buffer.from(text, 'utf16le'));
const units = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

function readText(text: string, kind: RecipientKind | null = 'parent'): ListResult {
  return readList(utf8(text), { kind });
}

function read(result: ListResult) {
  if (result.type === 'fault') throw new Error(`${result.fault}: ${result.detail}`);
  return result;
}

/** `kind:id@line` of all that will be sent to. */
function sent(result: ListResult): string[] {
  return read(result).lists.flatMap(({ kind, ids, lines }) => ids.map((id, i) => `${kind}:${id}@${lines[i]}`));
}

function idsOf(result: ListResult): string[] {
  return read(result).lists.flatMap(({ ids }) => ids);
}

describe('story 1: 2,300 rows from a spreadsheet', () => {
  const { bytes, invalidIds } = sampleList();
  const result = read(readList(bytes, { kind: 'parent' }));

  test('the arithmetic is exactly that of the product', () => {
    expect(result.arithmetic).toEqual({
      lines: 2300,
      blank: 100,
      ids: 2214,
      repeated: 114,
      malformed: 7,
      willSend: 2093,
    });
    expect(result.lists.map(({ kind, ids, lines }) => [kind, ids.length, lines.length])).toEqual([
      ['parent', 2093, 2093],
    ]);
  });

  test('the file is what the story says: 2,186 with one id, 14 with two, 100 blank', () => {
    const lines = new TextDecoder('gbk').decode(bytes).split('\r\n').slice(0, -1);
    const sizes = lines.map((line) => line.split('，').filter(Boolean).length);
    expect([0, 1, 2].map((size) => sizes.filter((found) => found === size).length)).toEqual([100, 2186, 14]);
  });

  test('nine of the repeats differ by case only', () => {
    const spellings = new TextDecoder('gbk')
      .decode(bytes)
      .split(/[，\r\n]+/)
      .filter(Boolean);
    expect(spellings).toHaveLength(2214);
    expect(new Set(spellings).size).toBe(2214 - 114 + 9);
    expect(new Set(spellings.map((id) => id.toLowerCase())).size).toBe(2214 - 114);
  });

  test('the malformed are shown with their lines, decoded from GBK', () => {
    expect(result.malformed.map(({ line, text, fault }) => [line, text.slice(0, 14), fault])).toEqual([
      [156, '张伟', 'badCharacters'],
      [468, '李晓红', 'badCharacters'],
      [779, '王芳(妈妈)', 'badCharacters'],
      [1091, 'JiaZhang#0007', 'badCharacters'],
      [1402, '1.38001E+10', 'badCharacters'],
      [1714, '三年级2班', 'badCharacters'],
      [2026, 'JiaZhang_00000', 'tooLong'],
    ]);
  });

  test('every line number leads back to its id, and the twelve are among them', () => {
    const lines = new TextDecoder('gbk').decode(bytes).split('\r\n');
    const [list] = result.lists;
    const found = list?.ids.map((id, i) => lines[(list.lines[i] ?? 0) - 1]?.split('，').includes(id));
    expect(found?.every(Boolean)).toBe(true);
    expect(new Set(invalidIds).size).toBe(12);
    expect(list?.ids).toEqual(expect.arrayContaining(invalidIds));
  });
});

describe('what parts ids', () => {
  const cases: [string, string[]][] = [
    ['a1,a2，a3、a4；a5;a6|a7｜a8\ta9 a10　a11', ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8', 'a9', 'a10', 'a11']],
    ['a1\na2\r\na3\ra4', ['a1', 'a2', 'a3', 'a4']],
    ['"a1","a2"', ['a1', 'a2']],
    ['“a1”,‘a2’,\'a3\', "a4" ', ['a1', 'a2', 'a3', 'a4']],
    ['＂a1＂', ['a1']],
    ['\ufeffa1\u200b,\u200fa2\u00a0a3\u2028a4\u00ad5', ['a1', 'a2', 'a3', 'a45']],
    ['ＡＢｃ１２＿．＠－ｘ', ['ABc12_.@-x']],
    [',,;;a1,,', ['a1']],
    ['a1\x1a', ['a1']],
  ];
  test.each(cases)('%j', (text, ids) => {
    expect(idsOf(readText(text))).toEqual(ids);
  });

  test('a quote in the middle does not part an id, it spoils it', () => {
    const result = read(readText('a"b,"c"d",e'));
    expect(result.malformed.map(({ text }) => text)).toEqual(['a"b', 'c"d']);
    expect(idsOf(result)).toEqual(['e']);
  });
});

describe('the arithmetic', () => {
  const cases: [string, string, number[]][] = [
    ['one line without an end', 'a1', [1, 0, 1, 0, 0, 1]],
    ['a newline at the end begins no line', 'a1\n', [1, 0, 1, 0, 0, 1]],
    ['\\r\\n is one end, \\r and \\n are one each', 'a1\r\na2\ra3\na4', [4, 0, 4, 0, 0, 4]],
    ['blank lines, also of separators and quotes', 'a1\n\n , ;\n""\na2\n\n', [6, 4, 2, 0, 0, 2]],
    ['repeats without case, the first spelling stays', 'Ab\nAB,ab\naB', [3, 0, 4, 3, 0, 1]],
    ['a repeated malformed id is a repeat', '张伟\n张伟\na1', [3, 0, 3, 1, 1, 1]],
    ['all malformed', '张伟\n李红', [2, 0, 2, 0, 2, 0]],
    ['full-width and half-width are one id', 'ａ１\na1', [2, 0, 2, 1, 0, 1]],
  ];
  test.each(cases)('%s', (_, text, [lines, blank, ids, repeated, malformed, willSend]) => {
    const result = read(readText(text));
    expect(result.arithmetic).toEqual({ lines, blank, ids, repeated, malformed, willSend });
    expect(result.lists.reduce((sum, list) => sum + list.ids.length, 0)).toBe(willSend);
  });

  test('the first spelling and its line are kept', () => {
    expect(sent(readText('\nAb\nab'))).toEqual(['parent:Ab@2']);
  });
});

describe('what an id is', () => {
  test('the reader and idFault agree on every character', () => {
    for (const unit of [
      ...units(0, 0x2ff),
      ...units(0x2000, 0x206f),
      ...units(0x3000, 0x303f),
      ...units(0xfe30, 0xffff),
    ]) {
      const character = String.fromCharCode(unit);
      const result = readList(utf16(`\ufeffa${character}b`), { kind: 'parent' });
      const [id] = result.type === 'read' ? idsOf(result) : [];
      if (id?.length === 3) expect(idFault(id)).toBe(null);
      if (idFault(`a${character}b`) === null) expect(id).toBe(`a${character}b`);
    }
  });

  test.each([64, 65])('%i characters', (length) => {
    const id = 'x'.repeat(length);
    const result = read(readText(id));
    expect(result.malformed.map(({ fault }) => fault)).toEqual(idFault(id) ? [idFault(id)] : []);
    expect(idsOf(result)).toEqual(idFault(id) ? [] : [id]);
  });

  test('a thousand malformed are kept, all are counted, long ones are cut', () => {
    const result = read(readText(Array.from({ length: 1500 }, (_, i) => `${'x'.repeat(100)}!${i}`).join('\n')));
    expect(result.arithmetic.malformed).toBe(1500);
    expect(result.malformed).toHaveLength(listLimits.maxMalformedKept);
    expect(result.malformed[999]).toEqual({
      kind: 'parent',
      line: 1000,
      text: `${'x'.repeat(80)}…`,
      fault: 'badCharacters',
    });
  });
});

describe('encodings', () => {
  const text = '张伟，p1\r\np2';
  const swapped = (bytes: Uint8Array) => Uint8Array.from(Buffer.from(bytes).swap16());
  const gbk = Uint8Array.of(0xd5, 0xc5, 0xce, 0xb0, 0xa3, 0xac, ...utf8('p1\r\np2'));
  const cases: [string, Uint8Array][] = [
    ['UTF-8', utf8(text)],
    ['UTF-8 with its mark', utf8(`\ufeff${text}`)],
    ['GBK', gbk],
    ['UTF-16LE with its mark', utf16(`\ufeff${text}`)],
    ['UTF-16BE with its mark', swapped(utf16(`\ufeff${text}`))],
    ['UTF-16LE without', utf16(text)],
    ['UTF-16BE without', swapped(utf16(text))],
  ];
  test.each(cases)('%s', (_, bytes) => {
    const result = read(readList(bytes, { kind: 'parent' }));
    expect(sent(result)).toEqual(['parent:p1@1', 'parent:p2@2']);
    expect(result.malformed).toEqual([{ kind: 'parent', line: 1, text: '张伟', fault: 'badCharacters' }]);
  });

  test('a four-byte character of GB18030', () => {
    const result = read(readList(Uint8Array.of(0x61, 0x2c, 0x81, 0x39, 0xef, 0x30, 0x2c, 0x62), { kind: 'parent' }));
    expect(idsOf(result)).toEqual(['a', 'b']);
    expect(result.malformed).toHaveLength(1);
  });

  test('bytes of no encoding are shown as malformed, their neighbours are read', () => {
    const result = read(readList(Uint8Array.of(...utf8('p1\nJos'), 0xe9, ...utf8('\np2')), { kind: 'parent' }));
    expect(idsOf(result)).toEqual(['p1', 'p2']);
    expect(result.malformed.map(({ line, fault }) => [line, fault])).toEqual([[2, 'badCharacters']]);
  });

  test('a buffer that lies inside another is read from its own start', () => {
    const outer = Buffer.from('xxp1,p2yy');
    expect(idsOf(readList(outer.subarray(2, 7), { kind: 'parent' }))).toEqual(['p1', 'p2']);
  });
});
