import { grown } from './growing.ts';
import { UnreadableList } from './result.ts';
import { UnitWriter } from './unit-writer.ts';
import type { Units } from './units.ts';
import { resolveEntities, type XmlListener } from './xml.ts';

const maxStrings = 4_000_000;

/** The texts that cells refer to by number. */
export class SharedStrings implements XmlListener {
  private readonly writer = new UnitWriter();
  private ends = new Uint32Array(1 << 10);
  private count = 0;
  private inText = false;
  private inReading = false;

  opened(name: string): void {
    if (name === 'rPh') this.inReading = true;
    else if (name === 't') this.inText = !this.inReading;
  }

  text(raw: string): void {
    if (this.inText) this.writer.writeText(cellText(raw));
  }

  closed(name: string): void {
    if (name === 't') this.inText = false;
    else if (name === 'rPh') this.inReading = false;
    else if (name === 'si') this.endString();
  }

  private endString(): void {
    if (this.count === maxStrings) throw new UnreadableList('tooLarge', 'workbook: too many texts');
    if (this.count === this.ends.length) this.ends = grown(this.ends, Uint32Array, 0);
    this.ends[this.count++] = this.writer.length;
  }

  at(index: number): Units {
    const exists = Number.isInteger(index) && index >= 0 && index < this.count;
    if (!exists) throw new UnreadableList('unreadable', 'workbook: a cell names a text that is not there');
    return this.writer.written(this.ends[index - 1] ?? 0, this.ends[index] ?? 0);
  }
}

/**
 * The text of a cell. A line break or tab in it becomes `;`, which parts ids, but neither rows nor columns.
 * `_x000D_` is a character XML cannot hold. Source: ECMA-376 part 1, 22.9.2.19 ST_Xstring.
 */
export function cellText(raw: string): string {
  const text = resolveEntities(raw);
  const whole = text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, fromHex) : text;
  return whole.replace(/[\t\r\n]/g, ';');
}

function fromHex(_: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
