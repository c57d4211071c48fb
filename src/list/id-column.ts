import { looksLikePhone, maxIdBytes, phoneLength, type RecipientKind } from '../audience.ts';
import { grown } from './growing.ts';
import { IdTable, type Token } from './id-table.ts';
import { listLimits, type MalformedEntry, type PackedList } from './result.ts';
import { textOf, type Units } from './units.ts';

/** What all columns of one list count together. */
export class Counts {
  ids = 0;
  repeated = 0;
  malformed = 0;
  phones = 0;
  linesWithIds = 0;
  readonly kept: MalformedEntry[] = [];
  private lastLine = 0;

  /** Lines come in order, so one number tells a new one. */
  count(line: number): void {
    this.ids++;
    if (line === this.lastLine) return;
    this.lastLine = line;
    this.linesWithIds++;
  }
}

/** The ids of one kind: the first spelling is kept, the malformed are set apart. */
export class IdColumn {
  readonly kind: RecipientKind;
  private readonly units: Units;
  private readonly counts: Counts;
  private readonly seen: IdTable;
  private readonly ids: Uint8Array<ArrayBuffer>;
  private used = 0;
  private lines = new Uint32Array(1 << 10);
  private size = 0;

  constructor(kind: RecipientKind, units: Units, counts: Counts) {
    this.kind = kind;
    this.units = units;
    this.counts = counts;
    this.seen = new IdTable(units);
    // Room for all, since each id has a separator behind it; memory that nobody writes to costs nothing.
    this.ids = new Uint8Array(units.length + 1);
  }

  /** `wellFormed`: every character may stand in an id. */
  take(token: Token, wellFormed: boolean): void {
    this.counts.count(token.line);
    if (!this.seen.add(token)) this.counts.repeated++;
    else if (!wellFormed) this.reject(token, 'badCharacters');
    else if (token.end - token.start > maxIdBytes) this.reject(token, 'tooLong');
    else this.keep(token);
  }

  private keep({ start, end, line }: Token): void {
    if (this.size === this.lines.length) this.lines = grown(this.lines, Uint32Array, 0);
    const { ids, units } = this;
    let used = this.used;
    for (let i = start; i < end; i++) ids[used++] = units[i] ?? 0;
    ids[used++] = 10;
    this.used = used;
    this.lines[this.size++] = line;
    if (end - start === phoneLength && looksLikePhone(textOf(units, { start, end }, phoneLength))) this.counts.phones++;
  }

  private reject(token: Token, fault: MalformedEntry['fault']): void {
    this.counts.malformed++;
    const { kept } = this.counts;
    if (kept.length === listLimits.maxMalformedKept) return;
    kept.push({ kind: this.kind, line: token.line, text: textOf(this.units, token, listLimits.maxTextShown), fault });
  }

  pack(): PackedList {
    const { kind, size } = this;
    return { kind, size, ids: this.ids.subarray(0, this.used), lines: this.lines.subarray(0, size) };
  }
}
