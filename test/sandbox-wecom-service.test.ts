import { afterEach, describe, expect, it } from 'vitest';
import { call, getToken, handClock } from './sandbox-wecom-client.ts';
import {
  agentIdOf,
  authorise,
  closeAll,
  company,
  corpId,
  delegated,
  openProvider,
  type Provider,
  post,
  suite,
  suiteId,
} from './sandbox-wecom-provider-kit.ts';

afterEach(closeAll);

const minute = 60_000;
const tokenCall = '/cgi-bin/service/get_suite_token';

async function ticketOf({ wecom, listener }: Provider, of = suiteId): Promise<string> {
  await wecom.pushTicket(of);
  return String(listener.heard.at(-1)?.fields.SuiteTicket);
}

function suiteBody(ticket: unknown) {
  return { suite_id: suiteId, suite_secret: suite.secret, suite_ticket: ticket };
}

describe('get_suite_token', () => {
  it('answers no errcode when it succeeds, and the same token for two hours', async () => {
    const clock = handClock();
    const provider = await openProvider({ clock });
    const target = provider.wecom.url + tokenCall;
    const { json } = await post(target, suiteBody(await ticketOf(provider)));
    expect(json).toEqual({ suite_access_token: expect.any(String), expires_in: 7200 });
    clock.pass(120 * minute - 1);
    expect((await post(target, suiteBody(await ticketOf(provider)))).json).toEqual(json);
    clock.pass(1);
    const later = await post(target, suiteBody(await ticketOf(provider)));
    expect(later.json.suite_access_token).not.toBe(json.suite_access_token);
  });

  it.each([
    ['no suite_id', { suite_id: undefined }, 41021],
    ['an unknown suite_id', { suite_id: 'ww0000000000000000' }, 40083],
    ['no secret', { suite_secret: undefined }, 41024],
    ['a wrong secret', { suite_secret: delegated.secret }, 40080],
    ['no ticket', { suite_ticket: undefined }, 41023],
    ['an empty ticket', { suite_ticket: '' }, 41023],
    ['a made-up ticket', { suite_ticket: 'x'.repeat(64) }, 40085],
  ])('refuses %s', async (_, fields, errcode) => {
    const provider = await openProvider();
    const body = { ...suiteBody(await ticketOf(provider)), ...fields };
    expect((await post(provider.wecom.url + tokenCall, body)).json.errcode).toBe(errcode);
  });

  it('refuses what is no JSON, and a GET', async () => {
    const { wecom } = await openProvider();
    expect((await post(wecom.url + tokenCall, 'suite_id=1')).json.errcode).toBe(47001);
    expect((await call(wecom.url + tokenCall)).json.errcode).toBe(40058);
  });

  it('takes a ticket for thirty minutes, also beside newer ones', async () => {
    const clock = handClock();
    const provider = await openProvider({ clock });
    const target = provider.wecom.url + tokenCall;
    const first = await ticketOf(provider);
    await ticketOf(provider);
    clock.pass(30 * minute - 1);
    expect((await post(target, suiteBody(first))).json.errcode).toBeUndefined();
    clock.pass(1);
    expect((await post(target, suiteBody(first))).json.errcode).toBe(40085);
  });

  it('takes no ticket of another suite, and none that was ended', async () => {
    const provider = await openProvider();
    const target = provider.wecom.url + tokenCall;
    expect((await post(target, suiteBody(await ticketOf(provider, delegated.suiteId)))).json.errcode).toBe(40085);
    const ticket = await ticketOf(provider);
    provider.wecom.expireTickets();
    expect((await post(target, suiteBody(ticket))).json.errcode).toBe(40085);
  });
});

describe('a suite token', () => {
  const preAuth = (provider: Provider, token: string) =>
    call(`${provider.wecom.url}/cgi-bin/service/get_pre_auth_code?suite_access_token=${token}`);

  it.each([
    ['missing', '', 41022],
    ['unknown', 'made-up', 40082],
  ])('that is %s is refused', async (_, token, errcode) => {
    expect((await preAuth(await openProvider(), token)).json.errcode).toBe(errcode);
  });

  it.each([40082, 42009] as const)('ended early answers %i, and the next one works', async (as) => {
    const provider = await openProvider();
    const token = await provider.suiteToken();
    provider.wecom.expireSuiteTokens({ as });
    expect((await preAuth(provider, token)).json.errcode).toBe(as);
    expect((await preAuth(provider, await provider.suiteToken())).json.errcode).toBe(0);
  });

  it('dies of age with 42009', async () => {
    const clock = handClock();
    const provider = await openProvider({ clock });
    const token = await provider.suiteToken();
    clock.pass(120 * minute);
    expect((await preAuth(provider, token)).json.errcode).toBe(42009);
  });

  it('is no access token, nor the other way round', async () => {
    const provider = await openProvider();
    const suiteToken = await provider.suiteToken();
    const target = `${provider.wecom.url}/cgi-bin/message/send?access_token=${suiteToken}`;
    expect((await post(target, {})).json.errcode).toBe(40014);
    const { access_token: own } = (await getToken(provider.wecom.url)).json;
    expect((await preAuth(provider, String(own))).json.errcode).toBe(40082);
  });

  it('is not ended with the tokens of apps', async () => {
    const provider = await openProvider();
    const token = await provider.suiteToken();
    provider.wecom.expireTokens({ as: 40014 });
    expect((await preAuth(provider, token)).json.errcode).toBe(0);
  });
});

describe('set_session_info', () => {
  const info = (code: string, type: unknown) => ({ pre_auth_code: code, session_info: { auth_type: type } });

  it.each([
    [0, 0],
    [1, 0],
    [2, 40058],
    ['1', 40058],
  ])('auth_type %j answers %i', async (type, errcode) => {
    const provider = await openProvider();
    const token = await provider.suiteToken();
    const code = await provider.preAuthCode(token);
    expect((await provider.service('set_session_info', info(code, type), token)).json.errcode).toBe(errcode);
  });

  it('wants a pre_auth_code of the suite that is not older than twenty minutes', async () => {
    const clock = handClock();
    const provider = await openProvider({ clock });
    const token = await provider.suiteToken();
    const code = await provider.preAuthCode(token);
    const set = async (of: string, by: string) =>
      (await provider.service('set_session_info', info(of, 0), by)).json.errcode;
    expect(await set('made-up', token)).toBe(40077);
    expect(await set(code, await provider.suiteToken(delegated))).toBe(40077);
    clock.pass(20 * minute - 1);
    expect(await set(code, token)).toBe(0);
    clock.pass(1);
    expect(await set(code, token)).toBe(42007);
  });
});

async function authCodeOf(provider: Provider, of = suiteId): Promise<string> {
  await provider.wecom.authorise({ suiteId: of, corpId });
  return String(provider.listener.heard.at(-1)?.fields.AuthCode);
}

describe('v2/get_permanent_code', () => {
  const exchange = async (provider: Provider, code: unknown, token: string) =>
    (await provider.service('v2/get_permanent_code', { auth_code: code }, token)).json;

  it('tells the code, the company and who agreed, and works once', async () => {
    const provider = await openProvider();
    const token = await provider.suiteToken();
    const code = await authCodeOf(provider);
    expect(await exchange(provider, code, token)).toEqual({
      ...{ errcode: 0, errmsg: 'ok', permanent_code: expect.any(String) },
      auth_corp_info: { corpid: corpId, corp_name: '晨光教育集团' },
      auth_user_info: expect.objectContaining({ name: '张伟' }),
    });
    expect((await exchange(provider, code, token)).errcode).toBe(40078);
  });

  it('works for ten minutes', async () => {
    const clock = handClock();
    const provider = await openProvider({ clock });
    const token = await provider.suiteToken();
    const [first, second] = [await authCodeOf(provider), await authCodeOf(provider)];
    clock.pass(10 * minute - 1);
    expect((await exchange(provider, first, token)).errcode).toBe(0);
    clock.pass(1);
    expect((await exchange(provider, second, token)).errcode).toBe(40078);
  });

  it.each([
    ['63 bytes', 'x'.repeat(63), 40058],
    ['64 bytes nobody gave out', 'x'.repeat(64), 40078],
    ['512 bytes nobody gave out', 'x'.repeat(512), 40078],
    ['513 bytes', 'x'.repeat(513), 40058],
    ['no code', undefined, 40058],
  ])('refuses %s', async (_, code, errcode) => {
    const provider = await openProvider();
    expect((await exchange(provider, code, await provider.suiteToken())).errcode).toBe(errcode);
  });

  it('refuses the code of another suite, and leaves it usable', async () => {
    const provider = await openProvider();
    const code = await authCodeOf(provider, delegated.suiteId);
    expect((await exchange(provider, code, await provider.suiteToken())).errcode).toBe(40078);
    expect((await exchange(provider, code, await provider.suiteToken(delegated))).errcode).toBe(0);
  });

  it('gives a company that authorises again the code it had', async () => {
    const provider = await openProvider();
    const first = await authorise(provider);
    expect((await authorise(provider, { mode: 'member' })).permanentCode).toBe(first.permanentCode);
    expect(provider.wecom.authorisations()).toMatchObject([{ mode: 'member', live: true }]);
  });
});

describe('v2/get_auth_info', () => {
  it('tells the company, the agent id and the visible range', async () => {
    const provider = await openProvider();
    const { permanentCode, agentid } = await authorise(provider);
    const key = { auth_corpid: corpId, permanent_code: permanentCode };
    const { json } = await provider.service('v2/get_auth_info', key, await provider.suiteToken());
    expect(agentid).toBe(1_000_101);
    expect(json).toMatchObject({
      auth_corp_info: { corpid: corpId, corp_name: '晨光教育集团', corp_user_max: 200 },
      auth_info: {
        agent: [
          {
            ...{ agentid, name: '晨光通知', auth_mode: 0, is_customized_app: false },
            privilege: { allow_user: company.scope.members, allow_party: [2, 3], allow_tag: [1] },
          },
        ],
      },
    });
  });

  it('tells what members authorised by name alone', async () => {
    const provider = await openProvider();
    const { permanentCode } = await authorise(provider, { mode: 'member' });
    const key = { auth_corpid: corpId, permanent_code: permanentCode };
    const { json } = await provider.service('v2/get_auth_info', key, await provider.suiteToken());
    const privilege = { allow_party: [], allow_tag: [] };
    expect(json).toMatchObject({ auth_info: { agent: [{ auth_mode: 1, privilege }] } });
    expect(JSON.stringify(json).match(/woSandbox/g)).toHaveLength(7);
  });
});

describe.each(['v2/get_auth_info', 'get_corp_token'])('%s', (name) => {
  it.each([
    ['a wrong permanent code', { permanent_code: 'wrong' }, 40084],
    ['another company', { auth_corpid: 'ww0000000000000000' }, 40084],
    ['no permanent code', { permanent_code: undefined }, 41025],
    ['no company', { auth_corpid: undefined }, 41002],
  ])('refuses %s', async (_, fields, errcode) => {
    const provider = await openProvider();
    const { permanentCode } = await authorise(provider);
    const body = { auth_corpid: corpId, permanent_code: permanentCode, ...fields };
    expect((await provider.service(name, body, await provider.suiteToken())).json.errcode).toBe(errcode);
  });

  it('refuses the code of another suite', async () => {
    const provider = await openProvider();
    const { permanentCode } = await authorise(provider);
    const body = { auth_corpid: corpId, permanent_code: permanentCode };
    expect((await provider.service(name, body, await provider.suiteToken(delegated))).json.errcode).toBe(40084);
  });
});

describe('get_corp_token', () => {
  it('answers no errcode when it succeeds, and the same token while it lives', async () => {
    const provider = await openProvider();
    const { permanentCode, token } = await authorise(provider);
    const body = { auth_corpid: corpId, permanent_code: permanentCode };
    const { json } = await provider.service('get_corp_token', body, await provider.suiteToken());
    expect(json).toEqual({ access_token: token, expires_in: 7200 });
  });
});

describe('get_admin_list', () => {
  it.each([
    ['the agent there', 0, 0],
    ['another agent', 1, 40056],
  ])('asked for %s', async (_, offset, errcode) => {
    const provider = await openProvider();
    const { agentid } = await authorise(provider);
    const body = { auth_corpid: corpId, agentid: agentid + offset };
    const { json } = await provider.service('get_admin_list', body, await provider.suiteToken());
    expect(json.errcode).toBe(errcode);
    if (errcode === 0) expect(json.admin).toMatchObject([{ userid: company.admins[0], auth_type: 1 }]);
  });

  it('is for companies that have authorised', async () => {
    const provider = await openProvider();
    const body = { auth_corpid: corpId, agentid: 1_000_101 };
    expect((await provider.service('get_admin_list', body, await provider.suiteToken())).json.errcode).toBe(48004);
  });
});

describe('a delegated app', () => {
  const authoriseDelegated = async (provider: Provider) => {
    const token = await provider.suiteToken(delegated);
    const code = await authCodeOf(provider, delegated.suiteId);
    const { json } = await provider.service('v2/get_permanent_code', { auth_code: code }, token);
    const key = { auth_corpid: corpId, permanent_code: json.permanent_code };
    const agentid = agentIdOf(await provider.service('v2/get_auth_info', key, token));
    return { secret: String(json.permanent_code), key, agentid, token };
  };
  const send = (provider: Provider, token: unknown) =>
    post(`${provider.wecom.url}/cgi-bin/externalcontact/message/send?access_token=${token}`, { agentid: 1_000_102 });

  it('gets its token with gettoken, its permanent code being its secret', async () => {
    const provider = await openProvider();
    const { secret, agentid } = await authoriseDelegated(provider);
    const { json } = await getToken(provider.wecom.url, { corpId, secret });
    expect(json).toMatchObject({ errcode: 0, expires_in: 7200 });
    expect(agentid).toBe(1_000_102);
    expect((await send(provider, json.access_token)).json.errcode).toBe(40008);
  });

  it('gets nowhere with a token of get_corp_token', async () => {
    const provider = await openProvider();
    const { key, token } = await authoriseDelegated(provider);
    const { json } = await provider.service('get_corp_token', key, token);
    expect((await send(provider, json.access_token)).json.errcode).toBe(48002);
  });

  it('has its code reset: the new one is fetched, and the old one is no secret any more', async () => {
    const provider = await openProvider();
    const { secret, token } = await authoriseDelegated(provider);
    await provider.wecom.resetPermanentCode({ suiteId: delegated.suiteId, corpId });
    const { InfoType: type, AuthCode: code } = provider.listener.heard.at(-1)?.fields ?? {};
    expect(type).toBe('reset_permanent_code');
    const { json } = await provider.service('v2/get_permanent_code', { auth_code: code }, token);
    expect(json.permanent_code).not.toBe(secret);
    const codes = [secret, String(json.permanent_code)].map((one) =>
      getToken(provider.wecom.url, { corpId, secret: one }),
    );
    expect((await Promise.all(codes)).map((answer) => answer.json.errcode)).toEqual([40001, 0]);
  });

  it('alone uses gettoken: the permanent code of a third-party app is no secret there', async () => {
    const provider = await openProvider();
    const { permanentCode } = await authorise(provider);
    expect((await getToken(provider.wecom.url, { corpId, secret: permanentCode })).json.errcode).toBe(40001);
    expect(() => provider.wecom.resetPermanentCode({ suiteId, corpId })).toThrow('delegated');
  });
});

describe('the log', () => {
  it('has every call of a suite and none of its secrets', async () => {
    const provider = await openProvider();
    const { token, permanentCode } = await authorise(provider);
    const code = await provider.preAuthCode(await provider.suiteToken());
    await call(`${provider.wecom.url}/3rdapp/install?suite_id=${suiteId}&pre_auth_code=${code}`);
    const text = JSON.stringify(provider.wecom.log());
    const pushed = provider.listener.heard.flatMap(({ fields }) => [fields.SuiteTicket, fields.AuthCode]);
    const secrets = [token, permanentCode, code, suite.secret, ...pushed.filter((secret) => secret !== undefined)];
    expect(secrets).toHaveLength(7);
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(provider.wecom.log('permanentCode')).toMatchObject([{ effect: 'exchanged', token: 1 }]);
    expect(provider.wecom.log('corpToken')).toMatchObject([
      { effect: 'token', path: '/cgi-bin/service/get_corp_token' },
    ]);
  });

  it.each(['suiteToken', 'permanentCode', 'corpToken'] as const)(
    'faults are injected into %s as everywhere',
    async (api) => {
      const provider = await openProvider();
      provider.wecom.inject({ api, fault: { type: 'errcode', errcode: -1 } });
      await authorise(provider).catch(() => undefined);
      expect(provider.wecom.log(api)[0]).toMatchObject({ fault: 'errcode', status: 200 });
      expect(JSON.parse(provider.wecom.log(api)[0]?.answer ?? '')).toMatchObject({ errcode: -1 });
    },
  );
});
