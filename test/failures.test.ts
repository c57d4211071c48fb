import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { post } from '../proof/attacks/requests.ts';
import { Secret } from '../src/config-secret.ts';
import { openLog } from '../src/log.ts';
import { registerFailures } from '../src/slack/failures.ts';
import { createBoltApp } from '../src/slack/receiver-bolt.ts';
import { sign, start } from './receiver-harness.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A Slack that only listens: what was posted to response_urls, and what was sent by chat.postMessage. */
async function openSlack(status = { response: 200, api: 200 }) {
  const responses: unknown[] = [];
  const messages: Record<string, string>[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.url === '/respond') {
      responses.push(JSON.parse(body));
      return void response.writeHead(status.response).end('ok');
    }
    messages.push(Object.fromEntries(new URLSearchParams(body)));
    response.writeHead(status.api, { 'content-type': 'application/json' }).end('{"ok":true,"ts":"1.2","channel":"D1"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { responses, messages, url };
}

async function startFailing(slack: { url: string }, locale: 'zh' | 'en' = 'zh') {
  const harness = await start({ answerWithinMs: 60_000 });
  const lines: string[] = [];
  const log = openLog({ level: 'info', secrets: [new Secret('canary-token')], write: (line) => lines.push(line) });
  const { client } = createBoltApp({
    slack: { botToken: new Secret('xoxb-test'), apiUrl: `${slack.url}/api/` },
    receiver: { ...harness.receiver, init: () => undefined },
    log,
    logLevel: 'info',
  });
  const localeOf = async () => locale;
  const { app, receiver } = harness;
  registerFailures(app, { client, localeOf, log, track: receiver.track, newReference: () => 'K7PX2M' });
  app.command('/breaks', async () => {
    throw new Error('disk full near canary-token');
  });
  app.view('form', async ({ ack }) => {
    await ack();
    throw new Error('worker gone');
  });
  return { ...harness, lines };
}

const command = (slack: { url: string }) =>
  `command=%2Fbreaks&text=&user_id=U1&team_id=T1&response_url=${encodeURIComponent(`${slack.url}/respond`)}`;
const payload = { type: 'view_submission', view: { callback_id: 'form' }, user: { id: 'U7' }, team: { id: 'T1' } };
const submission = `payload=${encodeURIComponent(JSON.stringify(payload))}`;

test('a failed command: 500 at once, a private sentence with a reference, the rest in the log', async () => {
  const slack = await openSlack();
  const { port, lines } = await startFailing(slack);
  expect((await post(port, command(slack), sign(command(slack)))).status).toBe(500);
  await expect.poll(() => slack.responses).toHaveLength(1);
  expect(slack.responses[0]).toEqual({
    response_type: 'ephemeral',
    replace_original: false,
    text: expect.stringMatching(/出错了.*K7PX2M/),
  });
  expect(JSON.stringify(slack.responses)).not.toContain('disk full');
  expect(slack.messages).toEqual([]);
  const failed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(failed).toEqual([
    expect.objectContaining({
      reference: 'K7PX2M',
      type: 'command',
      name: '/breaks',
      err: expect.objectContaining({ message: 'disk full near <secret>' }),
    }),
  ]);
});

test('a failed form has no response_url: a direct message, in the language of the person', async () => {
  const slack = await openSlack();
  const { port } = await startFailing(slack, 'en');
  expect((await post(port, submission, sign(submission))).status).toBe(200);
  await expect.poll(() => slack.messages).toHaveLength(1);
  expect(slack.messages[0]).toMatchObject({ channel: 'U7', text: expect.stringMatching(/went wrong.*K7PX2M/) });
});

test('a used-up response_url: a direct message instead', async () => {
  const slack = await openSlack({ response: 404, api: 200 });
  const { port } = await startFailing(slack);
  await post(port, command(slack), sign(command(slack)));
  await expect.poll(() => slack.messages).toHaveLength(1);
  expect(slack.messages[0]).toMatchObject({ channel: 'U1' });
});

test('a Slack that is down: only the log, and stopping waits until that is known', async () => {
  const slack = await openSlack({ response: 500, api: 500 });
  const { port, lines, stop } = await startFailing(slack);
  await post(port, command(slack), sign(command(slack)));
  expect(await stop()).toBe(true);
  expect(lines.join('')).toContain('person not told');
});

test.each([
  ['no user', { user: null }],
  ['a user that is none', { user: 'U7' }],
  ['a response_url that is none', { response_url: 'javascript:0' }],
])('%s: still only one failure', async (_name, odd) => {
  const slack = await openSlack();
  const { port, lines, stop } = await startFailing(slack);
  const body = `payload=${encodeURIComponent(JSON.stringify({ ...payload, user: { id: 'U7' }, ...odd }))}`;
  await post(port, body, sign(body));
  expect(await stop()).toBe(true);
  expect(lines.length).toBeLessThanOrEqual(1);
});
