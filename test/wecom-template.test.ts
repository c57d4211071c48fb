/** The template message on the wire, against WeCom's own example (document/path/30279), its answers, and the recall. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RecipientKind, RecipientList } from '../src/audience.ts';
import type { Template } from '../src/message.ts';
import { renderTemplate } from '../src/wecom/template-message.ts';
import { documentedRequest } from './documented-template.ts';
import {
  bytesOf,
  countOf,
  json,
  openAppAt,
  openStandIn,
  recallPath,
  type StandIn,
  templatePath,
} from './wecom-stand-in.ts';

/** Blanks aside: those around a bar in the sample's tags too. */
const sentRequest = documentedRequest.replace('TagID1 | TagID2', 'TagID1|TagID2');

const template: Template = {
  type: 'template',
  templateId: 'ttxxlGlgIAwJrCTFjtndfgHPoIySyk6w',
  name: '会议通知',
  url: 'http://www.qq.com',
  miniProgram: { appid: 'APPID', pagepath: '/index.html' },
  items: [
    { key: '会议室', value: '402' },
    { key: '会议地点', value: '广州TIT-402会议室' },
    { key: '会议时间', value: '2018年8月1日 09:00-09:30' },
  ],
  idTranslation: false,
  onlyUnauth: true,
};

const listOf = (kind: RecipientKind, ...ids: string[]): RecipientList => ({ kind, ids, lines: ids.map(() => 0) });

const everyKind = [
  listOf('ticket', 'xxx', 'yyy'),
  listOf('tag', 'TagID1', 'TagID2'),
  listOf('department', 'PartyID1', 'PartyID2'),
  listOf('member', 'zhangsan', 'lisi'),
];

const render = (recipients: RecipientList[] | null, changes: Partial<Template> = {}) =>
  new TextDecoder().decode(renderTemplate({ template: { ...template, ...changes }, agentId: 1, recipients }));

let standIn: StandIn;
beforeEach(async () => {
  standIn = await openStandIn();
});
afterEach(() => standIn.close());

describe('the request', () => {
  test('is the documented one, field for field and in its order, on the wire', async () => {
    standIn.on(templatePath, json({ errcode: 0, errmsg: 'ok' }));
    const { app } = openAppAt(standIn.url, { agentId: 10086 });
    await app.send('template', app.render(template, { mediaId: null, recipients: everyKind, dropsCopies: false }));
    await app.close();
    const sent = standIn.seen.at(-1);
    expect(sent).toMatchObject({ method: 'POST', path: '/cgi-bin/message/send' });
    expect([...(sent?.query ?? [])]).toEqual([['access_token', 'token-1']]);
    expect(sent?.body.toString('utf8')).toBe(JSON.stringify(JSON.parse(sentRequest)));
  });

  test('has the same bytes for the same input, whatever the order of the lists', () => {
    expect(render(everyKind)).toBe(render([...everyKind].reverse()));
  });

  test('to everyone says @all and names nobody', () => {
    const request = JSON.parse(render(null));
    expect(Object.keys(request)).toEqual(['touser', 'agentid', 'msgtype', 'template_msg', 'enable_id_trans']);
    expect(request.touser).toBe('@all');
  });

  test.each<[RecipientKind, string[]]>([
    ['member', ['touser', 'agentid', 'msgtype', 'template_msg', 'enable_id_trans']],
    ['department', ['toparty', 'agentid', 'msgtype', 'template_msg', 'enable_id_trans']],
    ['tag', ['totag', 'agentid', 'msgtype', 'template_msg', 'enable_id_trans']],
    ['ticket', ['agentid', 'msgtype', 'selected_ticket_list', 'template_msg', 'enable_id_trans', 'only_unauth']],
  ])('to a %s alone leaves out what is empty, and only_unauth without tickets', (kind, names) => {
    const empty = everyKind.map((list) => listOf(list.kind));
    expect(Object.keys(JSON.parse(render([...empty, listOf(kind, 'x')])))).toEqual(names);
  });

  test('joins a full list of 1,000 by bars, without blanks', () => {
    const ids = Array.from({ length: 1000 }, (_, i) => `u${i}`);
    expect(JSON.parse(render([listOf('member', ...ids)])).touser).toBe(ids.join('|'));
  });

  test('says only_unauth as a boolean, enable_id_trans as a number', () => {
    expect(render(everyKind, { onlyUnauth: false, idTranslation: true })).toMatch(
      /"enable_id_trans":1,"only_unauth":false}$/,
    );
  });

  test.each([
    [{ miniProgram: null }, ['template_id', 'url', 'content_item']],
    [{ url: null }, ['template_id', 'miniprogram', 'content_item']],
  ])('opens what it has: %j', (changes, names) => {
    expect(Object.keys(JSON.parse(render(everyKind, changes)).template_msg)).toEqual(names);
  });

  test('to nobody is a bug and does not become a request', () => {
    expect(() => render([])).toThrow('recipients');
    expect(() => render([listOf('member'), listOf('ticket')])).toThrow('recipients');
  });

  test('to a parent is a bug: a template message would silently leave him out', () => {
    expect(() => render([...everyKind, listOf('parent', 'p1')])).toThrow('parent');
  });

  test.each([
    ['一二三 😀 é', '一二三 😀 é'],
    ['line\nand\ttab', 'line\nand\ttab'],
    ['half a \ud83d pair', 'half a \ufffd pair'],
    ['bell\u0007 and nul\u0000', 'bell and nul'],
  ])('writes %j without \\u escapes', (value, arrives) => {
    const body = render(everyKind, { items: [{ key: '备注', value }] });
    expect(body).not.toContain('\\u');
    expect(JSON.parse(body).template_msg.content_item).toEqual([{ key: '备注', value: arrives }]);
  });
});

describe('the answer', () => {
  const send = async (answer: unknown) => {
    standIn.on(templatePath, json(answer));
    const { app, lines } = openAppAt(standIn.url);
    const said = await app.send('template', bytesOf({ touser: 'u1' }));
    await app.close();
    return { said, lines };
  };

  const member = (id: string) => ({ kind: 'member', id });
  const unlicensed = (id: string) => ({ kind: 'member', id, unlicensed: true });
  const dept = (id: string) => ({ kind: 'department', id });
  const tag = (id: string) => ({ kind: 'tag', id });

  test('names the invalid by kind, the unlicensed among them, and the msgid', async () => {
    const { said } = await send({
      errcode: 0,
      errmsg: 'ok',
      invaliduser: 'userid1|userid2',
      invalidparty: 'partyid1|partyid2',
      invalidtag: 'tagid1|tagid2',
      unlicenseduser: 'userid3|userid4',
      msgid: 'xxxx',
      response_code: '',
    });
    expect(said).toEqual({
      type: 'accepted',
      invalid: [
        ...['userid1', 'userid2'].map(member),
        ...['userid3', 'userid4'].map(unlicensed),
        ...['partyid1', 'partyid2'].map(dept),
        ...['tagid1', 'tagid2'].map(tag),
      ],
      msgid: 'xxxx',
    });
  });

  test.each<[string, object, object[], string | null]>([
    ['nothing but an errcode', {}, [], null],
    ['empty texts', { invaliduser: '', invalidparty: '', invalidtag: '', unlicenseduser: '', msgid: '' }, [], null],
    ['nulls', { invaliduser: null, unlicenseduser: null, msgid: null }, [], null],
    ['arrays', { invaliduser: ['a', 'b'], invalidtag: ['1'] }, [member('a'), member('b'), tag('1')], null],
    ['arrays of numbers', { invalidparty: [3, '4'], invalidtag: [] }, [dept('3'), dept('4')], null],
    ['a number', { invalidparty: 3, msgid: 42 }, [dept('3')], '42'],
    ['blanks around the bar', { invalidtag: 'a | b |' }, [tag('a'), tag('b')], null],
    ['a msgid nobody can read', { msgid: { a: 1 } }, [], null],
    [
      'someone both invalid and unlicensed',
      { invaliduser: 'a|b', unlicenseduser: 'B' },
      [member('a'), unlicensed('B')],
      null,
    ],
  ])('%s: accepted', async (_name, answer, invalid, msgid) => {
    expect((await send({ errcode: 0, errmsg: 'ok', ...answer })).said).toEqual({ type: 'accepted', invalid, msgid });
  });

  test.each([{ invaliduser: { a: 1 } }, { unlicenseduser: [null] }])(
    'ids nobody can read (%j): unknown',
    async (answer) => {
      expect((await send({ errcode: 0, ...answer })).said).toMatchObject({ type: 'unknown', doubt: 'unreadable' });
    },
  );

  test('81013 means that every one of them is invalid, whatever else it says', async () => {
    const refusal = { errcode: 81013, errmsg: 'user & party & tag all invalid' };
    const { said } = await send({ ...refusal, invaliduser: 'u1', msgid: 'm' });
    expect(said).toEqual({ type: 'allInvalid', refusal });
  });

  test('"wrong json format" beside errcode 0 is accepted, and an alarm in the log', async () => {
    const { said, lines } = await send({ errcode: 0, errmsg: 'ok. Warning: wrong json format. ', msgid: 'm' });
    expect(said).toEqual({ type: 'accepted', invalid: [], msgid: 'm' });
    const alarms = lines.map((line) => JSON.parse(line)).filter((line) => line.alarm === 'wrongJsonFormat');
    expect(alarms).toMatchObject([{ level: 50, api: templatePath }]);
  });

  test.each([
    [60203, 'stop'],
    [60204, 'stop'],
    [60205, 'stop'],
    [60206, 'stop'],
    [60207, 'stop'],
    [60208, 'recipients'],
    [60215, 'recipients'],
    [45009, 'throttled'],
  ])('keeps the errcode and the words of a refusal (%d: %s)', async (errcode, advice) => {
    expect((await send({ errcode, errmsg: 'no' })).said).toEqual({
      type: 'refused',
      refusal: { errcode, errmsg: 'no' },
      advice,
    });
  });
});

describe('a recall', () => {
  const recall = async () => {
    const { app } = openAppAt(standIn.url);
    const answer = await app.recall('msg-1');
    await app.close();
    return answer;
  };

  test('names the msgid, and is done when WeCom says so', async () => {
    standIn.on(recallPath, json({ errcode: 0, errmsg: 'ok' }));
    expect(await recall()).toEqual({ type: 'recalled' });
    const asked = standIn.seen.at(-1);
    expect(asked).toMatchObject({ method: 'POST', path: '/cgi-bin/message/recall' });
    expect([...(asked?.query ?? [])]).toEqual([['access_token', 'token-1']]);
    expect(asked?.body.toString('utf8')).toBe('{"msgid":"msg-1"}');
  });

  test.each([42052, 40058])('is refused (%d)', async (errcode) => {
    standIn.on(recallPath, json({ errcode, errmsg: 'no' }));
    expect(await recall()).toMatchObject({ type: 'refused', refusal: { errcode, errmsg: 'no' } });
  });

  test('with a dead token is asked once more with a fresh one', async () => {
    let asked = 0;
    standIn.on(recallPath, (req, res) => {
      asked += 1;
      json(asked === 1 ? { errcode: 42001, errmsg: 'token' } : { errcode: 0 })(req, res);
    });
    expect(await recall()).toEqual({ type: 'recalled' });
    expect(countOf(standIn, recallPath)).toBe(2);
  });

  test('whose answer is lost is unknown; without a connection it is not sent', async () => {
    standIn.on(recallPath, (req) => void req.socket.destroy());
    expect(await recall()).toMatchObject({ type: 'unknown', doubt: 'reset' });
    const { app } = openAppAt(standIn.url);
    await app.close();
    expect(await app.recall('msg-1')).toMatchObject({ type: 'notSent', hurdle: 'unreachable' });
  });
});

test('a notice without its cover is a bug and does not become a request', async () => {
  const { app } = openAppAt(standIn.url);
  const notice = { type: 'notice', title: 't', appid: 'a', pagepath: 'p', cover: 'c', idTranslation: false } as const;
  expect(() => app.render(notice, { mediaId: null, recipients: null, dropsCopies: false })).toThrow('cover');
  await app.close();
});
