/** Template messages in Slack, over real HTTP and a real database: tickets that do not come, and recalls. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { embeddedPlace } from './databases.ts';
import { cancelled, minute, now, over, template } from './report-fixtures.ts';
import { closeStages, openDatabase, openStage } from './report-stage.ts';
import { newId, piecesIn, threadText } from './report-thread-kit.ts';

let opened: Awaited<ReturnType<typeof openDatabase>>;
beforeAll(async () => {
  opened = await openDatabase(await embeddedPlace());
});
afterAll(() => opened.close());
afterEach(closeStages);

const tomorrow = now + 24 * 60 * minute;
const five = { byKind: { member: { accepted: 5 } }, ended: 1, delivery: { ...template, ...over } };
const accepted = { ...five, recallableUntil: tomorrow };
const asked = { ...five.delivery, recall: { at: now, by: 'U0ADMIN' } };

test('without a ticket: one reply says so, and later that it came', async () => {
  const stage = await openStage(opened.db);
  const id = newId();
  const waiting = { byKind: { member: { unsent: 5 } }, planned: 1, ended: 0, delivery: template };
  stage.ledger.set(id, { ...waiting, wait: { type: 'noTicket', until: Date.now() + 10 * minute } });
  await stage.report(id);
  await stage.report(id);
  expect(piecesIn(stage)).toEqual(['receipt', 'ticket']);
  expect(threadText(stage)).toContain('@王老师 ⏸ 暂时发不出去');
  stage.ledger.set(id, accepted);
  await stage.report(id);
  expect(piecesIn(stage)).toEqual(['receipt', 'ticket', 'result:1', 'next:1']);
  expect(threadText(stage)).toContain('ticket 已经到了');
  expect(threadText(stage)).not.toContain('暂时发不出去');
});

test('the button stands until somebody asked, and the outcome is a reply of its own, said once', async () => {
  const stage = await openStage(opened.db);
  const id = newId();
  stage.ledger.set(id, accepted);
  await stage.report(id);
  expect(threadText(stage)).toContain('[撤回]');
  stage.ledger.set(id, { ...five, recall: { pending: 3, recalled: 2 }, delivery: asked });
  await stage.report(id);
  expect(threadText(stage)).toContain('*↩️ 正在撤回，已撤回 2*');
  expect(threadText(stage)).not.toContain('[撤回]');
  expect(piecesIn(stage)).toEqual(['receipt', 'result:1', 'next:1']);
  stage.ledger.set(id, { ...five, recall: { recalled: 5 }, delivery: asked });
  await stage.report(id);
  await stage.report(id);
  expect(piecesIn(stage)).toEqual(['receipt', 'result:1', 'next:1', 'recall:1']);
  expect(threadText(stage)).toContain('*↩️ 企业微信已撤回 5*');
});

test('asked for again: a new reply, and the one before stays', async () => {
  const stage = await openStage(opened.db);
  const id = newId();
  const refusals = [{ errcode: 60020, errmsg: 'from ip: 203.0.113.7' }];
  stage.ledger.set(id, { ...accepted, recall: { refused: 5, refusals }, delivery: asked });
  await stage.report(id);
  expect(threadText(stage)).toContain('@王老师 @管理员 *⛔ 5 个撤不回*');
  const again = { ...asked, recall: { at: now + minute, by: 'U0WANG' } };
  stage.ledger.set(id, { ...five, recall: { pending: 5 }, delivery: again });
  await stage.report(id);
  stage.ledger.set(id, { ...five, recall: { recalled: 5 }, delivery: again });
  await stage.report(id);
  expect(piecesIn(stage)).toEqual(['receipt', 'result:1', 'next:1', 'recall:1', 'recall:2']);
  expect(threadText(stage)).toContain('⛔ 5 个撤不回');
});

test('the report is owed once more at the moment when nothing can be recalled any more', async () => {
  const stage = await openStage(opened.db);
  const id = newId();
  stage.ledger.set(id, accepted);
  await stage.report(id);
  expect(stage.ledger.later).toEqual([{ id, at: tomorrow }]);
});

test('what is unknown when somebody asks: no decision is asked for, nothing is offered that would be refused', async () => {
  const stage = await openStage(opened.db);
  const id = newId();
  stage.ledger.set(id, {
    byKind: { member: { accepted: 1000, unknown: 1000, unsent: 93 } },
    planned: 1,
    ended: 2,
    doubts: [{ doubt: 'timeout', addressees: 1000 }],
    recall: { recalled: 1000 },
    delivery: { ...asked, endedAt: null, halt: cancelled },
  });
  await stage.report(id);
  expect(threadText(stage)).toContain('*↩️ 已撤回 1,000，不明 1,000*');
  expect(threadText(stage)).toContain('没有消息编号，所以撤不回，也不会再发');
  expect(threadText(stage)).not.toMatch(/请您决定|\[(重发|保持|发送|撤回)/);
});
