/** From a person to the bot over HTTP: signatures, the three seconds, commands, response URLs, redelivery. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxSlack } from '../src/sandbox/slack/slack.ts';
import {
  call,
  type FakeBot,
  type ManualClock,
  manualClock,
  modal,
  plain,
  secrets,
  startFakeBot,
  startTestSlack,
  textInput,
} from './sandbox-slack-kit.ts';

let clock: ManualClock;
let slack: SandboxSlack;
let bot: FakeBot;
beforeEach(async () => {
  clock = manualClock();
  slack = await startTestSlack({ clock });
  bot = await startFakeBot(slack);
});
afterEach(async () => {
  await bot.stop();
  await slack.stop();
});

const wang = () => slack.person('U0WANG');
const notice = { channel: '#家校通知' };
const command = (text = '') => wang().command('/school-notice', { ...notice, text });
const lastPayload = () => bot.received.at(-1)?.payload ?? {};

async function respond(
  body: object,
  url = String(lastPayload().response_url),
): Promise<{ status: number; text: string }> {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, text: await response.text() };
}

describe('requests', () => {
  test('a command is a signed form', async () => {
    await command('now');
    const [{ payload, headers, body } = { payload: {}, headers: {}, body: '' }] = bot.received;
    expect(payload).toMatchObject({
      command: '/school-notice',
      text: 'now',
      user_id: 'U0WANG',
      channel_id: 'C0NOTICE',
      channel_name: '家校通知',
      team_id: 'T0SCHOOL',
      api_app_id: 'A0BOT',
    });
    const seconds = headers['x-slack-request-timestamp'];
    const digest = createHmac('sha256', secrets.signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
    expect(headers['x-slack-signature']).toBe(`v0=${digest}`);
    expect(Number(seconds)).toBe(Math.floor(clock.now() / 1000));
  });

  test('a person can only use a channel they are in, and a command only with nothing in the way', async () => {
    const guest = slack.person('U0GUEST');
    await expect(guest.command('/school-notice', { channel: 'C0NOBOT' })).rejects.toThrow('访客 is not in #no-bot');
    await expect(guest.command('/school-notice', { channel: '#none' })).rejects.toThrow(
      'no channel #none; there are #家校通知',
    );
    await command();
    await call(slack, 'views.open', { trigger_id: String(lastPayload().trigger_id), view: modal([]) });
    await expect(command()).rejects.toThrow('the modal "Form" is in the way of /school-notice');
  });

  test('nobody connected is an error at once', async () => {
    const lonely = await startTestSlack();
    await expect(lonely.person('U0WANG').command('/x', notice)).rejects.toThrow('no bot is connected');
    await lonely.stop();
  });
});

describe('three seconds', () => {
  test('an answer after them is none: operation_timeout', async () => {
    const heard = new Promise<void>((resolve) => {
      bot.reply = () => {
        resolve();
        return 'never';
      };
    });
    const typed = command();
    await heard;
    clock.advance(2999);
    const early = await Promise.race([typed, Promise.resolve('waiting')]);
    clock.advance(1);
    expect([early, await typed]).toEqual(['waiting', { trouble: 'operation_timeout', text: null }]);
    expect(slack.faults.map((one) => one.what)).toEqual(['/school-notice was not acknowledged within 3000 ms']);
  });

  test('a status other than 200, and no bot at all: dispatch_failed', async () => {
    bot.reply = () => ({ status: 500 });
    expect(await command()).toEqual({ trouble: 'dispatch_failed', text: null });
    slack.connect({ url: 'http://127.0.0.1:1/' });
    expect(await command()).toEqual({ trouble: 'dispatch_failed', text: null });
    expect(slack.faults).toHaveLength(2);
  });
});

describe('the acknowledgement as an answer', () => {
  test('is private by default', async () => {
    bot.reply = () => ({ text: 'Hello *you*' });
    expect(await command()).toEqual({ trouble: null, text: 'Hello *you*' });
    expect(wang().privateTexts(notice)).toEqual(['Hello *you*']);
    expect(slack.messages('C0NOTICE')).toEqual([]);
  });

  test('is for everybody when it says so', async () => {
    bot.reply = () => ({ json: { response_type: 'in_channel', text: 'All' } });
    await command();
    expect(slack.messages('C0NOTICE')).toMatchObject([{ text: 'All', user: 'U0BOT' }]);
  });

  test('is a fault when Slack would not take it', async () => {
    bot.reply = () => ({ json: { text: 'a', blocks: [{ type: 'alert', text: plain('a') }] } });
    expect(await command()).toEqual({ trouble: null, text: null });
    expect(slack.faults[0]?.what).toContain('unsupported type: alert');
  });
});

describe('response_url', () => {
  test('answers privately where the bot is no member, and tells no ts', async () => {
    await wang().command('/school-notice', { channel: '#no-bot' });
    expect(await respond({ text: 'Invite me' })).toEqual({ status: 200, text: 'ok' });
    expect(wang().privateTexts({ channel: '#no-bot' })).toEqual(['Invite me']);
    expect(await respond({ text: 'All', response_type: 'in_channel' })).toMatchObject({ status: 200 });
    expect(slack.messages('#no-bot')).toMatchObject([{ text: 'All' }]);
  });

  test('works five times', async () => {
    await command();
    for (const text of ['1', '2', '3', '4', '5']) expect((await respond({ text })).status).toBe(200);
    expect(await respond({ text: '6' })).toEqual({ status: 404, text: '{"ok":false,"error":"used_url"}' });
  });

  test('works for thirty minutes', async () => {
    await command();
    clock.advance(30 * 60_000);
    expect((await respond({ text: 'In time' })).status).toBe(200);
    clock.advance(1);
    expect(await respond({ text: 'Late' })).toEqual({ status: 404, text: '{"ok":false,"error":"expired_url"}' });
  });

  test('replaces and deletes the message whose button was pressed, private or not', async () => {
    const blocks = [{ type: 'actions', elements: [{ type: 'button', action_id: 'go', text: plain('Go') }] }];
    await call(slack, 'chat.postEphemeral', { channel: 'C0NOTICE', user: 'U0WANG', text: 'Ask', blocks });
    await wang().click('Go', notice);
    await respond({ replace_original: true, text: 'Done', blocks: [] });
    expect(wang().privateTexts()).toEqual(['Done']);
    await respond({ delete_original: true });
    expect(wang().privateTexts()).toEqual([]);
    await command();
    expect(await respond({ delete_original: true })).toMatchObject({ status: 400 });
  });
});

describe('the same again', () => {
  async function submitOnce(): Promise<void> {
    await command();
    const view = modal([textInput('title', 'Title')]);
    await call(slack, 'views.open', { trigger_id: String(lastPayload().trigger_id), view });
    await wang().fill('Title', 'Meeting');
  }

  test('a submission is redelivered byte for byte, with its first signature', async () => {
    await submitOnce();
    await wang().submit();
    clock.advance(5 * 60_000);
    expect(await slack.redeliver(slack.lastSubmission())).toEqual({ outcome: 'acked', body: null });
    const [first, second] = bot.received.slice(-2);
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['x-slack-signature']).toBe(first?.headers['x-slack-signature']);
  });

  test('when the acknowledgement is lost the form stays, and may be sent again', async () => {
    await submitOnce();
    slack.loseAck();
    expect(await wang().submit()).toEqual({ trouble: 'operation_timeout' });
    expect(slack.modalText('U0WANG')).toContain('!! We had some trouble connecting. Try again?');
    expect(await wang().submit()).toEqual({ closed: true });
    const ids = bot.received.slice(-2).map(({ payload }) => (payload.view as { id: string }).id);
    expect(ids[0]).toBe(ids[1]);
  });
});

test('a delayed call is answered when its time has come', async () => {
  slack.delayNext('auth.test', 5000);
  const answer = call(slack, 'auth.test', {});
  while (slack.calls('auth.test').length === 0) await new Promise(setImmediate);
  expect(slack.calls('auth.test')).toMatchObject([{ answer: null }]);
  clock.advance(5000);
  expect(await answer).toMatchObject({ ok: true });
});

test('a field that is still to come is waited for', async () => {
  await command();
  const view = modal([textInput('a', 'Title')]);
  const opened = await call(slack, 'views.open', { trigger_id: String(lastPayload().trigger_id), view });
  const filled = wang().fill('Later', 'x');
  const { id } = opened.view as { id: string };
  await call(slack, 'views.update', { view_id: id, view: modal([textInput('b', 'Later')]) });
  expect(await filled).toEqual({ trouble: null });
});
