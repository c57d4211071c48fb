import { UnreadableList } from './result.ts';
import { SharedStrings } from './shared-strings.ts';
import { Sheet } from './sheet.ts';
import type { Units } from './units.ts';
import { attribute, type XmlListener, XmlReader } from './xml.ts';
import { type Budget, openZip, unfold, type ZipEntry } from './zip.ts';

/** A sheet of a million rows with one column; beyond it a CSV is the better file. */
const maxUnfoldedBytes = 100 * 1024 * 1024;

type Parts = { entries: Map<string, ZipEntry>; budget: Budget };

/** The first visible sheet with anything in it, as lines and tabs. Throws `UnreadableList`. */
export function readWorkbook(bytes: Uint8Array): Units {
  const parts: Parts = { entries: openZip(bytes), budget: { left: maxUnfoldedBytes } };
  if (parts.entries.has('xl/workbook.bin')) throw new UnreadableList('oldExcel', 'xlsb');
  if (!parts.entries.has('xl/workbook.xml')) throw new UnreadableList('notAList', 'a zip, but no workbook');
  const strings = new SharedStrings();
  read(parts, 'xl/sharedstrings.xml', strings);
  const digits = cellDigits(parts);
  for (const name of visibleSheets(parts)) {
    const sheet = new Sheet(strings, digits);
    read(parts, name, sheet);
    if (sheet.units().length > 0) return sheet.units();
  }
  throw new UnreadableList('empty', 'no sheet with text');
}

/** A part that is not there says nothing. */
function read({ entries, budget }: Parts, name: string, listener: XmlListener): void {
  const entry = entries.get(name);
  if (entry === undefined) return;
  const reader = new XmlReader(listener);
  for (const piece of unfold(entry, budget)) reader.write(piece);
  reader.end();
}

/** Calls `seen` for each tag of a part. */
function eachTag(parts: Parts, name: string, seen: (tag: string, attributes: string) => void): void {
  read(parts, name, { opened: seen, closed: () => {}, text: () => {} });
}

/** Part names of the sheets a person sees, in their order. */
function visibleSheets(parts: Parts): string[] {
  const targets = new Map<string, string>();
  eachTag(parts, 'xl/_rels/workbook.xml.rels', (tag, attributes) => {
    if (tag !== 'Relationship' || !attribute(attributes, 'Type')?.endsWith('/worksheet')) return;
    targets.set(attribute(attributes, 'Id') ?? '', partName(attribute(attributes, 'Target') ?? ''));
  });
  const names: string[] = [];
  eachTag(parts, 'xl/workbook.xml', (tag, attributes) => {
    const target = targets.get(relationship(attributes));
    if (tag === 'sheet' && target && (attribute(attributes, 'state') ?? 'visible') === 'visible') names.push(target);
  });
  return names;
}

/** The one attribute `id` with a prefix; most writers call it r:id. */
function relationship(attributes: string): string {
  return /\s[\w.-]+:id\s*=\s*["']([^"']*)/.exec(attributes)?.[1] ?? '';
}

function partName(target: string): string {
  const path = target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`;
  return path.toLowerCase();
}

/** For each cell style, how many digits a format like 000000 shows; 0 for all others. */
function cellDigits(parts: Parts): number[] {
  const formats = new Map<string, number>();
  const digits: number[] = [];
  let inCells = false;
  eachTag(parts, 'xl/styles.xml', (tag, attributes) => {
    if (tag === 'numFmt') {
      const code = attribute(attributes, 'formatCode') ?? '';
      formats.set(attribute(attributes, 'numFmtId') ?? '', /^0+$/.test(code) ? code.length : 0);
    } else if (tag === 'cellXfs') inCells = true;
    else if (tag === 'cellStyles' || tag === 'dxfs') inCells = false;
    else if (tag === 'xf' && inCells) digits.push(formats.get(attribute(attributes, 'numFmtId') ?? '') ?? 0);
  });
  return digits;
}
