/** Lost answers, limits, crashes and rivals: still one report. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { describeOnEachStore } from './databases.ts';
import { notAcceptedOf } from './report-fixtures.ts';
import { closeStages, openDatabase, openStage } from './report-stage.ts';
import {
  channel,
  finished,
  newId,
  openRunning,
  parentsIn,
  piecesIn,
  reportSurely,
  threadText,
  waiting,
} from './report-thread-kit.ts';

describeOnEachStore('Slack and the network misbehave', (newPlace) => {
  let opened: Awaited<ReturnType<typeof openDatabase>>;
  beforeAll(async () => {
    opened = await openDatabase(await newPlace());
  });
  afterAll(() => opened.close());
  afterEach(closeStages);

  test('100 lost answers to chat.postMessage: one report each', async () => {
    const stage = await openStage(opened.db);
    let lost = 0;
    for (let i = 0; i < 25; i += 1) {
      const id = newId();
      stage.ledger.set(id, finished, notAcceptedOf(12));
      stage.slack.loseAnswer('chat.postMessage', { times: 4 });
      lost += (await reportSurely(stage, id)) - 1;
    }
    expect(lost).toBe(100);
    const parents = parentsIn(stage);
    expect(parents).toHaveLength(25);
    for (const { ts } of parents) expect(stage.slack.messages(channel, String(ts))).toHaveLength(5);
  });

  test('a lost answer to a file upload: one file', async () => {
    const { stage, id } = await openRunning(opened.db);
    stage.ledger.set(id, finished, notAcceptedOf(12));
    stage.slack.loseAnswer('files.completeUploadExternal', { times: 1 });
    expect(await reportSurely(stage, id)).toBe(2);
    expect(piecesIn(stage).filter((piece) => piece === 'N-0042-invalid.csv')).toHaveLength(1);
  });

  test('the process died between the row and the post: posted then, once', async () => {
    const { stage, id } = await openRunning(opened.db);
    stage.ledger.set(id, finished, notAcceptedOf(12));
    stage.slack.failNext('chat.postMessage', 'fatal_error', { times: 1 });
    await expect(stage.report(id)).rejects.toThrow();
    expect(piecesIn(stage)).not.toContain('result:1');
    await stage.anotherReplica().report(id);
    expect(piecesIn(stage).filter((piece) => piece === 'result:1')).toHaveLength(1);
  });

  test('without the right to look, a lost post is posted again rather than never', async () => {
    const stage = await openStage(opened.db, { slack: { scopes: ['chat:write', 'files:write'] } });
    const id = newId();
    stage.ledger.set(id, waiting);
    stage.slack.loseAnswer('chat.postMessage', { times: 1 });
    await reportSurely(stage, id);
    expect(parentsIn(stage)).toHaveLength(2);
    expect(stage.ledger.started).toEqual([id]);
  });

  test('429: waits as long as Slack says, and posts once', async () => {
    const stage = await openStage(opened.db);
    const id = newId();
    stage.ledger.set(id, waiting);
    stage.slack.rateLimit('chat.postMessage', { retryAfterSeconds: 7, times: 2 });
    await stage.report(id);
    expect(stage.clock.waits.filter((ms) => ms > 6900 && ms <= 7000)).toHaveLength(2);
    expect(parentsIn(stage)).toHaveLength(1);
  });

  test('two replicas report at the same moment: one of each', async () => {
    const stage = await openStage(opened.db);
    const other = stage.anotherReplica();
    const id = newId();
    stage.ledger.set(id, finished, notAcceptedOf(12));
    stage.slack.delayNext('chat.postMessage', 100);
    await Promise.all([stage.report(id), other.report(id), stage.report(id), other.report(id)]);
    expect(parentsIn(stage)).toHaveLength(1);
    expect(piecesIn(stage)).toEqual(['receipt', 'result:1', 'N-0042-invalid.csv', 'next:1']);
  });

  test('a file that cannot be shared is said in the thread, and follows when it can', async () => {
    const { stage, id } = await openRunning(opened.db);
    stage.ledger.set(id, finished, notAcceptedOf(12));
    stage.slack.failNext('files.getUploadURLExternal', 'missing_scope', { times: 1 });
    await stage.report(id);
    expect(stage.ledger.later).toMatchObject([{ id }]);
    expect(threadText(stage)).toContain('没有传上来（机器人缺少权限）');
    expect(piecesIn(stage)).toContain('next:1');
    await stage.report(id);
    expect(piecesIn(stage)).toContain('N-0042-invalid.csv');
  });
});
