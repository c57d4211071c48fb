import { endsLine } from './scan.ts';
import type { Units } from './units.ts';

/** How cells are parted: by one character, with CSV quotes in a file a person wrote, without them in a sheet. */
export type Dialect = { delimiter: number; quoting: boolean };

export type Cell = { from: number; to: number; line: number };

const blank = 0x20;
const quoteMark = 0x22;
/** A quoted cell that goes on for longer is a stray quote; it must not swallow the ids behind it. */
const maxQuoted = { units: 4096, newlines: 10 };

/** Reads a table row by row; `cells` are those of the row last read, up to `width` of them. */
export class RowReader {
  readonly cells: Cell[] = [];
  /** Cells in this row. */
  count = 0;
  /** Whether there is text to the right of `width`. */
  overflows = false;
  /** Where the next row starts. */
  at: number;
  line: number;
  private readonly units: Units;
  private readonly dialect: Dialect;
  private readonly width: number;

  constructor(units: Units, dialect: Dialect, place: { at: number; line: number; width: number }) {
    this.units = units;
    this.dialect = dialect;
    this.at = place.at;
    this.line = place.line;
    this.width = place.width;
  }

  /** False at the end of the text. */
  next(): boolean {
    if (this.at >= this.units.length) return false;
    this.count = 0;
    this.overflows = false;
    do this.readCell();
    while (this.passed(this.dialect.delimiter));
    this.passNewline();
    return true;
  }

  private passed(unit: number): boolean {
    if (this.units[this.at] !== unit) return false;
    this.at++;
    return true;
  }

  private passNewline(): void {
    if (this.at >= this.units.length) return;
    if (!endsLine(this.units, this.at)) this.at++;
    this.at++;
    this.line++;
  }

  /** Leaves `at` on the delimiter, the newline or the end. */
  private readCell(): void {
    const { units } = this;
    while (units[this.at] === blank) this.at++;
    const { line } = this;
    const close = this.dialect.quoting && units[this.at] === quoteMark ? this.closingQuote() : 0;
    const from = close > 0 ? this.at + 1 : this.at;
    const to = close > 0 ? close : this.cellEnd(this.at);
    if (close > 0) this.line += newlinesIn(units, from, close);
    this.at = close > 0 ? this.cellEnd(close) : to;
    this.put(from, to, line);
  }

  private put(from: number, to: number, line: number): void {
    const index = this.count++;
    if (index >= this.width) {
      if (to > from) this.overflows = true;
      return;
    }
    const cell = this.cells[index];
    if (cell === undefined) {
      this.cells.push({ from, to, line });
      return;
    }
    cell.from = from;
    cell.to = to;
    cell.line = line;
  }

  private cellEnd(from: number): number {
    const { units, dialect } = this;
    let at = from;
    while (at < units.length && units[at] !== dialect.delimiter && !isNewline(units[at])) at++;
    return at;
  }

  /** Where the quote closes that opens at `at`, or 0 when nothing but a stray quote was found. */
  private closingQuote(): number {
    const { units } = this;
    const end = Math.min(units.length, this.at + maxQuoted.units);
    let newlines = 0;
    for (let at = this.at + 1; at < end; at++) {
      if (endsLine(units, at) && ++newlines > maxQuoted.newlines) return 0;
      if (units[at] !== quoteMark) continue;
      if (units[at + 1] !== quoteMark) return this.endsCell(at + 1) ? at : 0;
      at++;
    }
    return 0;
  }

  private endsCell(from: number): boolean {
    const { units, dialect } = this;
    let at = from;
    while (units[at] === blank) at++;
    return at >= units.length || units[at] === dialect.delimiter || isNewline(units[at]);
  }
}

function isNewline(unit: number | undefined): boolean {
  return unit === 10 || unit === 13;
}

function newlinesIn(units: Units, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) if (endsLine(units, at)) count++;
  return count;
}
