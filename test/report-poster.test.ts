/** Slack matches the ledger, over real HTTP and a real database. */
import { parse } from 'csv-parse/sync';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { embeddedPlace } from './databases.ts';
import { type Case, cancelled, haltedBy, notAcceptedOf } from './report-fixtures.ts';
import { closeStages, openDatabase, openStage } from './report-stage.ts';
import {
  finished,
  newId,
  openRunning,
  parentsIn,
  piecesIn,
  running,
  threadText,
  undecided,
  waiting,
} from './report-thread-kit.ts';

let opened: Awaited<ReturnType<typeof openDatabase>>;
beforeAll(async () => {
  opened = await openDatabase(await embeddedPlace());
});
afterAll(() => opened.close());
afterEach(closeStages);

describe('one delivery from beginning to end', () => {
  test('parent and receipt stand before the courier may begin', async () => {
    const stage = await openStage(opened.db);
    const id = newId();
    stage.ledger.set(id, waiting);
    stage.slack.failNext('chat.postMessage', 'internal_error', { times: 1 });
    await expect(stage.report(id)).rejects.toThrow();
    expect(stage.ledger.started).toEqual([]);
    await stage.report(id);
    expect(piecesIn(stage)).toEqual(['receipt']);
    expect(threadText(stage)).toContain(
      '2,300 行 → 空行 100 → ID 2,214 → 重复 114 → 格式不对 7 → 将发送 2,093，分 3 批',
    );
    expect(stage.ledger.started).toEqual([id]);
  });

  test('then progress, result, list and next steps, in this order', async () => {
    const { stage, id } = await openRunning(opened.db);
    expect(threadText(stage)).toContain('📤 发送中 2/3');
    stage.ledger.set(id, finished, notAcceptedOf(12));
    await stage.report(id);
    expect(piecesIn(stage)).toEqual(['receipt', 'progress', 'result:1', 'N-0042-invalid.csv', 'next:1']);
    expect(threadText(stage)).toContain('⚠️ 已受理 2,081，无效 12');
    expect(threadText(stage)).toContain('2,081 + 12 = 2,093');
    const rows = parse(stage.slack.file('N-0042-invalid.csv')?.bytes ?? '', { bom: true, columns: true });
    expect(rows).toHaveLength(12);
    expect(rows[0]).toEqual({
      ID: 'P_0001',
      行号: '2',
      类别: '家长',
      结果: '无效',
      原因: expect.any(String),
      批次: '1',
    });
    expect(stage.slack.faults).toEqual([]);
  });

  test('looking again changes nothing and asks Slack nothing', async () => {
    const { stage, id } = await openRunning(opened.db);
    stage.ledger.set(id, finished, notAcceptedOf(12));
    await stage.report(id);
    const before = stage.slack.calls().length;
    await stage.report(id);
    await stage.anotherReplica().report(id);
    expect(stage.slack.calls().length).toBe(before);
  });

  test('a report that does not add up is not shown', async () => {
    const stage = await openStage(opened.db);
    const id = newId();
    stage.ledger.set(id, { ...waiting, delivery: { size: 2094 } });
    await expect(stage.report(id)).rejects.toThrow(/does not add up/);
    expect(parentsIn(stage)).toEqual([]);
  });
});

describe('decisions', () => {
  test('sent again with the same outcome is a new result, and the old buttons are gone', async () => {
    const stage = await openStage(opened.db);
    const id = newId();
    stage.ledger.set(id, undecided, notAcceptedOf(1000, 'unknown'));
    await stage.report(id);
    expect(threadText(stage)).toContain('[重发这 1,000 个]');
    stage.ledger.set(id, { ...undecided, delivery: { endedAt: 5 } }, notAcceptedOf(1000, 'unknown'));
    await stage.report(id);
    expect(piecesIn(stage)).toEqual([
      'receipt',
      'result:1',
      'N-0042-unsent.csv',
      'next:1',
      'result:2',
      'N-0042-unsent-2.csv',
      'next:2',
    ]);
    expect(threadText(stage).split('[重发这 1,000 个]')).toHaveLength(2);
    expect(threadText(stage)).toContain('已处理，见后面的结果');
  });

  test('while it goes on again no button of the old result is left', async () => {
    const stage = await openStage(opened.db);
    const id = newId();
    const stopped: Case = {
      byKind: { parent: { accepted: 1000, unsent: 1093 } },
      planned: 2,
      ended: 1,
      delivery: haltedBy(cancelled),
    };
    stage.ledger.set(id, stopped, notAcceptedOf(1093, 'unsent'));
    await stage.report(id);
    expect(threadText(stage)).toContain('[发送剩余的 1,093 个]');
    stage.ledger.set(id, { ...running, delivery: { halt: null } });
    await stage.report(id);
    expect(threadText(stage)).not.toContain('[发送剩余的');
    stage.ledger.set(id, finished, notAcceptedOf(12));
    await stage.report(id);
    expect(piecesIn(stage)).toContain('result:2');
  });

  test('left as it is: no new result, no buttons', async () => {
    const stage = await openStage(opened.db);
    const id = newId();
    stage.ledger.set(id, undecided, notAcceptedOf(1000, 'unknown'));
    await stage.report(id);
    stage.ledger.set(id, { ...undecided, undecided: 0 }, notAcceptedOf(1000, 'unknown'));
    await stage.report(id);
    expect(piecesIn(stage)).toEqual(['receipt', 'result:1', 'N-0042-unsent.csv', 'next:1']);
    expect(threadText(stage)).toContain('保持不明');
    expect(threadText(stage)).not.toContain('[重发');
  });
});

describe('many changes', () => {
  test('are gathered, and the last one is shown', async () => {
    const { stage, id } = await openRunning(opened.db);
    const before = stage.slack.calls('chat.update').length;
    for (let ended = 1; ended <= 500; ended += 1) {
      const tally = { accepted: ended, unsent: 2093 - ended };
      stage.ledger.set(id, { byKind: { parent: tally }, planned: 501 - ended, ended });
      stage.touch(id);
    }
    await expect.poll(() => threadText(stage)).toContain('📤 发送中 500/501');
    await stage.close();
    expect(stage.slack.calls('chat.update').length - before).toBeLessThan(10);
  });

  test('a report in passing that fails is left to a job', async () => {
    const { stage, id } = await openRunning(opened.db);
    stage.ledger.set(id, finished, notAcceptedOf(12));
    stage.slack.failNext('chat.update', 'internal_error', { times: 1 });
    stage.touch(id);
    await expect.poll(() => stage.ledger.later).toMatchObject([{ id }]);
    await stage.close();
  });
});
