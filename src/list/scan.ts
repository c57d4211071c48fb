import type { IdColumn } from './id-column.ts';
import { hashNext, hashOf, hashStart, type Token } from './id-table.ts';
import type { Units } from './units.ts';

const idUnit = 0;
const otherUnit = 1;
const quote = 2;
const separator = 3;
const newline = 4;

/** What each UTF-16 unit is to the reader. The letters of an id are those of `idFault`; a test holds the two together. */
const classes = new Uint8Array(0x10000).fill(otherUnit);
classify('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.@-', idUnit);
classify('"\'', quote);
// \x1a ends some old text files.
classify(' \t\v\f,;|\x1a', separator);
classify('\n\r', newline);

function classify(characters: string, as: number): void {
  for (const unit of Buffer.from(characters)) classes[unit] = as;
}

const lineFeed = 10;
const carriageReturn = 13;

/** Whether a line ends with this unit; \r\n is one end. */
export function endsLine(units: Units, at: number): boolean {
  return units[at] === lineFeed || (units[at] === carriageReturn && units[at + 1] !== lineFeed);
}

export type Span = { from: number; to: number /** Line of `from`. */; line: number };

/** Puts the ids of a span into `column`; answers the line on which the span ends. */
export function scanIds(units: Units, span: Span, column: IdColumn): number {
  const token: Token = { start: 0, end: 0, hash: 0, line: span.line };
  const { to } = span;
  let at = span.from;
  while (at < to) {
    let unit = units[at] ?? 0;
    let kind = classes[unit] ?? otherUnit;
    if (kind >= quote) {
      if (kind === newline && endsLine(units, at)) token.line++;
      at++;
      continue;
    }
    let worst = idUnit;
    let hash = hashStart;
    token.start = at;
    do {
      worst |= kind;
      hash = hashNext(hash, unit);
      unit = units[++at] ?? 0;
      kind = classes[unit] ?? otherUnit;
    } while (kind <= otherUnit && at < to);
    token.end = at;
    token.hash = hash;
    const closed = kind !== quote || !hasMore(units, token, to);
    column.take(token, worst === idUnit && closed);
    at = Math.max(at, token.end);
  }
  return token.line;
}

/** A quote within a token is part of it, one behind it is not. Answers whether there was more, and lengthens the token by it. */
function hasMore(units: Units, token: Token, to: number): boolean {
  const first = token.end;
  for (let at = first; at < to; at++) {
    const kind = classes[units[at] ?? 0] ?? otherUnit;
    if (kind >= separator) break;
    if (kind !== quote) token.end = at + 1;
  }
  if (token.end === first) return false;
  token.hash = hashOf(units, token.start, token.end);
  return true;
}
