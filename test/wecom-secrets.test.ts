/** Whatever happens, neither the secret nor the token reaches an answer, the log or the cache in the clear. */
import { Keyv } from 'keyv';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HttpTimeouts } from '../src/wecom/exchange.ts';
import { defaultTimeouts } from '../src/wecom/http.ts';
import { promptFaults, slowFaults } from './wecom-fault-cases.ts';
import {
  type Act,
  afterBody,
  bytesOf,
  json,
  openAppAt,
  openStandIn,
  type StandIn,
  sendPath,
  text,
  tokenPath,
  uploadPath,
} from './wecom-stand-in.ts';

const secret = 'CANARY/secret+1=';
const token = 'CANARY/token+2=';
const body = bytesOf({ to_parent_userid: ['p1'] });
const cover = { sha256: 'a'.repeat(64), bytes: new Uint8Array(9), mimeType: 'image/png', name: 'c.png' };
const giveToken = json({ errcode: 0, errmsg: 'ok', access_token: token, expires_in: 7200 });

/** A server that talks: it quotes the URL it was called by, as it came and decoded, and the secret in it by itself. */
const quote = (answer: (url: string) => Act): Act => {
  return (req, res) => {
    const { searchParams } = new URL(req.url ?? '', 'http://x');
    const bare = searchParams.get('access_token') ?? searchParams.get('corpsecret');
    answer(`${req.url} ${decodeURIComponent(req.url ?? '')} (${bare}) ${secret}`)(req, res);
  };
};

let standIn: StandIn;
beforeEach(async () => {
  standIn = await openStandIn();
  standIn.on(tokenPath, giveToken);
});
afterEach(() => standIn.close());

type Told = { answers: unknown[]; lines: string[]; stored: unknown[] };

async function use(timeouts: HttpTimeouts = defaultTimeouts): Promise<Told> {
  const store = new Map<string, unknown>();
  const { app, lines } = openAppAt(standIn.url, { secret, timeouts, keyv: new Keyv({ store }) });
  const answers = [await app.send(body), await app.upload(cover, { fresh: true })];
  await app.close();
  return { answers, lines, stored: [...store] };
}

function expectSilence(told: Told) {
  const everything = JSON.stringify(told);
  expect(everything).not.toContain('CANARY');
  // nor any encoding of what follows it
  for (const part of ['secret+1', 'token+2', 'secret%2B1', 'token%2B2']) expect(everything).not.toContain(part);
}

describe('no canary after', () => {
  test.each(promptFaults)('$name', async ({ act }) => {
    standIn.on(sendPath, act);
    standIn.on(uploadPath, act);
    expectSilence(await use());
  });

  test.each(slowFaults)('$name', async ({ act }) => {
    standIn.on(sendPath, act);
    standIn.on(uploadPath, act);
    expectSilence(await use({ connectMs: 50, headersMs: 50, bodyMs: 50, minBytesPerMs: 100 }));
  });

  const talkative: [string, Act][] = [
    ['an errmsg that quotes the URL', quote((url) => json({ errcode: 40058, errmsg: url }))],
    ['a refusal of the token that quotes the URL', quote((url) => json({ errcode: 40014, errmsg: url }))],
    ['an unknown errcode', quote((url) => json({ errcode: 77777, errmsg: url }))],
    [
      'the alarm for wrong JSON',
      quote((url) => json({ errcode: 0, errmsg: `wrong json format ${url}`, media_id: 'm' })),
    ],
    ['a long errmsg that would be cut in the secret', json({ errcode: 40058, errmsg: `${'x'.repeat(292)}${secret}` })],
    ['an error page', quote((url) => text(500, url))],
    ['a page instead of JSON', quote((url) => text(200, url))],
    ['a redirect', quote((url) => (_req, res) => void res.writeHead(302, { location: encodeURI(url) }).end())],
    ['headers that break', afterBody((req) => void req.socket.end(`HTTP/1.1 200 OK\r\n${req.url}\r\n\r\n`))],
    ['bytes that are no HTTP', afterBody((req) => void req.socket.write(`${req.url}\r\n\r\n`))],
  ];
  test.each(talkative)('%s, from send and upload', async (_name, act) => {
    standIn.on(sendPath, act);
    standIn.on(uploadPath, act);
    expectSilence(await use());
  });

  test.each(talkative)('%s, from gettoken', async (_name, act) => {
    standIn.on(tokenPath, act);
    expectSilence(await use());
  });

  test('a token that is refused while it is given', async () => {
    standIn.on(tokenPath, json({ errcode: 40001, errmsg: `not ${token}`, access_token: token }));
    expectSilence(await use());
  });

  test('nobody listening', async () => {
    await standIn.close();
    expectSilence(await use());
  });

  test('a cache that throws what it was asked to keep', async () => {
    const store = Object.assign(new Map(), {
      set: (_key: string, value: unknown) => {
        throw new Error(`${JSON.stringify(value)} ${secret} ${token}`);
      },
    });
    standIn.on(sendPath, json({ errcode: 0 }));
    const { app, lines } = openAppAt(standIn.url, { secret, keyv: new Keyv({ store }) });
    const answers = [await app.send(body)];
    expect(answers).toEqual([{ type: 'accepted', invalid: [] }]);
    expectSilence({ answers, lines, stored: [] });
    await app.close();
  });

  test('all goes well, with the token kept in the cache', async () => {
    standIn.on(sendPath, json({ errcode: 0 }));
    standIn.on(uploadPath, json({ errcode: 0, media_id: 'm' }));
    const told = await use();
    expect(told.answers).toMatchObject([{ type: 'accepted' }, { type: 'uploaded' }]);
    expect(told.stored).toHaveLength(2);
    expectSilence(told);
  });
});
