/** media/upload: a file in the multipart field `media`, kept for three days for all apps of the corp. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { type Outcome, refuse } from './answers.ts';
import { type Call, tokenOf } from './calls.ts';
import type { TokenBook } from './tokens.ts';

const mediaLifeMs = 3 * 24 * 3_600_000;
const megabyte = 1024 * 1024;
const minBytes = 6;

type MediaType = 'image' | 'voice' | 'video' | 'file';

/** Source: the page on temporary media (all files >5 bytes); the codes are those of the global table. */
const rules: Record<MediaType, { maxBytes: number; tooBig: number; magic: (bytes: Buffer) => boolean }> = {
  image: { maxBytes: 10 * megabyte, tooBig: 40009, magic: (bytes) => isPng(bytes) || isJpeg(bytes) },
  voice: { maxBytes: 2 * megabyte, tooBig: 45001, magic: (bytes) => bytes.toString('latin1', 0, 5) === '#!AMR' },
  video: { maxBytes: 10 * megabyte, tooBig: 40011, magic: (bytes) => bytes.toString('latin1', 4, 8) === 'ftyp' },
  file: { maxBytes: 20 * megabyte, tooBig: 45001, magic: () => true },
};

function isPng(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n';
}

function isJpeg(bytes: Buffer): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
}

function isMediaType(type: string): type is MediaType {
  return Object.hasOwn(rules, type);
}

export type Media = {
  mediaId: string;
  corpId: string;
  type: MediaType;
  filename: string;
  bytes: Buffer;
  sha256: string;
  createdAt: number;
};

/** The file in the field `media`, or null: no multipart, no such field, or a field without a filename. */
async function readUpload(call: Call): Promise<{ filename: string; bytes: Buffer } | null> {
  const type = call.headers['content-type'];
  if (!type?.startsWith('multipart/form-data')) return null;
  try {
    const form = await new Response(new Uint8Array(call.body), { headers: { 'content-type': type } }).formData();
    const media = form.get('media');
    if (!(media instanceof File)) return null;
    return { filename: media.name, bytes: Buffer.from(await media.arrayBuffer()) };
  } catch {
    // A body that is no multipart is WeCom's business to refuse, not an accident here.
    return null;
  }
}

function fileFault(type: MediaType, bytes: Buffer): number | null {
  const rule = rules[type];
  if (bytes.length === 0) return 44001;
  if (bytes.length < minBytes) return 40006;
  if (bytes.length > rule.maxBytes) return rule.tooBig;
  return rule.magic(bytes) ? null : 40004;
}

export class MediaShelf {
  readonly #tokens: TokenBook;
  readonly #clock: Clock;
  readonly #shelf = new Map<string, Media>();

  constructor(tokens: TokenBook, clock: Clock) {
    this.#tokens = tokens;
    this.#clock = clock;
  }

  async upload(call: Call): Promise<Outcome> {
    const app = this.#tokens.appOf(tokenOf(call));
    if ('errcode' in app) return app;
    if (call.method !== 'POST') return refuse(40058, 'POST expected');
    const type = call.query.get('type') ?? '';
    if (!isMediaType(type)) return refuse(40005);
    const file = await readUpload(call);
    if (!file) return refuse(44001);
    const fault = fileFault(type, file.bytes);
    if (fault !== null) return refuse(fault);
    const mediaId = `3${randomBytes(45).toString('base64url')}`;
    const media = this.keep({ mediaId, corpId: app.corpId, type, ...file });
    // WeCom really gives created_at as a string and leaves errmsg empty.
    const fields = { type, media_id: media.mediaId, created_at: String(Math.floor(media.createdAt / 1000)) };
    return { errcode: 0, errmsg: '', fields, effect: 'uploaded' };
  }

  /** Puts a file on the shelf under an id of one's own choice. */
  keep(media: Omit<Media, 'createdAt' | 'sha256'>): Media {
    const sha256 = createHash('sha256').update(media.bytes).digest('hex');
    const kept = { ...media, sha256, createdAt: this.#clock.now() };
    this.#shelf.set(media.mediaId, kept);
    return kept;
  }

  /** Whether a message of this corp may show this media as an image. */
  isImage(mediaId: string, corpId: string): boolean {
    const media = this.#shelf.get(mediaId);
    if (!media || media.corpId !== corpId || media.type !== 'image') return false;
    return this.#clock.now() < media.createdAt + mediaLifeMs;
  }

  get(mediaId: string): Media | null {
    return this.#shelf.get(mediaId) ?? null;
  }

  /** Ends every media_id at once, as three days would. */
  expireAll() {
    for (const media of this.#shelf.values()) media.createdAt = this.#clock.now() - mediaLifeMs;
  }
}
