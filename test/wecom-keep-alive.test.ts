/** A server that drops idle connections at awkward moments: whatever we say about a message must be true. */
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Keyv } from 'keyv';
import { afterEach, expect, test } from 'vitest';
import type { SendAnswer } from '../src/delivery/states.ts';
import { bodyOf, bytesOf, listen, openAppAt } from './wecom-stand-in.ts';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const drops: [string, (socket: Socket) => void][] = [
  ['closes', (socket) => void socket.destroy()],
  ['resets', (socket) => void socket.resetAndDestroy()],
];

test.each(drops)('a server that %s connections shortly after each answer', async (_name, drop) => {
  /** How often each message arrived whole. */
  const arrived = new Map<string, number>();
  const connections = new Set<Socket>();
  server = createServer(async (req, res) => {
    connections.add(req.socket);
    const body = await bodyOf(req).catch(() => null);
    const id = body === null || body.length === 0 ? null : String(JSON.parse(body.toString()).id);
    if (id !== null) arrived.set(id, (arrived.get(id) ?? 0) + 1);
    // the waits come round at another pace than the client's, so that a drop meets every stage of the next request
    const waitMs = connections.size % 7;
    res.on('finish', () => setTimeout(drop, waitMs, req.socket));
    await sleep(arrived.size % 3);
    res.end(JSON.stringify({ errcode: 0, errmsg: 'ok', access_token: 'token-1', expires_in: 7200 }));
  });
  const port = await listen(server);
  const { app } = openAppAt(`http://127.0.0.1:${port}`, { keyv: new Keyv() });

  const answers = new Map<string, SendAnswer>();
  const sender = async (name: number) => {
    for (let i = 0; i < 100; i += 1) {
      const id = `${name}:${i}`;
      answers.set(id, await app.send('notice', bytesOf({ id })));
      if (i % 3 > 0) await sleep(i % 5);
    }
  };
  await Promise.all([1, 2, 3].map(sender));
  await app.close();

  for (const [id, answer] of answers) {
    const times = arrived.get(id) ?? 0;
    const told = { id, answer, times };
    if (answer.type === 'accepted') expect(told).toMatchObject({ times: 1 });
    else if (answer.type === 'notSent') expect(told).toMatchObject({ times: 0 });
    else expect(told).toMatchObject({ answer: { type: 'unknown', doubt: 'reset' } });
    expect(times).toBeLessThanOrEqual(1);
  }
  expect(answers.size).toBe(300);
  expect(connections.size).toBeGreaterThan(50);
  const lostAnswers = [...answers].filter(([id, answer]) => answer.type === 'unknown' && arrived.has(id));
  expect(lostAnswers.length).toBeGreaterThan(0);
});
