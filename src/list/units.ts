/** UTF-16 code units of a text, or its bytes where all of them are ASCII: the reader walks a million ids without a million strings. */
export type Units = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** The units of a typed text. */
export function unitsOf(text: string): Uint16Array<ArrayBuffer> {
  const bytes = Buffer.from(new ArrayBuffer(text.length * 2));
  bytes.write(text, 'utf16le');
  return new Uint16Array(bytes.buffer);
}

/** The text of `units[start, end)`, cut with `…` after `maxUnits`. */
export function textOf(units: Units, span: { start: number; end: number }, maxUnits: number): string {
  const length = Math.min(span.end - span.start, maxUnits);
  const text = String.fromCharCode(...units.subarray(span.start, span.start + length));
  return length < span.end - span.start ? `${text}…` : text;
}

const fullWidthFrom = 0xff01;
const fullWidthTo = 0xff5e;
const dropped = -1;

/** What people type or paste for a separator, a quote or nothing at all; the rest of the full-width forms is arithmetic. */
const rewritten = new Map<number, number>([
  ...units('，、；､﹐﹑﹔', ';'),
  ...units('“”„‟', '"'),
  ...units('‘’‚‛', "'"),
  ...units('\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000', ' '),
  ...range(0x2000, 0x200a, 0x20),
  ...units('\u00ad\u180e\ufeff', null),
  ...range(0x200b, 0x200f, dropped),
  ...range(0x202a, 0x202e, dropped),
  ...range(0x2060, 0x206f, dropped),
]);

function units(from: string, to: string | null): [number, number][] {
  return [...from].map((character) => [character.charCodeAt(0), to === null ? dropped : to.charCodeAt(0)]);
}

function range(first: number, last: number, to: number): [number, number][] {
  return Array.from({ length: last - first + 1 }, (_, i) => [first + i, to]);
}

/** Half-width for full-width, a plain blank for every other, nothing for the invisible. */
function rewrite(unit: number): number {
  const found = rewritten.get(unit);
  if (found !== undefined) return found;
  return unit >= fullWidthFrom && unit <= fullWidthTo ? unit - 0xfee0 : unit;
}

/** Most of a Chinese text needs no look-up. */
function staysAsIs(unit: number): boolean {
  return unit < 0x80 || (unit > 0x3001 && unit < 0xfe50);
}

/**
 * Full-width letters, digits and punctuation to half-width, in place; zero-width and direction marks are dropped.
 * A full-width comma becomes `;`, so that it still joins ids inside one cell of a file whose columns are parted by `,`.
 */
export function normalise(units: Units): Units {
  if (units instanceof Uint8Array) return units;
  let length = 0;
  for (let i = 0; i < units.length; i++) {
    const unit = units[i] ?? 0;
    const kept = staysAsIs(unit) ? unit : rewrite(unit);
    if (kept !== dropped) units[length++] = kept;
    else if (beginsLine(units, length)) units[length++] = 0x20;
  }
  return units.subarray(0, length);
}

/** A line of nothing but invisible marks is a line: \r and \n on both sides of one must not become one end. */
function beginsLine(units: Units, at: number): boolean {
  return at === 0 || units[at - 1] === 10 || units[at - 1] === 13;
}
