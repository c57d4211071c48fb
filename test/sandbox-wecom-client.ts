/** The smallest client of a WeCom, and a clock that only moves when told. Knows nothing of the product's own client. */
import type { Clock } from '../src/clock.ts';
import { chenguangApp, type WecomOptions } from '../src/sandbox/wecom/options.ts';
import { type SandboxWecom, startWecom } from '../src/sandbox/wecom/server.ts';

export const app = chenguangApp;
export const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

const started: SandboxWecom[] = [];

export async function openWecom(options: WecomOptions = {}): Promise<SandboxWecom> {
  const wecom = await startWecom(options);
  started.push(wecom);
  return wecom;
}

/** For afterEach. A call nobody modelled fails the test that made it. */
export async function stopAll(): Promise<void> {
  await Promise.all(started.splice(0).map((wecom) => wecom.stop()));
}

export type Answer = { status: number; headers: Headers; text: string; json: Record<string, unknown> };

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : {} };
}

export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  return read(await fetch(url, init));
}

export function getToken(url: string, who: { corpId?: string; secret?: string } = {}): Promise<Answer> {
  const { corpId = app.corpId, secret = app.secret } = who;
  return call(`${url}/cgi-bin/gettoken?corpid=${corpId}&corpsecret=${secret}`);
}

export async function tokenOf(url: string, who: { corpId?: string; secret?: string } = {}): Promise<string> {
  return String((await getToken(url, who)).json.access_token);
}

export type Upload = { url: string; token: string; bytes?: Uint8Array; filename?: string; type?: string };

export function upload({ url, token, bytes = png, filename = 'cover.png', type = 'image' }: Upload): Promise<Answer> {
  const body = new FormData();
  body.set('media', new File([new Uint8Array(bytes)], filename, { type: 'image/png' }));
  return call(`${url}/cgi-bin/media/upload?access_token=${token}&type=${type}`, { method: 'POST', body });
}

export type Notice = Record<string, unknown> & { miniprogram: Record<string, unknown> };

/** A notice that would be accepted if it named somebody. */
export function notice(mediaId: string, fields: Record<string, unknown> = {}): Notice {
  const miniprogram = { appid: app.miniPrograms[0], title: '家长会', thumb_media_id: mediaId, pagepath: 'pages/index' };
  return { agentid: app.agentId, msgtype: 'miniprogram', miniprogram, ...fields };
}

export function send(url: string, token: string, body: unknown): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const target = `${url}/cgi-bin/externalcontact/message/send?access_token=${token}`;
  return call(target, { method: 'POST', body: text, headers: { 'content-type': 'application/json' } });
}

/** A running WeCom with a token and a cover, ready to send. */
export async function openCounter(options: WecomOptions = {}) {
  const wecom = await openWecom(options);
  const token = await tokenOf(wecom.url);
  const mediaId = String((await upload({ url: wecom.url, token })).json.media_id);
  const say = (fields: Record<string, unknown>) => send(wecom.url, token, notice(mediaId, fields));
  return { wecom, token, mediaId, say };
}

/** The nth of a list that is known to be long enough. */
export function pick<T>(list: T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`only ${list.length}`);
  return item;
}

export type HandClock = Clock & { pass(ms: number): void };

export function handClock(startAt = 1_800_000_000_000): HandClock {
  let now = startAt;
  let sleepers: { at: number; wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (ms) => new Promise<void>((wake) => void sleepers.push({ at: now + ms, wake })),
    pass(ms) {
      now += ms;
      const due = sleepers.filter((sleeper) => sleeper.at <= now);
      sleepers = sleepers.filter((sleeper) => sleeper.at > now);
      for (const sleeper of due) sleeper.wake();
    },
  };
}
