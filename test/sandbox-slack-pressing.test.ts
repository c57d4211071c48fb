/** What the bot is told when a person presses a button, makes a choice it wants to hear of, or uses a shortcut. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxSlack } from '../src/sandbox/slack/slack.ts';
import { call, type FakeBot, hasty, modal, plain, startFakeBot, startTestSlack } from './sandbox-slack-kit.ts';

type Json = Record<string, unknown>;

let slack: SandboxSlack;
let bot: FakeBot;
beforeEach(async () => {
  slack = await startTestSlack({ patience: hasty });
  bot = await startFakeBot(slack);
});
afterEach(async () => {
  await bot.stop();
  await slack.stop();
});

const wang = () => slack.person('U0WANG');
const option = (name: string) => ({ text: plain(name), value: `value of ${name}` });
const options = ['Red', 'Green', 'Dark green'].map(option);
const field = (label: string, element: object, more: object = {}) => ({
  type: 'input',
  block_id: label.toLowerCase(),
  label: plain(label),
  element: { action_id: 'value', ...element },
  optional: true,
  ...more,
});

async function open(...blocks: object[]): Promise<void> {
  await wang().command('/x', { channel: 'C0NOTICE' });
  const trigger = String(bot.received.at(-1)?.payload.trigger_id);
  const answer = await call(slack, 'views.open', { trigger_id: trigger, view: modal(blocks) });
  expect(answer).toMatchObject({ ok: true });
}

const lastAction = () => ((bot.received.at(-1)?.payload.actions ?? []) as Json[])[0];
describe('pressing', () => {
  const button = (name: string, more: object = {}) => ({ type: 'button', action_id: name, text: plain(name), ...more });
  const overflow = { type: 'overflow', action_id: 'more', options: [option('Copy'), option('Move')] };

  test('in a modal tells the button and the newest hash', async () => {
    await open({ type: 'actions', elements: [button('Add', { value: 'one' }), overflow] });
    await wang().press('Add');
    expect(bot.received.at(-1)?.payload).toMatchObject({
      container: { type: 'view' },
      view: { hash: expect.any(String) },
    });
    expect(lastAction()).toMatchObject({ type: 'button', action_id: 'Add', value: 'one' });
    await wang().press('Move');
    expect(lastAction()).toMatchObject({ type: 'overflow', action_id: 'more', selected_option: option('Move') });
  });

  test('on a message tells the message; on the newest one that has the button', async () => {
    const blocks = (value: string) => [{ type: 'actions', elements: [button('Stop', { value })] }];
    const post = (value: string) =>
      call(slack, 'chat.postMessage', { channel: 'C0NOTICE', text: value, blocks: blocks(value) });
    const { ts } = await post('first');
    await post('second');
    await wang().click('Stop', { channel: 'C0NOTICE' });
    expect(lastAction()).toMatchObject({ value: 'second' });
    await wang().click('Stop', { channel: '家校通知', ts: String(ts) });
    expect(bot.received.at(-1)?.payload).toMatchObject({
      channel: { id: 'C0NOTICE', name: '家校通知' },
      message: { ts, text: 'first' },
      container: { message_ts: ts, is_ephemeral: false },
    });
  });

  test('a private message has no content in the payload, and nobody else sees its button', async () => {
    const blocks = [{ type: 'actions', elements: [button('Retry', { value: 'N-0042' })] }];
    await call(slack, 'chat.postEphemeral', { channel: 'C0NOTICE', user: 'U0WANG', text: 'Ask', blocks });
    await expect(slack.person('U0LI').click('Retry', { channel: 'C0NOTICE' })).rejects.toThrow('no button "Retry"');
    await wang().click('Retry', { channel: 'C0NOTICE' });
    expect(bot.received.at(-1)?.payload).toMatchObject({ container: { is_ephemeral: true } });
    expect(bot.received.at(-1)?.payload).not.toHaveProperty('message');
    expect(lastAction()).toMatchObject({ value: 'N-0042' });
  });

  test('a choice outside an input block is told at once, one inside only when it dispatches', async () => {
    const menu = { type: 'static_select', action_id: 'v', options };
    const quiet = field('Quiet', { type: 'static_select', options });
    const loud = field('Loud', { type: 'static_select', options }, { dispatch_action: true });
    await open({ type: 'section', block_id: 's', text: plain('Aside'), accessory: menu }, quiet, loud);
    const before = bot.received.length;
    await wang().choose('Quiet', 'Red');
    expect(bot.received).toHaveLength(before);
    await wang().choose('Loud', 'Red');
    expect(lastAction()).toMatchObject({ block_id: 'loud', selected_option: options[0] });
    await wang().choose('Aside', 'Red');
    expect(lastAction()).toMatchObject({ block_id: 's', action_id: 'v' });
  });
});

test('shortcuts: on a message with its thread, or global', async () => {
  const ts = wang().say('Parent', { channel: 'C0NOTICE' });
  const reply = wang().say('Reply', { channel: 'C0NOTICE', threadTs: ts });
  await wang().shortcut('relay', { channel: 'C0NOTICE', ts: reply });
  const payload = bot.received.at(-1)?.payload;
  expect(payload).toMatchObject({
    type: 'message_action',
    callback_id: 'relay',
    message: { text: 'Reply', thread_ts: ts },
  });
  await wang().shortcut('relay');
  expect(bot.received.at(-1)?.payload).toMatchObject({ type: 'shortcut', callback_id: 'relay' });
  expect(bot.received.at(-1)?.payload).not.toHaveProperty('channel');
});
