import { afterEach, describe, expect, it } from 'vitest';
import type { School } from '../src/sandbox/wecom/school.ts';
import { app, call, notice, openCounter, openWecom, png, send, stopAll, tokenOf } from './sandbox-wecom-client.ts';

afterEach(stopAll);

/** The documented example request, as it stands on the page. */
const documentedRequest = `{
 "to_external_user" : ["external_userid1", "external_userid2"],
 "to_parent_userid": ["parent_userid1", "parent_userid2"],
 "to_student_userid": ["student_userid1", "student_userid2"],
 "to_party": ["partyid1", "partyid2"],
 "toall" : 0,
 "agentid" : 1,
 "msgtype" : "miniprogram",
 "miniprogram" : {
 "appid": "APPID",
 "title": "欢迎报名夏令营",
 "thumb_media_id": "MEDIA_ID",
 "pagepath": "PAGE_PATH"
 },
 "enable_id_trans": 0
}`;

function schoolOfTheExample(known: 1 | 2): School {
  const numbers = [1, 2].slice(0, known);
  return {
    name: '示例学校',
    departments: numbers.map((n) => ({ id: `partyid${n}`, name: `${n}班`, parentId: '0', type: 1 })),
    students: numbers.map((n) => ({
      ...{ studentId: `student_userid${n}`, name: `学生${n}`, departments: [`partyid${n}`] },
      parents: [
        { parentId: `parent_userid${n}`, relation: '妈妈', isSubscribed: true, externalUserId: `external_userid${n}` },
      ],
    })),
  };
}

async function sendExample(known: 1 | 2) {
  const apps = [{ ...app, agentId: 1, miniPrograms: ['APPID'] }];
  const wecom = await openWecom({ apps, school: schoolOfTheExample(known) });
  wecom.addImage({ mediaId: 'MEDIA_ID', corpId: app.corpId, bytes: png });
  return { wecom, answer: await send(wecom.url, await tokenOf(wecom.url), documentedRequest) };
}

describe('the documented example request', () => {
  it('is accepted as it stands', async () => {
    const { answer } = await sendExample(2);
    expect(answer.json).toEqual({
      ...{ errcode: 0, errmsg: 'ok', invalid_external_user: [], invalid_parent_userid: [] },
      ...{ invalid_student_userid: [], invalid_party: [] },
    });
  });

  it('is answered like the documented answer when the second of each is unknown', async () => {
    const { answer, wecom } = await sendExample(1);
    expect(answer.json).toEqual({
      ...{ errcode: 0, errmsg: 'ok', invalid_external_user: ['external_userid2'] },
      ...{ invalid_parent_userid: ['parent_userid2'], invalid_student_userid: ['student_userid2'] },
      invalid_party: ['partyid2'],
    });
    expect(wecom.inbox('parent_userid1')).toMatchObject([{ title: '欢迎报名夏令营', pagepath: 'PAGE_PATH' }]);
  });
});

type Case = [name: string, fields: Record<string, unknown>, errcode: number];
const ids = (count: number) => Array.from({ length: count }, (_, i) => `p${i}`);
const card = (mediaId: string, fields: Record<string, unknown>) => ({ ...notice(mediaId).miniprogram, ...fields });

describe('the envelope', () => {
  const cases: Case[] = [
    ['no agentid', { agentid: undefined }, 41011],
    ['an agentid that is text', { agentid: '1000002' }, 40056],
    ['the agentid of another app', { agentid: 1000009 }, 301002],
    ['no msgtype', { msgtype: undefined }, 40008],
    ['a msgtype nobody knows', { msgtype: 'textcard' }, 40008],
    ['no card', { miniprogram: undefined }, 40063],
    ['nobody named', { to_parent_userid: undefined }, 82001],
    ['only empty lists', { to_parent_userid: [], to_party: [] }, 82001],
    ['1,000 of each kind and 100 departments', fullLists(1000, 100), 0],
    ['1,001 parents', { to_parent_userid: ids(1001) }, 40032],
    ['1,001 students', { to_student_userid: ids(1001) }, 40032],
    ['1,001 external users', { to_external_user: ids(1001) }, 40032],
    ['101 departments', { to_party: ids(101) }, 82002],
    ['departments as numbers', { to_party: [1, 2] }, 0],
    ['a list that is text', { to_parent_userid: 'p1|p2' }, 40058],
    ['a parent id that is a number', { to_parent_userid: [1] }, 40058],
    ['an id of 64 bytes', { to_parent_userid: ['p'.repeat(64)] }, 0],
    ['an id of 65 bytes', { to_parent_userid: ['p'.repeat(65)] }, 40058],
    ['toall 1', { to_parent_userid: undefined, toall: 1 }, 0],
    ['toall true', { toall: true }, 40058],
    ['recv_scope 2', { recv_scope: 2 }, 0],
    ['recv_scope 3', { recv_scope: 3 }, 40058],
    ['only parents named for students only', { recv_scope: 1 }, 82001],
    ['enable_id_trans 1', { enable_id_trans: 1 }, 0],
    ['enable_id_trans 2', { enable_id_trans: 2 }, 40058],
    ['the duplicate check with the longest interval', duplicateCheck(14_400), 0],
    ['a duplicate interval over four hours', duplicateCheck(14_401), 40058],
    ['enable_duplicate_check "1"', { enable_duplicate_check: '1' }, 40058],
  ];
  it.each(cases)('%s', async (_, fields, errcode) => {
    const { say } = await openCounter({ directory: 'open' });
    expect((await say({ to_parent_userid: ['p1'], ...fields })).json.errcode).toBe(errcode);
  });
});

function fullLists(people: number, departments: number): Record<string, unknown> {
  return {
    ...{ to_parent_userid: ids(people), to_student_userid: ids(people) },
    ...{ to_external_user: ids(people), to_party: ids(departments) },
  };
}

function duplicateCheck(seconds: number): Record<string, unknown> {
  return { enable_duplicate_check: 1, duplicate_check_interval: seconds };
}

describe('the card', () => {
  const sibling = { ...app, agentId: 1000003, secret: 'sibling', miniPrograms: ['wxfedcba0987654321'] };
  const cases: Case[] = [
    ['no appid', { appid: undefined }, 90200],
    ['an appid of no app of the corp', { appid: 'wx0000000000000000' }, 90206],
    ['an appid that is none', { appid: 'hello' }, 90207],
    ['an appid of another app of the corp', { appid: 'wxfedcba0987654321' }, 90208],
    ['no title', { title: undefined }, 0],
    ['a title that is a number', { title: 1 }, 40058],
    ['no cover', { thumb_media_id: undefined }, 41006],
    ['a cover nobody uploaded', { thumb_media_id: 'unknown' }, 40007],
    ['no page', { pagepath: undefined }, 40063],
    ['an empty page', { pagepath: '' }, 40063],
  ];
  it.each(cases)('%s', async (_, fields, errcode) => {
    const { say, mediaId } = await openCounter({ apps: [app, sibling], directory: 'open' });
    const answer = await say({ to_parent_userid: ['p1'], miniprogram: card(mediaId, fields) });
    expect(answer.json.errcode).toBe(errcode);
  });

  it.each([
    ['64 bytes stay', `${'晨'.repeat(21)}a`, `${'晨'.repeat(21)}a`],
    ['65 bytes lose the last letter', `${'晨'.repeat(21)}ab`, `${'晨'.repeat(21)}a`],
    ['a character is never split', '晨'.repeat(22), '晨'.repeat(21)],
    ['an emoji counts four', `${'a'.repeat(61)}😀`, 'a'.repeat(61)],
  ])('cuts the title silently: %s', async (_, title, seen) => {
    const { wecom, say, mediaId } = await openCounter({ directory: 'open' });
    const answer = await say({ to_parent_userid: ['p1'], miniprogram: card(mediaId, { title }) });
    expect(answer.json.errcode).toBe(0);
    expect(wecom.inbox('p1')).toMatchObject([{ title: seen }]);
  });
});

describe('the request itself', () => {
  it.each([
    ['no JSON', 'to_parent_userid=p1', 47001],
    ['nothing', '', 47001],
    ['a JSON array', '[]', 47001],
    ['text with escaped characters', '{"agentid":1000002,"title":"\\u6668"}', 40033],
    ['an escaped backslash before a u', '{"agentid":1,"title":"\\\\u6668"}', 301002],
  ])('%s', async (_, body, errcode) => {
    const { wecom, token } = await openCounter();
    expect((await send(wecom.url, token, body)).json.errcode).toBe(errcode);
  });

  it('has to be UTF-8', async () => {
    const { wecom, token } = await openCounter();
    const target = `${wecom.url}/cgi-bin/externalcontact/message/send?access_token=${token}`;
    const body = Buffer.from([0x7b, 0x22, 0xb3, 0xbf, 0x22, 0x3a, 0x31, 0x7d]);
    expect((await call(target, { method: 'POST', body })).json.errcode).toBe(47001);
  });

  it('has to be a POST', async () => {
    const { wecom, token } = await openCounter();
    const target = `${wecom.url}/cgi-bin/externalcontact/message/send?access_token=${token}`;
    expect((await call(target)).json.errcode).toBe(40058);
  });

  it('needs an app in the list parents can use', async () => {
    const { say } = await openCounter({ apps: [{ ...app, inParentAppList: false }], directory: 'open' });
    const { json } = await say({ to_parent_userid: ['p1'] });
    expect(json.errcode).toBe(48002);
    expect(json.errmsg).toContain('not in parent app list');
  });

  it('of a type that is documented but not modelled is not answered as WeCom would', async () => {
    const { wecom, say } = await openCounter();
    expect((await say({ msgtype: 'news', to_parent_userid: ['p1'] })).status).toBe(500);
    expect(wecom.takeUnanswerable()).toEqual(['a school notice of type news']);
  });

  it('with fields nobody documented is accepted, with a note in the log', async () => {
    const { wecom, say } = await openCounter({ directory: 'open' });
    expect((await say({ to_parent_userid: ['p1'], safe: 0 })).json.errcode).toBe(0);
    expect(wecom.log('send')[0]?.notes).toEqual(['unknown field safe']);
  });
});
