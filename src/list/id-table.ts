import { grown } from './growing.ts';
import type { Units } from './units.ts';

/** Differs from run to run, so that nobody can write a list whose ids all fall into one slot. */
export const hashStart = Math.floor(Math.random() * 2 ** 31);
const spread = 0x9e3779b1 | 0;

/** Ids are compared without case. Letters of ASCII only: no other letter may stand in an id. */
const folded = Uint16Array.from({ length: 0x10000 }, (_, unit) => (unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit));

export function hashNext(hash: number, unit: number): number {
  const mixed = Math.imul(hash ^ (folded[unit] ?? 0), spread);
  return mixed ^ (mixed >>> 15);
}

export function hashOf(units: Units, start: number, end: number): number {
  let hash = hashStart;
  for (let i = start; i < end; i++) hash = hashNext(hash, units[i] ?? 0);
  return hash;
}

/** Where a piece of text stands; `hash` as `hashOf` makes it. */
export type Token = { start: number; end: number; hash: number; line: number };

/** The distinct tokens of a text: where they stand, not what they are, so that a million cost some 30 MB. */
export class IdTable {
  private readonly units: Units;
  /** Hash and number of a token, side by side; number 0: a free slot. */
  private slots = new Int32Array(1 << 11);
  private spans = new Uint32Array(1 << 10);
  private count = 0;

  constructor(units: Units) {
    this.units = units;
  }

  /** False when the same token, whatever its case, is there already. */
  add(token: Token): boolean {
    const slot = this.slotOf(token);
    if (this.slots[slot + 1] !== 0) return false;
    if (this.count * 2 === this.spans.length) this.spans = grown(this.spans, Uint32Array, 0);
    this.spans[this.count * 2] = token.start;
    this.spans[this.count * 2 + 1] = token.end;
    this.count++;
    this.slots[slot] = token.hash;
    this.slots[slot + 1] = this.count;
    if (this.count * 4 > this.slots.length) this.widen();
    return true;
  }

  /** The slot of this token, or the free one where it belongs. */
  private slotOf(token: Token): number {
    const { slots } = this;
    const last = slots.length - 2;
    let slot = (token.hash << 1) & last;
    for (;;) {
      const number = slots[slot + 1] ?? 0;
      if (number === 0 || (slots[slot] === token.hash && this.same(number - 1, token))) return slot;
      slot = (slot + 2) & last;
    }
  }

  private same(index: number, token: Token): boolean {
    const start = this.spans[index * 2] ?? 0;
    const end = this.spans[index * 2 + 1] ?? 0;
    if (end - start !== token.end - token.start) return false;
    const { units } = this;
    for (let i = start, j = token.start; i < end; i++, j++) {
      if (folded[units[i] ?? 0] !== folded[units[j] ?? 0]) return false;
    }
    return true;
  }

  /** Twice the room; at most half of the slots are taken, so a search is short. */
  private widen(): void {
    const old = this.slots;
    const slots = new Int32Array(old.length * 2);
    const last = slots.length - 2;
    for (let from = 0; from < old.length; from += 2) {
      const number = old[from + 1] ?? 0;
      if (number === 0) continue;
      let slot = ((old[from] ?? 0) << 1) & last;
      while (slots[slot + 1] !== 0) slot = (slot + 2) & last;
      slots[slot] = old[from] ?? 0;
      slots[slot + 1] = number;
    }
    this.slots = slots;
  }
}
