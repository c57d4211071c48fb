import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { chunkOf, post, rawRequest } from '../proof/attacks/requests.ts';
import { systemClock } from '../src/clock.ts';
import { maxBodyBytes } from '../src/slack/receiver.ts';
import { command, sign, start } from './receiver-harness.ts';

describe('bodies', () => {
  test('one byte over the limit is 413 and closes the connection; the limit itself passes', async () => {
    const { port } = await start();
    const most = `${command}&pad=`.padEnd(maxBodyBytes, 'x');
    expect((await post(port, most, sign(most))).status).toBe(200);
    expect(await post(port, `${most}x`, sign(`${most}x`))).toMatchObject({ status: 413, connection: 'close' });
  });

  test('an announced 200 MB is refused before it is sent', async () => {
    const { port } = await start();
    const head = `POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: ${200 * 1024 * 1024}\r\n\r\n`;
    expect(await rawRequest(port, head)).toMatch(/^HTTP\/1\.1 413[\s\S]*connection: close/i);
  });

  test('an endless one is refused while it comes, and the connection is closed', async () => {
    const { port } = await start();
    const head = 'POST /slack/events HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n';
    expect(await rawRequest(port, head, { again: chunkOf(0x10000) })).toMatch(/^HTTP\/1\.1 413/);
  });

  test('without a signature a kilobyte is enough', async () => {
    const { port } = await start();
    expect((await post(port, 'x'.repeat(1024), {})).status).toBe(401);
    expect((await post(port, 'x'.repeat(1025), {})).status).toBe(413);
    expect((await post(port, `ssl_check=1&${'x'.repeat(1100)}`, {})).status).toBe(413);
  });

  test('many slow senders at once fill the room and not the memory, and keep out nobody who comes at once', async () => {
    const { port, runs } = await start({ roomBytes: 200_000 });
    const head = 'POST /slack/events HTTP/1.1\r\nhost: x\r\nx-slack-signature: v0=0\r\ncontent-length: 900000\r\n\r\n';
    const slow = Array.from({ length: 4 }, () => connect(port, '127.0.0.1'));
    const full = Promise.race(slow.map((socket) => new Promise((resolve) => socket.once('data', resolve))));
    for (const socket of slow) socket.write(head + 'x'.repeat(60_000));
    expect(String(await full)).toMatch(/^HTTP\/1\.1 503/);
    expect((await post(port, 'x'.repeat(100_000), { 'x-slack-signature': 'v0=0' })).status).toBe(401);
    expect((await post(port, command, sign(command))).status).toBe(200);
    expect(runs).toEqual(['hello']);
    for (const socket of slow) socket.destroy();
  });

  test('what has room for nobody else does not throw itself out for ever', async () => {
    const { port } = await start({ roomBytes: 50_000 });
    expect((await post(port, 'x'.repeat(100_000), { 'x-slack-signature': 'v0=0' })).status).toBe(503);
    expect((await post(port, command, sign(command))).status).toBe(200);
  });

  test('a connection given up half-way harms nobody', async () => {
    const { port } = await start();
    const socket = connect(port, '127.0.0.1');
    socket.write('POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
    await systemClock.sleep(20);
    socket.destroy();
    expect((await post(port, command, sign(command))).status).toBe(200);
  });

  test.each([
    ['headers that never end', 'POST /slack/events HTTP/1.1\r\nhost: x\r\nx-slow: '],
    ['a body that never comes', 'POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nslow'],
    ['nothing at all', ''],
  ])('%s: the connection is closed', async (_name, head) => {
    const { port } = await start({ limits: { headersMs: 100, requestMs: 150, checkEveryMs: 50 } });
    const answer = await rawRequest(port, head);
    expect(answer).toMatch(/^(HTTP\/1\.1 408|$)/);
  });
});

describe('health', () => {
  test('ready, and not ready with the reason', async () => {
    const missing: string[] = [];
    const { port } = await start({ readiness: () => missing });
    const get = async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return [response.status, await response.text()];
    };
    expect(await get('/healthz')).toEqual([200, 'ok']);
    expect(await get('/readyz')).toEqual([200, '{"ready":true,"missing":[]}']);
    missing.push('store');
    expect(await get('/readyz?x=1')).toEqual([503, '{"ready":false,"missing":["store"]}']);
    expect(await get('/healthz')).toEqual([200, 'ok']);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`, { method: 'HEAD' })).status).toBe(200);
  });

  test('a readiness that fails is not ready, and other routes fit beside it', async () => {
    const { port } = await start({
      readiness: () => Promise.reject(new Error('no answer')),
      routes: [{ method: 'GET', path: '/more', handle: (_request, response) => void response.end('more') }],
    });
    expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(500);
    expect(await (await fetch(`http://127.0.0.1:${port}/more`)).text()).toBe('more');
  });

  test('a port that is taken is an error of the start', async () => {
    const { port } = await start();
    await expect(start({ http: { host: '127.0.0.1', port } })).rejects.toThrow('EADDRINUSE');
  });
});
