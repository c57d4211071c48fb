import { afterEach, describe, expect, it } from 'vitest';
import { app, call, getToken, handClock, openWecom, stopAll, tokenOf, upload } from './sandbox-wecom-client.ts';

afterEach(stopAll);

const hourMs = 3_600_000;

describe('gettoken', () => {
  it('gives a token for two hours, and the same one while it lives', async () => {
    const clock = handClock();
    const wecom = await openWecom({ clock });
    const first = await getToken(wecom.url);
    expect(first.json).toMatchObject({ errcode: 0, errmsg: 'ok', expires_in: 7200 });
    clock.pass(7_199_000);
    expect(await tokenOf(wecom.url)).toBe(first.json.access_token);
    clock.pass(1000);
    expect(await tokenOf(wecom.url)).not.toBe(first.json.access_token);
  });

  it.each([
    ['no corpid', `corpsecret=${app.secret}`, 41002],
    ['no secret', `corpid=${app.corpId}`, 41004],
    ['an unknown corp', `corpid=ww0&corpsecret=${app.secret}`, 40013],
    ['a wrong secret', `corpid=${app.corpId}&corpsecret=wrong`, 40001],
  ])('refuses %s', async (_, query, errcode) => {
    const wecom = await openWecom();
    expect((await call(`${wecom.url}/cgi-bin/gettoken?${query}`)).json.errcode).toBe(errcode);
  });

  it('keeps apps apart', async () => {
    const other = { ...app, agentId: 1000003, secret: 'other-secret', name: '晨光食堂' };
    const wecom = await openWecom({ apps: [app, other] });
    expect(await tokenOf(wecom.url, { secret: other.secret })).not.toBe(await tokenOf(wecom.url));
  });

  it('bans the address for an hour after too many wrong secrets, right ones included', async () => {
    const clock = handClock();
    const wecom = await openWecom({ clock, banAfter: 3 });
    const wrong = () => getToken(wecom.url, { secret: 'wrong' });
    for (const _ of [1, 2, 3]) expect((await wrong()).json.errcode).toBe(40001);
    expect((await getToken(wecom.url)).json.errcode).toBe(45009);
    clock.pass(hourMs - 1);
    expect((await getToken(wecom.url)).json.errcode).toBe(45009);
    clock.pass(1);
    expect((await getToken(wecom.url)).json.errcode).toBe(0);
  });

  it('forgives wrong secrets that lie an hour apart', async () => {
    const clock = handClock();
    const wecom = await openWecom({ clock, banAfter: 2 });
    await getToken(wecom.url, { secret: 'wrong' });
    clock.pass(hourMs);
    await getToken(wecom.url, { secret: 'wrong' });
    expect((await getToken(wecom.url)).json.errcode).toBe(0);
  });
});

describe('a token', () => {
  it.each([40014, 42001] as const)('ended early answers %i, and the next one works', async (as) => {
    const wecom = await openWecom();
    const old = await tokenOf(wecom.url);
    wecom.expireTokens({ as });
    expect((await upload({ url: wecom.url, token: old })).json.errcode).toBe(as);
    const fresh = await tokenOf(wecom.url);
    expect(fresh).not.toBe(old);
    expect((await upload({ url: wecom.url, token: fresh })).json.errcode).toBe(0);
  });

  it.each([
    ['missing', '', 41001],
    ['unknown', 'made-up', 40014],
  ])('that is %s is refused', async (_, token, errcode) => {
    const wecom = await openWecom();
    expect((await upload({ url: wecom.url, token })).json.errcode).toBe(errcode);
  });

  it('dies of age with 42001', async () => {
    const clock = handClock();
    const wecom = await openWecom({ clock, tokenLifeSeconds: 60 });
    const token = await tokenOf(wecom.url);
    clock.pass(60_000);
    expect((await upload({ url: wecom.url, token })).json.errcode).toBe(42001);
  });
});

describe('every answer', () => {
  it('is HTTP 200 with errcode and errmsg in headers too, and an errmsg unlike the last one', async () => {
    const wecom = await openWecom();
    const [first, second] = [await upload({ url: wecom.url, token: '' }), await upload({ url: wecom.url, token: '' })];
    expect(first.status).toBe(200);
    expect(first.headers.get('error-code')).toBe('41001');
    expect(first.headers.get('error-msg')).toBe(first.json.errmsg);
    expect(first.json.errmsg).not.toBe(second.json.errmsg);
  });
});

describe('an unknown call', () => {
  it('is answered 500, recorded, and fails the stop unless it was expected', async () => {
    const wecom = await openWecom();
    expect((await call(`${wecom.url}/cgi-bin/user/list`)).status).toBe(500);
    await expect(wecom.stop()).rejects.toThrow('GET /cgi-bin/user/list');
    expect(wecom.takeUnanswerable()).toEqual(['GET /cgi-bin/user/list']);
    expect(wecom.log().at(-1)).toMatchObject({ api: null, path: '/cgi-bin/user/list', status: 500 });
  });
});
