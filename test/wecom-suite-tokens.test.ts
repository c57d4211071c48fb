/** The three ways to an access_token: own, delegated and suite; and what happens when a token, a ticket or a secret is no good. */
import { Keyv } from 'keyv';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDelegatedApp, openSuiteApp } from '../src/wecom/app.ts';
import { openSuite } from '../src/wecom/suite-api.ts';
import { corpTokenPath, openProviderStandIn, type ProviderStandIn, suiteTokenPath } from './wecom-provider-stand-in.ts';
import { bytesOf, countOf, json, sendPath, settingsAt, templatePath, text, tokenPath } from './wecom-stand-in.ts';

const body = bytesOf({ touser: 'u1' });
const minute = 60_000;

let now = 0;
const clock = { now: () => now, sleep: async () => undefined };

let wecom: ProviderStandIn;
let opened: { close(): Promise<void> }[];
beforeEach(async () => {
  now = 1_000_000;
  opened = [];
  wecom = await openProviderStandIn();
});
afterEach(async () => {
  await Promise.all(opened.map((each) => each.close()));
  await wecom.close();
});

type Settings = Parameters<typeof settingsAt>[1];
const settings = (more: Settings = {}) => settingsAt(wecom.url, { clock, ...more }).settings;

/** What was opened is closed after the test. */
function kept<T extends { close(): Promise<void> }>(one: T): T {
  opened.push(one);
  return one;
}

const newestTicket = async () => wecom.tickets.get('s1') ?? null;

function openSuiteAt({
  suiteId = 's1',
  secret = `secret of ${suiteId}`,
  ticket = newestTicket,
  ...more
}: SuiteSettings = {}) {
  return kept(openSuite({ ...settings(more), suiteId, secret, ticket }));
}
type SuiteSettings = Settings & { suiteId?: string; secret?: string; ticket?: () => Promise<string | null> };

type AppSettings = Settings & { corpId?: string; permanentCode?: string };
function openAppOf(suite = openSuiteAt(), { corpId = 'c1', permanentCode, ...more }: AppSettings = {}) {
  const code = permanentCode ?? `code of ${corpId} for ${suite.suiteId}`;
  return kept(openSuiteApp({ ...settings(more), suite, corpId, permanentCode: code, agentId: 7 }));
}

const fiftyTimes = <T>(act: () => Promise<T>) => Promise.all(Array.from({ length: 50 }, act));
const send = (app: ReturnType<typeof openAppOf>) => app.send('template', body);
const accepted = (msgid = 'c1 for s1') => ({ type: 'accepted', invalid: [], msgid });
const calls = () => ({
  suiteTokens: countOf(wecom, suiteTokenPath),
  corpTokens: countOf(wecom, corpTokenPath),
  sends: countOf(wecom, templatePath),
});

describe('the route', () => {
  test('of a suite app: ticket → suite token → corp token, neither of which has an errcode', async () => {
    expect(await send(openAppOf())).toEqual(accepted());
    const [suiteToken, corpToken, sent] = wecom.seen;
    expect(wecom.seen).toHaveLength(3);
    expect(suiteToken).toMatchObject({ method: 'POST', path: '/cgi-bin/service/get_suite_token' });
    expect([...(suiteToken?.query ?? [])]).toEqual([]);
    expect(JSON.parse(`${suiteToken?.body}`)).toEqual({
      suite_id: 's1',
      suite_secret: 'secret of s1',
      suite_ticket: 'ticket-1 of s1',
    });
    expect(corpToken).toMatchObject({ method: 'POST', path: '/cgi-bin/service/get_corp_token' });
    expect([...(corpToken?.query ?? [])]).toEqual([['suite_access_token', 'token-1']]);
    expect(JSON.parse(`${corpToken?.body}`)).toEqual({ auth_corpid: 'c1', permanent_code: 'code of c1 for s1' });
    expect([...(sent?.query ?? [])]).toEqual([['access_token', 'token-2']]);
  });

  test('of a delegated app: gettoken with the permanent code as the secret, nothing else', async () => {
    const permanentCode = 'code of c1 for dk1';
    const app = kept(openDelegatedApp({ ...settings(), corpId: 'c1', agentId: 7, permanentCode }));
    expect(await send(app)).toEqual(accepted('c1 for dk1'));
    expect(wecom.seen.map(({ path }) => path)).toEqual([tokenPath, templatePath]);
    expect([...(wecom.seen[0]?.query ?? [])]).toEqual([
      ['corpid', 'c1'],
      ['corpsecret', permanentCode],
    ]);
  });

  test('of a suite app is the same for school notices', async () => {
    expect(await openAppOf().send('notice', body)).toEqual({ type: 'accepted', invalid: [], msgid: null });
    expect(wecom.seen.map(({ path }) => path)).toEqual([suiteTokenPath, corpTokenPath, sendPath]);
  });

  test('two suites and two companies, one cache: each message goes by its own token', async () => {
    const keyv = new Keyv();
    const suites = ['s1', 's2'].map((suiteId) =>
      openSuiteAt({ suiteId, keyv, ticket: async () => wecom.tickets.get(suiteId) ?? null }),
    );
    const pairs = suites.flatMap((suite) => ['c1', 'c2'].map((corpId) => ({ suite, corpId })));
    for (const round of [1, 2]) {
      const answers = await Promise.all(pairs.map(({ suite, corpId }) => send(openAppOf(suite, { corpId, keyv }))));
      expect({ round, answers }).toEqual({
        round,
        answers: ['c1 for s1', 'c2 for s1', 'c1 for s2', 'c2 for s2'].map(accepted),
      });
    }
    expect(calls()).toEqual({ suiteTokens: 2, corpTokens: 4, sends: 8 });
  });
});

describe('one token for all', () => {
  test('50 parallel first messages share one call for each token', async () => {
    const app = openAppOf();
    expect(await fiftyTimes(() => send(app))).toEqual(Array(50).fill(accepted()));
    expect(calls()).toEqual({ suiteTokens: 1, corpTokens: 1, sends: 50 });
  });

  test('another process finds both in the cache', async () => {
    const keyv = new Keyv();
    await send(openAppOf(openSuiteAt({ keyv }), { keyv }));
    expect(await send(openAppOf(openSuiteAt({ keyv }), { keyv }))).toEqual(accepted());
    expect(await send(openAppOf(openSuiteAt({ keyv }), { keyv, corpId: 'c2' }))).toEqual(accepted('c2 for s1'));
    expect(calls()).toEqual({ suiteTokens: 1, corpTokens: 2, sends: 3 });
  });
});

describe('tokens that die in mid-send', () => {
  const dead = [42009, 40082, 40014, 42001].flatMap((suite) => [42001, 40014].map((corp) => ({ suite, corp })));
  test.each(dead)(
    'both ($suite, $corp) under 50 messages: one refresh each, each refused call replayed once',
    async (codes) => {
      Object.assign(wecom.deadCodes, codes);
      const app = openAppOf();
      await send(app);
      wecom.suiteTokens.clear();
      wecom.corpTokens.clear();
      expect(await fiftyTimes(() => send(app))).toEqual(Array(50).fill(accepted()));
      expect(calls()).toEqual({ suiteTokens: 2, corpTokens: 3, sends: 101 });
    },
  );

  test('only the corp token: the suite token is not asked for again', async () => {
    const app = openAppOf();
    await send(app);
    wecom.corpTokens.clear();
    expect(await send(app)).toEqual(accepted());
    expect(calls()).toEqual({ suiteTokens: 1, corpTokens: 2, sends: 3 });
  });

  test('the suite token under the apps of 50 companies: one refresh for all', async () => {
    const suite = openSuiteAt();
    await send(openAppOf(suite));
    wecom.suiteTokens.clear();
    const corpIds = Array.from({ length: 50 }, (_, i) => `corp-${i}`);
    const answers = await Promise.all(corpIds.map((corpId) => send(openAppOf(suite, { corpId }))));
    expect(answers).toEqual(corpIds.map((corpId) => accepted(`${corpId} for s1`)));
    expect(calls()).toEqual({ suiteTokens: 2, corpTokens: 1 + 50 + 50, sends: 51 });
  });

  test('the suite token twice in a row: stops with WeCom’s words, and no storm of calls', async () => {
    wecom.on(corpTokenPath, json({ errcode: 42009, errmsg: 'suite token' }));
    const app = openAppOf();
    const refused = { type: 'refused', refusal: { errcode: 42009, errmsg: 'suite token' }, advice: 'stop' };
    expect(await fiftyTimes(() => send(app))).toEqual(Array(50).fill(refused));
    expect(calls()).toEqual({ suiteTokens: 2, corpTokens: 2, sends: 0 });
  });
});

describe('a ticket', () => {
  const lost = { type: 'notSent', hurdle: 'noTicket' };

  test('that never came: nothing is asked, nothing sent; the first push mends it', async () => {
    let pushed: string | null = null;
    const app = openAppOf(openSuiteAt({ ticket: async () => pushed }));
    expect(await fiftyTimes(() => send(app))).toMatchObject(Array(50).fill(lost));
    expect(wecom.seen).toEqual([]);
    pushed = 'ticket-1 of s1';
    expect(await send(app)).toEqual(accepted());
  });

  test.each([40085, 41023])('that WeCom refuses (%d) is shown once a minute; a newer one at once', async (errcode) => {
    wecom.on(suiteTokenPath, json({ errcode, errmsg: 'ticket' }));
    let ticket = 'ticket-1 of s1';
    const app = openAppOf(openSuiteAt({ ticket: async () => ticket }));
    expect(await fiftyTimes(() => send(app))).toMatchObject(Array(50).fill(lost));
    expect(await send(app)).toMatchObject(lost);
    expect(calls()).toMatchObject({ suiteTokens: 1, corpTokens: 0, sends: 0 });
    now += minute;
    expect(await send(app)).toMatchObject(lost);
    expect(calls()).toMatchObject({ suiteTokens: 2 });
    ticket = 'ticket-2 of s1';
    expect(await send(app)).toMatchObject(lost);
    expect(calls()).toMatchObject({ suiteTokens: 3 });
  });

  test('that comes while the one before is being refused is used by the same call', async () => {
    const before = ['ticket-0 of s1'];
    const app = openAppOf(openSuiteAt({ ticket: async () => before.shift() ?? 'ticket-1 of s1' }));
    expect(await send(app)).toEqual(accepted());
    expect(calls()).toEqual({ suiteTokens: 2, corpTokens: 1, sends: 1 });
  });

  test('that went stale in the middle of a delivery says so, and the next push goes on with it', async () => {
    let known = 'ticket-1 of s1';
    const app = openAppOf(openSuiteAt({ ticket: async () => known }));
    await send(app);
    wecom.tickets.set('s1', 'ticket-2 of s1');
    wecom.suiteTokens.clear();
    wecom.corpTokens.clear();
    expect(await fiftyTimes(() => send(app))).toMatchObject(Array(50).fill(lost));
    known = 'ticket-2 of s1';
    expect(await fiftyTimes(() => send(app))).toEqual(Array(50).fill(accepted()));
    expect(calls()).toMatchObject({ suiteTokens: 3 });
  });

  test('from a store that fails is no ticket, and asked for again', async () => {
    let works = false;
    const ticket = async () => {
      if (!works) throw new Error('store down');
      return 'ticket-1 of s1';
    };
    const app = openAppOf(openSuiteAt({ ticket }));
    expect(await send(app)).toMatchObject(lost);
    works = true;
    expect(await send(app)).toEqual(accepted());
  });

  test('that is lost while the tokens live is no matter', async () => {
    let known: string | null = 'ticket-1 of s1';
    const app = openAppOf(openSuiteAt({ ticket: async () => known }));
    await send(app);
    known = null;
    expect(await send(app)).toEqual(accepted());
  });
});

describe('a credential that is refused', () => {
  test('the suite secret: one call, then none for a minute, until somebody mends it', async () => {
    const suite = openSuiteAt({ secret: 'wrong' });
    const app = openAppOf(suite);
    const refused = { type: 'refused', refusal: { errcode: 40080, errmsg: 'no' }, advice: 'stop' };
    expect(await fiftyTimes(() => send(app))).toEqual(Array(50).fill(refused));
    expect(await send(openAppOf(suite, { corpId: 'c2' }))).toEqual(refused);
    expect(await suite.preAuthCode()).toEqual(refused);
    expect(calls()).toEqual({ suiteTokens: 1, corpTokens: 0, sends: 0 });
    app.forgive();
    expect(await send(app)).toEqual(refused);
    expect(calls()).toMatchObject({ suiteTokens: 2 });
  });

  test('the permanent code of one company: one call, and the other company goes on', async () => {
    const suite = openSuiteAt();
    const app = openAppOf(suite, { permanentCode: 'wrong' });
    const refused = { type: 'refused', refusal: { errcode: 40084, errmsg: 'no' }, advice: 'stop' };
    expect(await fiftyTimes(() => send(app))).toEqual(Array(50).fill(refused));
    expect(calls()).toEqual({ suiteTokens: 1, corpTokens: 1, sends: 0 });
    expect(await send(openAppOf(suite, { corpId: 'c2' }))).toEqual(accepted('c2 for s1'));
  });

  test('the permanent code of a delegated app: one gettoken', async () => {
    const app = kept(openDelegatedApp({ ...settings(), corpId: 'c1', agentId: 7, permanentCode: 'wrong' }));
    const refused = { type: 'refused', refusal: { errcode: 40001, errmsg: 'no' }, advice: 'stop' };
    expect(await fiftyTimes(() => send(app))).toEqual(Array(50).fill(refused));
    expect(countOf(wecom, tokenPath)).toBe(1);
  });

  test.each([40001, 40013, 40082, 40083, 40084, 40091, 48003, 48004, 50003])(
    'get_corp_token says %d: it is asked no more than twice',
    async (errcode) => {
      wecom.on(corpTokenPath, json({ errcode, errmsg: 'no' }));
      const app = openAppOf();
      for (let i = 0; i < 5; i += 1) {
        expect(await send(app)).toEqual({ type: 'refused', refusal: { errcode, errmsg: 'no' }, advice: 'stop' });
      }
      expect(calls().corpTokens).toBeLessThanOrEqual(2);
    },
  );
});

describe('surely not sent', () => {
  test.each([
    ['is reset', (req: { socket: { resetAndDestroy(): unknown } }) => void req.socket.resetAndDestroy()],
    ['answers 502', text(502, 'bad gateway')],
    ['answers HTML', text(200, '<html></html>')],
    ['answers nothing we know', json({})],
    ['answers an empty token', json({ access_token: '', suite_access_token: '' })],
    ['answers a token that fits no URL', json({ access_token: 'a\r\nb', suite_access_token: 'a\r\nb' })],
    ['answers a broken errcode', json({ errcode: 'x', access_token: 'a', suite_access_token: 'a' })],
    ['is busy', json({ errcode: -1, errmsg: 'system busy' })],
  ])('a call for a token %s', async (_name, act) => {
    for (const path of [corpTokenPath, suiteTokenPath]) {
      wecom.on(path, act);
      expect(await send(openAppOf())).toMatchObject({ type: 'notSent', hurdle: 'unreachable' });
    }
    expect(calls().sends).toBe(0);
  });

  test('a call for a token is throttled: waited out, not stopped', async () => {
    wecom.on(corpTokenPath, json({ errcode: 45009, errmsg: 'freq' }));
    expect(await send(openAppOf())).toMatchObject({ type: 'refused', advice: 'throttled' });
  });
});
