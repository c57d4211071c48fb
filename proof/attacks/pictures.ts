/** Pictures that are small as files and huge, or something else, when they are opened. */
import { crc32, deflateSync } from 'node:zlib';

type HostilePicture = { name: string; make: () => Uint8Array };

/** Bits of a sample, and the colour type of PNG: 2 is RGB, 6 has an alpha channel too. */
type Shape = { bits?: 8 | 16; colour?: 2 | 6; interlaced?: boolean; more?: Buffer[] };

const deepest = { bits: 16, colour: 6 } as const;
const magic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const svg = '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>';

export const hostilePictures: HostilePicture[] = [
  { name: '99 million pixels of 8 bytes', make: () => png(9950, 9950, deepest) },
  { name: 'one row of 99 million pixels', make: () => png(99_000_000, 1) },
  { name: 'a hundred rows of a million', make: () => png(1_000_000, 99) },
  { name: 'as wide as may be', make: () => png(16_384, 6000, deepest) },
  { name: 'a column of 99 million', make: () => png(1, 99_000_000) },
  { name: 'interlaced', make: () => png(4990, 4990, { ...deepest, interlaced: true }) },
  { name: 'a colour profile of 400 MB', make: () => png(10, 10, { more: [unfolding('iCCP', 400)] }) },
  {
    name: 'ten texts of 100 MB',
    make: () => png(10, 10, { more: Array.from({ length: 10 }, () => unfolding('zTXt', 100)) }),
  },
  { name: '200,000 scans', make: manyScans },
  { name: 'SVG that says PNG', make: () => Buffer.concat([magic, Buffer.from(svg)]) },
  { name: 'SVG that says JPG', make: () => Buffer.concat([Buffer.of(0xff, 0xd8, 0xff), Buffer.from(svg)]) },
];

function png(width: number, height: number, { bits = 8, colour = 2, interlaced = false, more = [] }: Shape = {}) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([bits, colour, 0, 0, interlaced ? 1 : 0], 8);
  const pixelBytes = (bits / 8) * (colour === 6 ? 4 : 3);
  const rows = deflateSync(Buffer.alloc((width * pixelBytes + 1) * height), { level: 1 });
  return Buffer.concat([magic, chunk('IHDR', head), ...more, chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

function unfolding(type: string, megabytes: number): Buffer {
  return chunk(type, Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(megabytes * 1e6), { level: 1 })]));
}

/** A progressive JPG of one grey block, whose scan says nothing new again and again. */
function manyScans(): Buffer {
  const scan = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0, 0x3f]);
  const frame = Buffer.from([0xff, 0xc2, 0, 11, 8, 0x10, 0, 0x10, 0, 1, 1, 0x11, 0]);
  const table = Buffer.from([0xff, 0xdb, 0, 67, 0, ...Array.from({ length: 64 }, () => 1)]);
  const codes = Buffer.from([0xff, 0xc4, 0, 20, 0, 1, ...Array.from({ length: 15 }, () => 0), 0]);
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    ...[table, frame, codes],
    ...Array.from({ length: 200_000 }, () => scan),
    Buffer.of(0xff, 0xd9),
  ]);
}
