import { grown } from './growing.ts';
import { UnreadableList } from './result.ts';
import type { Units } from './units.ts';

/** More text than any list of a million ids has. */
const maxUnits = 1 << 25;

/** A growing text of UTF-16 units: what a workbook says, without a string for each cell. */
export class UnitWriter {
  private units = new Uint16Array(1 << 12);
  length = 0;

  private makeRoom(more: number): void {
    const needed = this.length + more;
    if (needed > maxUnits) throw new UnreadableList('tooLarge', 'workbook: too much text');
    if (needed > this.units.length) this.units = grown(this.units, Uint16Array, needed);
  }

  writeText(text: string): void {
    this.makeRoom(text.length);
    for (let i = 0; i < text.length; i++) this.units[this.length++] = text.charCodeAt(i);
  }

  writeUnits(units: Units): void {
    this.makeRoom(units.length);
    this.units.set(units, this.length);
    this.length += units.length;
  }

  repeat(unit: number, times: number): void {
    this.makeRoom(times);
    this.units.fill(unit, this.length, this.length + times);
    this.length += times;
  }

  /** A view, good until the next write. */
  written(from: number, to: number): Units {
    return this.units.subarray(from, to);
  }
}
