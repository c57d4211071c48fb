/** The receiver on a real port, and requests signed as Slack signs them. */
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach } from 'vitest';
import { systemClock } from '../src/clock.ts';
import { Secret } from '../src/config-secret.ts';
import { openLog } from '../src/log.ts';
import { openReceiver, type ReceiverOptions } from '../src/slack/receiver.ts';
import { createBoltApp } from '../src/slack/receiver-bolt.ts';

const secret = '8f742231b10e8888abcd99yyyzzz85a5';
export const nowMs = 1_700_000_000_000;
export const nowSeconds = nowMs / 1000;
export const command = 'token=x&team_id=T1&user_id=U1&command=%2Fprobe&text=hello&trigger_id=1.2';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A receiver with an app on a port of its own; stopped after the test. `/probe` answers and notes what it was given. */
export async function start(options: Partial<ReceiverOptions> = {}) {
  const lines: string[] = [];
  const log = openLog({ level: 'debug', secrets: [], write: (line) => lines.push(line) });
  const clock = { now: () => nowMs, sleep: systemClock.sleep };
  const receiver = openReceiver({
    slack: { door: { type: 'http', signingSecret: new Secret(secret) }, apiUrl: 'http://127.0.0.1:9/api/' },
    http: { host: '127.0.0.1', port: 0 },
    log,
    logLevel: 'debug',
    clock,
    readiness: () => [],
    limits: { keepAliveMs: 5000 },
    ...options,
  });
  const slack = { botToken: new Secret('xoxb-test'), apiUrl: 'http://127.0.0.1:9/api/' };
  const { app } = createBoltApp({ slack, receiver, log, logLevel: 'debug' });
  const runs: string[] = [];
  app.command('/probe', async ({ ack, command: { text } }) => {
    runs.push(text);
    await ack(`ran ${text}`);
  });
  const port = await receiver.start();
  let stopped = false;
  const stop = async () => {
    stopped = true;
    return await receiver.stop();
  };
  closers.push(async () => stopped || (await receiver.stop()));
  return { app, receiver, port, runs, stop, log: () => lines.join('') };
}

export function sign(body: string | Buffer, options: { secret?: string; at?: number | string } = {}) {
  const { secret: key = secret, at = nowSeconds } = options;
  const hash = createHmac('sha256', key).update(`v0:${at}:`).update(body).digest('hex');
  return { 'x-slack-request-timestamp': String(at), 'x-slack-signature': `v0=${hash}` };
}

export const form = { 'content-type': 'application/x-www-form-urlencoded' };

export async function post(
  port: number,
  body: string | Buffer,
  headers: Record<string, string>,
  path = '/slack/events',
) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    body,
    headers: { ...form, ...headers },
  });
  return { status: response.status, text: await response.text(), connection: response.headers.get('connection') };
}

/** Writes `head`, then `again` for as long as the server takes it; everything it answered until it closed. */
export function rawRequest(port: number, head: string, again?: Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    const more = () => {
      while (again && !socket.destroyed && socket.write(again));
    };
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('drain', more);
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    socket.write(head);
    more();
  });
}
