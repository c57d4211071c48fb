import { crc32 } from 'node:zlib';
import { Inflate } from 'fflate';
import { UnreadableList } from './result.ts';

/** Source: APPNOTE.TXT 4.3 (end of central directory, central and local file headers). */
const signatures = { end: 0x06054b50, central: 0x02014b50, local: 0x04034b50 };
const endSize = 22;
const maxComment = 0xffff;
const maxEntries = 4096;
const methods = { stored: 0, deflated: 8 };

export type ZipEntry = { name: string; method: number; crc: number; data: Uint8Array; size: number };

/** Bytes that may still be unfolded from one file; a small file can hold a thousand times its size. */
export type Budget = { left: number };

function broken(detail: string): UnreadableList {
  return new UnreadableList('unreadable', `zip: ${detail}`);
}

/** The entries by lower-case name, with the data still folded. The central directory decides, as it does for Excel. */
export function openZip(bytes: Uint8Array): Map<string, ZipEntry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = endOfDirectory(view);
  const count = view.getUint16(end + 10, true);
  if (count > maxEntries) throw broken('too many entries');
  const entries = new Map<string, ZipEntry>();
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== signatures.central) throw broken('bad directory');
    const entry = entryAt(view, bytes, at);
    entries.set(entry.name, entry);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

function endOfDirectory(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - endSize - maxComment);
  for (let at = view.byteLength - endSize; at >= lowest; at--) {
    if (view.getUint32(at, true) === signatures.end) return at;
  }
  throw broken('no directory');
}

function entryAt(view: DataView, bytes: Uint8Array, at: number): ZipEntry {
  const nameEnd = at + 46 + view.getUint16(at + 28, true);
  const name = Buffer.from(bytes.subarray(at + 46, nameEnd))
    .toString('utf8')
    .replaceAll('\\', '/')
    .toLowerCase();
  if ((view.getUint16(at + 8, true) & 1) === 1) throw broken('encrypted');
  const local = view.getUint32(at + 42, true);
  if (local + 30 > bytes.length || view.getUint32(local, true) !== signatures.local) throw broken('bad entry');
  const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const folded = view.getUint32(at + 20, true);
  if (from + folded > bytes.length) throw broken('cut off');
  return {
    name,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    data: bytes.subarray(from, from + folded),
    size: view.getUint32(at + 24, true),
  };
}

/** Deflate unfolds at most 1,032 times: 4 kB in give at most 4 MB out before the budget is looked at again. */
const bytesPerPush = 4096;

/** Unfolds one entry piece by piece. Size and checksum must be what the directory says. */
export function* unfold(entry: ZipEntry, budget: Budget): Generator<Uint8Array> {
  if (entry.size > budget.left)
    throw new UnreadableList('tooLarge', `zip: ${entry.name} unfolds to ${entry.size} bytes`);
  let size = 0;
  let crc = 0;
  for (const piece of pieces(entry)) {
    size += piece.length;
    budget.left -= piece.length;
    if (size > entry.size) throw broken('larger than declared');
    crc = crc32(piece, crc);
    yield piece;
  }
  if (size !== entry.size || crc !== entry.crc) throw broken('damaged entry');
}

function* pieces(entry: ZipEntry): Generator<Uint8Array> {
  if (entry.method === methods.stored) yield entry.data;
  else if (entry.method === methods.deflated) yield* inflated(entry.data);
  else throw broken(`compression method ${entry.method}`);
}

function* inflated(data: Uint8Array): Generator<Uint8Array> {
  let ready: Uint8Array[] = [];
  const inflate = new Inflate((piece) => ready.push(piece));
  for (let from = 0; from < data.length; from += bytesPerPush) {
    try {
      inflate.push(data.subarray(from, from + bytesPerPush), from + bytesPerPush >= data.length);
    } catch (cause) {
      throw new UnreadableList('unreadable', `zip: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
    yield* ready;
    ready = [];
  }
}
