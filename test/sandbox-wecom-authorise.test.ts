import { afterEach, describe, expect, it } from 'vitest';
import { call, handClock } from './sandbox-wecom-client.ts';
import {
  authorise,
  closeAll,
  company,
  corpId,
  delegated,
  openProvider,
  type Provider,
  post,
  suiteId,
} from './sandbox-wecom-provider-kit.ts';

afterEach(closeAll);

const minute = 60_000;
const redirectUri = 'http://127.0.0.1:3000/wecom/installed?from=admin';

type Link = { code: string; fields?: Record<string, string> };

function linkOf({ wecom }: Provider, { code, fields = {} }: Link): string {
  const query = { suite_id: suiteId, pre_auth_code: code, redirect_uri: redirectUri, state: 'abc123', ...fields };
  return `${wecom.url}/3rdapp/install?${new URLSearchParams(query)}`;
}

async function openLink(provider: Provider, fields: Record<string, string> = {}): Promise<string> {
  return linkOf(provider, { code: await provider.preAuthCode(await provider.suiteToken()), fields });
}

function agree(link: string, form: Record<string, string> = {}): Promise<Response> {
  return fetch(link, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
}

async function exchange(provider: Provider, code: unknown) {
  const { json } = await provider.service('v2/get_permanent_code', { auth_code: code }, await provider.suiteToken());
  return json;
}

describe('the install page', () => {
  it('says who asks, in both languages, and which company may agree', async () => {
    const provider = await openProvider();
    const page = await call(await openLink(provider));
    expect(page).toMatchObject({ status: 200 });
    expect(page.headers.get('content-type')).toContain('text/html');
    for (const words of ['晨光科技', '晨光通知', '晨光教育集团', '同意授权', 'Authorise', corpId]) {
      expect(page.text).toContain(words);
    }
    expect(provider.wecom.authorisations()).toEqual([]);
  });

  it('sends the browser back with an auth_code that works, and pushes nothing', async () => {
    const provider = await openProvider();
    const answer = await agree(await openLink(provider));
    expect(answer.status).toBe(302);
    const back = new URL(answer.headers.get('location') ?? '');
    expect(back.origin + back.pathname).toBe('http://127.0.0.1:3000/wecom/installed');
    const { from, state, expires_in, auth_code: code } = Object.fromEntries(back.searchParams);
    expect([from, state, expires_in]).toEqual(['admin', 'abc123', '600']);
    expect(provider.wecom.pushes('create_auth')).toEqual([]);
    expect(await exchange(provider, code)).toMatchObject({ errcode: 0, auth_corp_info: { corpid: corpId } });
  });

  it('lets a company be chosen', async () => {
    const other = { ...company, corpId: 'ww1122334455667788', name: '晨光二中', firstAgentId: 1_000_201 };
    const { provider: sample } = (await openProvider()).wecom;
    const provider = await openProvider({ provider: { ...sample, companies: [company, other] } });
    expect((await agree(await openLink(provider), { corp_id: 'ww0000000000000000' })).status).toBe(400);
    await agree(await openLink(provider), { corp_id: other.corpId });
    expect(provider.wecom.authorisations()).toMatchObject([{ corpName: '晨光二中', agentId: 1_000_201, live: true }]);
  });

  it('uses a link for one company', async () => {
    const provider = await openProvider();
    const link = await openLink(provider);
    await agree(link);
    const again = await agree(link);
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('pre_auth_code (40077)')]);
  });

  it.each([
    ['an unknown suite', { suite_id: 'ww0000000000000000' }, 'suite_id'],
    ['another suite than the code is for', { suite_id: delegated.suiteId }, '40077'],
    ['a made-up code', { pre_auth_code: 'made-up' }, '40077'],
    ['another host to go back to', { redirect_uri: 'http://evil.example/' }, 'redirect_uri'],
    ['nowhere to go back to', { redirect_uri: '' }, 'redirect_uri'],
    ['a state of 129 letters', { state: 'a'.repeat(129) }, 'state'],
    ['a state with a hyphen', { state: 'a-b' }, 'state'],
    ['markup in its place', { suite_id: '<script>' }, 'suite_id'],
  ])('refuses a link with %s, asked and agreed to', async (_, fields, why) => {
    const provider = await openProvider();
    const link = await openLink(provider, fields);
    for (const answer of [await fetch(link), await agree(link)]) {
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain(why);
    }
    expect(provider.wecom.authorisations()).toEqual([]);
  });

  it('takes a state of 128 letters, and none', async () => {
    const provider = await openProvider();
    for (const state of ['a'.repeat(128), ''])
      expect((await agree(await openLink(provider, { state }))).status).toBe(302);
  });

  it('refuses a code after twenty minutes', async () => {
    const clock = handClock();
    const provider = await openProvider({ clock });
    const link = await openLink(provider);
    clock.pass(20 * minute - 1);
    expect((await fetch(link)).status).toBe(200);
    clock.pass(1);
    expect(await (await fetch(link)).text()).toContain('42007');
  });

  it('carries a test authorisation on', async () => {
    const provider = await openProvider();
    const token = await provider.suiteToken();
    const code = await provider.preAuthCode(token);
    await provider.service('set_session_info', { pre_auth_code: code, session_info: { auth_type: 1 } }, token);
    await agree(linkOf(provider, { code }));
    expect(provider.wecom.authorisations()).toMatchObject([{ formal: false, isFetched: false }]);
  });
});

describe('authorising from the market', () => {
  it('pushes create_auth, without the company in it', async () => {
    const provider = await openProvider();
    expect(await provider.wecom.authorise({ suiteId, corpId })).toMatchObject({ type: 'create_auth', taken: true });
    const { AuthCode: code, ...fields } = provider.listener.heard.at(-1)?.fields ?? {};
    expect(fields).toMatchObject({ SuiteId: suiteId, InfoType: 'create_auth', State: '' });
    expect(JSON.stringify(fields)).not.toContain(corpId);
    expect(await exchange(provider, code)).toMatchObject({ errcode: 0 });
    expect(provider.wecom.authorisations()).toMatchObject([{ isFetched: true, agentId: 1_000_101, mode: 'admin' }]);
  });

  it('tells the state again for delegated apps only', async () => {
    const provider = await openProvider();
    const states: unknown[] = [];
    for (const of of [{ suiteId }, delegated]) {
      await provider.wecom.authorise({ suiteId: of.suiteId, corpId, state: 'abc' });
      const { AuthCode: code, State: state } = provider.listener.heard.at(-1)?.fields ?? {};
      const token = await provider.suiteToken('secret' in of ? of : undefined);
      const { json } = await provider.service('v2/get_permanent_code', { auth_code: code }, token);
      states.push([state, json.state]);
    }
    expect(states).toEqual([
      ['abc', undefined],
      ['abc', 'abc'],
    ]);
  });

  it('is a mistake for a company or suite that is not there', async () => {
    const { wecom } = await openProvider();
    expect(() => wecom.authorise({ suiteId, corpId: 'ww0' })).toThrow(RangeError);
    expect(() => wecom.authorise({ suiteId: 'ww0', corpId })).toThrow(RangeError);
    expect(() => wecom.cancelAuth({ suiteId, corpId })).toThrow('has not authorised');
  });
});

const target = ({ wecom }: Provider, token: string) => `${wecom.url}/cgi-bin/message/send?access_token=${token}`;

describe('a change', () => {
  it('of the visible range is pushed, and told when asked', async () => {
    const provider = await openProvider();
    const { permanentCode } = await authorise(provider);
    const scope = { members: [], departments: ['3'], tags: [] };
    await provider.wecom.changeAuth({ suiteId, corpId }, { scope });
    expect(provider.listener.heard.at(-1)?.fields).toMatchObject({ InfoType: 'change_auth', AuthCorpId: corpId });
    const key = { auth_corpid: corpId, permanent_code: permanentCode };
    const { json } = await provider.service('v2/get_auth_info', key, await provider.suiteToken());
    expect(json).toMatchObject({ auth_info: { agent: [{ privilege: { allow_party: [3], allow_user: [] } }] } });
  });

  it('to the authorisation of members leaves the visible ones by name', async () => {
    const provider = await openProvider();
    await authorise(provider);
    await provider.wecom.changeAuth({ suiteId, corpId }, { mode: 'member' });
    expect(provider.wecom.authorisations()).toMatchObject([{ mode: 'member', scope: { departments: [], tags: [] } }]);
    expect(provider.wecom.authorisations()[0]?.scope.members).toHaveLength(7);
  });
});

describe('the end of an authorisation', () => {
  it('is pushed, and ends the token and the permanent code', async () => {
    const provider = await openProvider();
    const { token, permanentCode } = await authorise(provider);
    await provider.wecom.cancelAuth({ suiteId, corpId });
    expect(provider.listener.heard.at(-1)?.fields).toMatchObject({ InfoType: 'cancel_auth', AuthCorpId: corpId });
    expect((await post(target(provider, token), {})).json.errcode).toBe(48004);
    const key = { auth_corpid: corpId, permanent_code: permanentCode };
    expect((await provider.service('get_corp_token', key, await provider.suiteToken())).json.errcode).toBe(40084);
  });

  it('ends an auth_code that was not used yet', async () => {
    const provider = await openProvider();
    await provider.wecom.authorise({ suiteId, corpId });
    const { AuthCode: code } = provider.listener.heard.at(-1)?.fields ?? {};
    await provider.wecom.cancelAuth({ suiteId, corpId });
    expect(await exchange(provider, code)).toMatchObject({ errcode: 40078 });
  });

  it('may be followed by a new one, with a new code', async () => {
    const provider = await openProvider();
    const first = await authorise(provider);
    await provider.wecom.cancelAuth({ suiteId, corpId });
    const second = await authorise(provider);
    expect(second.permanentCode).not.toBe(first.permanentCode);
    const codes = [first, second].map(async ({ token }) => (await post(target(provider, token), {})).json.errcode);
    expect(await Promise.all(codes)).toEqual([48004, 41011]);
  });
});
