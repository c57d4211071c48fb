/** A small Bolt 5 app, over HTTP and in Socket Mode, driven by a person. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxSlack } from '../src/sandbox/slack/slack.ts';
import { type Running, startHttp, startSocket } from './sandbox-slack-bolt-app.ts';
import { startTestSlack } from './sandbox-slack-kit.ts';

describe.each([
  ['HTTP', startHttp],
  ['Socket Mode', startSocket],
])('%s', (_mode, start) => {
  let slack: SandboxSlack;
  let app: Running;
  beforeEach(async () => {
    slack = await startTestSlack();
    app = await start(slack);
  });
  afterEach(async () => {
    await app.stop();
    await slack.stop();
  });

  const wang = () => slack.person('U0WANG');
  const list = { name: 'list.csv', bytes: Buffer.from('a\nb\n') };
  async function openForm(): Promise<void> {
    await wang().command('/notice', { channel: '#家校通知' });
    await wang().waitForModal('Form');
  }

  test('from the command to the thread', async () => {
    await openForm();
    await wang().fill('Title', 'Meeting');
    await wang().choose('School', '晨光中');
    await wang().check('More', 'Translate');
    await wang().upload('List', list);
    expect(wang().modal()?.values).toEqual({
      Title: 'Meeting',
      Audience: 'By list',
      School: '晨光中学',
      More: 'Translate',
      List: '📎 list.csv',
    });
    expect(await wang().submit()).toEqual({ closed: true });
    const { ts } = await slack.waitForMessage('Meeting', { channel: '#家校通知' });
    await slack.waitForMessage('copy.csv', { channel: '#家校通知', ts });
    expect(slack.threadText('#家校通知', ts)).toBe(
      'wecom-relay:\n  *Meeting*\n  [Stop]\n  │ wecom-relay:\n  │   📎 copy.csv (4 bytes)',
    );
    expect(slack.file('copy.csv')?.bytes).toEqual(list.bytes);
    expect(slack.faults).toEqual([]);
  });

  test('a choice that dispatches changes the form and keeps the rest', async () => {
    await openForm();
    await wang().fill('Title', 'Meeting');
    await wang().choose('Audience', 'By id');
    await wang().fill('Ids', 'wang');
    expect(wang().modal()?.values).toMatchObject({ Title: 'Meeting', Audience: 'By id', Ids: 'wang' });
  });

  test("errors come at the field, Slack's own and the bot's", async () => {
    await openForm();
    await wang().fill('Title', 'much too long');
    const required = 'Please complete this required field.';
    expect(await wang().submit()).toEqual({ errors: { Title: 'Must be at most 10 characters.', List: required } });
    expect(slack.sent.filter((one) => one.payload.type === 'view_submission')).toEqual([]);
    await wang().fill('Title', 'wrong');
    await wang().upload('List', list);
    expect(await wang().submit()).toEqual({ errors: { Title: 'Not this one' } });
  });

  test('a button on a message answers the person who pressed it', async () => {
    await openForm();
    await wang().choose('Audience', 'By id');
    await wang().fill('Title', 'Trip');
    await wang().fill('Ids', 'wang');
    await wang().submit();
    const { ts } = await slack.waitForMessage('Trip', { channel: '#家校通知' });
    const li = slack.person('U0LI');
    expect(await li.click('Stop', { channel: '#家校通知', ts })).toEqual({ trouble: null });
    expect(await li.waitForPrivate('Stopped Trip')).toBe('Stopped Trip');
    expect(wang().privateTexts()).toEqual([]);
  });

  test('a shortcut opens a modal from a message', async () => {
    const ts = wang().say('Please relay', { channel: 'C0NOTICE' });
    await wang().shortcut('relay', { channel: 'C0NOTICE', ts });
    expect((await wang().waitForModal('Form')).text).toContain('Please relay');
  });

  test('the same submission twice reaches the bot twice', async () => {
    await openForm();
    await wang().choose('Audience', 'By id');
    await wang().fill('Title', 'Twice');
    await wang().fill('Ids', 'wang');
    await wang().submit();
    expect(await slack.redeliver(slack.lastSubmission())).toEqual({ outcome: 'acked', body: null });
    await slack.waitFor(() => slack.messages('C0NOTICE')[1], 'a second message');
  });
});

test('in Socket Mode the bot comes back on a new connection when it is asked to', async () => {
  const slack = await startTestSlack();
  const app = await startSocket(slack);
  slack.disconnectSockets();
  await slack.waitForSocket(2);
  await slack.person('U0WANG').command('/notice', { channel: 'C0NOTICE' });
  expect(await slack.person('U0WANG').waitForModal('Form')).toMatchObject({ submit: 'Send' });
  await app.stop();
  await slack.stop();
});

test('in Socket Mode without a connection the person sees it at once', async () => {
  const slack = await startTestSlack();
  slack.connect({ socketMode: true });
  const answer = await slack.person('U0WANG').command('/notice', { channel: 'C0NOTICE' });
  expect(answer).toEqual({ trouble: 'dispatch_failed', text: null });
  await slack.stop();
});
