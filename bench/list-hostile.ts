/** Files made to hurt a list reader, as large as an upload may be. Read by the bench, which measures, and by a test. */
import { listLimits } from '../src/list/result.ts';
import { makeWorkbook, sheetXml } from '../test/list-workbook.ts';

const { maxBytes } = listLimits;

/** `expected`: the fault, or how many ids are found. */
export type HostileList = { name: string; make: () => Uint8Array; expected: string | number };

function repeated(text: string, bytes = maxBytes): Uint8Array {
  const { length } = Buffer.from(text);
  return new Uint8Array(Buffer.alloc(bytes - (bytes % length), text));
}

function numbered(count: number, line: (n: number) => string): Uint8Array {
  return new Uint8Array(Buffer.from(Array.from({ length: count }, (_, n) => line(n)).join('\n')));
}

/** The same every time, as hard to squeeze as chance. */
function noise(bytes: number): Uint8Array {
  const made = new Uint8Array(bytes);
  let state = 1;
  for (let i = 0; i < bytes; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    made[i] = state >>> 24;
  }
  return made;
}

/** Chinese characters of GBK only: lead and trail byte in turn. */
function gbkNoise(): Uint8Array {
  const made = noise(maxBytes);
  for (let i = 0; i < maxBytes; i++) made[i] = 0xb0 + ((made[i] ?? 0) % 0x40);
  for (let i = 38; i < maxBytes; i += 40) made.set([44, 10], i);
  return made;
}

function bookOf(sheet: string | Uint8Array, strings: string[] = []): Uint8Array {
  return makeWorkbook([{ xml: '' }], strings, { 'xl/worksheets/sheet1.xml': sheet });
}

/** Says in its directory that the large sheet has ten bytes. */
function lying(book: Uint8Array, bytes: number): Uint8Array {
  const found = Buffer.from(book.buffer, book.byteOffset, book.length);
  const declared = Buffer.alloc(4);
  declared.writeUInt32LE(bytes);
  for (let at = found.indexOf(declared); at >= 0; at = found.indexOf(declared, at + 4)) found.writeUInt32LE(10, at);
  return book;
}

const megabyte = 1024 * 1024;

export const hostileLists: HostileList[] = [
  { name: 'quotes', make: () => repeated('"'), expected: 'empty' },
  { name: 'commas', make: () => repeated(','), expected: 'empty' },
  { name: 'carriage returns', make: () => repeated('\r'), expected: 'empty' },
  { name: 'zeros', make: () => new Uint8Array(maxBytes), expected: 'notAList' },
  { name: 'one line, one id', make: () => repeated('a'), expected: 1 },
  { name: 'one line, five million ids', make: () => repeated('a,'), expected: maxBytes / 2 },
  { name: 'UTF-16, distinct', make: () => numberedUtf16(700_000), expected: 700_000 },
  { name: 'GBK, a quarter of a million names', make: gbkNoise, expected: 262_144 },
  { name: 'a million malformed', make: () => numbered(1_100_000, (n) => `!${n}`), expected: 1_100_000 },
  { name: 'ids with zeros in them', make: () => repeated('a\0b\0c,'), expected: 1 },
  { name: 'chance', make: () => noise(maxBytes), expected: 'notAList' },
  { name: 'a table with a stray quote a row', make: () => strayQuotes(), expected: 800_000 },
  { name: 'a table of five million empty cells', make: () => repeated('家长ID,,,,,,,,\n'), expected: 616_808 },
  { name: 'zip: unfolds to 101 MB', make: () => bookOf(repeated(' ', 101 * megabyte)), expected: 'tooLarge' },
  {
    name: 'zip: 90 MB that claim to be ten bytes',
    make: () => lying(bookOf(repeated(' ', 90 * megabyte)), 90 * megabyte),
    expected: 'unreadable',
  },
  { name: 'zip: 30 million tags deep', make: () => bookOf(repeated('<a>', 90 * megabyte)), expected: 'tooLarge' },
  { name: 'zip: one tag without end', make: () => bookOf(repeated('<a b="', 90 * megabyte)), expected: 'unreadable' },
  { name: 'zip: one long text in every cell', make: longTextEverywhere, expected: 'tooLarge' },
  { name: 'zip: a cell far right in every row', make: farRight, expected: 'tooLarge' },
  { name: 'zip: 60 more sheets that unfold to 8 MB', make: emptySheets, expected: 1 },
];

function numberedUtf16(count: number): Uint8Array {
  return new Uint8Array(Buffer.from(`\ufeff${Array.from({ length: count }, (_, n) => n).join('\n')}`, 'utf16le'));
}

function strayQuotes(): Uint8Array {
  return new Uint8Array(Buffer.from(`姓名,家长ID\n${Array.from({ length: 800_000 }, (_, n) => `"x,${n}`).join('\n')}`));
}

function rowsOf(count: number, row: (n: number) => string): string {
  return sheetXml(Array.from({ length: count }, (_, n) => row(n + 1)).join(''));
}

function longTextEverywhere(): Uint8Array {
  const rows = rowsOf(100_000, (n) => `<row r="${n}"><c r="A${n}" t="s"><v>0</v></c></row>`);
  return bookOf(rows, [`<t>${'x'.repeat(32_767)}</t>`]);
}

function farRight(): Uint8Array {
  return bookOf(rowsOf(100_000, (n) => `<row r="${n}"><c r="XFD${n}"><v>${n}</v></c></row>`));
}

function emptySheets(): Uint8Array {
  const empty = Buffer.from(repeated('<c/>', 8 * megabyte)).toString('latin1');
  const list = { xml: sheetXml('<row r="1"><c r="A1"><v>1</v></c></row>') };
  return makeWorkbook([list, ...Array.from({ length: 60 }, () => ({ xml: empty }))]);
}
