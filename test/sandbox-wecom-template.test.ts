import { afterEach, describe, expect, it } from 'vitest';
import { chenguangStaff, chenguangTemplates } from '../src/sandbox/wecom/provider/sample.ts';
import { documentedRequest } from './documented-template.ts';
import { getToken, app as ownApp } from './sandbox-wecom-client.ts';
import {
  authorise,
  closeAll,
  company,
  corpId,
  delegated,
  meeting,
  openApp,
  openProvider,
  post,
  suite,
  suiteId,
} from './sandbox-wecom-provider-kit.ts';

afterEach(closeAll);

const zhang = chenguangStaff.张伟;

/** A company in which everything of the example exists, and its app. */
async function openExample(mode: 'admin' | 'member') {
  const exampleCompany = {
    ...{ ...company, firstAgentId: 10086, admins: [], mode },
    members: ['zhangsan', 'lisi', 'wangwu', 'zhaoliu'].map((userId) => ({ userId, name: userId })),
    departments: ['PartyID1', 'PartyID2'].map((id) => ({ id, name: id, parentId: '0' })),
    tags: ['TagID1', 'TagID2'].map((id) => ({ id, name: id, members: ['wangwu'] })),
    scope: { members: ['zhangsan', 'lisi'], departments: ['PartyID1', 'PartyID2'], tags: ['TagID1', 'TagID2'] },
  };
  const { meeting: sample } = chenguangTemplates;
  const { provider } = (await openProvider()).wecom;
  const opened = await openApp({
    provider: {
      ...provider,
      suites: [{ ...suite, miniPrograms: ['APPID'] }, delegated],
      companies: [exampleCompany],
      templates: [{ ...sample, templateId: 'ttxxlGlgIAwJrCTFjtndfgHPoIySyk6w' }],
    },
  });
  for (const ticket of ['xxx', 'yyy']) {
    opened.wecom.pickMembers({ suiteId, corpId, operator: 'zhangsan', members: ['wangwu', 'zhaoliu'], ticket });
  }
  const send = (body: string) => post(`${opened.wecom.url}/cgi-bin/message/send?access_token=${opened.token}`, body);
  return { ...opened, send };
}

describe('the documented example request', () => {
  it('is accepted as it stands, and reaches only those who have not authorised', async () => {
    const { wecom, send } = await openExample('member');
    expect((await send(documentedRequest)).json).toEqual({ errcode: 0, errmsg: 'ok', msgid: expect.any(String) });
    expect(wecom.messages()).toMatchObject([
      {
        ...{ agentId: 10086, reached: ['zhaoliu'], dropped: [], recalledAt: null },
        opens: { appid: 'APPID', pagepath: '/index.html' },
        items: [
          { key: '会议室', value: '402' },
          { key: '会议地点', value: '广州TIT-402会议室' },
          { key: '会议时间', value: '2018年8月1日 09:00-09:30' },
        ],
      },
    ]);
    expect(wecom.log('message')[0]?.notes).toEqual([]);
  });

  it('names all of its lists where only_unauth is not set, spaces around the bar or not', async () => {
    const { wecom, send } = await openExample('admin');
    await send(documentedRequest.replace('"only_unauth":true', '"only_unauth":false'));
    expect(wecom.messages()[0]?.named).toEqual({
      ...{ everyone: false, members: ['zhangsan', 'lisi'], departments: ['PartyID1', 'PartyID2'] },
      ...{ tags: ['TagID1', 'TagID2'], tickets: ['xxx', 'yyy'], onlyUnauth: false },
    });
  });
});

type Case = [name: string, fields: Record<string, unknown>, errcode: number];
const ids = (count: number) => Array.from({ length: count }, (_, i) => `p${i}`).join('|');

describe('the request', () => {
  const cases: Case[] = [
    ['nothing wrong', {}, 0],
    ['no agentid', { agentid: undefined }, 41011],
    ['an agentid that is text', { agentid: '1000101' }, 40056],
    ['the agentid of another app', { agentid: 1_000_102 }, 301002],
    ['no msgtype', { msgtype: undefined }, 40008],
    ['a msgtype nobody knows', { msgtype: 'template' }, 40008],
    ['a text of a third-party app', { msgtype: 'text', text: { content: 'hello' } }, 60207],
    ['no message', { template_msg: undefined }, 40063],
    ['a message that is text', { template_msg: 'hello' }, 40058],
    ['enable_id_trans 1', { enable_id_trans: 1 }, 0],
    ['enable_id_trans 2', { enable_id_trans: 2 }, 40058],
    ['enable_id_trans true', { enable_id_trans: true }, 40058],
  ];
  it.each(cases)('with %s', async (_, fields, errcode) => {
    const { say } = await openApp();
    expect((await say({ touser: zhang, ...fields })).json.errcode).toBe(errcode);
  });

  it('has to be a POST of JSON in UTF-8 without escapes', async () => {
    const { wecom, token } = await openApp();
    const target = `${wecom.url}/cgi-bin/message/send?access_token=${token}`;
    expect((await fetch(target).then((answer) => answer.json())) as object).toMatchObject({ errcode: 40058 });
    expect((await post(target, 'touser=zhangsan')).json.errcode).toBe(47001);
    expect((await post(target, '{"touser":"\\u6668"}')).json.errcode).toBe(40033);
  });

  it('with fields nobody documented is accepted, with a note in the log', async () => {
    const { wecom, say } = await openApp();
    expect((await say({ touser: zhang, safe: 0 }, { title: 'x' })).json.errcode).toBe(0);
    expect(wecom.log('message')[0]?.notes).toEqual(['unknown field safe', 'unknown field title']);
  });

  it('is for third-party apps: own and delegated ones may not send templates, and others are not modelled', async () => {
    const provider = await openProvider();
    await provider.wecom.authorise({ suiteId: delegated.suiteId, corpId });
    const { AuthCode: code } = provider.listener.heard.at(-1)?.fields ?? {};
    const suiteToken = await provider.suiteToken(delegated);
    const { json } = await provider.service('v2/get_permanent_code', { auth_code: code }, suiteToken);
    const own = [undefined, { corpId, secret: String(json.permanent_code) }];
    const tokens = await Promise.all(
      own.map(async (who) => (await getToken(provider.wecom.url, who)).json.access_token),
    );
    const send = (token: unknown, body: unknown) =>
      post(`${provider.wecom.url}/cgi-bin/message/send?access_token=${token}`, body);
    for (const [i, agentid] of [ownApp.agentId, 1_000_102].entries()) {
      expect((await send(tokens[i], meeting(agentid, { touser: zhang }))).json.errcode).toBe(60206);
      expect((await send(tokens[i], { agentid, msgtype: 'text', touser: zhang })).status).toBe(500);
    }
    expect(provider.wecom.takeUnanswerable()).toEqual(Array(2).fill('an app message of type text'));
  });
});

const bytes = (length: number) => `https://example.com/${'x'.repeat(length - 'https://example.com/'.length)}`;

function items(pairs: [unknown, unknown][]) {
  return { content_item: pairs.map(([key, value]) => ({ key, value })) };
}

describe('the message', () => {
  const good: [string, string][] = [
    ['会议室', '402'],
    ['会议地点', '四层'],
    ['会议时间', '九点'],
  ];
  const [room, place, time] = good as [[string, string], [string, string], [string, string]];
  const mini = (fields: Record<string, unknown> = {}) => ({
    miniprogram: { appid: suite.miniPrograms[0], pagepath: 'pages/index', ...fields },
  });
  const cases: Case[] = [
    ['no template id', { template_id: undefined }, 40063],
    ['an empty template id', { template_id: '' }, 40063],
    ['a template id that is a number', { template_id: 1 }, 40058],
    ['a template id of 64 bytes nobody registered', { template_id: 't'.repeat(64) }, 40037],
    ['a template id of 65 bytes', { template_id: 't'.repeat(65) }, 40036],
    ['a template id of 22 Chinese characters', { template_id: '晨'.repeat(22) }, 40036],
    ['a template of another suite', { template_id: 'ttOfTheOther' }, 60203],
    ['a template that is not approved', { template_id: chenguangTemplates.holiday.templateId }, 60204],
    ['no items', { content_item: undefined }, 40063],
    ['items that are no list', { content_item: {} }, 40058],
    ['an empty list of items', items([]), 40058],
    ['six items', items([...good, ...good]), 40058],
    ['two of three items', items([room, place]), 60205],
    ['four for three items', items([...good, room]), 60205],
    ['items in another order', items([place, room, time]), 60205],
    ['another key', items([room, place, ['会议日期', '九点']]), 60205],
    ['a key with a space', items([room, place, ['会议时间 ', '九点']]), 60205],
    ['a key of 20 characters that is not the template’s', items([room, place, ['会'.repeat(20), '九点']]), 60205],
    ['a key of 21 characters', items([room, place, ['会'.repeat(21), '九点']]), 40058],
    ['an empty key', items([room, place, ['', '九点']]), 40058],
    ['an empty value', items([room, place, ['会议时间', '']]), 40058],
    ['a value of 1 character', items([room, place, ['会议时间', '九']]), 0],
    ['a value of 40 characters', items([room, place, ['会议时间', '晨'.repeat(40)]]), 0],
    ['a value of 40 characters of two code units', items([room, place, ['会议时间', '😀'.repeat(40)]]), 0],
    ['a value of 41 characters', items([room, place, ['会议时间', '晨'.repeat(41)]]), 40058],
    ['a value that is a number', items([room, place, ['会议时间', 9]]), 40058],
    ['an item that is text', { content_item: ['会议室'] }, 40058],
    ['neither url nor mini-program', { url: undefined }, 40063],
    ['an empty url', { url: '' }, 40063],
    ['a url of 2,048 bytes', { url: bytes(2048) }, 0],
    ['a url of 2,049 bytes', { url: bytes(2049) }, 40039],
    ['an http url', { url: 'http://example.com' }, 0],
    ['an ftp url', { url: 'ftp://example.com' }, 40058],
    ['a url without protocol', { url: 'example.com' }, 40058],
    ['a url that is a number', { url: 1 }, 40058],
    ['a mini-program and no url', { url: undefined, ...mini() }, 0],
    ['a bad url beside a mini-program', { url: 'example.com', ...mini() }, 40058],
    ['a mini-program without appid', mini({ appid: undefined }), 90200],
    ['a mini-program nobody has', mini({ appid: 'wx0000000000000000' }), 90206],
    ['an appid that is none', mini({ appid: 'hello' }), 90207],
    ['a mini-program without page', mini({ pagepath: undefined }), 40063],
    ['a page that is a number', mini({ pagepath: 1 }), 40058],
    ['a mini-program that is text', { miniprogram: 'wx' }, 40058],
  ];
  it.each(cases)('with %s', async (_, message, errcode) => {
    const { wecom, say } = await openApp();
    wecom.putTemplate({
      ...chenguangTemplates.fee,
      suiteId: delegated.suiteId,
      templateId: 'ttOfTheOther',
      approved: true,
    });
    expect((await say({ touser: zhang }, message)).json.errcode).toBe(errcode);
    expect(wecom.messages()).toHaveLength(errcode === 0 ? 1 : 0);
  });

  it('has as many items as its template: one to five', async () => {
    const { wecom, say } = await openApp();
    for (const count of [1, 5]) {
      const keys = Array.from({ length: count }, (_, i) => `第${i}项`);
      const templateId = `ttOf${count}`;
      wecom.putTemplate({ suiteId, templateId, name: '测试', keys, approved: true });
      const message = { template_id: templateId, ...items(keys.map((key) => [key, '好'])) };
      expect((await say({ touser: zhang }, message)).json.errcode).toBe(0);
    }
  });

  it('opens the mini-program where it has both', async () => {
    const { wecom, say } = await openApp();
    await say({ touser: zhang }, mini());
    await say({ touser: zhang });
    expect(wecom.messages().map(({ opens }) => opens)).toEqual([
      { appid: suite.miniPrograms[0], pagepath: 'pages/index' },
      { url: 'https://example.com/meeting' },
    ]);
  });

  it('may use a template that is not approved where the authorisation is a test, and once it is approved', async () => {
    const { holiday } = chenguangTemplates;
    const message = { template_id: holiday.templateId, ...items(holiday.keys.map((key) => [key, '十月一日'])) };
    const test = await openApp({}, { formal: false });
    expect((await test.say({ touser: zhang }, message)).json.errcode).toBe(0);
    const formal = await openApp();
    expect((await formal.say({ touser: zhang }, message)).json.errcode).toBe(60204);
    formal.wecom.putTemplate({ ...holiday, approved: true });
    expect((await formal.say({ touser: zhang }, message)).json.errcode).toBe(0);
  });

  it('tells a mini-program of another app of the company from one of none', async () => {
    const { provider } = (await openProvider()).wecom;
    const own = { ...ownApp, corpId, miniPrograms: ['wxfedcba0987654321'] };
    const { say } = await openApp({ provider, apps: [own] });
    const answer = await say({ touser: zhang }, mini({ appid: 'wxfedcba0987654321' }));
    expect(answer.json.errcode).toBe(90208);
  });
});

describe('whom it names', () => {
  const cases: Case[] = [
    ['nobody', {}, 82001],
    ['empty lists', { touser: '', toparty: '', totag: '', selected_ticket_list: [] }, 82001],
    ['only bars', { touser: '||' }, 82001],
    ['1,000 members', { touser: ids(1000) }, 0],
    ['1,001 members', { touser: ids(1001) }, 40032],
    ['100 departments', { toparty: ids(100) }, 0],
    ['101 departments', { toparty: ids(101) }, 82002],
    ['100 tags', { totag: ids(100) }, 0],
    ['101 tags', { totag: ids(101) }, 82003],
    ['members as a list', { touser: [zhang] }, 40058],
    ['departments as a number', { toparty: 2 }, 40058],
    ['everyone', { touser: '@all' }, 0],
    [
      'everyone, and too many departments, which are ignored',
      { touser: '@all', toparty: ids(101), totag: ids(101) },
      0,
    ],
    ['eleven tickets', { selected_ticket_list: Array(11).fill('x') }, 60215],
    ['ten tickets nobody gave out', { selected_ticket_list: Array(10).fill('x') }, 60222],
    ['an empty ticket', { selected_ticket_list: [''] }, 60211],
    ['tickets as text', { selected_ticket_list: 'x' }, 40058],
    ['tickets that are numbers', { selected_ticket_list: [1] }, 40058],
    ['only_unauth without tickets', { touser: zhang, only_unauth: true }, 0],
    ['only_unauth 1', { touser: zhang, only_unauth: 1 }, 40058],
  ];
  it.each(cases)('%s', async (_, fields, errcode) => {
    const { say } = await openApp({ directory: 'open' });
    expect((await say(fields)).json.errcode).toBe(errcode);
  });

  it.each([
    ['everyone', { touser: '@all' }, 60208],
    ['a department', { touser: zhang, toparty: '2' }, 60208],
    ['a tag', { touser: zhang, totag: '1' }, 60208],
    ['members alone', { touser: zhang, toparty: '', totag: '' }, 0],
  ])('where members authorise for themselves: %s', async (_, fields, errcode) => {
    const { say } = await openApp({}, { mode: 'member' });
    expect((await say(fields)).json.errcode).toBe(errcode);
  });
});

it('a suite in two companies is two apps', async () => {
  const other = { ...company, corpId: 'ww1122334455667788', firstAgentId: 1_000_201 };
  const { provider: sample } = (await openProvider()).wecom;
  const provider = await openProvider({ provider: { ...sample, companies: [company, other] } });
  const first = await authorise(provider);
  const second = await authorise(provider, { corpId: other.corpId });
  const send = async (token: string, agentid: number) => {
    const target = `${provider.wecom.url}/cgi-bin/message/send?access_token=${token}`;
    return (await post(target, meeting(agentid, { touser: zhang }))).json.errcode;
  };
  expect(await send(first.token, second.agentid)).toBe(301002);
  expect(await send(second.token, second.agentid)).toBe(0);
  expect(provider.wecom.messages().map(({ corpId: of }) => of)).toEqual([other.corpId]);
});
