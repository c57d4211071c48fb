/** Finds a secret, or the beginning or end of one, in whatever may have been written down, however it was spelt there. */

import { expect } from 'vitest';

export type Canary = { name: string; value: string };

const pieceChars = 12;
/** What a spelling is looked up by. */
const keyBytes = 4;

type Sought = { name: string; bytes: Buffer };

/** Where canaries show themselves, each spelling once, with what stands around it. One pass, however many there are. */
export function leaksIn(text: string | Buffer, canaries: Iterable<Canary>): string[] {
  const haystack = Buffer.from(text);
  const sought = Map.groupBy(
    [...canaries].flatMap(({ name, value }) => spellingsOf(value).map((each) => ({ name, bytes: Buffer.from(each) }))),
    ({ bytes }) => bytes.readUInt32LE(),
  );
  const found = new Map<Sought, number>();
  for (let at = 0; at + keyBytes <= haystack.length; at += 1) {
    for (const each of sought.get(haystack.readUInt32LE(at)) ?? [])
      if (!found.has(each) && haystack.subarray(at, at + each.bytes.length).equals(each.bytes)) found.set(each, at);
  }
  return [...found].map(([{ name, bytes }, at]) => `${name} as ${bytes} in …${around(haystack, at, bytes.length)}…`);
}

/** `there` shows that the text is the one that was meant. */
export function expectNone(text: string | Buffer, there: string[], canaries: Canary[]): void {
  for (const part of there) expect(text.includes(part), part).toBe(true);
  expect(leaksIn(text, canaries)).toEqual([]);
}

function around(bytes: Buffer, at: number, length: number): string {
  const shown = bytes.subarray(Math.max(0, at - 80), at + length + 40);
  return shown.toString().replace(/[^\x20-\x7e]+/g, '·');
}

/** A secret that was cut at either end is still found. */
export function spellingsOf(value: string): string[] {
  const pieces = [value.slice(0, pieceChars), ...(value.length < 2 * pieceChars ? [] : [value.slice(-pieceChars)])];
  return [...new Set(pieces.flatMap((piece) => [...spelt(piece), ...inBase64(piece)]))];
}

function spelt(piece: string): string[] {
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  const inUrl = encodeURIComponent(piece);
  const hex = Buffer.from(piece).toString('hex');
  return [
    ...[piece, inJson(piece), inJson(inJson(piece)), piece.replaceAll('/', '\\/')],
    ...[inUrl, inUrl.toLowerCase(), encodeURIComponent(inUrl), String(new URLSearchParams([['', piece]])).slice(1)],
    ...[hex, hex.toUpperCase()],
  ];
}

/** Base64 of a text that holds the piece: the letters between depend on where in a group of three bytes it begins. */
function inBase64(piece: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.from(`${' '.repeat(before)}${piece}`)
      .toString('base64')
      .replace(/=+$/, '');
    const certain = encoded.slice(Math.ceil((before * 4) / 3), Math.floor(((before + piece.length) * 8) / 6));
    return [certain, certain.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
