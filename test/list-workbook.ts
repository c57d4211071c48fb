/** Builds workbooks part by part, the valid and the strange. Node's own deflate, because some of them unfold to 100 MB. */
import { crc32, deflateRawSync } from 'node:zlib';

export type MadeSheet = { xml: string; hidden?: boolean };
export type Parts = Record<string, string | Uint8Array>;

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const sheetType = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet';

/** An .xlsx with these sheets; `strings` become the shared strings, `parts` add or replace files in it. */
export function makeWorkbook(sheets: MadeSheet[], strings: string[] = [], parts: Parts = {}): Uint8Array {
  const tags = sheets.map(({ hidden }, i) => {
    return `<sheet name="Sheet${i + 1}" sheetId="${i + 1}"${hidden ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`;
  });
  const links = sheets.map((_, i) => {
    return `<Relationship Id="rId${i + 1}" Type="${sheetType}" Target="worksheets/sheet${i + 1}.xml"/>`;
  });
  return makeZip({
    'xl/workbook.xml': `${declaration}<workbook xmlns:r="r"><sheets>${tags.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${declaration}<Relationships>${links.join('')}</Relationships>`,
    'xl/sharedStrings.xml': `${declaration}<sst>${strings.map((text) => `<si>${text}</si>`).join('')}</sst>`,
    ...Object.fromEntries(sheets.map(({ xml }, i) => [`xl/worksheets/sheet${i + 1}.xml`, xml])),
    ...parts,
  });
}

/** A sheet around rows of XML. */
export function sheetXml(rows: string): string {
  return `${declaration}<worksheet xmlns="m"><sheetData>${rows}</sheetData></worksheet>`;
}

/** Rows of inline texts, as a program writes them. */
export function inlineRows(rows: string[][]): string {
  const cell = (text: string, row: number, column: number) =>
    `<c r="${String.fromCharCode(65 + column)}${row}" t="inlineStr"><is><t>${text}</t></is></c>`;
  const cells = (row: string[], i: number) => row.map((text, column) => (text ? cell(text, i + 1, column) : ''));
  return rows.map((row, i) => `<row r="${i + 1}">${cells(row, i).join('')}</row>`).join('');
}

/** A zip archive. Source: APPNOTE.TXT 4.3. */
export function makeZip(parts: Parts): Uint8Array {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of Object.entries(parts)) {
    const name = Buffer.from(path);
    const raw = Buffer.from(content);
    const data = deflateRawSync(raw, { level: 1 });
    const about = numbers(
      [20, 2],
      [0, 2],
      [8, 2],
      [0, 4],
      [crc32(raw), 4],
      [data.length, 4],
      [raw.length, 4],
      [name.length, 2],
    );
    const local = Buffer.concat([numbers([0x04034b50, 4]), about, numbers([0, 2]), name, data]);
    locals.push(local);
    directory.push(numbers([0x02014b50, 4], [20, 2]), about, Buffer.alloc(12), numbers([offset, 4]), name);
    offset += local.length;
  }
  const size = directory.reduce((sum, piece) => sum + piece.length, 0);
  const count = locals.length;
  const end = numbers([0x06054b50, 4], [0, 4], [count, 2], [count, 2], [size, 4], [offset, 4], [0, 2]);
  return new Uint8Array(Buffer.concat([...locals, ...directory, end]));
}

/** Little-endian numbers with their sizes in bytes. */
function numbers(...fields: [number, 2 | 4][]): Buffer {
  return Buffer.concat(
    fields.map(([value, size]) => {
      const bytes = Buffer.alloc(size);
      bytes.writeUIntLE(value, 0, size);
      return bytes;
    }),
  );
}
