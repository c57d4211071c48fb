import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { handClock } from './sandbox-wecom-client.ts';
import { closeAll, corpId, delegated, openProvider, suite, suiteId } from './sandbox-wecom-provider-kit.ts';

afterEach(closeAll);

const tenMinutes = 600_000;

describe('a push', () => {
  it('is an encrypted and signed envelope around the event', async () => {
    const clock = handClock();
    const { wecom, listener } = await openProvider({ clock });
    const push = await wecom.pushTicket(suiteId);
    expect(push).toMatchObject({
      suiteId,
      type: 'suite_ticket',
      taken: true,
      tries: [{ status: 200, text: 'success' }],
    });
    const [heard] = listener.heard;
    expect(heard).toMatchObject({ method: 'POST', receiveId: suiteId });
    expect(heard?.envelope).toMatch(
      /^<xml><ToUserName><!\[CDATA\[ww7b31e5d8f2a6c904\]\]><\/ToUserName><AgentID><!\[CDATA\[\]\]><\/AgentID><Encrypt><!\[CDATA\[[A-Za-z0-9+/=]+\]\]><\/Encrypt><\/xml>$/,
    );
    const { SuiteTicket: ticket, ...rest } = heard?.fields ?? {};
    expect(rest).toEqual({ SuiteId: suiteId, InfoType: 'suite_ticket', TimeStamp: String(clock.now() / 1000) });
    expect(ticket?.length).toBeGreaterThan(32);
  });

  it('is made with the keys of its own suite', async () => {
    const { wecom, listener } = await openProvider();
    await wecom.pushTicket(delegated.suiteId);
    expect(listener.heard[0]).toMatchObject({ receiveId: delegated.suiteId, fields: { SuiteId: delegated.suiteId } });
  });

  it.each([
    ['another word', 'ok'],
    ['an answer in quotes', '"success"'],
    ['a line end after it', 'success\n'],
    ['nothing', ''],
    ['success with another status', { status: 201, text: 'success' }],
    ['a redirect', { status: 302, text: 'success' }],
    ['an error', { status: 500, text: 'success' }],
  ])('is tried three times where the answer is %s', async (_, reply) => {
    const { wecom, listener } = await openProvider();
    listener.reply = () => reply;
    const push = await wecom.pushTicket(suiteId);
    expect(push.taken).toBe(false);
    expect(push.tries).toHaveLength(3);
    expect(new Set(listener.heard.map(({ envelope }) => envelope)).size).toBe(1);
  });

  it('is over with the first good answer', async () => {
    const { wecom, listener } = await openProvider();
    listener.reply = () => (listener.heard.length < 2 ? 'no' : 'success');
    expect(await wecom.pushTicket(suiteId)).toMatchObject({
      taken: true,
      tries: [{ text: 'no' }, { text: 'success' }],
    });
  });

  it('is tried three times where nobody listens', async () => {
    const { wecom, listener } = await openProvider();
    await listener.close();
    const push = await wecom.pushTicket(suiteId);
    expect(push.tries.map(({ status }) => status)).toEqual([null, null, null]);
    expect(push.tries[0]?.fault).toContain('ECONNREFUSED');
  });

  it('needs a callback URL', async () => {
    const { wecom } = await openProvider();
    wecom.setCallback(null, suiteId);
    expect(() => wecom.pushTicket(suiteId)).toThrow('no callback URL');
    expect((await wecom.pushTicket(delegated.suiteId)).taken).toBe(true);
  });

  it('keeps what the URL carries', async () => {
    const { wecom, listener } = await openProvider();
    wecom.setCallback(`${listener.url}?from=wecom`);
    expect((await wecom.pushTicket(suiteId)).taken).toBe(true);
  });
});

describe('the time for an answer', () => {
  it.each([
    ['five seconds for a ticket', 5000, 'suite_ticket'],
    ['one second for an authorisation', 1000, 'create_auth'],
  ])('%s', async (_, limitMs, type) => {
    const clock = handClock();
    const { wecom, listener } = await openProvider({ clock });
    const late = Promise.withResolvers<string>();
    listener.reply = () => (listener.heard.length === 1 ? late.promise : 'success');
    const pushed = type === 'suite_ticket' ? wecom.pushTicket(suiteId) : wecom.authorise({ suiteId, corpId });
    await expect.poll(() => listener.heard).toHaveLength(1);
    clock.pass(limitMs - 1);
    expect(wecom.pushes()[0]?.tries).toEqual([]);
    clock.pass(1);
    expect(await pushed).toMatchObject({
      taken: true,
      tries: [{ status: null, fault: `no answer within ${limitMs} ms` }, { text: 'success' }],
    });
    late.resolve('success');
  });

  it('may be set otherwise', async () => {
    const clock = handClock();
    const provider = { ...(await openProvider()).wecom.provider, answerWithinMs: { authorisation: 7 } };
    const { wecom, listener } = await openProvider({ clock, provider });
    listener.reply = () => new Promise(() => undefined);
    const pushed = wecom.authorise({ suiteId, corpId });
    for (const tries of [1, 2, 3]) {
      await expect.poll(() => listener.heard).toHaveLength(tries);
      clock.pass(7);
    }
    expect((await pushed).tries.map(({ fault }) => fault)).toEqual(Array(3).fill('no answer within 7 ms'));
  });

  it('ends with the sandbox', async () => {
    const { wecom, listener } = await openProvider();
    listener.reply = () => new Promise(() => undefined);
    const pushed = wecom.pushTicket(suiteId);
    await expect.poll(() => listener.heard).toHaveLength(1);
    await wecom.stop();
    expect((await pushed).taken).toBe(false);
  });
});

describe('tickets', () => {
  it('go out to every suite every ten minutes, never the same twice', async () => {
    const clock = handClock();
    const { wecom, listener } = await openProvider({ clock });
    for (const round of [1, 2]) {
      clock.pass(tenMinutes - 1);
      expect(wecom.pushes()).toHaveLength(2 * round - 2);
      clock.pass(1);
      await expect.poll(() => listener.heard).toHaveLength(2 * round);
    }
    expect(wecom.pushes('suite_ticket').map((push) => push.suiteId)).toEqual([
      ...[suiteId, delegated.suiteId],
      ...[suiteId, delegated.suiteId],
    ]);
    expect(new Set(listener.heard.map(({ fields }) => fields.SuiteTicket)).size).toBe(4);
  });

  it('stay away while they are withheld, but for those asked for', async () => {
    const clock = handClock();
    const { wecom, listener } = await openProvider({ clock });
    wecom.withholdTickets(true);
    clock.pass(tenMinutes);
    expect((await wecom.pushTicket(suiteId)).taken).toBe(true);
    wecom.withholdTickets(false);
    clock.pass(tenMinutes);
    await expect.poll(() => listener.heard).toHaveLength(3);
  });
});

describe('the check of the URL', () => {
  it('is answered with what was in it, encrypted for the provider', async () => {
    const { wecom, listener } = await openProvider();
    const push = await wecom.checkUrl(suiteId);
    expect(push).toMatchObject({ type: 'urlCheck', taken: true, tries: [{ text: listener.heard[0]?.text }] });
    expect(listener.heard[0]).toMatchObject({ method: 'GET', receiveId: wecom.provider.corpId });
  });

  it.each([
    ['in quotes', (text: string) => `"${text}"`],
    ['with a line end', (text: string) => `${text}\n`],
    ['success', () => 'success'],
  ])('fails at once where the answer is %s', async (_, wrong) => {
    const { wecom, listener } = await openProvider();
    listener.reply = ({ text }) => wrong(text);
    expect(await wecom.checkUrl(suiteId)).toMatchObject({ taken: false, tries: [{ status: 200 }] });
    expect(listener.heard).toHaveLength(1);
  });
});

describe('an event of another kind', () => {
  it('with an InfoType has to be answered with success', async () => {
    const { wecom, listener } = await openProvider();
    listener.reply = () => '';
    const fields = { SuiteId: suiteId, InfoType: 'change_contact', TimeStamp: 1 };
    expect((await wecom.pushEvent({ suiteId, fields })).tries).toHaveLength(3);
  });

  it('of a company is taken with any 200, and goes to whom it names', async () => {
    const { wecom, listener } = await openProvider();
    listener.reply = () => '';
    const fields = { MsgType: 'event', Event: 'change_school_contact', ChangeType: 'subscribe', Id: 'Stu1_Parent1' };
    const push = await wecom.pushEvent({ suiteId, fields, receiveId: corpId, toUserName: corpId });
    expect(push).toMatchObject({ type: 'change_school_contact', taken: true });
    expect(listener.heard[0]).toMatchObject({ receiveId: corpId, fields: { Id: 'Stu1_Parent1' } });
    expect(listener.heard[0]?.envelope).toContain(`<ToUserName><![CDATA[${corpId}]]>`);
  });

  it('survives the end of a CDATA section inside it', async () => {
    const { wecom, listener } = await openProvider();
    await wecom.pushEvent({ suiteId, fields: { InfoType: 'x', Text: 'a]]>b' } });
    expect(listener.heard[0]?.text).toContain('<Text><![CDATA[a]]]]><![CDATA[>b]]></Text>');
  });
});

describe('the record of pushes', () => {
  it('is a line of the log file too, with no ticket in it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wecom-'));
    const logFile = join(folder, 'requests.jsonl');
    const { wecom, listener } = await openProvider({ logFile });
    await wecom.pushTicket(suiteId);
    const text = await readFile(logFile, 'utf8');
    await rm(folder, { recursive: true });
    expect(JSON.parse(text).push).toEqual(wecom.pushes()[0]);
    for (const secret of [listener.heard[0]?.fields.SuiteTicket, suite.aesKey, suite.callbackToken]) {
      expect(text).not.toContain(secret);
    }
    wecom.reset();
    expect(wecom.pushes()).toEqual([]);
  });
});
