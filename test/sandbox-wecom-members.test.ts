import { afterEach, describe, expect, it } from 'vitest';
import { chenguangStaff } from '../src/sandbox/wecom/provider/sample.ts';
import { handClock } from './sandbox-wecom-client.ts';
import {
  authorise,
  closeAll,
  company,
  corpId,
  delegated,
  openApp,
  openProvider,
  post,
  suiteId,
} from './sandbox-wecom-provider-kit.ts';

afterEach(closeAll);

const { 张伟, 李娜, 王芳, 刘洋, 陈静, 赵磊, 孙丽, 周强 } = chenguangStaff;
const licensed = [张伟, 李娜, 王芳, 刘洋, 赵磊, 孙丽];
const bar = (...ids: string[]) => ids.join('|');
const minute = 60_000;
const hour = 60 * minute;

describe('who gets it', () => {
  it.each([
    ['a member', { touser: 张伟 }, [张伟]],
    ['a member in capitals', { touser: 张伟.toUpperCase() }, [张伟]],
    ['a member named twice', { touser: bar(张伟, 张伟) }, [张伟]],
    ['a department', { toparty: '2' }, [张伟, 李娜, 王芳]],
    ['a department, but nobody without a licence', { toparty: '3' }, [刘洋]],
    ['a tag', { totag: '1' }, [王芳, 孙丽]],
    ['a member of everything once', { touser: 王芳, toparty: '2', totag: '1' }, [王芳, 张伟, 李娜, 孙丽]],
    ['everyone visible', { touser: '@all' }, licensed],
    ['everyone, whatever else is named', { touser: '@all', toparty: '1' }, licensed],
  ])('%s', async (_, fields, reached) => {
    const { wecom, say } = await openApp();
    expect((await say(fields)).json).toEqual({ errcode: 0, errmsg: 'ok', msgid: expect.any(String) });
    const [message] = wecom.messages();
    expect(new Set(message?.reached)).toEqual(new Set(reached));
    expect(message?.reached).toHaveLength(reached.length);
    for (const id of reached) expect(wecom.memberInbox(id.toLowerCase())).toHaveLength(1);
  });

  it('a department has those below it', async () => {
    const { provider } = (await openProvider()).wecom;
    const scope = { members: [], departments: ['1'], tags: [] };
    const { wecom, say } = await openApp({ provider: { ...provider, companies: [{ ...company, scope }] } });
    await say({ toparty: '1' });
    expect(new Set(wecom.messages()[0]?.reached)).toEqual(new Set([...licensed, 周强]));
  });

  it('is told by name and kind, as often as named', async () => {
    const { wecom, say } = await openApp();
    await say({ touser: bar(张伟, 陈静, 'nobody'), toparty: '2', totag: '1' });
    await say({ touser: 张伟 });
    await say({ touser: '@all' });
    expect(wecom.received()).toEqual([
      { kind: 'member', id: 张伟, times: 2 },
      { kind: 'party', id: '2', times: 1 },
      { kind: 'tag', id: '1', times: 1 },
      { kind: 'allMembers', id: corpId, times: 1 },
    ]);
  });
});

describe('who does not', () => {
  it('is named, joined by bars and in lower case, while the others get it', async () => {
    const { wecom, say } = await openApp();
    const touser = bar(张伟, 'ZhangWei', 陈静, 周强);
    const { json } = await say({ touser, toparty: bar('2', '1', '9'), totag: bar('1', '2') });
    expect(json).toEqual({
      ...{ errcode: 0, errmsg: 'ok', msgid: expect.any(String) },
      invaliduser: bar('ZhangWei', 周强).toLowerCase(),
      ...{ invalidparty: '1|9', invalidtag: '2', unlicenseduser: 陈静.toLowerCase() },
    });
    expect(new Set(wecom.messages()[0]?.reached)).toEqual(new Set([张伟, 李娜, 王芳, 孙丽]));
    expect(wecom.messages()[0]?.named).toMatchObject({ members: [张伟], departments: ['2'], tags: ['1'] });
  });

  it.each([
    ['unknown and invisible members', { touser: bar('ZhangWei', 周强) }, { invaliduser: bar('ZhangWei', 周强) }],
    ['a member without a licence', { touser: 陈静 }, { unlicenseduser: 陈静 }],
    ['a department outside the visible range', { toparty: '1' }, { invalidparty: '1' }],
    ['a tag outside the visible range', { totag: '2' }, { invalidtag: '2' }],
  ])('is all: 81013 for %s', async (_, fields, named) => {
    const { wecom, say } = await openApp();
    const { json } = await say(fields);
    expect(json.errcode).toBe(81013);
    for (const [field, ids] of Object.entries(named)) expect(json[field]).toBe(ids.toLowerCase());
    expect(wecom.messages()).toEqual([]);
  });

  it('may be told for departments and everyone too, where WeCom is so minded', async () => {
    const { provider } = (await openProvider()).wecom;
    const { say } = await openApp({ provider: { ...provider, unlicensed: 'meant' } });
    expect((await say({ toparty: '3' })).json).toMatchObject({ errcode: 0, unlicenseduser: 陈静.toLowerCase() });
  });

  it('may be whoever a test says, and where everyone is known only they', async () => {
    const { wecom, say } = await openApp({ directory: 'open' });
    wecom.addInvalid(['Gone', '7']);
    const { json } = await say({ touser: bar('someone', 'SomeOne', 'gone'), toparty: bar('6', '7') });
    expect(json).toMatchObject({ errcode: 0, invaliduser: 'gone', invalidparty: '7' });
    expect(wecom.messages()[0]?.reached).toEqual(['SomeOne']);
  });

  it('follows a change of the visible range', async () => {
    const { wecom, say } = await openApp();
    await wecom.changeAuth({ suiteId, corpId }, { scope: { members: [周强], departments: [], tags: [] } });
    expect((await say({ touser: bar(张伟, 周强) })).json).toMatchObject({
      errcode: 0,
      invaliduser: 张伟.toLowerCase(),
    });
  });
});

describe('selected tickets', () => {
  const everybody = Object.values(chenguangStaff);
  const pick = { suiteId, corpId, operator: 张伟, members: everybody };

  it('reach all who were picked but the one who picked, where members authorise for themselves', async () => {
    const { wecom, say } = await openApp({}, { mode: 'member' });
    const ticket = wecom.pickMembers(pick);
    expect((await say({ selected_ticket_list: [ticket] })).json.errcode).toBe(0);
    expect(new Set(wecom.messages()[0]?.reached)).toEqual(new Set(everybody.filter((id) => id !== 张伟)));
    await say({ touser: 张伟, selected_ticket_list: [ticket, ticket] });
    expect(wecom.messages()[1]?.reached).toHaveLength(everybody.length);
    expect(wecom.received()).toContainEqual({ kind: 'ticket', id: ticket, times: 3 });
  });

  it('with only_unauth reach those alone who have not authorised, and everyone else named is ignored', async () => {
    const { wecom, say } = await openApp({}, { mode: 'member' });
    const selected_ticket_list = [wecom.pickMembers(pick)];
    expect((await say({ selected_ticket_list, only_unauth: true, touser: 张伟, toparty: '2' })).json.errcode).toBe(0);
    expect(wecom.messages()[0]?.reached).toEqual([周强]);
    expect((await say({ selected_ticket_list, only_unauth: false, toparty: '2' })).json.errcode).toBe(60208);
  });

  it('reach nobody outside the visible range where an administrator authorised', async () => {
    const { wecom, say } = await openApp();
    await say({ selected_ticket_list: [wecom.pickMembers(pick)] });
    expect(wecom.messages()[0]?.reached).not.toContain(周强);
    const selected_ticket_list = [wecom.pickMembers({ ...pick, members: [周强] })];
    expect((await say({ selected_ticket_list })).json.errcode).toBe(81013);
  });

  it('end, and belong to one app of one company', async () => {
    const clock = handClock();
    const { wecom, say } = await openApp({ clock });
    const use = async (ticket: string) => (await say({ selected_ticket_list: [ticket] })).json.errcode;
    expect(await use(wecom.pickMembers({ ...pick, suiteId: delegated.suiteId }))).toBe(60219);
    expect(await use(wecom.pickMembers({ ...pick, corpId: 'ww1122334455667788' }))).toBe(60219);
    const ticket = wecom.pickMembers({ ...pick, lifeSeconds: 60 });
    clock.pass(minute - 1);
    expect(await use(ticket)).toBe(0);
    clock.pass(1);
    expect(await use(ticket)).toBe(60222);
  });

  it('may be ten', async () => {
    const { wecom, say } = await openApp();
    const tickets = Array.from({ length: 11 }, () => wecom.pickMembers(pick));
    expect((await say({ selected_ticket_list: tickets.slice(0, 10) })).json.errcode).toBe(0);
    expect((await say({ selected_ticket_list: tickets })).json.errcode).toBe(60215);
  });
});

describe('the limit of a member', () => {
  it('drops the 31st message of a minute without a word, and only theirs', async () => {
    const clock = handClock();
    const { wecom, say } = await openApp({ clock });
    for (let i = 0; i < 30; i++) await say({ touser: 张伟 });
    expect((await say({ touser: bar(张伟, 李娜) })).json).toEqual({
      errcode: 0,
      errmsg: 'ok',
      msgid: expect.any(String),
    });
    expect(wecom.messages().at(-1)).toMatchObject({ reached: [李娜], dropped: [{ userId: 张伟, limit: 'minute' }] });
    clock.pass(minute - 1);
    await say({ touser: 张伟 });
    expect(wecom.messages().at(-1)?.reached).toEqual([]);
    clock.pass(1);
    await say({ touser: 张伟 });
    expect(wecom.memberInbox(张伟)).toHaveLength(31);
  });

  it('drops the 1,001st of an hour', async () => {
    const clock = handClock();
    const { wecom, say } = await openApp({ clock });
    for (let i = 0; i < 1000; i++) {
      if (i > 0 && i % 30 === 0) clock.pass(minute);
      await say({ touser: 张伟 });
    }
    clock.pass(minute);
    await say({ touser: 张伟 });
    expect(wecom.messages().at(-1)?.dropped).toEqual([{ userId: 张伟, limit: 'hour' }]);
    expect(wecom.memberInbox(张伟)).toHaveLength(1000);
    clock.pass(hour);
    await say({ touser: 张伟 });
    expect(wecom.memberInbox(张伟)).toHaveLength(1001);
  });
});

describe('the limit of a day', () => {
  it('is 200 times the accounts, and more is refused until the next day in China', async () => {
    // 2027-01-15 12:00 in China.
    const clock = handClock(Date.UTC(2027, 0, 15, 4));
    const { provider } = (await openProvider()).wecom;
    const companies = [{ ...company, userMax: 1 }];
    const { say } = await openApp({ clock, provider: { ...provider, companies }, tokenLifeSeconds: 200_000 });
    const send = async (touser: string) => (await say({ touser })).json.errcode;
    for (let i = 0; i < 199; i++) expect(await send(张伟)).toBe(0);
    expect(await send(bar(张伟, 李娜))).toBe(45009);
    expect(await send(李娜)).toBe(0);
    clock.pass(12 * hour - 1);
    expect(await send(李娜)).toBe(45009);
    clock.pass(1);
    expect(await send(李娜)).toBe(0);
  });
});

describe('recall', () => {
  it('takes a message back within 24 hours, once or twice', async () => {
    const clock = handClock();
    const { wecom, say, recall } = await openApp({ clock, tokenLifeSeconds: 200_000 });
    const { msgid } = (await say({ touser: 张伟 })).json;
    clock.pass(24 * hour);
    expect((await recall(msgid)).json).toEqual({ errcode: 0, errmsg: 'ok' });
    expect(wecom.memberInbox(张伟)).toMatchObject([{ msgid, recalledAt: clock.now() }]);
    expect((await recall(msgid)).json.errcode).toBe(0);
    expect(wecom.log('recall')).toMatchObject([{ effect: 'recalled' }, { effect: 'recalled' }]);
  });

  it('is too late after that', async () => {
    const clock = handClock();
    const { wecom, say, recall } = await openApp({ clock, tokenLifeSeconds: 200_000 });
    const { msgid } = (await say({ touser: 张伟 })).json;
    clock.pass(24 * hour + 1);
    expect((await recall(msgid)).json.errcode).toBe(42052);
    expect(wecom.messages()[0]?.recalledAt).toBeNull();
  });

  it('is for the app that sent it', async () => {
    const other = { ...company, corpId: 'ww1122334455667788', firstAgentId: 1_000_201 };
    const { provider: sample } = (await openProvider()).wecom;
    const app = await openApp({ provider: { ...sample, companies: [company, other] } });
    const { token } = await authorise(app, { corpId: other.corpId });
    const { msgid } = (await app.say({ touser: 张伟 })).json;
    const target = `${app.wecom.url}/cgi-bin/message/recall?access_token=${token}`;
    expect((await post(target, { msgid })).json.errcode).toBe(40058);
    for (const unknown of ['made-up', undefined]) expect((await app.recall(unknown)).json.errcode).toBe(40058);
  });

  it('has no message where all were invalid, though there was a msgid', async () => {
    const { say, recall } = await openApp();
    const { errcode, msgid } = (await say({ touser: 'nobody' })).json;
    expect([errcode, typeof msgid]).toEqual([81013, 'string']);
    expect((await recall(msgid)).json.errcode).toBe(40058);
  });
});

describe('the translation of ids', () => {
  const short = {
    ...company,
    members: [
      { userId: 'zhang', name: '张伟', departments: ['2'] },
      { userId: 'li', name: '李娜', alias: 'Lina', departments: ['2'] },
      { userId: 'zhou', name: '周强', departments: ['1'] },
    ],
    scope: { members: [], departments: ['2'], tags: [] },
  };
  const openShort = async () => {
    const { provider } = (await openProvider()).wecom;
    return openApp({ provider: { ...provider, companies: [short] } });
  };
  const item = (value: string) => ({ content_item: ['会议室', '会议地点', '会议时间'].map((key) => ({ key, value })) });

  it.each([
    ['a member', '$userName=zhang$', '张伟'],
    ['two members in a sentence', '请找$userName=zhang$或$userName=LI$', '请找张伟或李娜'],
    ['an alias', '$userAlias=li$ $userAliasOrName=li$', 'Lina Lina'],
    ['an alias that there is not', '$userAlias=zhang$', '$userAlias=zhang$'],
    ['a name where there is no alias', '$userAliasOrName=zhang$', '张伟'],
    ['a department', '$departmentName=2$', '教务处'],
    ['a member outside the visible range', '$userName=zhou$', '$userName=zhou$'],
    ['a department outside the visible range', '$departmentName=1$', '$departmentName=1$'],
    ['an unknown member', '$userName=wang$', '$userName=wang$'],
    ['an unknown word', '$name=zhang$', '$name=zhang$'],
    ['prices', '$5=$6', '$5=$6'],
  ])('of %s', async (_, typed, seen) => {
    const { wecom, say } = await openShort();
    expect((await say({ touser: 'zhang', enable_id_trans: 1 }, item(typed))).json.errcode).toBe(0);
    expect(wecom.messages()[0]?.items[0]?.value).toBe(seen);
  });

  it('is done only where asked for', async () => {
    const { wecom, say } = await openShort();
    await say({ touser: 'zhang' }, item('$userName=zhang$'));
    expect(wecom.messages()[0]?.items[0]?.value).toBe('$userName=zhang$');
  });
});

describe('faults', () => {
  it('find a member among those joined by bars, and no part of an id', async () => {
    const { wecom, say } = await openApp();
    const rule = wecom.inject({ api: 'message', naming: 李娜, times: null, fault: { type: 'errcode', errcode: -1 } });
    const codes: unknown[] = [];
    for (const touser of [李娜, bar(张伟, 李娜), bar(李娜, 张伟), bar(张伟, 李娜, 王芳), 张伟, bar(张伟, `${李娜}A`)]) {
      codes.push((await say({ touser })).json.errcode);
    }
    expect([codes, rule.hits()]).toEqual([[-1, -1, -1, -1, 0, 0], 4]);
  });

  it('limit the calls at once as those of notices', async () => {
    const { wecom, say } = await openApp({ maxConcurrent: 1 });
    const held = wecom.holdNext({ api: 'message' });
    const first = say({ touser: 张伟 });
    await held.arrived;
    expect((await say({ touser: 李娜 })).json.errcode).toBe(45033);
    held.release();
    expect((await first).json.errcode).toBe(0);
  });

  it('may keep the answer back after the message went out', async () => {
    const { wecom, say } = await openApp();
    wecom.inject({ api: 'message', fault: { type: 'cutBeforeAnswer' } });
    await expect(say({ touser: 张伟 })).rejects.toThrow();
    expect(wecom.memberInbox(张伟)).toHaveLength(1);
    wecom.expireTokens({ as: 42001 });
    expect((await say({ touser: 张伟 })).json.errcode).toBe(42001);
  });
});

describe('school notices', () => {
  it.each([
    ['with the permission', true, 40063],
    ['without the permission', false, 48002],
  ])('of a third-party app %s', async (_, mayNotifySchools, errcode) => {
    const { provider } = (await openProvider()).wecom;
    const suites = provider.suites.map((one) => ({ ...one, mayNotifySchools }));
    const { wecom, token, agentid } = await openApp({ provider: { ...provider, suites } });
    const target = `${wecom.url}/cgi-bin/externalcontact/message/send?access_token=${token}`;
    expect((await post(target, { agentid, msgtype: 'miniprogram' })).json.errcode).toBe(errcode);
  });
});
