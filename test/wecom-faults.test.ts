import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type Socket } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { Dispatcher } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exchange } from '../src/wecom/exchange.ts';
import { defaultTimeouts } from '../src/wecom/http.ts';
import { type FaultCase, promptFaults, slowFaults } from './wecom-fault-cases.ts';
import {
  type Act,
  afterBody,
  bytesOf,
  json,
  listen,
  openAppAt,
  openStandIn,
  type StandIn,
  sendPath,
  shortTimeouts,
  text,
  tokenPath,
  uploadPath,
} from './wecom-stand-in.ts';

/** Large enough that the kernel cannot swallow it whole while nobody reads. */
const body = bytesOf({ to_parent_userid: Array.from({ length: 1000 }, (_, i) => `p${i}`), pad: 'x'.repeat(4_000_000) });
const cover = { sha256: 'a'.repeat(64), bytes: new Uint8Array(600), mimeType: 'image/png', name: 'c.png' };

/** Paths of the requests undici began to write, told by undici itself right before the first byte. */
const written: string[] = [];
const onWrite = (message: unknown) => {
  const { request } = message as { request: { path: string } };
  written.push(request.path.split('?', 1).join());
};
beforeAll(() => subscribe('undici:client:sendHeaders', onWrite));
afterAll(() => void unsubscribe('undici:client:sendHeaders', onWrite));
const timesWritten = (path: string) => written.filter((one) => one === path).length;

let standIn: StandIn;
beforeEach(async () => {
  written.length = 0;
  standIn = await openStandIn();
});
afterEach(() => standIn.close());

describe('a request that was begun', () => {
  const cases = [
    ...promptFaults.map((fault) => ({ ...fault, timeouts: defaultTimeouts })),
    ...slowFaults.map((fault) => ({ ...fault, timeouts: shortTimeouts })),
  ];
  test.each(cases)('$name → $outcome', async ({ act, outcome, timeouts }) => {
    standIn.on(sendPath, act);
    const { app } = openAppAt(standIn.url, { timeouts });
    const answer = await app.send('notice', body);
    expect(answer).toMatchObject(outcome);
    expect(timesWritten(sendPath)).toBe(1);
    expect(written).not.toContain('/cgi-bin/elsewhere');
    await app.close();
  });

  test.each(promptFaults)('the same for an upload: $name', async ({ act, outcome }: FaultCase) => {
    standIn.on(uploadPath, act);
    const { app } = openAppAt(standIn.url);
    const answer = await app.upload({ ...cover, bytes: new Uint8Array(4_000_000) }, { fresh: false });
    expect(answer).toMatchObject(uploadOutcome(outcome));
    expect(timesWritten(uploadPath)).toBe(1);
    await app.close();
  });

  /** An acceptance of a notice is no answer to an upload: it has no media_id. */
  function uploadOutcome(outcome: FaultCase['outcome']) {
    if (outcome.type === 'accepted') return { type: 'unknown', doubt: 'unreadable' };
    if (outcome.type === 'allInvalid') return { type: 'refused' };
    return outcome;
  }
});

describe('surely not sent', () => {
  const send = async (apiUrl: string) => {
    const { app } = openAppAt(apiUrl, { timeouts: shortTimeouts });
    const answer = await app.send('notice', body);
    await app.close();
    return answer;
  };

  test('a name that does not resolve', async () => {
    expect(await send('http://wecom.invalid')).toMatchObject({ type: 'notSent', hurdle: 'unreachable' });
  });

  test('connection refused', async () => {
    const answer = await send('http://127.0.0.1:9');
    expect(answer).toEqual({ type: 'notSent', hurdle: 'unreachable', detail: 'gettoken: ECONNREFUSED' });
  });

  test.each<[string, (socket: Socket) => void, string]>([
    ['no TLS at the other end', (socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'), 'unreachable'],
    ['closed in the TLS handshake', (socket) => void socket.destroy(), 'unreachable'],
    ['reset in the TLS handshake', (socket) => void socket.resetAndDestroy(), 'unreachable'],
    ['silence in the TLS handshake', () => undefined, 'connectTimeout'],
  ])('%s', async (_name, onHello, hurdle) => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined).once('data', () => onHello(socket));
    });
    const port = await listen(server);
    expect(await send(`https://127.0.0.1:${port}`)).toMatchObject({ type: 'notSent', hurdle });
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  test('the connection for the message itself is refused', async () => {
    const keptToken = openAppAt(standIn.url, { timeouts: shortTimeouts });
    standIn.on(sendPath, json({ errcode: 0 }));
    expect(await keptToken.app.send('notice', body)).toMatchObject({ type: 'accepted' });
    await standIn.close();
    await sleep(20);
    // However late that was: the ends of its connections are noticed before anything else is done.
    await setImmediate();
    expect(await keptToken.app.send('notice', body)).toEqual({
      type: 'notSent',
      hurdle: 'unreachable',
      detail: 'ECONNREFUSED',
    });
    expect(timesWritten(sendPath)).toBe(1);
    await keptToken.app.close();
  });

  test('sent after close()', async () => {
    const { app } = openAppAt(standIn.url);
    await app.close();
    expect(await app.send('notice', body)).toMatchObject({ type: 'notSent', hurdle: 'unreachable' });
  });

  const gettokenFaults: [string, Act][] = [
    ['is reset', (req) => void req.socket.resetAndDestroy()],
    ['is closed', (req) => void req.socket.destroy()],
    ['hangs', afterBody(() => undefined)],
    ['answers 502', text(502, 'bad gateway')],
    ['answers HTML', text(200, '<html></html>')],
    ['answers nothing', text(200, '')],
    ['answers a list', json([])],
    ['answers a broken errcode', json({ errcode: 'x' })],
    ['answers without a token', json({ errcode: 0, errmsg: 'ok' })],
    ['answers an empty token', json({ errcode: 0, access_token: '' })],
    ['answers a token that fits no URL', json({ errcode: 0, access_token: 'a\r\nb', expires_in: 7200 })],
    ['redirects', (_req, res) => void res.writeHead(302, { location: tokenPath }).end()],
  ];
  test.each(gettokenFaults)('gettoken %s', async (_name, act) => {
    standIn.on(tokenPath, act);
    const answer = await send(standIn.url);
    expect(answer).toMatchObject({ type: 'notSent', hurdle: 'unreachable' });
    expect(timesWritten(sendPath)).toBe(0);
  });

  test('gettoken out of reach while uploading', async () => {
    standIn.on(tokenPath, text(502, ''));
    const { app } = openAppAt(standIn.url);
    expect(await app.upload(cover, { fresh: true })).toMatchObject({ type: 'notSent' });
    await app.close();
  });
});

describe('one exchange', () => {
  const call = { method: 'POST', path: '/x', body } as const;

  /** A controller as undici hands it to a handler, which only remembers whether it was told to abort. */
  const controllerOf = (): Dispatcher.DispatchController & { aborted: boolean } => {
    const controller = {
      aborted: false,
      paused: false,
      reason: null,
      abort: () => {
        controller.aborted = true;
      },
      pause: () => undefined,
      resume: () => undefined,
    };
    return controller;
  };

  test('a second start, which would be a resend, is aborted before it writes', async () => {
    let handler: Dispatcher.DispatchHandler = {};
    const dispatch = (_options: unknown, given: Dispatcher.DispatchHandler) => {
      handler = given;
      return true;
    };
    const answer = exchange({ dispatch }, call, shortTimeouts);
    const [first, second] = [controllerOf(), controllerOf()];
    handler.onRequestStart?.(first, null);
    handler.onRequestStart?.(second, null);
    expect([first.aborted, second.aborted]).toEqual([false, true]);
    handler.onResponseError?.(second, Object.assign(new Error(), { code: 'RESEND_PREVENTED' }));
    expect(await answer).toMatchObject({ type: 'unknown', doubt: 'reset' });
  });

  test('no free connection until the deadline: not sent, and not written later either', async () => {
    let handler: Dispatcher.DispatchHandler = {};
    const dispatch = (_options: unknown, given: Dispatcher.DispatchHandler) => {
      handler = given;
      return false;
    };
    const timeouts = { connectMs: 5, headersMs: 5, bodyMs: 5, minBytesPerMs: 1 };
    const small = { method: 'POST', path: '/x', body: new Uint8Array(9) } as const;
    expect(await exchange({ dispatch }, small, timeouts)).toMatchObject({ type: 'notSent', detail: 'DEADLINE' });
    const late = controllerOf();
    handler.onRequestStart?.(late, null);
    expect(late.aborted).toBe(true);
  });
});
