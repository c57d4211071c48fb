import { describe, expect, test } from 'vitest';
import type { RecipientKind } from '../src/audience.ts';
import { readList } from '../src/list/read.ts';
import { inlineRows, type MadeSheet, makeWorkbook, makeZip, sheetXml } from './list-workbook.ts';

function readBook(bytes: Uint8Array, kind: RecipientKind | null = 'parent') {
  const result = readList(bytes, { kind });
  if (result.type === 'fault') throw new Error(`${result.fault}: ${result.detail}`);
  return result;
}

function readRows(rows: string, strings: string[] = [], kind: RecipientKind | null = 'parent') {
  return readBook(makeWorkbook([{ xml: sheetXml(rows) }], strings), kind);
}

function sent(result: ReturnType<typeof readBook>): string[] {
  return result.lists.flatMap(({ kind, ids, lines }) => ids.map((id, i) => `${kind}:${id}@${lines[i]}`));
}

describe('cells', () => {
  test('shared, inline, formula and plain texts, rows as line numbers', () => {
    const result = readRows(
      '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="4"><c r="A4" t="inlineStr"><is><t>p4</t></is></c></row>' +
        '<row r="5"><c r="A5" t="str"><f>A1</f><v>p5</v></c><c r="C5" t="s"><v>1</v></c></row><row r="9"/>',
      ['<t>p1</t>', '<r><t>p</t></r><r><t xml:space="preserve">5c</t></r><rPh><t>ひ</t></rPh>'],
    );
    expect(sent(result)).toEqual(['parent:p1@1', 'parent:p4@4', 'parent:p5@5', 'parent:p5c@5']);
    expect(result.arithmetic).toEqual({ lines: 5, blank: 2, ids: 4, repeated: 0, malformed: 0, willSend: 4 });
  });

  test('rows and cells without an address follow each other', () => {
    expect(sent(readRows('<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>'))).toEqual([
      'parent:1@1',
      'parent:2@1',
      'parent:3@2',
    ]);
  });

  const numbers: [string, string][] = [
    ['13800138000', '13800138000'],
    ['1.3800138E10', '13800138000'],
    ['1E+05', '100000'],
    ['100000.0', '100000'],
    ['999999999999999', '999999999999999'],
    ['-5', '-5'],
    ['1.5', '1.5'],
  ];
  test.each(numbers)('the number %s is %s', (raw, id) => {
    expect(sent(readRows(`<row r="1"><c r="A1"><v>${raw}</v></c></row>`))).toEqual([`parent:${id}@1`]);
  });

  test('a number beyond the 15 digits Excel keeps is malformed, not somebody else', () => {
    const result = readRows('<row r="1"><c r="A1"><v>1.2345678901234566E17</v></c><c r="B1"><v>1</v></c></row>');
    expect(result.malformed).toMatchObject([{ line: 1, text: '1.2345678901234566E+17', fault: 'badCharacters' }]);
  });

  test('leading zeros of a format like 000000', () => {
    const styles =
      '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="000000"/></numFmts><cellStyleXfs><xf numFmtId="170"/></cellStyleXfs>' +
      '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>';
    const xml = sheetXml('<row r="1"><c r="A1" s="1"><v>123</v></c><c r="B1" s="0"><v>124</v></c></row>');
    const result = readBook(makeWorkbook([{ xml }], [], { 'xl/styles.xml': styles }));
    expect(sent(result)).toEqual(['parent:000123@1', 'parent:124@1']);
  });

  test('errors are malformed; entities, CDATA and escapes are resolved', () => {
    const result = readRows(
      '<row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="inlineStr"><is><t>a&#95;&#x62;</t></is></c>' +
        '<c r="C1" t="inlineStr"><is><t><![CDATA[c1]]></t></is></c><c r="D1" t="inlineStr"><is><t>d_x005F_1_x000D_</t></is></c></row>',
    );
    expect(result.malformed.map(({ text }) => text)).toEqual(['#N/A']);
    expect(sent(result)).toEqual(['parent:a_b@1', 'parent:c1@1', 'parent:d_1@1']);
  });

  test('a line break in a cell parts ids, not rows', () => {
    const result = readRows('<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>', [
      '<t>p1\np2</t>',
    ]);
    expect(sent(result)).toEqual(['parent:p1@1', 'parent:p2@1', 'parent:7@2']);
  });

  test('prefixed and single-quoted XML reads the same', () => {
    const xml = `<?xml version='1.0'?><!-- > --><x:worksheet xmlns:x='m'><x:sheetData><x:row r='2' a='>'><x:c r='A2'><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>`;
    expect(sent(readBook(makeWorkbook([{ xml }])))).toEqual(['parent:7@2']);
  });
});

describe('a header in a sheet', () => {
  test('titles, unread columns, gaps, and a note far to the right', () => {
    const rows = inlineRows([
      ['2026年春季家长名单'],
      ['姓名', '家长ID', '手机'],
      ['张伟', 'p1，p2'],
      [],
      ['李红', '', '138'],
      ['王芳', '"p3"', '139', '', '备注'],
    ]);
    const result = readRows(rows, [], null);
    expect(sent(result)).toEqual(['parent:p1@3', 'parent:p2@3', 'parent:p3@6']);
    expect(result.arithmetic).toEqual({
      lines: 6,
      headings: 2,
      blank: 2,
      ids: 3,
      repeated: 0,
      malformed: 0,
      willSend: 3,
    });
    expect(result.unreadColumns).toEqual(['姓名', '手机']);
  });
});

describe('which sheet', () => {
  const sheet = (id: string): MadeSheet => ({ xml: sheetXml(id ? inlineRows([[id]]) : '') });

  test('the first with data', () => {
    expect(sent(readBook(makeWorkbook([sheet(''), sheet('p2'), sheet('p3')])))).toEqual(['parent:p2@1']);
  });

  test('not a hidden one', () => {
    expect(sent(readBook(makeWorkbook([{ ...sheet('p1'), hidden: true }, sheet('p2')])))).toEqual(['parent:p2@1']);
  });

  test('the others with anything in them are named', () => {
    const hidden = { ...sheet('p5'), hidden: true };
    const damaged = { xml: '<worksheet><c><v/></c' };
    const result = readBook(makeWorkbook([sheet(''), sheet('p2'), sheet(''), sheet('p4'), hidden, damaged]));
    expect(sent(result)).toEqual(['parent:p2@1']);
    expect(result.unreadSheets).toEqual(['Sheet4', 'Sheet6']);
    expect(readBook(makeWorkbook([sheet('p1'), sheet('')])).unreadSheets).toEqual([]);
  });
});

describe('faults of a workbook', () => {
  const book = makeWorkbook([{ xml: sheetXml(inlineRows([['p1']])) }]);
  const damaged = Uint8Array.from(makeWorkbook([{ xml: sheetXml(inlineRows([['p1'.repeat(20)]])) }], ['<t>x</t>']));
  const at = Buffer.from(damaged).indexOf('xl/worksheets/sheet1.xml') + 40;
  damaged[at] = (damaged[at] ?? 0) ^ 0xff;
  const sheetOf = (xml: string) => makeWorkbook([{ xml }]);
  const doctype = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>';
  const cases: [string, Uint8Array, string][] = [
    ['a cut upload', book.subarray(0, book.length - 30), 'unreadable'],
    ['a flipped bit', damaged, 'unreadable'],
    ['an outside entity', sheetOf(`${doctype}<worksheet><row r="1"><c><v>&a;</v></c></row></worksheet>`), 'unreadable'],
    ['an unknown entity', sheetOf(sheetXml('<row r="1"><c r="A1" t="str"><v>&nope;</v></c></row>')), 'unreadable'],
    [
      'a shared text that is not there',
      sheetOf(sheetXml('<row r="1"><c r="A1" t="s"><v>9</v></c></row>')),
      'unreadable',
    ],
    [
      'rows out of order',
      sheetOf(sheetXml('<row r="2"><c><v>1</v></c></row><row r="1"><c><v>2</v></c></row>')),
      'unreadable',
    ],
    ['cut XML', sheetOf('<worksheet><row r="1"><c r="A1"><v>7</v></c></row><row'), 'unreadable'],
    ['hidden rows with text', sheetOf(sheetXml('<row r="1" hidden="1"><c r="A1"><v>7</v></c></row>')), 'hiddenRows'],
    ['no text', sheetOf(sheetXml('')), 'empty'],
    ['a Word file', makeZip({ 'word/document.xml': '<w/>' }), 'notAList'],
    ['an .xlsb', makeZip({ 'xl/workbook.bin': 'x' }), 'oldExcel'],
    ['an empty zip', makeZip({}), 'notAList'],
  ];
  test.each(cases)('%s', (_, bytes, fault) => {
    expect(readList(bytes, { kind: 'parent' })).toMatchObject({ type: 'fault', fault });
  });

  test('hidden rows without text do no harm', () => {
    expect(
      sent(readRows('<row r="1" hidden="1"><c r="A1" s="2"/></row><row r="2"><c r="A2"><v>7</v></c></row>')),
    ).toEqual(['parent:7@2']);
  });
});
