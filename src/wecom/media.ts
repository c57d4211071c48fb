/** Covers: uploaded when they are needed, the media_id shared by all apps of the corp for as long as it surely lives. */
import { randomUUID } from 'node:crypto';
import type { Keyv } from 'keyv';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Cover, UploadAnswer } from '../delivery/relay.ts';
import type { Api } from './api.ts';
import type { HttpCall } from './exchange.ts';

/** WeCom keeps a media_id for three days; a day is left for a delivery that has to wait for a limit. */
const keepMs = 2 * 24 * 3600 * 1000;

const cachedSchema = z.object({ mediaId: z.string(), expiresAt: z.number() });
const answerSchema = z.object({ media_id: z.string().min(1) }).transform((answer) => answer.media_id);

export type Media = { upload(cover: Cover, options: { fresh: boolean }): Promise<UploadAnswer> };

export function openMedia(deps: { api: Api; keyv: Keyv; clock: Clock; corpId: string }): Media {
  const { api, keyv, clock, corpId } = deps;

  async function cachedId(key: string): Promise<string | null> {
    const found = cachedSchema.safeParse(await keyv.get(key).catch(() => undefined));
    return found.success && found.data.expiresAt > clock.now() ? found.data.mediaId : null;
  }

  return {
    async upload(cover, { fresh }) {
      const key = `wecom:media:${corpId}:image:${cover.sha256}`;
      const known = fresh ? null : await cachedId(key);
      if (known !== null) return { type: 'uploaded', mediaId: known };
      const answer = await api.call({ ...uploadCall(cover), schema: answerSchema });
      if (answer.type !== 'ok') return answer;
      const entry = { mediaId: answer.answer, expiresAt: clock.now() + keepMs };
      // a cache that fails costs another upload some day, not this delivery
      await keyv.set(key, entry, keepMs).catch(() => undefined);
      return { type: 'uploaded', mediaId: answer.answer };
    },
  };
}

/** Multipart as documented (document/path/90253): field `media` with filename, filelength and content type. */
function uploadCall(cover: Cover): HttpCall {
  const boundary = `cover-${randomUUID()}`;
  const disposition = `form-data; name="media"; filename="${safeName(cover)}"; filelength=${cover.bytes.length}`;
  const head = `--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: ${cover.mimeType}\r\n\r\n`;
  return {
    method: 'POST',
    path: '/cgi-bin/media/upload?type=image',
    body: Buffer.concat([Buffer.from(head), cover.bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

/** How WeCom reads other letters in a filename is not documented, and nobody sees the name of a cover. */
function safeName({ name, mimeType }: Cover): string {
  const extension = mimeType === 'image/png' ? 'png' : 'jpg';
  const stem = name
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/[^A-Za-z0-9_-]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
  return `${stem || 'cover'}.${extension}`;
}
