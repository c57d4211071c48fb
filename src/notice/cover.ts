/** A cover as it will be uploaded to WeCom: looked at as bytes, not by its name, and drawn anew. */
import { createHash } from 'node:crypto';
import type { Sharp } from 'sharp';
import type { Cover } from '../delivery/relay.ts';
import { noticeLimits } from '../message.ts';

export type CoverFault =
  | { type: 'notAnImage' | 'unreadable' }
  | { type: 'tooManyPixels'; maxMegapixels: number }
  | { type: 'sideTooLong'; maxPixels: number }
  | { type: 'tooBigAfter'; bytes: number };
export type CoverAnswer = { type: 'cover'; cover: Cover } | { type: 'fault'; fault: CoverFault };

type Picture = { mimeType: 'image/jpeg' | 'image/png'; extension: 'jpg' | 'png' };

/**
 * A small file can unfold to gigabytes of pixels. The largest phone pictures of 10 MB have about 100 million; they are
 * read in strips. A progressive JPG or an interlaced PNG must be held whole, up to 8 bytes a pixel.
 */
const maxMegapixels = { inStrips: 100, whole: 25 };
/** A strip is some rows: one of 99 million pixels took 2.6 GB. The widest panoramas of phones have about 16,000. */
const maxSidePixels = 16_384;

/**
 * Draws the picture anew, cropped to WeCom's suggested size when asked. That also drops what cameras add (place, serial
 * numbers) and whatever else was hidden in the file.
 */
export async function prepareCover(
  bytes: Uint8Array,
  { name, crop }: { name: string; crop: boolean },
): Promise<CoverAnswer> {
  const picture = pictureOf(bytes);
  if (picture === null) return { type: 'fault', fault: { type: 'notAnImage' } };
  const drawn = await draw(bytes, picture, crop);
  if (!(drawn instanceof Uint8Array)) return { type: 'fault', fault: drawn };
  if (drawn.length > noticeLimits.coverMaxBytes) {
    return { type: 'fault', fault: { type: 'tooBigAfter', bytes: drawn.length } };
  }
  const sha256 = createHash('sha256').update(drawn).digest('hex');
  return { type: 'cover', cover: { sha256, bytes: drawn, mimeType: picture.mimeType, name: named(name, picture) } };
}

function pictureOf(bytes: Uint8Array): Picture | null {
  const starts = (magic: number[]) => magic.every((byte, i) => bytes[i] === byte);
  if (starts([0xff, 0xd8, 0xff])) return { mimeType: 'image/jpeg', extension: 'jpg' };
  if (starts([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return { mimeType: 'image/png', extension: 'png' };
  return null;
}

/** sharp throws on damaged pictures; here that is an answer, not an accident. */
async function draw(bytes: Uint8Array, picture: Picture, crop: boolean): Promise<Uint8Array | CoverFault> {
  // Loaded with the first picture: it brings 20 MB that an idle bot can do without.
  const { default: sharp } = await import('sharp');
  try {
    const source = sharp(bytes, { limitInputPixels: false, failOn: 'error' });
    const { width, height, isProgressive } = await source.metadata();
    const most = isProgressive ? maxMegapixels.whole : maxMegapixels.inStrips;
    if (width * height > most * 1e6) return { type: 'tooManyPixels', maxMegapixels: most };
    if (Math.max(width, height) > maxSidePixels) return { type: 'sideTooLong', maxPixels: maxSidePixels };
    const upright = source.autoOrient();
    return await encode(crop ? cropped(upright) : within(upright), picture).toBuffer();
  } catch {
    return { type: 'unreadable' };
  }
}

function cropped(source: Sharp): Sharp {
  return source.resize(noticeLimits.coverWidth, noticeLimits.coverHeight, { fit: 'cover' });
}

/** A card shows 520×416: four times that is sharp on every screen, and spares the database a picture of 10 MB. */
function within(source: Sharp): Sharp {
  const [width, height] = [4 * noticeLimits.coverWidth, 4 * noticeLimits.coverHeight];
  return source.resize(width, height, { fit: 'inside', withoutEnlargement: true });
}

function encode(source: Sharp, picture: Picture): Sharp {
  return picture.extension === 'jpg' ? source.jpeg({ quality: 90 }) : source.png();
}

/** WeCom goes by the extension; people find their picture by the rest of the name. */
function named(name: string, { extension }: Picture): string {
  const fits = extension === 'jpg' ? /\.jpe?g$/i : /\.png$/i;
  if (fits.test(name)) return name;
  return `${name.replace(/\.(jpe?g|png)$/i, '') || 'cover'}.${extension}`;
}
