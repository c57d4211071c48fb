import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '../src/clock.ts';
import { systemClock } from '../src/clock.ts';
import { Secret } from '../src/config-secret.ts';
import { openLog } from '../src/log.ts';
import { openReceiver } from '../src/slack/receiver.ts';
import { createBoltApp } from '../src/slack/receiver-bolt.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Twenty times as fast. */
const clock: Clock = { now: () => Date.now() * 20, sleep: (ms, signal) => systemClock.sleep(ms / 20, signal) };

type Greeting = 'hello' | 'silence' | 'hangUp';
type Opening = 'url' | 'error' | 'invalid_auth' | 'html' | 'cut';

/** Slack's side of Socket Mode: `opening` is how it answers apps.connections.open, `greeting` what a new socket hears. */
async function openSlack() {
  const sockets: WebSocket[] = [];
  const heard: { envelope_id: string; payload: unknown }[] = [];
  const calls: string[] = [];
  const slack = { opening: 'url' as Opening, greeting: 'hello' as Greeting, sockets, heard, calls, url: '' };
  const http = createServer((request, response) => {
    calls.push(request.url ?? '');
    open(slack.opening, response, http.address() as AddressInfo);
  });
  const server = new WebSocketServer({ server: http });
  server.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('message', (data) => heard.push(JSON.parse(String(data))));
    if (slack.greeting === 'hello') socket.send('{"type":"hello"}');
    if (slack.greeting === 'hangUp') socket.terminate();
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  slack.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/api/`;
  closers.push(async () => {
    for (const socket of sockets) socket.terminate();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });
  return slack;
}

function open(opening: Opening, response: ServerResponse, address: AddressInfo) {
  switch (opening) {
    case 'url':
      return response.end(JSON.stringify({ ok: true, url: `ws://127.0.0.1:${address.port}/link` }));
    case 'invalid_auth':
      return response.end(JSON.stringify({ ok: false, error: 'invalid_auth' }));
    case 'error':
      return response.writeHead(500).end('down');
    case 'html':
      return response.end('<html>maintenance</html>');
    case 'cut':
      return response.destroy();
  }
}

async function start(slack: { url: string }) {
  const lines: string[] = [];
  const log = openLog({ level: 'debug', secrets: [], write: (line) => lines.push(line) });
  const receiver = openReceiver({
    slack: { door: { type: 'socket', appToken: new Secret('xapp-canary') }, apiUrl: slack.url },
    http: { host: '127.0.0.1', port: 0 },
    log,
    logLevel: 'debug',
    clock,
    readiness: () => [],
  });
  const { app, client } = createBoltApp({
    slack: { botToken: new Secret('xoxb-canary'), apiUrl: slack.url },
    receiver,
    log,
    logLevel: 'debug',
  });
  app.command('/probe', async ({ ack, command }) => await ack(`ran ${command.text}`));
  let stopped = false;
  closers.push(async () => stopped || (await receiver.stop()));
  const port = await receiver.start();
  const ready = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).status;
  const stop = () => {
    stopped = true;
    return receiver.stop();
  };
  return { app, client, port, ready, stop, log: () => lines.join('') };
}

/** The socket in use: where hello came late, to a clock so fast, an earlier one was given up. */
async function connected(slack: { sockets: WebSocket[] }, ready: () => Promise<number>): Promise<WebSocket> {
  await expect.poll(ready).toBe(200);
  const socket = slack.sockets.findLast(({ readyState, OPEN }) => readyState === OPEN);
  if (socket === undefined) throw new Error('ready without a socket');
  return socket;
}

function command(text: string, id = text) {
  const payload = { command: '/probe', text, user_id: 'U1', team_id: 'T1', trigger_id: '1.2' };
  return JSON.stringify({ envelope_id: id, type: 'slash_commands', payload, accepts_response_payload: true });
}

test('a command comes by the socket, and so does its answer', async () => {
  const slack = await openSlack();
  const { ready, port } = await start(slack);
  const socket = await connected(slack, ready);
  expect(await (await fetch(`http://127.0.0.1:${port}/healthz`)).text()).toBe('ok');
  socket.send(command('one'));
  await expect.poll(() => slack.heard).toEqual([{ envelope_id: 'one', payload: { text: 'ran one' } }]);
});

test('signed requests have no door in Socket Mode', async () => {
  const { port } = await start(await openSlack());
  expect((await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', body: 'x' })).status).toBe(404);
});

test('when Slack recycles the connection the next one follows', async () => {
  const slack = await openSlack();
  const { ready } = await start(slack);
  for (let round = 1; round <= 3; round += 1) {
    const before = slack.sockets.length;
    (await connected(slack, ready)).send('{"type":"disconnect","reason":"refresh_requested"}');
    await expect.poll(() => slack.sockets.length).toBeGreaterThan(before);
    (await connected(slack, ready)).send(command(`round ${round}`));
    await expect.poll(() => slack.heard.at(-1)?.envelope_id).toBe(`round ${round}`);
  }
});

test.each<Opening>(['error', 'invalid_auth', 'html', 'cut'])('an outage (%s) is survived', async (opening) => {
  const slack = await openSlack();
  const { ready, log } = await start(slack);
  const socket = await connected(slack, ready);
  slack.opening = opening;
  socket.terminate();
  await expect.poll(ready).toBe(503);
  await expect.poll(() => slack.calls.length).toBeGreaterThan(3);
  slack.opening = 'url';
  (await connected(slack, ready)).send(command('back'));
  await expect.poll(() => slack.heard.at(-1)?.envelope_id).toBe('back');
  expect(log()).not.toContain('canary');
});

test.each<Greeting>(['silence', 'hangUp'])('a socket that greets with %s is tried again', async (greeting) => {
  const slack = await openSlack();
  slack.greeting = greeting;
  const { ready } = await start(slack);
  expect(await ready()).toBe(503);
  await expect.poll(() => slack.sockets.length).toBeGreaterThan(1);
  slack.greeting = 'hello';
  await expect.poll(ready).toBe(200);
});

test('the start does not wait for a Slack that is down, health answers meanwhile', async () => {
  const slack = await openSlack();
  slack.opening = 'error';
  const { ready, port } = await start(slack);
  expect(await ready()).toBe(503);
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  slack.opening = 'url';
  await expect.poll(ready).toBe(200);
});

test('a token that Slack refuses from the first is no reason to go on', async () => {
  const slack = await openSlack();
  slack.opening = 'invalid_auth';
  await expect(start(slack)).rejects.toThrow('Slack refuses SLACK_APP_TOKEN: invalid_auth');
});

test("the socket's patience is not shared: a web call is made once", async () => {
  const slack = await openSlack();
  const { client } = await start(slack);
  slack.opening = 'error';
  await expect(client.apiCall('chat.postMessage', { channel: 'C1', text: 'x' })).rejects.toThrow();
  expect(slack.calls.filter((url) => url.endsWith('chat.postMessage'))).toHaveLength(1);
});

test('a lost answer does not disturb the listener that gave it', async () => {
  const slack = await openSlack();
  const { app, log, ready } = await start(slack);
  const gate = Promise.withResolvers<void>();
  const ends: string[] = [];
  app.command('/probe', async ({ command: { text } }) => void ends.push(`began ${text}`));
  app.command('/saved', async ({ ack }) => {
    await gate.promise;
    await ack();
    ends.push('worked to the end');
  });
  const socket = await connected(slack, ready);
  socket.send(command('x', 'lost').replace('/probe', '/saved'));
  socket.send(command('after'));
  await expect.poll(() => ends).toEqual(['began after']);
  const calls = slack.calls.length;
  slack.opening = 'error';
  socket.terminate();
  await expect.poll(() => slack.calls.length).toBeGreaterThan(calls);
  gate.resolve();
  await expect.poll(() => ends).toEqual(['began after', 'worked to the end']);
  expect(log()).toContain('answer lost');
});

test('stopping lets answers out first, then hangs up and waits for the rest', async () => {
  const slack = await openSlack();
  const { app, stop, ready } = await start(slack);
  const gate = Promise.withResolvers<void>();
  const done: string[] = [];
  app.command('/slow', async ({ ack }) => {
    await gate.promise;
    await ack('answered');
    done.push('worked to the end');
  });
  const socket = await connected(slack, ready);
  socket.send(command('x', 'slow').replace('/probe', '/slow'));
  socket.send(command('first'));
  await expect.poll(() => slack.heard.at(-1)?.envelope_id).toBe('first');
  const stopped = stop();
  socket.send(command('too late'));
  gate.resolve();
  expect(await stopped).toBe(true);
  expect(done).toEqual(['worked to the end']);
  expect(slack.heard.map((each) => each.envelope_id)).toEqual(['first', 'slow']);
  await expect.poll(() => socket.readyState).toBe(3);
});
