/** What a provider asks WeCom about a suite: the requests as documented, their answers in every shape. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSuite, type SuiteApi } from '../src/wecom/suite-api.ts';
import { openProviderStandIn, type ProviderStandIn, queryOf, suiteTokenPath } from './wecom-provider-stand-in.ts';
import { countOf, json, settingsAt } from './wecom-stand-in.ts';

const paths = {
  preAuthCode: '/cgi-bin/service/get_pre_auth_code',
  setSession: '/cgi-bin/service/set_session_info',
  permanentCode: '/cgi-bin/service/v2/get_permanent_code',
  authInfo: '/cgi-bin/service/v2/get_auth_info',
};
type Name = keyof typeof paths;
const names = Object.keys(paths) as Name[];

const ask: Record<Name, (suite: SuiteApi) => Promise<unknown>> = {
  preAuthCode: (suite) => suite.preAuthCode(),
  setSession: (suite) => suite.setSession('pre-1', 'test'),
  permanentCode: (suite) => suite.permanentCode('auth-1'),
  authInfo: (suite) => suite.authInfo('c1', 'code of c1 for s1'),
};

/** The documented answers. */
const answers: Record<Name, object> = {
  preAuthCode: { errcode: 0, errmsg: 'ok', pre_auth_code: 'pre-1', expires_in: 1200 },
  setSession: { errcode: 0, errmsg: 'ok' },
  permanentCode: {
    errcode: 0,
    errmsg: 'ok',
    permanent_code: 'code of c1 for s1',
    auth_corp_info: { corpid: 'c1', corp_name: '第一小学' },
    auth_user_info: { userid: 'u1', open_userid: 'o1', name: '张老师', avatar: 'http://a' },
    state: 'asked-1',
  },
  authInfo: {
    errcode: 0,
    errmsg: 'ok',
    auth_corp_info: { corpid: 'c1', corp_name: '第一小学', corp_type: 'verified', corp_user_max: 50 },
    auth_info: {
      agent: [
        {
          agentid: 1000002,
          name: '学校通知',
          round_logo_url: 'http://b',
          appid: 1,
          auth_mode: 1,
          is_customized_app: false,
          privilege: {
            level: 1,
            allow_party: [1, 2],
            allow_user: ['zhangsan', 'lisi'],
            allow_tag: [3],
            extra_party: [4],
            extra_user: ['wangwu'],
            extra_tag: [5],
          },
          shared_from: { corpid: 'c0', share_type: 0 },
        },
      ],
    },
  },
};

const readings: Record<Name, unknown> = {
  preAuthCode: { code: 'pre-1', expiresInMs: 1_200_000 },
  setSession: null,
  permanentCode: { permanentCode: 'code of c1 for s1', corpId: 'c1', corpName: '第一小学', state: 'asked-1' },
  authInfo: {
    corpName: '第一小学',
    userMax: 50,
    agentId: 1000002,
    appName: '学校通知',
    memberAuthorised: true,
    scope: { members: ['zhangsan', 'lisi'], departments: ['1', '2'], tags: ['3'] },
  },
};

let wecom: ProviderStandIn;
let suite: SuiteApi;
beforeEach(async () => {
  wecom = await openProviderStandIn();
  const { settings } = settingsAt(wecom.url, {});
  suite = openSuite({ ...settings, suiteId: 's1', secret: 'secret of s1', ticket: async () => 'ticket-1 of s1' });
});
afterEach(async () => {
  await suite.close();
  await wecom.close();
});

const answering = (name: Name, answer: unknown) => {
  wecom.on(paths[name], json(answer));
  return ask[name](suite);
};

describe('the request', () => {
  test.each<[Name, string, unknown]>([
    ['preAuthCode', 'GET', null],
    ['setSession', 'POST', { pre_auth_code: 'pre-1', session_info: { auth_type: 1 } }],
    ['permanentCode', 'POST', { auth_code: 'auth-1' }],
    ['authInfo', 'POST', { auth_corpid: 'c1', permanent_code: 'code of c1 for s1' }],
  ])('%s is the documented one', async (name, method, body) => {
    await answering(name, answers[name]);
    const asked = wecom.seen.at(-1);
    expect(asked).toMatchObject({ method, path: paths[name] });
    expect([...(asked?.query ?? [])]).toEqual([['suite_access_token', 'token-1']]);
    expect(asked?.body.length === 0 ? null : JSON.parse(`${asked?.body}`)).toEqual(body);
  });

  test('setSession of a formal authorisation says 0', async () => {
    wecom.on(paths.setSession, json({ errcode: 0 }));
    await suite.setSession('pre-1', 'formal');
    expect(JSON.parse(`${wecom.seen.at(-1)?.body}`).session_info).toEqual({ auth_type: 0 });
  });

  test('all four share one suite token', async () => {
    for (const name of names) wecom.on(paths[name], json(answers[name]));
    await Promise.all(names.map((name) => ask[name](suite)));
    expect(countOf(wecom, suiteTokenPath)).toBe(1);
  });
});

describe.each(names)('%s', (name) => {
  test('reads the documented answer', async () => {
    expect(await answering(name, answers[name])).toMatchObject({ type: 'ok', answer: readings[name] });
  });

  test.each([42009, 40082, 40014, 42001])('asks once more with a fresh suite token (%d)', async (errcode) => {
    wecom.on(paths[name], (req, res) => {
      const isFirst = queryOf(req).get('suite_access_token') === 'token-1';
      json(isFirst ? { errcode, errmsg: 'suite token' } : answers[name])(req, res);
    });
    expect(await ask[name](suite)).toMatchObject({ type: 'ok', answer: readings[name] });
    expect([countOf(wecom, suiteTokenPath), countOf(wecom, paths[name])]).toEqual([2, 2]);
  });

  test('is asked twice at most', async () => {
    expect(await answering(name, { errcode: 40082, errmsg: 'suite token' })).toMatchObject({
      type: 'refused',
      refusal: { errcode: 40082 },
    });
    expect([countOf(wecom, suiteTokenPath), countOf(wecom, paths[name])]).toEqual([2, 2]);
  });

  test.each([40078, 40084, 48003, 42007, 60020])('keeps WeCom’s refusal (%d)', async (errcode) => {
    const refused = { type: 'refused', refusal: { errcode, errmsg: 'no' }, advice: 'stop' };
    expect(await answering(name, { errcode, errmsg: 'no' })).toEqual(refused);
    expect(countOf(wecom, paths[name])).toBe(1);
  });

  test.each([
    ['nothing', {}],
    ['a list', []],
    ['null', null],
    ['a broken errcode', { ...answers[name], errcode: 'x' }],
  ])('does not take %s for a success', async (_name, answer) => {
    expect(await answering(name, answer)).toMatchObject({ type: 'unknown', doubt: 'unreadable' });
  });
});

describe('an answer', () => {
  test.each(names.filter((name) => name !== 'setSession'))('without errcode is a success (%s)', async (name) => {
    const { errcode: _, ...bare } = { errcode: 0, ...answers[name] };
    expect(await answering(name, bare)).toMatchObject({ type: 'ok', answer: readings[name] });
  });

  test('with no more than a permanent code and a company', async () => {
    const bare = { permanent_code: 'code', auth_corp_info: { corpid: 'c1' } };
    const answer = { permanentCode: 'code', corpId: 'c1', corpName: '', state: '' };
    expect(await answering('permanentCode', bare)).toMatchObject({ type: 'ok', answer });
  });

  test('whose pre-auth code has no life lives for the documented 20 minutes', async () => {
    expect(await answering('preAuthCode', { pre_auth_code: 'p' })).toMatchObject({
      answer: { expiresInMs: 1_200_000 },
    });
  });

  const infoOf = async (agent: unknown, corp: unknown = {}) =>
    answering('authInfo', { errcode: 0, auth_corp_info: corp, auth_info: { agent } });

  test('about an app with nothing but an id', async () => {
    expect(await infoOf([{ agentid: 7 }])).toMatchObject({
      type: 'ok',
      answer: {
        corpName: '',
        userMax: null,
        agentId: 7,
        appName: '',
        memberAuthorised: false,
        scope: { members: [], departments: [], tags: [] },
      },
    });
  });

  test.each([
    [{ auth_mode: 0 }, { memberAuthorised: false }],
    [{ auth_mode: '1' }, { memberAuthorised: true }],
    [{ auth_mode: null }, { memberAuthorised: false }],
    [{ agentid: '1000002' }, { agentId: 1000002 }],
    [{ name: null }, { appName: '' }],
    [{ privilege: null }, { scope: { members: [], departments: [], tags: [] } }],
    [{ privilege: { allow_party: ['1', 2] } }, { scope: { members: [], departments: ['1', '2'], tags: [] } }],
    [
      { privilege: { allow_user: null, allow_tag: '3|4' } },
      { scope: { members: [], departments: [], tags: ['3', '4'] } },
    ],
    [{ privilege: { allow_user: { a: 1 } } }, { scope: { members: [], departments: [], tags: [] } }],
  ])('about an app with %j', async (agent, reading) => {
    expect(await infoOf([{ agentid: 7, ...agent }])).toMatchObject({ type: 'ok', answer: reading });
  });

  test.each([
    [{ corp_user_max: '200' }, 200],
    [{ corp_user_max: 0 }, 0],
    [{ corp_user_max: 'many' }, null],
    [{ corp_user_max: -1 }, null],
    [null, null],
  ])('about a company with %j', async (corp, userMax) => {
    expect(await infoOf([{ agentid: 7 }], corp)).toMatchObject({ type: 'ok', answer: { userMax } });
  });

  test('about several apps: the first', async () => {
    expect(await infoOf([{ agentid: 7 }, { agentid: 8 }, 'x'])).toMatchObject({ answer: { agentId: 7 } });
  });

  test.each([[[]], [[{}]], [[{ agentid: 'x' }]], [[{ agentid: 1.5 }]], [{}], [undefined]])(
    'about no app we could send by (%j) cannot be read',
    async (agent) => {
      expect(await infoOf(agent)).toMatchObject({ type: 'unknown', doubt: 'unreadable' });
    },
  );
});
