/** The school notice on the wire, against WeCom's own example (document/path/20450), and what its answers mean. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RecipientList } from '../src/audience.ts';
import type { Notice } from '../src/message.ts';
import { renderNotice } from '../src/wecom/messages.ts';
import { bytesOf, countOf, json, openAppAt, openStandIn, type StandIn, sendPath } from './wecom-stand-in.ts';

/** The documented request, spaces aside. */
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

const documentedAnswer = {
  errcode: 0,
  errmsg: 'ok',
  invalid_external_user: ['external_userid1'],
  invalid_parent_userid: ['parent_userid1'],
  invalid_student_userid: ['student_userid1'],
  invalid_party: ['party1'],
};

const notice: Notice = {
  type: 'notice',
  title: '欢迎报名夏令营',
  appid: 'APPID',
  pagepath: 'PAGE_PATH',
  cover: 'c'.repeat(64),
  idTranslation: false,
};

const listOf = (kind: RecipientList['kind'], ...ids: string[]): RecipientList => ({
  kind,
  ids,
  lines: ids.map(() => 0),
});

const everyKind = [
  listOf('department', 'partyid1', 'partyid2'),
  listOf('student', 'student_userid1', 'student_userid2'),
  listOf('parent', 'parent_userid1', 'parent_userid2'),
  listOf('externalUser', 'external_userid1', 'external_userid2'),
];

const render = (recipients: RecipientList[] | null, changes: Partial<Notice> = {}) =>
  new TextDecoder().decode(
    renderNotice({ notice: { ...notice, ...changes }, agentId: 1, mediaId: 'MEDIA_ID', recipients }),
  );

let standIn: StandIn;
beforeEach(async () => {
  standIn = await openStandIn();
});
afterEach(() => standIn.close());

describe('the request', () => {
  test('asks for the duplicate check at its longest, in notices of an app that has it on, and in nothing else', () => {
    const options = { notice, agentId: 1, mediaId: 'MEDIA_ID', recipients: everyKind };
    const [off, on] = [false, true].map((duplicateCheck) =>
      JSON.parse(new TextDecoder().decode(renderNotice({ ...options, duplicateCheck }))),
    );
    expect(off).not.toHaveProperty('enable_duplicate_check');
    expect(on).toEqual({ ...off, enable_duplicate_check: 1, duplicate_check_interval: 14_400 });
    const { app } = openAppAt(standIn.url);
    expect([app.canDropCopies('notice'), app.canDropCopies('template')]).toEqual([false, false]);
  });

  test('is the documented one, field for field and in its order, on the wire', async () => {
    standIn.on(sendPath, json(documentedAnswer));
    const { app } = openAppAt(standIn.url);
    await app.send('notice', app.render(notice, { mediaId: 'MEDIA_ID', recipients: everyKind, dropsCopies: false }));
    await app.close();

    const [token, sent] = standIn.seen;
    expect(token).toMatchObject({ method: 'GET', path: '/cgi-bin/gettoken' });
    expect([...(token?.query ?? [])]).toEqual([
      ['corpid', 'corp-1'],
      ['corpsecret', 'secret-1'],
    ]);
    expect(sent).toMatchObject({ method: 'POST', path: '/cgi-bin/externalcontact/message/send' });
    expect([...(sent?.query ?? [])]).toEqual([['access_token', 'token-1']]);
    expect(sent?.body.toString('utf8')).toBe(JSON.stringify(JSON.parse(documentedRequest)));

    const headers = new Map<string, string>();
    for (let i = 0; i < (sent?.rawHeaders.length ?? 0); i += 2) {
      headers.set(String(sent?.rawHeaders[i]).toLowerCase(), String(sent?.rawHeaders[i + 1]));
    }
    expect(headers.get('content-type')).toBe('application/json');
    expect(headers.get('content-length')).toBe(String(sent?.body.length));
    expect(headers.has('transfer-encoding')).toBe(false);
    expect(headers.has('expect')).toBe(false);
  });

  test('has the same bytes for the same input, whatever the order of the lists', () => {
    expect(render(everyKind)).toBe(render([...everyKind].reverse()));
  });

  test('leaves empty lists out', () => {
    const request = JSON.parse(render([listOf('parent', 'p1'), listOf('student'), listOf('department')]));
    expect(Object.keys(request)).toEqual([
      'to_parent_userid',
      'toall',
      'agentid',
      'msgtype',
      'miniprogram',
      'enable_id_trans',
    ]);
    expect(request.toall).toBe(0);
  });

  test('to the whole school names nobody and says toall 1', () => {
    const request = JSON.parse(render(null));
    expect(request.toall).toBe(1);
    expect(Object.keys(request).filter((field) => field.startsWith('to_'))).toEqual([]);
  });

  test('says numbers, not booleans', () => {
    expect(render(everyKind, { idTranslation: true })).toMatch(/"enable_id_trans":1}$/);
    expect(render(everyKind)).toMatch(/"toall":0,"agentid":1,.*"enable_id_trans":0}$/);
  });

  test('to nobody is a bug and does not become a request', () => {
    expect(() => render([])).toThrow('recipients');
    expect(() => render([listOf('parent')])).toThrow('recipients');
  });

  test('leaves an empty title out, which is optional', () => {
    expect(Object.keys(JSON.parse(render(everyKind, { title: '' })).miniprogram)).toEqual([
      'appid',
      'thumb_media_id',
      'pagepath',
    ]);
  });

  test.each([
    ['一二三 😀 é', '一二三 😀 é'],
    ['quote " and \\ backslash', 'quote " and \\ backslash'],
    ['line\nand\ttab', 'line\nand\ttab'],
    ['half a \ud83d pair', 'half a \ufffd pair'],
    ['bell\u0007 and nul\u0000', 'bell and nul'],
    ['\u2028 line separator \u007f', '\u2028 line separator \u007f'],
  ])('writes %j without \\u escapes', (title, arrives) => {
    const body = render(everyKind, { title });
    expect(body).not.toContain('\\u');
    expect(JSON.parse(body).miniprogram.title).toBe(arrives);
  });
});

describe('the answer', () => {
  const send = async (answer: unknown) => {
    standIn.on(sendPath, json(answer));
    const { app, lines } = openAppAt(standIn.url);
    const said = await app.send('notice', bytesOf({ to_parent_userid: ['p1'] }));
    await app.close();
    return { said, lines };
  };

  test('names the invalid by kind', async () => {
    const { said } = await send(documentedAnswer);
    expect(said).toEqual({
      type: 'accepted',
      invalid: [
        { kind: 'externalUser', id: 'external_userid1' },
        { kind: 'parent', id: 'parent_userid1' },
        { kind: 'student', id: 'student_userid1' },
        { kind: 'department', id: 'party1' },
      ],
      msgid: null,
    });
  });

  test.each<[string, unknown, { kind: string; id: string }[]]>([
    ['no arrays at all', { errcode: 0, errmsg: 'ok' }, []],
    ['no errmsg', { errcode: 0 }, []],
    ['null for an array', { errcode: 0, errmsg: 'ok', invalid_parent_userid: null }, []],
    ['numbers for departments', { errcode: 0, errmsg: 'ok', invalid_party: [3, '4'] }, [dept('3'), dept('4')]],
    ['ids joined by a bar', { errcode: 0, errmsg: 'ok', invalid_party: '3|4' }, [dept('3'), dept('4')]],
    ['an empty text', { errcode: 0, errmsg: 'ok', invalid_party: '' }, []],
    ['the undocumented invalid_tag', { errcode: 0, errmsg: 'ok', invalid_tag: [], invalid_party: ['1'] }, [dept('1')]],
  ])('%s: accepted', async (_name, answer, invalid) => {
    expect((await send(answer)).said).toEqual({ type: 'accepted', invalid, msgid: null });
  });

  test('"wrong json format" beside errcode 0 is accepted, and an alarm in the log', async () => {
    const { said, lines } = await send({ errcode: 0, errmsg: 'ok. Warning: wrong json format. ' });
    expect(said).toEqual({ type: 'accepted', invalid: [], msgid: null });
    const alarms = lines.map((line) => JSON.parse(line)).filter((line) => line.alarm === 'wrongJsonFormat');
    expect(alarms).toMatchObject([{ level: 50, api: sendPath }]);
  });

  test('keeps the errcode and the words of a refusal', async () => {
    const errmsg = 'not allow to access from your ip, from ip: 192.0.2.7';
    expect((await send({ errcode: 60020, errmsg })).said).toEqual({
      type: 'refused',
      refusal: { errcode: 60020, errmsg },
      advice: 'stop',
    });
  });

  test('81013 means that every one of them is invalid', async () => {
    const refusal = { errcode: 81013, errmsg: 'user & party & tag all invalid' };
    const { said } = await send({ ...refusal, invalid_parent_userid: [], invalid_tag: [] });
    expect(said).toEqual({ type: 'allInvalid', refusal });
  });

  test('a full call of 3,100 ids, all but one invalid', async () => {
    const ids = Array.from({ length: 1000 }, (_, i) => `${'x'.repeat(60)}${i}`);
    const answer = {
      errcode: 0,
      errmsg: 'ok',
      invalid_external_user: ids,
      invalid_parent_userid: ids,
      invalid_student_userid: ids,
    };
    const { said } = await send(answer);
    expect(said.type === 'accepted' && said.invalid.length).toBe(3000);
    expect(countOf(standIn, sendPath)).toBe(1);
  });
});

function dept(id: string) {
  return { kind: 'department', id };
}
