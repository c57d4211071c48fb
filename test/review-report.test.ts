/** The report tells the truth and comes to an end, whatever Slack refuses and for how long. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { embeddedPlace } from './databases.ts';
import { type Case, cancelled, haltedBy, notAcceptedOf } from './report-fixtures.ts';
import { closeStages, openDatabase, openStage, type Stage } from './report-stage.ts';
import { finished, newId, openRunning, parentsIn, piecesIn, threadText, waiting } from './report-thread-kit.ts';

let opened: Awaited<ReturnType<typeof openDatabase>>;
beforeAll(async () => {
  opened = await openDatabase(await embeddedPlace());
});
afterAll(() => opened.close());
afterEach(closeStages);

const parentText = (stage: Stage) => String(parentsIn(stage)[0]?.text);
const [minute, day] = [60_000, 24 * 60 * 60_000];
const later = (stage: Stage, ms: number) => {
  stage.clock.now = () => Date.now() + ms;
};

describe('the bot as a whole is refused for a while', () => {
  test.each(['invalid_auth', 'token_revoked', 'account_inactive'])('%s: nothing is halted', async (error) => {
    const stage = await openStage(opened.db);
    const id = newId();
    stage.ledger.set(id, waiting);
    stage.slack.failNext('chat.postMessage', error, { times: 1 });
    await expect(stage.report(id)).rejects.toThrow(error);
    expect(stage.ledger.halt(id)).toBeNull();
    await stage.report(id);
    expect(stage.ledger.started).toEqual([id]);
  });

  test('the parent message is edited to its final state after that', async () => {
    const { stage, id } = await openRunning(opened.db);
    stage.ledger.set(id, finished, notAcceptedOf(12));
    stage.slack.failNext('chat.update', 'token_revoked', { times: 1 });
    await expect(stage.report(id)).rejects.toThrow('token_revoked');
    await stage.report(id);
    expect(parentText(stage)).toContain('⚠️ 已受理 2,081，无效 12');
  });
});

test('an edit that Slack refuses once is made with the next report; a message that is gone is not asked for again', async () => {
  const { stage, id } = await openRunning(opened.db);
  stage.ledger.set(id, finished, notAcceptedOf(12));
  stage.slack.failNext('chat.update', 'missing_scope', { times: 1 });
  await stage.report(id);
  expect(parentText(stage)).toContain('📤');
  await stage.report(id);
  expect(parentText(stage)).toContain('⚠️ 已受理 2,081，无效 12');
  const edits = () => stage.slack.calls('chat.update').length;
  stage.ledger.set(id, { ...finished, byKind: { parent: { accepted: 2093 } } });
  stage.slack.failNext('chat.update', 'message_not_found', { times: 10 });
  await stage.report(id);
  const before = edits();
  await stage.report(id);
  expect(edits()).toBe(before);
});

describe('a list file that Slack does not take', () => {
  const refused = async (error: string) => {
    const { stage, id } = await openRunning(opened.db);
    stage.ledger.set(id, finished, notAcceptedOf(12));
    stage.slack.failNext('files.getUploadURLExternal', error, { times: 1000 });
    await stage.report(id);
    return { stage, id };
  };

  test('is tried again ever more seldom, and then the thread says that it is over', async () => {
    const { stage, id } = await refused('storage_limit_reached');
    expect(threadText(stage)).toContain('会自动补上');
    expect(piecesIn(stage)).toContain('next:1');
    const waits: number[] = [];
    for (let passed = 0; stage.ledger.later.length > 0; ) {
      const wait = (stage.ledger.later.shift()?.at ?? 0) - stage.clock.now();
      waits.push(wait);
      passed += wait;
      later(stage, passed);
      await stage.report(id);
    }
    expect(waits[0]).toBeLessThan(2 * minute);
    expect(waits.length).toBeLessThan(100);
    expect(waits.reduce((a, b) => a + b)).toBeGreaterThan(6 * day);
    expect(threadText(stage)).toContain('不再试了');
    expect(threadText(stage)).not.toContain('会自动补上');
  });

  test('an upload that breaks off does not keep the next steps back, and the file follows', async () => {
    const { stage, id } = await openRunning(opened.db);
    stage.ledger.set(id, finished, notAcceptedOf(12));
    const real = stage.deps.fetch;
    stage.deps.fetch = () => Promise.reject(new TypeError('fetch failed'));
    await stage.report(id);
    expect(piecesIn(stage)).toContain('next:1');
    expect(threadText(stage)).toContain('上传中断');
    stage.deps.fetch = real;
    await stage.report(id);
    expect(piecesIn(stage)).toContain('N-0042-invalid.csv');
  });
});

test('a result that nobody can be told is tried again ever more seldom, and given up after a week', async () => {
  const { stage, id } = await openRunning(opened.db);
  stage.slack.removeBotFrom('C0NOTICE');
  stage.slack.failNext('chat.postMessage', 'cannot_dm_bot', { times: 1000 });
  stage.ledger.set(id, { ...finished, delivery: { ...finished.delivery, endedAt: Date.now() } }, notAcceptedOf(12));
  await stage.report(id);
  expect(stage.ledger.later).toHaveLength(1);
  later(stage, 8 * day);
  stage.ledger.later.length = 0;
  await stage.report(id);
  expect(stage.ledger.later).toEqual([]);
  expect(stage.log.errors.at(-1)).toContain('given up');
});

test('every file that a result names stands in the thread, also when it says the same as the one before', async () => {
  const stage = await openStage(opened.db);
  const id = newId();
  const stopped: Case = {
    byKind: { parent: { accepted: 1000, invalid: 12, unsent: 1081 } },
    planned: 2,
    ended: 1,
    delivery: haltedBy(cancelled),
  };
  const list = [...notAcceptedOf(12), ...notAcceptedOf(1081, 'unsent')];
  stage.ledger.set(id, stopped, list);
  await stage.report(id);
  stage.ledger.set(id, { ...stopped, delivery: haltedBy({ ...cancelled, at: cancelled.at + 1 }) }, list);
  await stage.report(id);
  const named = [...threadText(stage).matchAll(/`(N-0042-[\w-]+\.csv)`/g)].map(([, name]) => name);
  expect(named).toContain('N-0042-invalid-2.csv');
  for (const name of named) expect(piecesIn(stage)).toContain(name);
});
