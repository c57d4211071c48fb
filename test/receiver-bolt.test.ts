import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { webApi } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import { Secret } from '../src/config-secret.ts';
import { openLog } from '../src/log.ts';
import { createBoltApp } from '../src/slack/receiver-bolt.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** `cut`: the connection ends with it, whatever was announced. */
type Answer = { status?: number; headers?: Record<string, string>; body: string; cut?: boolean };

/** A Slack that gives one answer to everything, and how often it was asked. */
async function openSlack({ status = 200, headers = {}, body, cut = false }: Answer) {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(request.url ?? '');
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    if (cut) response.write(body, () => request.socket.end());
    else response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/` };
}

function create(apiUrl: string) {
  return createBoltApp({
    slack: { botToken: new Secret('xoxb-test'), apiUrl },
    receiver: { init: () => undefined, start: async () => 0, stop: async () => true, track: (work) => work },
    log: openLog({ level: 'silent', secrets: [] }),
    logLevel: 'silent',
  });
}

test('a token Slack knows', async () => {
  const slack = await openSlack({ body: '{"ok":true,"team_id":"T1","team":"晨光学校","user_id":"U9"}' });
  const { checkToken } = create(slack.url);
  expect(await checkToken()).toEqual({ type: 'good', teamId: 'T1', team: '晨光学校', botUserId: 'U9' });
});

test('a token Slack does not know is no error, neither at creation', async () => {
  const slack = await openSlack({ body: '{"ok":false,"error":"invalid_auth"}' });
  const { checkToken } = create(slack.url);
  expect(slack.calls).toEqual([]);
  expect(await checkToken()).toEqual({ type: 'refused', error: 'invalid_auth' });
});

test('a Slack nobody reaches', async () => {
  expect(await create('http://127.0.0.1:9/api/').checkToken()).toMatchObject({ type: 'unreachable' });
  for (const answer of [{ status: 503, body: 'down' }, { body: '{"ok":false,"error":"fatal_error"}' }]) {
    const slack = await openSlack(answer);
    expect(await create(slack.url).checkToken()).toMatchObject({ type: 'unreachable' });
  }
});

test.each([
  ['500', { status: 500, body: 'down' }],
  ['429', { status: 429, headers: { 'retry-after': '30' }, body: '{"ok":false,"error":"ratelimited"}' }],
])('a call that failed (%s) is told at once and not repeated', async (_name, answer) => {
  const slack = await openSlack(answer);
  await expect(create(slack.url).client.chat.postMessage({ channel: 'C1', text: 'x' })).rejects.toThrow();
  expect(slack.calls).toHaveLength(1);
});

test.each([301, 302, 303, 307, 308])('a redirect (%d) is not followed: nobody else gets the token', async (status) => {
  const elsewhere = await openSlack({ body: '{"ok":true}' });
  const slack = await openSlack({ status, headers: { location: `${elsewhere.url}chat.postMessage` }, body: '' });
  await expect(create(slack.url).client.chat.postMessage({ channel: 'C1', text: 'x' })).rejects.toThrow(`${status}`);
  expect([slack.calls.length, elsewhere.calls]).toEqual([1, []]);
});

test('an answer that is cut off is told as lost, without the token, and not asked for again', async () => {
  const slack = await openSlack({ headers: { 'content-length': '1000' }, body: '{"ok":tr', cut: true });
  const posted = create(slack.url).client.chat.postMessage({ channel: 'C1', text: 'x' });
  const error: unknown = await posted.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(webApi.WebAPIRequestError);
  expect(inspect(error, { depth: 9 })).not.toContain('xoxb-test');
  expect(slack.calls).toHaveLength(1);
});

test('an event asks Slack nothing: no auth.test on the way to the listener', async () => {
  const slack = await openSlack({ body: '{"ok":true}' });
  const { app } = create(slack.url);
  const tokens: unknown[] = [];
  app.command('/probe', async ({ ack, context, client }) => {
    tokens.push(context.botToken, client.token);
    await ack();
  });
  const body = { command: '/probe', text: '', user_id: 'U1', team_id: 'T1' };
  await app.processEvent({ body, ack: async () => undefined });
  await app.processEvent({ body, ack: async () => undefined });
  expect(tokens).toEqual(['xoxb-test', 'xoxb-test', 'xoxb-test', 'xoxb-test']);
  expect(slack.calls).toEqual([]);
});
