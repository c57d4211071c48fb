/** Where a report can stand, and what happens when it cannot. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { embeddedPlace } from './databases.ts';
import { type Case, notAcceptedOf, over } from './report-fixtures.ts';
import { closeStages, openDatabase, openStage, type Stage } from './report-stage.ts';

const sender = 'U0WANG';
let opened: Awaited<ReturnType<typeof openDatabase>>;
let ids = 0;
const newId = () => `place-${++ids}`;

beforeAll(async () => {
  opened = await openDatabase(await embeddedPlace());
});
afterAll(() => opened.close());
afterEach(closeStages);

const waiting: Case = { byKind: { parent: { unsent: 2093 } }, planned: 3, ended: 0 };
const running: Case = {
  byKind: { parent: { accepted: 1000, unknown: 1000, unsent: 93 } },
  planned: 1,
  sending: 1,
  ended: 1,
};
const finished: Case = { byKind: { parent: { accepted: 2081, invalid: 12 } }, delivery: over };

const directText = ({ slack }: Stage) => slack.channelText(slack.directMessage(sender));
const directThread = ({ slack }: Stage) => {
  const place = slack.directMessage(sender);
  return slack.threadText(place, String(slack.messages(place)[0]?.ts));
};

/** A command's response_url that keeps what it was told, or is spent. */
function answers(stage: Stage, status = 200) {
  const told: { text: string; blocks: { elements?: { action_id: string }[] }[] }[] = [];
  const real = stage.deps.fetch;
  stage.deps.fetch = async (input, init) => {
    if (!String(input).startsWith('http://command.invalid')) return real(input, init);
    if (status === 200) told.push(JSON.parse(String(init?.body)));
    return new Response(status === 200 ? 'ok' : '{"ok":false,"error":"expired_url"}', { status });
  };
  return told;
}

async function openIn(channel: string): Promise<{ stage: Stage; id: string }> {
  const stage = await openStage(opened.db);
  const id = newId();
  stage.ledger.set(id, {
    ...waiting,
    delivery: { id, startedAt: null, channel, responseUrl: 'http://command.invalid/1', submittedAt: Date.now() },
  });
  return { stage, id };
}

async function openRunning(channel = 'C0NOTICE'): Promise<{ stage: Stage; id: string }> {
  const opened = await openIn(channel);
  await opened.stage.report(opened.id);
  opened.stage.ledger.set(opened.id, running);
  await opened.stage.report(opened.id);
  return opened;
}

describe('no place from the beginning', () => {
  test.each([
    ['C0NOBOT', 'channel_not_found'],
    ['C0OFFICE', 'not_in_channel'],
    ['C0CLOSED', 'is_archived'],
  ])('%s: nothing is sent, and the sender is told privately with two ways out', async (channel, error) => {
    const { stage, id } = await openIn(channel);
    const told = answers(stage);
    await stage.report(id);
    await stage.report(id);
    expect(stage.ledger.halt(id)).toMatchObject({ type: 'noPlace', error });
    expect(stage.ledger.started).toEqual([]);
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain('N-0042 还没有发送');
    const buttons = told[0]?.blocks.flatMap(({ elements }) => elements ?? []).map(({ action_id }) => action_id);
    expect(buttons).toEqual(['delivery:retry-place', 'delivery:report-by-dm']);
  });

  test('when the command can no longer be answered, a direct message tells it', async () => {
    const { stage, id } = await openIn('C0NOBOT');
    answers(stage, 404);
    await stage.report(id);
    expect(directText(stage)).toContain('N-0042 还没有发送');
    expect(stage.log.errors).toEqual([]);
  });

  test('when another bot token sealed the way to answer it, a direct message tells it', async () => {
    const { stage, id } = await openIn('C0NOBOT');
    const told = answers(stage);
    stage.ledger.change(id, { responseUrl: '' });
    await stage.report(id);
    expect(told).toEqual([]);
    expect(directText(stage)).toContain('N-0042 还没有发送');
  });

  test('when nobody can be told, the log says so loudly', async () => {
    const { stage, id } = await openIn('C0NOBOT');
    answers(stage, 404);
    stage.slack.failNext('chat.postMessage', 'channel_not_found', { times: 1 });
    stage.slack.failNext('chat.postMessage', 'messages_tab_disabled', { times: 1 });
    await stage.report(id);
    expect(stage.log.errors).toEqual(['not sent, and nobody could be told so']);
  });

  test('invited and tried again: the report stands and sending begins', async () => {
    const { stage, id } = await openIn('C0OFFICE');
    answers(stage);
    await stage.report(id);
    stage.slack.inviteBotTo('C0OFFICE');
    stage.ledger.change(id, { halt: null });
    await stage.report(id);
    expect(stage.slack.channelText('C0OFFICE')).toContain('⏳ 准备发送');
    expect(stage.ledger.started).toEqual([id]);
  });

  test('not invited and tried again: told once more', async () => {
    const { stage, id } = await openIn('C0OFFICE');
    const told = answers(stage);
    await stage.report(id);
    stage.ledger.change(id, { halt: null });
    await new Promise((resolve) => setTimeout(resolve, 2));
    await stage.report(id);
    expect(told).toHaveLength(2);
  });

  test('by direct message: the whole report stands there', async () => {
    const { stage, id } = await openIn('C0NOBOT');
    answers(stage);
    await stage.report(id);
    stage.ledger.change(id, { halt: null, channel: sender });
    await stage.report(id);
    expect(stage.ledger.started).toEqual([id]);
    stage.ledger.set(id, finished, notAcceptedOf(12));
    await stage.report(id);
    expect(directThread(stage)).toContain('⚠️ 已受理 2,081，无效 12');
    expect(directThread(stage)).toContain('N-0042-invalid.csv');
  });

  test('a lost answer in a direct message: one report', async () => {
    const { stage, id } = await openIn(sender);
    stage.slack.loseAnswer('chat.postMessage', { times: 2 });
    for (let tries = 0; tries < 3; tries += 1) await stage.report(id).catch(() => undefined);
    const place = stage.slack.directMessage(sender);
    expect(stage.slack.messages(place)).toHaveLength(1);
    expect(stage.slack.messages(place, String(stage.slack.messages(place)[0]?.ts))).toHaveLength(2);
  });
});

describe('removed in mid-send', () => {
  test('the result goes to the sender directly and says why', async () => {
    const { stage, id } = await openRunning();
    stage.slack.removeBotFrom('C0NOTICE');
    stage.ledger.set(id, finished, notAcceptedOf(12));
    await stage.report(id);
    await stage.report(id);
    expect(directThread(stage)).toContain('#家校通知 里不能再报告（机器人不在这个频道里）');
    expect(directThread(stage)).toContain('2,081 + 12 = 2,093');
    expect(directThread(stage)).toContain('N-0042-invalid.csv');
    expect(stage.slack.messages(stage.slack.directMessage(sender))).toHaveLength(1);
  });

  test('while it still runs, it can be watched and stopped from there', async () => {
    const { stage, id } = await openRunning();
    stage.slack.removeBotFrom('C0NOTICE');
    stage.ledger.set(id, { ...running, sending: 0, ended: 2, byKind: { parent: { accepted: 2000, unsent: 93 } } });
    await stage.report(id);
    expect(directText(stage)).toContain('[立即停止]');
    stage.ledger.set(id, finished, notAcceptedOf(12));
    await stage.report(id);
    expect(directText(stage)).toContain('⚠️ 已受理 2,081，无效 12');
    expect(directText(stage)).not.toContain('[立即停止]');
  });

  test('without any place left it is tried again, and the log says so loudly', async () => {
    const { stage, id } = await openRunning();
    stage.slack.removeBotFrom('C0NOTICE');
    stage.slack.failNext('chat.postMessage', 'messages_tab_disabled', { times: 1 });
    stage.ledger.set(id, finished, notAcceptedOf(12));
    await stage.report(id);
    expect(stage.ledger.later).toMatchObject([{ id }]);
    expect(stage.log.errors).toEqual(['a result cannot be told to anyone; trying again later']);
    await stage.report(id);
    expect(directThread(stage)).toContain('2,081 + 12 = 2,093');
  });

  test('a channel that takes messages but no files: the file goes to the sender directly', async () => {
    const scopes = ['chat:write', 'chat:write.public', 'files:write', 'channels:history', 'im:write'];
    const stage = await openStage(opened.db, { slack: { scopes } });
    const id = newId();
    stage.ledger.set(
      id,
      { ...finished, delivery: { ...over, id, channel: 'C0OFFICE', startedAt: 1, submittedAt: Date.now() } },
      notAcceptedOf(12),
    );
    await stage.report(id);
    expect(stage.slack.channelText('C0OFFICE')).toContain('⚠️ 已受理 2,081，无效 12');
    expect(directThread(stage)).toContain('N-0042-invalid.csv');
    await stage.report(id);
    expect(stage.slack.messages(stage.slack.directMessage(sender))).toHaveLength(1);
  });
});
