import { isAscii, isUtf8 } from 'node:buffer';
import { type Units, unitsOf } from './units.ts';

type Utf16 = { littleEndian: boolean; from: number };

/**
 * UTF-16 with a mark or with the zeros that Latin text leaves in it, UTF-8 where it is flawless, GB18030 (which holds GBK) for the rest.
 * What no encoding explains becomes U+FFFD, which no id may contain: it is shown as malformed, not lost.
 */
export function decode(bytes: Uint8Array): Units {
  const utf16 = utf16Of(bytes);
  if (utf16) return fromUtf16(bytes.subarray(utf16.from), utf16.littleEndian);
  const body = startsWith(bytes, [0xef, 0xbb, 0xbf]) ? bytes.subarray(3) : bytes;
  if (isAscii(body)) return asUnits(body);
  const encoding = body !== bytes || isUtf8(body) ? 'utf-8' : 'gb18030';
  return unitsOf(new TextDecoder(encoding).decode(body));
}

export function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, i) => bytes[i] === byte);
}

function utf16Of(bytes: Uint8Array): Utf16 | null {
  if (startsWith(bytes, [0xff, 0xfe])) return { littleEndian: true, from: 2 };
  if (startsWith(bytes, [0xfe, 0xff])) return { littleEndian: false, from: 2 };
  const zeros = [0, 0];
  const sample = bytes.subarray(0, 4096);
  sample.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  const enough = sample.length / 8;
  if (odd > enough && even * 20 < odd) return { littleEndian: true, from: 0 };
  if (even > enough && odd * 20 < even) return { littleEndian: false, from: 0 };
  return null;
}

function fromUtf16(bytes: Uint8Array, littleEndian: boolean): Units {
  const whole = new Uint8Array(bytes.subarray(0, bytes.length & ~1));
  if (!littleEndian) Buffer.from(whole.buffer).swap16();
  return new Uint16Array(whole.buffer);
}

/** The same memory without Node's Buffer around it, so that the reader meets one class only. */
function asUnits(bytes: Uint8Array): Units {
  return bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    : new Uint8Array(bytes);
}
