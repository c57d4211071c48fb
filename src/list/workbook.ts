import { UnreadableList } from './result.ts';
import { SharedStrings } from './shared-strings.ts';
import { AnyText, Sheet } from './sheet.ts';
import type { Units } from './units.ts';
import { attribute, type XmlListener, XmlReader } from './xml.ts';
import { type Budget, openZip, unfold, type ZipEntry } from './zip.ts';

/** A sheet of a million rows with one column; beyond it a CSV is the better file. */
const maxUnfoldedBytes = 100 * 1024 * 1024;
/** For a look at the other sheets; text shows soon where there is any. */
const maxLookedAtBytes = 16 * 1024 * 1024;

type Parts = { entries: Map<string, ZipEntry>; budget: Budget };

/** More than Excel makes room for at first; the rest of a workbook made of sheets is not looked at. */
const maxSheets = 255;
const maxNameShown = 40;

export type Workbook = {
  /** The first visible sheet with anything in it, as lines and tabs. */
  units: Units;
  /** The names of the other visible sheets with anything in them. */
  unreadSheets: string[];
};

/** Throws `UnreadableList`. */
export function readWorkbook(bytes: Uint8Array): Workbook {
  const parts: Parts = { entries: openZip(bytes), budget: { left: maxUnfoldedBytes } };
  if (parts.entries.has('xl/workbook.bin')) throw new UnreadableList('oldExcel', 'xlsb');
  if (!parts.entries.has('xl/workbook.xml')) throw new UnreadableList('notAList', 'a zip, but no workbook');
  const strings = new SharedStrings();
  read(parts, 'xl/sharedstrings.xml', strings);
  const digits = cellDigits(parts);
  const sheets = visibleSheets(parts);
  for (const [i, { part }] of sheets.entries()) {
    const sheet = new Sheet(strings, digits);
    read(parts, part, sheet);
    const units = sheet.units();
    const others = sheets.slice(i + 1);
    if (units.length > 0) return { units, unreadSheets: others.filter(hasText(parts.entries)).map(({ name }) => name) };
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

/** One that cannot be read, or not within the budget, is taken to have some. */
function hasText(entries: Parts['entries']): (sheet: SheetName) => boolean {
  const budget = { left: maxLookedAtBytes };
  return ({ part }) => {
    const entry = entries.get(part);
    if (entry === undefined) return false;
    const text = new AnyText();
    const reader = new XmlReader(text);
    try {
      for (const piece of unfold(entry, budget)) {
        reader.write(piece);
        if (text.isFound) return true;
      }
      reader.end();
      return false;
    } catch (error) {
      if (error instanceof UnreadableList) return true;
      throw error;
    }
  };
}

/** Calls `seen` for each tag of a part. */
function eachTag(parts: Parts, name: string, seen: (tag: string, attributes: string) => void): void {
  read(parts, name, { opened: seen, closed: () => {}, text: () => {} });
}

type SheetName = { name: string; part: string };

/** The sheets a person sees, in their order. */
function visibleSheets(parts: Parts): SheetName[] {
  const targets = new Map<string, string>();
  eachTag(parts, 'xl/_rels/workbook.xml.rels', (tag, attributes) => {
    if (tag !== 'Relationship' || !attribute(attributes, 'Type')?.endsWith('/worksheet')) return;
    targets.set(attribute(attributes, 'Id') ?? '', partName(attribute(attributes, 'Target') ?? ''));
  });
  const sheets: SheetName[] = [];
  eachTag(parts, 'xl/workbook.xml', (tag, attributes) => {
    const part = targets.get(relationship(attributes));
    if (tag !== 'sheet' || !part || (attribute(attributes, 'state') ?? 'visible') !== 'visible') return;
    const name = (attribute(attributes, 'name') ?? '').slice(0, maxNameShown);
    if (sheets.length < maxSheets) sheets.push({ name, part });
  });
  return sheets;
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
