import { Keyv } from 'keyv';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Cover } from '../src/delivery/relay.ts';
import { type Act, countOf, json, openAppAt, openStandIn, type StandIn, uploadPath } from './wecom-stand-in.ts';

const cover: Cover = {
  sha256: 'a'.repeat(64),
  bytes: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 45, 45]),
  mimeType: 'image/png',
  name: 'cover.png',
};

const day = 24 * 3600 * 1000;

let standIn: StandIn;
let uploads = 0;
/** The documented answer: errmsg may be empty, created_at is a text. */
const numbered: Act = (req, res) => {
  uploads += 1;
  const media_id = `media-${uploads}`;
  json({ errcode: 0, errmsg: '', type: 'image', media_id, created_at: '1380000000' })(req, res);
};
beforeEach(async () => {
  uploads = 0;
  standIn = await openStandIn();
  standIn.on(uploadPath, numbered);
});
afterEach(() => standIn.close());

const uploadedBody = () => standIn.seen.find((one) => one.path === uploadPath);

describe('an upload', () => {
  test('is multipart with the field media, its filename, length and type, and the bytes untouched', async () => {
    const { app } = openAppAt(standIn.url);
    expect(await app.upload(cover, { fresh: false })).toEqual({ type: 'uploaded', mediaId: 'media-1' });
    await app.close();
    const sent = uploadedBody();
    expect([...(sent?.query ?? [])]).toEqual([
      ['type', 'image'],
      ['access_token', 'token-1'],
    ]);
    const contentType = String(sent?.rawHeaders[sent.rawHeaders.findIndex((name) => /content-type/i.test(name)) + 1]);
    const form = await new Response(new Uint8Array(sent?.body ?? []), {
      headers: { 'content-type': contentType },
    }).formData();
    expect([...form.keys()]).toEqual(['media']);
    const file = form.get('media');
    if (!(file instanceof File)) throw new Error('not a file');
    expect([file.name, file.type]).toEqual(['cover.png', 'image/png']);
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(cover.bytes);
    expect(sent?.body.toString('latin1')).toContain('filelength=10\r\n');
  });

  test.each([
    ['封面.png', 'image/png', 'cover.png'],
    ['my cover "1".JPEG', 'image/jpeg', 'my_cover_1.jpg'],
    ['a\r\nX-Evil: 1.png', 'image/png', 'a_X-Evil_1.png'],
    ['../../etc/passwd', 'image/png', 'etc_passwd.png'],
    ['', 'image/jpeg', 'cover.jpg'],
    [`${'x'.repeat(300)}.png`, 'image/png', `${'x'.repeat(60)}.png`],
  ])('of %j goes under a plain name', async (name, mimeType, filename) => {
    const { app } = openAppAt(standIn.url);
    await app.upload({ ...cover, name, mimeType }, { fresh: false });
    await app.close();
    expect(uploadedBody()?.body.toString('latin1')).toContain(
      `filename="${filename}"; filelength=10\r\nContent-Type: ${mimeType}\r\n\r\n`,
    );
  });

  test('that is refused says why', async () => {
    standIn.on(uploadPath, json({ errcode: 40009, errmsg: 'invalid image size' }));
    const { app } = openAppAt(standIn.url);
    expect(await app.upload(cover, { fresh: false })).toEqual({
      type: 'refused',
      refusal: { errcode: 40009, errmsg: 'invalid image size' },
      advice: 'stop',
    });
    await app.close();
  });

  test('with a dead token is done again with a fresh one', async () => {
    let calls = 0;
    standIn.on(uploadPath, (req, res) => {
      calls += 1;
      if (calls === 1) json({ errcode: 42001, errmsg: 'expired' })(req, res);
      else numbered(req, res);
    });
    const { app } = openAppAt(standIn.url);
    expect(await app.upload(cover, { fresh: false })).toEqual({ type: 'uploaded', mediaId: 'media-1' });
    await app.close();
  });
});

describe('the media_id', () => {
  test('is kept for all apps of the corp, by content', async () => {
    const keyv = new Keyv();
    const one = openAppAt(standIn.url, { keyv });
    const two = openAppAt(standIn.url, { keyv, secret: 'another app' });
    await one.app.upload(cover, { fresh: false });
    expect(await two.app.upload({ ...cover, name: 'other.png' }, { fresh: false })).toMatchObject({
      mediaId: 'media-1',
    });
    expect(await two.app.upload({ ...cover, sha256: 'b'.repeat(64) }, { fresh: false })).toMatchObject({
      mediaId: 'media-2',
    });
    await one.app.close();
    await two.app.close();
  });

  test('is not taken from the cache when a fresh one is asked for, and the fresh one is kept', async () => {
    const { app } = openAppAt(standIn.url);
    await app.upload(cover, { fresh: false });
    expect(await app.upload(cover, { fresh: true })).toMatchObject({ mediaId: 'media-2' });
    expect(await app.upload(cover, { fresh: false })).toMatchObject({ mediaId: 'media-2' });
    await app.close();
  });

  test('is forgotten well before WeCom forgets it', async () => {
    let now = 0;
    const clock = { now: () => now, sleep: async () => undefined };
    const { app } = openAppAt(standIn.url, { clock });
    await app.upload(cover, { fresh: false });
    now = 1.9 * day;
    expect(await app.upload(cover, { fresh: false })).toMatchObject({ mediaId: 'media-1' });
    now = 2.9 * day;
    expect(await app.upload(cover, { fresh: false })).toMatchObject({ mediaId: 'media-2' });
    await app.close();
  });

  test('is uploaded again when the cache is out of order', async () => {
    const store = new Map();
    store.get = () => {
      throw new Error('store down');
    };
    const { app } = openAppAt(standIn.url, { keyv: new Keyv({ store }) });
    expect(await app.upload(cover, { fresh: false })).toMatchObject({ mediaId: 'media-1' });
    expect(await app.upload(cover, { fresh: false })).toMatchObject({ mediaId: 'media-2' });
    await app.close();
    expect(countOf(standIn, uploadPath)).toBe(2);
  });
});
