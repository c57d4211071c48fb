/** The receiver on a real port, and requests signed as Slack signs them. */
import { afterEach } from 'vitest';
import { signatureOf } from '../proof/attacks/requests.ts';
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

export function sign(
  body: string | Buffer,
  { secret: key = secret, at = nowSeconds }: Partial<Parameters<typeof signatureOf>[1]> = {},
) {
  return signatureOf(body, { secret: key, at });
}
