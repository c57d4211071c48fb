import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { noticeLimits } from '../src/message.ts';
import { prepareCover } from '../src/notice/cover.ts';

const { coverWidth, coverHeight } = noticeLimits;

function picture(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: { r: 200, g: 30, b: 30 } } });
}

async function prepared(bytes: Uint8Array, { name = 'a.png', crop = false } = {}) {
  const answer = await prepareCover(bytes, { name, crop });
  if (answer.type === 'fault') throw new Error(answer.fault.type);
  return { ...answer.cover, ...(await sharp(answer.cover.bytes).metadata()) };
}

async function faultOf(bytes: Uint8Array) {
  const answer = await prepareCover(bytes, { name: 'a.png', crop: false });
  return answer.type === 'fault' ? answer.fault : null;
}

test.each([
  [1600, 900],
  [100, 900],
  [520, 416],
])('cropped when asked: %i×%i', async (width, height) => {
  const bytes = await picture(width, height).jpeg().toBuffer();
  expect(await prepared(bytes, { crop: true })).toMatchObject({
    width: coverWidth,
    height: coverHeight,
    format: 'jpeg',
  });
  expect(await prepared(bytes)).toMatchObject({ width, height });
});

test('the format and the name that fits it', async () => {
  const png = await picture(10, 10).png().toBuffer();
  const jpg = await picture(10, 10).jpeg().toBuffer();
  expect(await prepared(png, { name: '校徽.png' })).toMatchObject({ name: '校徽.png', mimeType: 'image/png' });
  expect(await prepared(png, { name: '校徽.jpg' })).toMatchObject({ name: '校徽.png' });
  expect(await prepared(jpg, { name: '校徽.JPEG' })).toMatchObject({ name: '校徽.JPEG', mimeType: 'image/jpeg' });
  expect(await prepared(jpg, { name: '校徽' })).toMatchObject({ name: '校徽.jpg' });
  expect(await prepared(jpg, { name: '.png' })).toMatchObject({ name: 'cover.jpg' });
});

test('the same picture is the same cover', async () => {
  const bytes = await picture(30, 30).png().toBuffer();
  expect((await prepared(bytes)).sha256).toBe((await prepared(bytes, { name: 'b.png' })).sha256);
});

test('a picture on its side stands up, and what the camera added is gone', async () => {
  const bytes = await picture(40, 20)
    .withExif({ IFD0: { Copyright: 'secret place' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const drawn = await prepared(bytes);
  expect(drawn).toMatchObject({ width: 20, height: 40 });
  expect(drawn.exif).toBeUndefined();
  expect(Buffer.from(drawn.bytes).includes('secret place')).toBe(false);
});

test('what is no JPG or PNG is told by its bytes, not its name', async () => {
  expect(await faultOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toEqual({ type: 'notAnImage' });
  expect(await faultOf(await picture(9, 9).webp().toBuffer())).toEqual({ type: 'notAnImage' });
  expect(await faultOf(new Uint8Array())).toEqual({ type: 'notAnImage' });
});

test('a damaged picture is a fault, not an accident', async () => {
  const png = await picture(300, 300).png().toBuffer();
  expect(await faultOf(png.subarray(0, 60))).toEqual({ type: 'unreadable' });
  expect(await faultOf(Buffer.concat([png.subarray(0, 8), randomBytes(2000)]))).toEqual({ type: 'unreadable' });
});

/** A small picture whose heading claims another size. */
async function claiming(
  [width, height]: [number, number],
  format: 'png' | 'jpeg',
  progressive = false,
): Promise<Uint8Array> {
  const bytes = await picture(8, 8).toFormat(format, { progressive }).toBuffer();
  if (format === 'png') {
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
    return bytes;
  }
  const frame = bytes.indexOf(Buffer.of(0xff, progressive ? 0xc2 : 0xc0));
  bytes.writeUInt16BE(height, frame + 5);
  bytes.writeUInt16BE(width, frame + 7);
  return bytes;
}

test.each([
  { format: 'png', progressive: false, side: 10_001, most: 100 },
  { format: 'jpeg', progressive: false, side: 10_001, most: 100 },
  { format: 'png', progressive: true, side: 5001, most: 25 },
  { format: 'jpeg', progressive: true, side: 5001, most: 25 },
] as const)(
  'a small file of too many pixels is not unfolded: $format, progressive: $progressive',
  async ({ format, progressive, side, most }) => {
    expect(await faultOf(await claiming([side, side], format, progressive))).toEqual({
      type: 'tooManyPixels',
      maxMegapixels: most,
    });
    expect(await faultOf(await claiming([8, 8], format, progressive))).toBeNull();
  },
);

test.each([
  { format: 'png', sides: [16_385, 8] },
  { format: 'png', sides: [1, 99_000_000] },
  { format: 'jpeg', sides: [16_385, 8] },
] as const)('a row of a strip must not fill the memory either: $format of $sides', async ({ format, sides }) => {
  expect(await faultOf(await claiming([...sides], format))).toEqual({ type: 'sideTooLong', maxPixels: 16_384 });
});

test('a picture larger than any screen shows it is made smaller, in proportion', async () => {
  const bytes = await sharp({ create: { width: 6000, height: 3000, channels: 3, background: '#2f855a' } })
    .jpeg()
    .toBuffer();
  const answer = await prepareCover(bytes, { name: 'big.jpg', crop: false });
  if (answer.type !== 'cover') throw new Error(answer.fault.type);
  expect(await sharp(answer.cover.bytes).metadata()).toMatchObject({ width: 2080, height: 1040 });
});

test('a picture that grows past the limit is a fault that names its size', async () => {
  const [width, height] = [2080, 1664];
  const noise = randomBytes(width * height * 4);
  const bytes = await sharp(noise, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
  expect(await faultOf(bytes)).toMatchObject({ type: 'tooBigAfter' });
});
