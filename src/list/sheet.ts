import { UnreadableList } from './result.ts';
import { cellText, type SharedStrings } from './shared-strings.ts';
import { UnitWriter } from './unit-writer.ts';
import type { Units } from './units.ts';
import { attribute, type XmlListener } from './xml.ts';

/** Excel's own limits. */
const maxRow = 1_048_576;
const maxColumn = 16_384;

const tab = 9;
const newline = 10;

/** Turns a sheet into lines and tabs, so that row 17 is line 17 and one reader reads both kinds of file. */
export class Sheet implements XmlListener {
  private readonly out = new UnitWriter();
  private readonly strings: SharedStrings;
  /** For each cell style, how many digits its format shows at least (000000: 6). */
  private readonly digits: readonly number[];
  private row = 0;
  private hidden = false;
  private column = 0;
  private type = '';
  private style = 0;
  private value = '';
  private inValue = false;
  private inReading = false;
  private rowWritten = 1;
  private columnWritten = 1;

  constructor(strings: SharedStrings, digits: readonly number[]) {
    this.strings = strings;
    this.digits = digits;
  }

  opened(name: string, attributes: string): void {
    switch (name) {
      case 'row':
        this.openRow(attributes);
        break;
      case 'c':
        this.openCell(attributes);
        break;
      case 'v':
        this.inValue = this.type !== 'inlineStr';
        break;
      case 't':
        this.inValue = this.type === 'inlineStr' && !this.inReading;
        break;
      case 'rPh':
        this.inReading = true;
    }
  }

  text(raw: string): void {
    if (this.inValue) this.value += raw;
  }

  closed(name: string): void {
    if (name === 'v' || name === 't') this.inValue = false;
    else if (name === 'rPh') this.inReading = false;
    else if (name === 'c') this.closeCell();
  }

  /** What was read; empty when no cell had text. */
  units(): Units {
    return this.out.written(0, this.out.length);
  }

  private openRow(attributes: string): void {
    const row = Number(attribute(attributes, 'r') ?? this.row + 1);
    if (!(row > this.row && row <= maxRow)) throw new UnreadableList('unreadable', 'workbook: rows out of order');
    const hidden = attribute(attributes, 'hidden');
    this.row = row;
    this.hidden = hidden === '1' || hidden === 'true';
    this.column = 0;
  }

  private openCell(attributes: string): void {
    const name = attribute(attributes, 'r');
    this.column = name === undefined ? this.column + 1 : columnNumber(name);
    this.type = attribute(attributes, 't') ?? 'n';
    this.style = Number(attribute(attributes, 's') ?? 0);
    this.value = '';
    this.inReading = false;
  }

  private closeCell(): void {
    if (this.value === '' || this.row === 0) return;
    if (this.type === 's') this.writeShared(this.strings.at(Number(this.value)));
    else this.writeText(shownValue(this.type, this.value, this.digits[this.style] ?? 0));
  }

  private writeShared(units: Units): void {
    if (units.every(isBlank)) return;
    this.moveToCell();
    this.out.writeUnits(units);
  }

  private writeText(text: string): void {
    if (text.trim() === '') return;
    this.moveToCell();
    this.out.writeText(text);
  }

  private moveToCell(): void {
    if (this.hidden) throw new UnreadableList('hiddenRows', `row ${this.row}`);
    if (this.row > this.rowWritten) this.columnWritten = 1;
    if (this.column < this.columnWritten) throw new UnreadableList('unreadable', 'workbook: cells out of order');
    this.out.repeat(newline, this.row - this.rowWritten);
    this.out.repeat(tab, this.column - this.columnWritten);
    this.rowWritten = this.row;
    this.columnWritten = this.column;
  }
}

/** Whether a sheet has text at all. */
export class AnyText implements XmlListener {
  isFound = false;
  private inValue = false;

  opened(name: string): void {
    this.inValue = name === 'v' || name === 't';
  }

  text(raw: string): void {
    if (this.inValue && raw.trim() !== '') this.isFound = true;
  }

  closed(): void {
    this.inValue = false;
  }
}

function isBlank(unit: number): boolean {
  return unit <= 0x20;
}

/** AB12 → 28 */
function columnNumber(cell: string): number {
  let number = 0;
  for (let i = 0; i < cell.length; i++) {
    const letter = cell.charCodeAt(i) - 0x40;
    if (letter < 1 || letter > 26) break;
    number = number * 26 + letter;
  }
  if (number < 1 || number > maxColumn) throw new UnreadableList('unreadable', `workbook: cell ${cell.slice(0, 20)}`);
  return number;
}

/** What a cell shows that holds its own value. */
function shownValue(type: string, raw: string, digits: number): string {
  if (type === 'n') return shownNumber(raw, digits);
  if (type === 'b') return raw === '1' ? 'TRUE' : 'FALSE';
  return cellText(raw);
}

/**
 * A number as its cell shows it. Excel keeps 15 digits: a longer id typed as a number has lost its end, so it is
 * written with an exponent, which no id may have, and shown as malformed instead of sent to somebody else.
 */
function shownNumber(raw: string, digits: number): string {
  const value = Number(raw);
  if (!Number.isInteger(value)) return raw;
  if (Math.abs(value) >= 1e15) return value.toExponential().toUpperCase();
  return value < 0 ? String(value) : String(value).padStart(digits, '0');
}
