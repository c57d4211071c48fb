/** Files both ways, by plain fetch. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SandboxSlack } from '../src/sandbox/slack/slack.ts';
import { call, secrets, startTestSlack } from './sandbox-slack-kit.ts';

type Json = Record<string, unknown>;
const csv = Buffer.from('id,line\nwang,1\n');

let slack: SandboxSlack;
beforeEach(async () => {
  slack = await startTestSlack();
});
afterEach(() => slack.stop());

async function uploadUrl(length = csv.length): Promise<{ id: string; url: string }> {
  const answer = await call(slack, 'files.getUploadURLExternal', { filename: 'N-0042-invalid.csv', length });
  return { id: String(answer.file_id), url: String(answer.upload_url) };
}

const complete = (id: string, more: Json = {}) =>
  call(slack, 'files.completeUploadExternal', { files: [{ id, title: 'Invalid' }], ...more });

async function uploaded(): Promise<string> {
  const { id, url } = await uploadUrl();
  await fetch(url, { method: 'POST', body: csv });
  return id;
}

async function parent(channel = 'C0NOTICE'): Promise<string> {
  return String((await call(slack, 'chat.postMessage', { channel, text: 'Parent' })).ts);
}

test('three steps put a file into a thread, where it can be read back', async () => {
  const thread = await parent();
  const id = await uploaded();
  expect(await complete(id, { channel_id: 'C0NOTICE', thread_ts: thread, initial_comment: 'Here' })).toEqual({
    ok: true,
    files: [{ id, title: 'Invalid' }],
  });
  expect(slack.threadText('C0NOTICE', thread)).toContain('  │   Here\n  │   📎 N-0042-invalid.csv (15 bytes)');
  expect(slack.file('N-0042-invalid.csv')?.bytes).toEqual(csv);
  expect(slack.messages('C0NOTICE', thread)[1]).toMatchObject({
    files: [{ id, name: 'N-0042-invalid.csv', size: 15 }],
  });
});

test("the SDK's multipart body carries the same bytes", async () => {
  const { id, url } = await uploadUrl();
  const form = new FormData();
  form.append('body', new Blob([csv]), 'list.csv');
  expect((await fetch(url, { method: 'POST', body: form })).status).toBe(200);
  await complete(id);
  expect(slack.file('N-0042-invalid.csv')?.bytes).toEqual(csv);
});

test('an upload must have the length it announced, and must have come', async () => {
  expect(await call(slack, 'files.getUploadURLExternal', { filename: 'a', length: 0 })).toMatchObject({
    error: 'missing_argument',
  });
  const { id, url } = await uploadUrl(csv.length + 1);
  expect((await fetch(url, { method: 'POST', body: csv })).status).toBe(500);
  expect(await complete(id)).toMatchObject({ error: 'file_not_found' });
});

test('a file needs the bot in the channel, and its thread', async () => {
  const id = await uploaded();
  expect(await complete(id, { channel_id: 'C0OFFICE' })).toMatchObject({ error: 'not_in_channel' });
  expect(await complete(id, { channel_id: 'C0NOBOT' })).toMatchObject({ error: 'channel_not_found' });
  const lost = await complete(id, { channel_id: 'C0NOTICE', thread_ts: '1.000000' });
  expect(lost).toMatchObject({ error: 'thread_not_found' });
  expect(await complete(id, { channel_id: 'C0NOTICE' })).toMatchObject({ ok: true });
});

function sharedIn(channel: string): Json[] {
  return slack.messages(channel).flatMap((message) => (message.files ?? []) as Json[]);
}

async function download(url: unknown, token = secrets.botToken): Promise<{ type: string | null; text: string }> {
  const response = await fetch(String(url), { headers: { authorization: `Bearer ${token}` } });
  return { type: response.headers.get('content-type'), text: await response.text() };
}

test('a download needs the token: without it, a web page with status 200', async () => {
  slack.person('U0WANG').say('List', { channel: 'C0NOTICE', files: [{ name: 'list.csv', bytes: csv }] });
  const [file] = sharedIn('C0NOTICE');
  expect(await download(file?.url_private_download)).toEqual({ type: 'text/csv', text: csv.toString() });
  const wrong = await download(file?.url_private_download, 'xoxb-other');
  expect(wrong).toMatchObject({ type: 'text/html; charset=utf-8', text: expect.stringContaining('<html>') });
});

test('a file in a channel without the bot is not found', async () => {
  slack.person('U0WANG').say('List', { channel: 'C0NOBOT', files: [{ name: 'list.csv', bytes: csv }] });
  const [file] = sharedIn('C0NOBOT');
  const info = () => call(slack, 'files.info', { file: String(file?.id) });
  expect(await info()).toMatchObject({ error: 'file_not_found' });
  slack.inviteBotTo('C0NOBOT');
  expect(await info()).toMatchObject({ ok: true, file: { name: 'list.csv', groups: ['C0NOBOT'] } });
});
