import { describe, expect, test } from 'vitest';
import { openAccess } from '../src/access.ts';
import { delivery, open } from './commands-harness.ts';
import { nowMs } from './receiver-harness.ts';

describe('the menu', () => {
  test.each(['', 'help', '帮助', 'what?', '发送'])('"%s" shows it, to everybody', async (text) => {
    const { ask } = await open([]);
    const answer = await ask('U_GUEST', text);
    for (const part of ['/school-notice', '/template-message', '/wecom 状态 N-0042', '/wecom 列表']) {
      expect(answer).toContain(part);
    }
  });

  test('in English for those who read English', async () => {
    const { ask } = await open([], { locale: 'en' });
    expect(await ask('U_GUEST', '')).toContain('send a school notice');
  });

  test('its buttons open the form and show the list', async () => {
    const { ask, press, forms, templates, replies } = await open([delivery(42, 'U_WANG')]);
    await ask('U_WANG', 'help');
    await press('U_WANG', 'menu:notice');
    expect(forms).toEqual([
      { user: 'U_WANG', teamId: 'T1', channel: 'C1', responseUrl: expect.any(String), triggerId: 't2', text: '' },
    ]);
    await press('U_WANG', 'menu:template');
    expect(templates).toMatchObject([{ user: 'U_WANG', channel: 'C1', triggerId: 't3', text: '' }]);
    await press('U_WANG', 'menu:list');
    await expect.poll(() => JSON.stringify(replies.at(-1))).toContain('N-0042');
  });
});

test.each(['notice', '通知', ' 通知　'])('%s opens the form with its own trigger', async (text) => {
  const { type, forms, replies } = await open([]);
  await type('U_WANG', text);
  expect(forms).toMatchObject([{ user: 'U_WANG', channel: 'C1', triggerId: 't1' }]);
  expect(replies).toEqual([]);
});

test.each(['admin', '管理', ' ADMIN　'])("%s opens the administrators' view with its own trigger", async (text) => {
  const { type, views, replies } = await open([]);
  await type('U_ADMIN', text);
  expect(views).toMatchObject([{ user: 'U_ADMIN', triggerId: 't1' }]);
  expect(replies).toEqual([]);
});

test.each([
  ['/template-message', '', ''],
  ['/template-message', '会议室 预定', '会议室 预定'],
  ['/wecom', 'template', ''],
  ['/wecom', '模板　会议室_A', '会议室_A'],
])('%s %s opens the form of template messages with the name as typed', async (command, text, name) => {
  const { type, templates, replies } = await open([]);
  await type('U_WANG', text, command);
  expect(templates).toMatchObject([{ user: 'U_WANG', triggerId: 't1', text: name }]);
  expect(replies).toEqual([]);
});

test.each(['doctor', '诊断', 'resend N-0042', '补发', 'who 王', 'reach'])('%s: not yet', async (text) => {
  const { ask } = await open([]);
  expect(await ask('U_WANG', text)).toContain('还不能用');
});

describe('status', () => {
  test('the numbers add up, with the thread', async () => {
    const { ask } = await open([delivery(42, 'U_WANG')]);
    const answer = await ask('U_WANG', '状态 n-42');
    for (const part of ['N-0042', '⚠️', '2,093', '2,081', '"12"', '3 批中 3 批', 'archives/C1/d42']) {
      expect(answer).toContain(part);
    }
    expect(answer).not.toContain('送达');
  });

  test('without a thread there is no link', async () => {
    const { ask } = await open([delivery(9, 'U_WANG')]);
    expect(await ask('U_WANG', 'status N-0009')).not.toContain('archives');
  });

  test.each([
    ['the sender', 'U_WANG', 'N-0042', '2,081'],
    ['another sender', 'U_CHEN', 'N-0042', '2,081'],
    ['an admin', 'U_ADMIN', 'N-0042', '2,081'],
    ['a sender since removed, about an own one', 'U_GONE', 'N-0043', '2,081'],
    ['a guest', 'U_GUEST', 'N-0042', 'U_GUEST'],
    ['a guest, about none at all', 'U_GUEST', 'N-9999', 'U_GUEST'],
    ['a sender, about none at all', 'U_WANG', 'N-9999', '没有 N-9999'],
    ['a sender, about a template message', 'U_WANG', 'T-0042', '没有 T-0042'],
  ])('%s', async (_who, user, name, expected) => {
    const { ask } = await open([delivery(42, 'U_WANG'), delivery(43, 'U_GONE')]);
    const answer = await ask(user, `status ${name}`);
    expect(answer).toContain(expected);
    if (user === 'U_GUEST') expect(answer).not.toContain(name);
  });

  test('without a number it asks which one', async () => {
    const { ask } = await open([]);
    expect(await ask('U_WANG', '状态')).toContain('/wecom 状态 N-0042');
  });

  test('the whole school has no number of people', async () => {
    const found = delivery(42, 'U_WANG', { size: 1 });
    const { ask } = await open([found]);
    const answer = await ask('U_WANG', 'status N-42');
    expect(answer).toContain('全校');
    expect(answer).not.toContain('2,081');
  });
});

describe('list', () => {
  const many = Array.from({ length: 12 }, (_, i) => delivery(i + 1, i % 2 === 0 ? 'U_WANG' : 'U_CHEN'));

  test('my own, with links', async () => {
    const { ask } = await open(many);
    const answer = await ask('U_WANG', '列表');
    expect(answer.match(/N-\d{4}/g)?.filter((name, i, all) => all.indexOf(name) === i)).toEqual([
      'N-0001',
      'N-0003',
      'N-0005',
      'N-0007',
      'N-0009',
      'N-0011',
    ]);
    expect(answer).toContain('archives/C1/d11|N-0011');
    expect(answer).not.toContain('<@');
  });

  test("an admin sees everybody's last ten, and who sent them", async () => {
    const { ask } = await open(many);
    const answer = await ask('U_ADMIN', 'list');
    expect(answer.match(/<@U_\w+>/g)).toHaveLength(10);
    expect(answer).toContain('N-0010');
    expect(answer).not.toContain('N-0011');
  });

  test('what people wrote cannot mention anybody', async () => {
    const { ask } = await open(many);
    const answer = await ask('U_WANG', 'list');
    expect(answer).toContain('家长会');
    expect(answer).not.toContain('<!channel>');
  });

  test('nothing sent yet', async () => {
    const { ask } = await open([]);
    expect(await ask('U_WANG', 'list')).toContain('还没有发送过');
    expect(await ask('U_ADMIN', 'list')).toContain('还没有发送过');
  });

  test('whoever may not send learns the own id and what to ask for', async () => {
    const { ask } = await open(many);
    const answer = await ask('U_GUEST', 'list');
    expect(answer).toContain('U_GUEST');
    expect(answer).toContain('SENDERS');
    expect(answer).not.toContain('N-0001');
  });

  test('when Slack does not tell who is in a group, that is said', async () => {
    const unknown = openAccess({
      senders: { users: [], groups: ['S_TEACHERS'] },
      admins: { users: [], groups: [] },
      groupMembers: async () => ({ type: 'unknown' }),
    });
    const { ask } = await open(many, { access: unknown });
    expect(await ask('U_GUEST', 'list')).toContain('用户组');
  });
});

describe('cancel', () => {
  const running = () => [delivery(42, 'U_WANG', { endedAt: null })];

  test.each([
    ['the sender', 'U_WANG'],
    ['an admin', 'U_ADMIN'],
  ])('%s stops it, and the ledger knows who', async (_who, user) => {
    const { ask, halts } = await open(running());
    const answer = await ask(user, '取消 N-42');
    expect(answer).toContain('N-0042 已停止');
    expect(halts).toEqual([{ id: 'd42', halt: { type: 'cancelled', at: nowMs, by: user } }]);
    expect(await ask(user, 'cancel N-42')).toContain('之前已经停下');
    expect(halts).toHaveLength(1);
  });

  test.each([
    ['another sender', 'U_CHEN', 'N-42', '只有发送的人和管理员'],
    ['a guest', 'U_GUEST', 'N-42', 'U_GUEST'],
    ['a guest, about none at all', 'U_GUEST', 'N-43', 'U_GUEST'],
    ['the sender, about none at all', 'U_WANG', 'N-43', '没有 N-0043'],
  ])('%s stops nothing', async (_who, user, name, expected) => {
    const { ask, halts } = await open(running());
    expect(await ask(user, `cancel ${name}`)).toContain(expected);
    expect(halts).toEqual([]);
  });

  test('what has gone out cannot be stopped', async () => {
    const { ask, halts } = await open([delivery(42, 'U_WANG')]);
    expect(await ask('U_WANG', 'cancel N-42')).toContain('已经结束');
    expect(halts).toEqual([]);
  });
});

describe('recall', () => {
  test.each([
    ['the sender', 'U_WANG'],
    ['an admin', 'U_ADMIN'],
  ])('%s may', async (_who, user) => {
    const { ask, recalls } = await open([delivery(17, 'U_WANG', { series: 'T' })]);
    expect(await ask(user, '撤回 T-17')).toContain('正在撤回 T-0017');
    expect(recalls).toEqual([`d17 ${user}`]);
  });

  test.each([
    ['another sender', 'U_CHEN', 'T-17', '只有发送的人和管理员可以撤回'],
    ['a guest', 'U_GUEST', 'T-17', 'U_GUEST'],
    ['a guest, about none at all', 'U_GUEST', 'T-18', 'U_GUEST'],
    ['the sender, about none at all', 'U_WANG', 'T-18', '没有 T-0018'],
    ['the sender, without a number', 'U_WANG', '', '/wecom 撤回 T-0017'],
  ])('%s may not', async (_who, user, name, expected) => {
    const { ask, recalls } = await open([delivery(17, 'U_WANG', { series: 'T' })]);
    expect(await ask(user, `recall ${name}`)).toContain(expected);
    expect(recalls).toEqual([]);
  });
});
