/** Triggers, the stack, hashes and what stays entered; and what becomes of a submission. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxSlack } from '../src/sandbox/slack/slack.ts';
import {
  call,
  type FakeBot,
  type ManualClock,
  manualClock,
  modal,
  plain,
  startFakeBot,
  startTestSlack,
  textInput,
} from './sandbox-slack-kit.ts';

type Json = Record<string, unknown>;

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
const api = (method: string, fields: Json) => call(slack, method, fields);
const lastPayload = () => bot.received.at(-1)?.payload ?? {};
const goButton = { type: 'actions', elements: [{ type: 'button', action_id: 'go', text: plain('Go') }] };

async function trigger(): Promise<string> {
  await wang().command('/x', { channel: 'C0NOTICE' });
  return String(lastPayload().trigger_id);
}

async function open(view: object = modal([textInput('title', 'Title'), goButton])): Promise<Json> {
  const answer = await api('views.open', { trigger_id: await trigger(), view });
  return (answer.view ?? answer) as Json;
}

async function triggerInModal(): Promise<string> {
  await wang().press('Go');
  return String(lastPayload().trigger_id);
}

describe('triggers', () => {
  test('work once', async () => {
    const id = await trigger();
    expect(await api('views.open', { trigger_id: id, view: modal([]) })).toMatchObject({ ok: true });
    expect(await api('views.open', { trigger_id: id, view: modal([]) })).toMatchObject({
      error: 'exchanged_trigger_id',
    });
  });

  test('live three seconds', async () => {
    const inTime = await trigger();
    const late = await trigger();
    clock.advance(3000);
    expect(await api('views.open', { trigger_id: inTime, view: modal([]) })).toMatchObject({ ok: true });
    clock.advance(1);
    expect(await api('views.open', { trigger_id: late, view: modal([]) })).toMatchObject({
      error: 'expired_trigger_id',
    });
  });
});

describe('the stack', () => {
  test('holds three', async () => {
    const root = await open();
    const push = async () => api('views.push', { trigger_id: await triggerInModal(), view: modal([goButton]) });
    const second = await push();
    expect(second).toMatchObject({ view: { root_view_id: root.id, previous_view_id: root.id } });
    expect(await push()).toMatchObject({ ok: true });
    expect(await push()).toMatchObject({ error: 'push_limit_reached' });
    for (const _ of [1, 2]) await wang().close();
    expect(wang().modal()?.id).toBe(root.id);
  });

  test('has nothing to push onto when nothing is open', async () => {
    expect(await api('views.push', { trigger_id: await trigger(), view: modal([]) })).toMatchObject({
      error: 'not_found',
    });
  });

  test('an external_id belongs to one view for good', async () => {
    const view = modal([], { external_id: 'draft-1' });
    const first = await open(view);
    expect(await api('views.update', { external_id: 'draft-1', view })).toMatchObject({
      ok: true,
      view: { id: first.id },
    });
    await wang().close();
    expect(await open(view)).toMatchObject({ error: 'duplicate_external_id' });
  });
});

describe('views.update', () => {
  test('refuses an old hash and a closed view', async () => {
    const { id, hash } = await open();
    const update = (fields: Json) => api('views.update', { view_id: String(id), view: modal([]), ...fields });
    expect(await update({ hash: String(hash) })).toMatchObject({ ok: true });
    expect(await update({ hash: String(hash) })).toMatchObject({ error: 'hash_conflict' });
    expect(await update({})).toMatchObject({ ok: true });
    await wang().close();
    expect(await update({})).toMatchObject({ error: 'not_found' });
  });

  test('keeps what was entered under the same ids, and starts every other input anew', async () => {
    const { id } = await open(modal([textInput('kept', 'Kept'), textInput('changed', 'Changed')]));
    await wang().fill('Kept', 'typed');
    await wang().fill('Changed', 'typed');
    const initial = { element: { initial_value: 'initial' } };
    const view = modal([textInput('kept', 'Kept', initial), textInput('changed-2', 'Changed', initial)]);
    await api('views.update', { view_id: String(id), view });
    expect(wang().modal()?.values).toEqual({ Kept: 'typed', Changed: 'initial' });
  });

  test('drops a choice that is no longer offered', async () => {
    const option = (name: string) => ({ text: plain(name), value: name });
    const menu = (...names: string[]) =>
      modal([
        {
          type: 'input',
          block_id: 'm',
          label: plain('Menu'),
          element: { type: 'static_select', action_id: 'v', options: names.map(option) },
        },
      ]);
    const { id } = await open(menu('a', 'b'));
    await wang().choose('Menu', 'b');
    await api('views.update', { view_id: String(id), view: menu('b', 'c') });
    expect(wang().modal()?.values).toEqual({ Menu: 'b' });
    await api('views.update', { view_id: String(id), view: menu('c') });
    expect(wang().modal()?.values).toEqual({ Menu: '' });
  });
});

describe('a submission', () => {
  const answer = (json: object) => {
    bot.reply = (payload) => (payload.type === 'view_submission' ? { json } : {});
  };
  async function filled(): Promise<void> {
    await open();
    await wang().fill('Title', 'Meeting');
  }

  test('carries what was entered', async () => {
    await filled();
    expect(await wang().submit()).toEqual({ closed: true });
    expect(lastPayload()).toMatchObject({
      type: 'view_submission',
      user: { id: 'U0WANG' },
      view: {
        callback_id: 'form',
        state: { values: { title: { value: { type: 'plain_text_input', value: 'Meeting' } } } },
      },
    });
    expect(wang().modal()).toBeNull();
  });

  test('with errors stays open, the errors at their fields', async () => {
    await filled();
    answer({ response_action: 'errors', errors: { title: 'Too long' } });
    expect(await wang().submit()).toEqual({ errors: { Title: 'Too long' } });
    expect(slack.modalText('U0WANG')).toContain('Title\n  │ Meeting\n  ✗ Too long');
    bot.reply = () => ({});
    expect(await wang().submit()).toEqual({ closed: true });
  });

  test('with errors for a block that is no input is trouble', async () => {
    await filled();
    answer({ response_action: 'errors', errors: { other: 'Too long' } });
    expect(await wang().submit()).toEqual({ trouble: 'dispatch_failed' });
    expect(slack.faults[0]?.what).toContain('errors for no input block: other');
  });

  test('may be answered with another view, in its place or on top', async () => {
    await filled();
    answer({ response_action: 'push', view: modal([], { title: plain('Upper') }) });
    expect(await wang().submit()).toMatchObject({ view: { title: 'Upper' } });
    await wang().close();
    answer({ response_action: 'update', view: modal([], { title: plain('Instead') }) });
    expect(await wang().submit()).toMatchObject({ view: { title: 'Instead' } });
    await wang().close();
    expect(wang().modal()).toBeNull();
  });

  test('may clear the whole stack, or go back one', async () => {
    await filled();
    answer({ response_action: 'push', view: modal([], { title: plain('Upper') }) });
    await wang().submit();
    bot.reply = () => ({});
    expect(await wang().submit()).toMatchObject({ view: { title: 'Form' } });
    answer({ response_action: 'clear' });
    expect(await wang().submit()).toEqual({ closed: true });
    await filled();
    answer({});
    expect(await wang().submit()).toEqual({ closed: true });
  });

  test('answered with a view Slack refuses, or with nonsense, is trouble', async () => {
    await filled();
    answer({ response_action: 'update', view: modal([], { title: plain('x'.repeat(25)) }) });
    expect(await wang().submit()).toEqual({ trouble: 'dispatch_failed' });
    answer({ response_action: 'close' });
    expect(await wang().submit()).toEqual({ trouble: 'dispatch_failed' });
    expect(slack.faults.map((one) => one.what).join()).toContain('must be less than 25 characters');
  });

  test('answered too late leaves the form with a banner', async () => {
    await filled();
    bot.reply = () => 'never';
    const submitted = wang().submit();
    clock.advance(3000);
    expect(await submitted).toEqual({ trouble: 'operation_timeout' });
    expect(wang().modal()?.values).toEqual({ Title: 'Meeting' });
  });
});

describe('closing', () => {
  const noisy = (more: object = {}) => modal([goButton], { notify_on_close: true, ...more });

  test('is told when asked for: Cancel for one view, × for all', async () => {
    const root = await open(noisy());
    await api('views.push', { trigger_id: await triggerInModal(), view: noisy({ title: plain('Upper') }) });
    await wang().close();
    expect(lastPayload()).toMatchObject({ type: 'view_closed', is_cleared: false, view: { title: { text: 'Upper' } } });
    await wang().closeAll();
    expect(lastPayload()).toMatchObject({ type: 'view_closed', is_cleared: true, view: { id: root.id } });
    expect(wang().modal()).toBeNull();
  });

  test('clears the stack where the view says so', async () => {
    await open();
    await api('views.push', { trigger_id: await triggerInModal(), view: modal([], { clear_on_close: true }) });
    await wang().close();
    expect(wang().modal()).toBeNull();
  });

  test('is silent otherwise', async () => {
    await open();
    await wang().close();
    expect(lastPayload()).not.toMatchObject({ type: 'view_closed' });
  });
});
