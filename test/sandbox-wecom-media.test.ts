import { afterEach, describe, expect, it } from 'vitest';
import {
  app,
  call,
  handClock,
  notice,
  openCounter,
  png,
  send,
  stopAll,
  tokenOf,
  upload,
} from './sandbox-wecom-client.ts';

afterEach(stopAll);

const megabyte = 1024 * 1024;
const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(16)]);
const pngOf = (bytes: number) => Buffer.concat([png, Buffer.alloc(bytes - png.length)]);

describe('media/upload', () => {
  it('answers a media_id, an empty errmsg and created_at as a string', async () => {
    const clock = handClock();
    const { wecom, token } = await openCounter({ clock });
    const { json } = await upload({ url: wecom.url, token, bytes: jpeg, filename: '封面.jpg' });
    expect(json).toMatchObject({ errcode: 0, errmsg: '', type: 'image', created_at: '1800000000' });
    expect(wecom.media(String(json.media_id))).toMatchObject({ filename: '封面.jpg', bytes: jpeg });
  });

  it.each([
    ['an image of just 10 MB', 'image', pngOf(10 * megabyte), 0],
    ['an image over 10 MB', 'image', pngOf(10 * megabyte + 1), 40009],
    ['five bytes', 'image', png.subarray(0, 5), 40006],
    ['an empty file', 'image', Buffer.alloc(0), 44001],
    ['a GIF as an image', 'image', Buffer.from('GIF89a-and-more'), 40004],
    ['a type nobody knows', 'thumb', png, 40005],
    ['a file of any kind', 'file', Buffer.from('a,b,c\n'), 0],
    ['a file over 20 MB', 'file', Buffer.alloc(20 * megabyte + 1), 45001],
    ['a voice that is no AMR', 'voice', png, 40004],
    ['an AMR voice', 'voice', Buffer.from('#!AMR\n123'), 0],
    ['a video over 10 MB', 'video', Buffer.alloc(10 * megabyte + 1), 40011],
  ])('answers to %s', async (_, type, bytes, errcode) => {
    const { wecom, token } = await openCounter();
    expect((await upload({ url: wecom.url, token, type, bytes })).json.errcode).toBe(errcode);
  });

  it.each([
    ['another field name', () => ({ body: formWith('file', new File([png], 'a.png')) })],
    ['a field without a filename', () => ({ body: formWith('media', 'just text') })],
    ['raw bytes', () => ({ body: png, headers: { 'content-type': 'image/png' } })],
    ['a multipart without its boundary', () => ({ body: png, headers: { 'content-type': 'multipart/form-data' } })],
  ])('takes %s for no media (44001)', async (_, init) => {
    const { wecom, token } = await openCounter();
    const target = `${wecom.url}/cgi-bin/media/upload?access_token=${token}&type=image`;
    expect((await call(target, { method: 'POST', ...init() })).json.errcode).toBe(44001);
  });

  it('wants POST', async () => {
    const { wecom, token } = await openCounter();
    const target = `${wecom.url}/cgi-bin/media/upload?access_token=${token}&type=image`;
    expect((await call(target)).json.errcode).toBe(40058);
  });
});

function formWith(field: string, value: File | string): FormData {
  const form = new FormData();
  if (typeof value === 'string') form.set(field, value);
  else form.set(field, value);
  return form;
}

describe('a media_id', () => {
  it('lives three days', async () => {
    const clock = handClock();
    const { wecom, mediaId } = await openCounter({ clock, directory: 'open' });
    const say = async () => send(wecom.url, await tokenOf(wecom.url), notice(mediaId, { to_parent_userid: ['p1'] }));
    clock.pass(3 * 24 * 3_600_000 - 1);
    expect((await say()).json.errcode).toBe(0);
    clock.pass(1);
    expect((await say()).json.errcode).toBe(40007);
  });

  it('can be ended early', async () => {
    const { wecom, say } = await openCounter({ directory: 'open' });
    wecom.expireMedia();
    expect((await say({ to_parent_userid: ['p1'] })).json.errcode).toBe(40007);
  });

  it('serves all apps of its corp and no other corp', async () => {
    const sibling = { ...app, agentId: 1000003, secret: 'sibling' };
    const stranger = { ...app, corpId: 'ww1', secret: 'stranger' };
    const { wecom, mediaId } = await openCounter({ apps: [app, sibling, stranger], directory: 'open' });
    const sayAs = async (who: typeof app) => {
      const body = notice(mediaId, { agentid: who.agentId, to_parent_userid: ['p1'] });
      return (await send(wecom.url, await tokenOf(wecom.url, who), body)).json.errcode;
    };
    expect(await sayAs(sibling)).toBe(0);
    expect(await sayAs(stranger)).toBe(40007);
  });

  it('of a file is no cover', async () => {
    const { wecom, token } = await openCounter({ directory: 'open' });
    const { json } = await upload({ url: wecom.url, token, type: 'file' });
    const body = notice(String(json.media_id), { to_parent_userid: ['p1'] });
    expect((await send(wecom.url, token, body)).json.errcode).toBe(40007);
  });
});
