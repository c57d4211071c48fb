/** The Web API by plain fetch: who may call, where the bot may post, and what it reads back. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxSlack } from '../src/sandbox/slack/slack.ts';
import { call, secrets, startTestSlack } from './sandbox-slack-kit.ts';

let slack: SandboxSlack;
beforeEach(async () => {
  slack = await startTestSlack();
});
afterEach(() => slack.stop());

type Json = Record<string, unknown>;
const api = (method: string, fields: Json = {}) => call(slack, method, fields);
const post = (fields: Json) => api('chat.postMessage', { channel: 'C0NOTICE', text: 'Hello', ...fields });
const ts = async (fields: Json = {}) => String((await post(fields)).ts);
const section = (text: string) => ({ type: 'section', block_id: 'b', text: { type: 'mrkdwn', text } });

describe('who may call', () => {
  test('the bot token opens everything but a socket, the app token only that', async () => {
    expect(await api('auth.test')).toMatchObject({ ok: true, user_id: 'U0BOT', bot_id: 'B0BOT', team_id: 'T0SCHOOL' });
    expect(await call(slack, 'auth.test', {}, 'xoxb-other')).toMatchObject({ ok: false, error: 'invalid_auth' });
    expect(await call(slack, 'auth.test', {}, secrets.appToken)).toMatchObject({ error: 'not_allowed_token_type' });
    expect(await api('apps.connections.open')).toMatchObject({ error: 'not_allowed_token_type' });
    const opened = await call(slack, 'apps.connections.open', {}, secrets.appToken);
    expect(opened.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\//);
  });

  test('no token is not_authed; a token in the body is as good as a header', async () => {
    const bare = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST' });
    expect(await bare.json()).toEqual({ ok: false, error: 'not_authed' });
    const body = JSON.stringify({ token: secrets.botToken });
    const json = await fetch(`${slack.apiUrl}auth.test`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(await json.json()).toMatchObject({ ok: true });
  });

  test('an unknown method is loud: HTTP 500, and a fault to be found', async () => {
    const headers = { authorization: `Bearer ${secrets.botToken}` };
    const response = await fetch(`${slack.apiUrl}chat.posTMessage`, { method: 'POST', headers });
    expect(response.status).toBe(500);
    expect(slack.faults.map((fault) => fault.what)).toEqual(['unknown Web API method chat.posTMessage']);
  });

  test('scopes, when given, are asked for', async () => {
    await slack.stop();
    slack = await startTestSlack({ scopes: ['chat:write', 'chat:write.public'] });
    expect(await post({ channel: 'C0OFFICE' })).toMatchObject({ ok: true });
    expect(await api('users.info', { user: 'U0LI' })).toEqual({
      ok: false,
      error: 'missing_scope',
      needed: 'users:read',
      provided: 'chat:write,chat:write.public',
    });
  });
});

describe('where the bot may post', () => {
  test.each([
    ['C0NOTICE', undefined],
    ['C0OFFICE', 'not_in_channel'],
    ['C0NOBOT', 'channel_not_found'],
    ['C0NOWHERE', 'channel_not_found'],
    ['C0CLOSED', 'is_archived'],
    ['U0WANG', undefined],
  ])('%s: %s', async (channel, error) => {
    expect((await post({ channel })).error).toBe(error);
  });

  test('invited or removed, the answer changes', async () => {
    slack.inviteBotTo('#no-bot');
    expect(await post({ channel: 'C0NOBOT' })).toMatchObject({ ok: true });
    slack.removeBotFrom('C0NOTICE');
    expect(await post({})).toMatchObject({ error: 'not_in_channel' });
  });

  test("a person's id opens the direct message, whose own id goes on from there", async () => {
    const first = await post({ channel: 'U0WANG' });
    expect(first.channel).toMatch(/^D/);
    expect(await api('conversations.open', { users: 'U0WANG' })).toEqual({ ok: true, channel: { id: first.channel } });
    expect(await post({ channel: String(first.channel), thread_ts: String(first.ts) })).toMatchObject({ ok: true });
    const asUser = await api('chat.update', { channel: 'U0WANG', ts: String(first.ts), text: 'New' });
    expect(asUser).toMatchObject({ error: 'channel_not_found' });
    expect(await api('conversations.open', { users: 'U0NOBODY' })).toMatchObject({ error: 'user_not_found' });
  });

  test('a private message goes only to a member, from a member', async () => {
    const whisper = (channel: string, user: string) => api('chat.postEphemeral', { channel, user, text: 'Psst' });
    expect(await whisper('C0NOTICE', 'U0WANG')).toMatchObject({ ok: true, message_ts: expect.any(String) });
    expect(await whisper('C0OFFICE', 'U0WANG')).toMatchObject({ error: 'not_in_channel' });
    slack.inviteBotTo('C0OFFICE');
    expect(await whisper('C0OFFICE', 'U0GUEST')).toMatchObject({ error: 'user_not_in_channel' });
    expect(slack.person('U0WANG').privateTexts()).toEqual(['Psst']);
    expect(slack.person('U0LI').privateTexts()).toEqual([]);
    expect(slack.messages('C0NOTICE')).toEqual([]);
  });
});

describe('messages', () => {
  test('a reply needs its parent, and joins the parent even when given a reply', async () => {
    const parent = await ts();
    const reply = await ts({ thread_ts: parent, text: 'First' });
    await ts({ thread_ts: reply, text: 'Second', reply_broadcast: 'true' });
    expect(await post({ thread_ts: '1.000000' })).toMatchObject({ error: 'thread_not_found' });
    expect(slack.messages('C0NOTICE', parent).map((one) => one.text)).toEqual(['Hello', 'First', 'Second']);
    expect(slack.messages('C0NOTICE').map((one) => one.text)).toEqual(['Hello', 'Second']);
  });

  test('an update without blocks keeps them, an empty list takes them away', async () => {
    const parent = await ts({ blocks: [section('Old')] });
    const update = (fields: Json) => api('chat.update', { channel: 'C0NOTICE', ts: parent, text: 'New', ...fields });
    await update({});
    expect(slack.messages('C0NOTICE')[0]).toMatchObject({ text: 'New', blocks: [section('Old')] });
    await update({ blocks: [] });
    expect(slack.messages('C0NOTICE')[0]).not.toHaveProperty('blocks');
    expect(await update({ text: 'x'.repeat(4001) })).toMatchObject({ error: 'msg_too_long' });
    expect(await update({ ts: '1.000000' })).toMatchObject({ error: 'message_not_found' });
  });

  test("somebody else's message is neither changed nor deleted", async () => {
    const said = slack.person('U0LI').say('Mine', { channel: 'C0NOTICE' });
    const fields = { channel: 'C0NOTICE', ts: said, text: 'Ours' };
    expect(await api('chat.update', fields)).toMatchObject({ error: 'cant_update_message' });
    expect(await api('chat.delete', fields)).toMatchObject({ error: 'cant_delete_message' });
  });

  test('deleting leaves a tombstone where there are replies', async () => {
    const lone = await ts();
    const parent = await ts();
    await ts({ thread_ts: parent, text: 'Reply' });
    for (const one of [lone, parent]) await api('chat.delete', { channel: 'C0NOTICE', ts: one });
    expect(slack.messages('C0NOTICE').map((one) => one.subtype)).toEqual(['tombstone']);
  });

  test('metadata comes back when all of it is asked for, and survives an update without it', async () => {
    const metadata = { event_type: 'delivery', event_payload: { id: 'N-0042' } };
    const parent = await ts({ metadata });
    const read = async (more: Json) => {
      const answer = await api('conversations.replies', { channel: 'C0NOTICE', ts: parent, ...more });
      return (answer.messages as Json[])[0]?.metadata;
    };
    expect(await read({})).toBeUndefined();
    await api('chat.update', { channel: 'C0NOTICE', ts: parent, text: 'New' });
    expect(await read({ include_all_metadata: 'true' })).toEqual(metadata);
    await api('chat.update', { channel: 'C0NOTICE', ts: parent, text: 'New', metadata: {} });
    expect(await read({ include_all_metadata: 'true' })).toBeUndefined();
    expect(await post({ metadata: { event: 'x' } })).toMatchObject({ error: 'invalid_metadata_format' });
  });

  test('history is newest first and in pages, replies are oldest first', async () => {
    const parent = await ts({ text: 'One' });
    await ts({ text: 'Two' });
    await ts({ text: 'Three' });
    await ts({ text: 'Reply', thread_ts: parent });
    const texts = (answer: Json) => (answer.messages as Json[]).map((one) => one.text);
    const first = await api('conversations.history', { channel: 'C0NOTICE', limit: '2' });
    expect([texts(first), first.has_more]).toEqual([['Three', 'Two'], true]);
    const { next_cursor: cursor } = first.response_metadata as Json;
    const second = await api('conversations.history', { channel: 'C0NOTICE', limit: '2', cursor: String(cursor) });
    expect([texts(second), second.has_more]).toEqual([['One'], false]);
    const later = await api('conversations.history', { channel: 'C0NOTICE', oldest: parent });
    expect(texts(later)).toEqual(['Three', 'Two']);
    const thread = await api('conversations.replies', { channel: 'C0NOTICE', ts: parent });
    expect(texts(thread)).toEqual(['One', 'Reply']);
    expect(await api('conversations.replies', { channel: 'C0NOTICE', ts: '1.0' })).toMatchObject({
      error: 'thread_not_found',
    });
    expect(await api('conversations.history', { channel: 'C0OFFICE' })).toMatchObject({ error: 'not_in_channel' });
  });

  test('a permalink names the thread', async () => {
    const parent = await ts();
    const reply = await ts({ thread_ts: parent });
    const link = async (message: string) =>
      (await api('chat.getPermalink', { channel: 'C0NOTICE', message_ts: message })).permalink;
    const base = 'https://chenguang.slack.com/archives/C0NOTICE/p';
    expect(await link(parent)).toBe(base + parent.replace('.', ''));
    expect(await link(reply)).toBe(`${base}${reply.replace('.', '')}?thread_ts=${parent}&cid=C0NOTICE`);
    expect(await link('1.0')).toBeUndefined();
  });
});

describe('people', () => {
  test('the locale is told when it is asked for', async () => {
    expect(await api('users.info', { user: 'U0WANG' })).not.toHaveProperty('user.locale');
    const asked = await api('users.info', { user: 'U0WANG', include_locale: 'true' });
    expect(asked).toMatchObject({
      user: { name: '王老师', locale: 'zh-CN', tz: 'Asia/Shanghai', is_restricted: false },
    });
    expect(await api('users.info', { user: 'U0GUEST' })).toMatchObject({ user: { is_restricted: true } });
    expect(await api('users.info', { user: 'U0NOBODY' })).toMatchObject({ error: 'user_not_found' });
  });

  test('a group names its members', async () => {
    const members = (usergroup: string) => api('usergroups.users.list', { usergroup });
    expect(await members('S0SENDERS')).toEqual({ ok: true, users: ['U0WANG', 'U0SMITH'] });
    expect(await members('S0NONE')).toMatchObject({ error: 'no_such_subteam' });
  });
});

describe('mishaps on demand', () => {
  test('rate limits say how long to wait, then end', async () => {
    slack.rateLimit('chat.postMessage', { times: 1, retryAfterSeconds: 7 });
    const limited = await fetch(`${slack.apiUrl}chat.postMessage`, { method: 'POST' });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await post({})).toMatchObject({ ok: true });
  });

  test('a planned error comes as often as planned and does nothing', async () => {
    slack.failNext('chat.postMessage', 'restricted_action', { times: 2 });
    for (const _ of [1, 2]) expect(await post({})).toEqual({ ok: false, error: 'restricted_action' });
    expect(await post({})).toMatchObject({ ok: true });
    expect(slack.messages('C0NOTICE')).toHaveLength(1);
  });

  test('a lost answer was carried out all the same', async () => {
    slack.loseAnswer('chat.postMessage');
    await expect(post({})).rejects.toThrow('fetch failed');
    expect(slack.messages('C0NOTICE')).toHaveLength(1);
  });

  test.each([true, false])('a call left unanswered (carried out: %s)', async (carriedOut) => {
    const left = slack.leaveUnanswered('chat.postMessage', { when: ({ text }) => text === 'Hello', carriedOut });
    expect(await post({ text: 'Another' })).toMatchObject({ ok: true });
    const [answer] = await Promise.all([Promise.race([post({}), left.arrived.then(() => 'none')]), left.arrived]);
    expect(answer).toBe('none');
    expect(slack.messages('C0NOTICE')).toHaveLength(carriedOut ? 2 : 1);
  });

  test('every call is written down with its fields and its answer', async () => {
    await post({ blocks: [section('a')] });
    const [made] = slack.calls('chat.postMessage');
    expect(made).toMatchObject({ fields: { channel: 'C0NOTICE', blocks: [section('a')] }, answer: { ok: true } });
  });

  test('changes are told as they happen', async () => {
    const kinds: string[] = [];
    const stop = slack.onChange((change) => kinds.push(change.kind));
    await post({});
    stop();
    await post({});
    expect(kinds).toEqual(['message', 'call']);
  });
});
