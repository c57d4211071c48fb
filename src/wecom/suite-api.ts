/**
 * What a provider asks WeCom about one suite: the way to an authorisation, what it allows, and its apps' tokens.
 * Sources: document/path/90601 (pre-auth code), 100776 (permanent code), 100795 (auth info), 90605 (corp token).
 */
import type { Keyv } from 'keyv';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { ApiAnswer } from './answer.ts';
import { openApi, suiteCalls } from './api.ts';
import { type AuthInfo, authInfoSchema } from './auth-info.ts';
import type { HttpCall } from './exchange.ts';
import { type HttpOptions, openHttp } from './http.ts';
import { type NewestTicket, suiteTokenRoute } from './suite-tokens.ts';
import { accessTokenSchema, type TokenAnswer, tokenAnswer } from './token-route.ts';
import { openTokens } from './tokens.ts';
import { jsonBytes, postJson } from './wire.ts';

type Permanent = { permanentCode: string; corpId: string; corpName: string; state: string };

export type SuiteApi = {
  readonly suiteId: string;
  /** The first step of an authorisation; WeCom lets it live for 20 minutes. */
  preAuthCode(): Promise<ApiAnswer<{ code: string; expiresInMs: number }>>;
  /** `test` lets a company install what is not yet approved. */
  setSession(preAuthCode: string, authType: 'formal' | 'test'): Promise<ApiAnswer<null>>;
  /** An auth_code is good for one call: after `unknown` it is spent or not, and nobody can say. */
  permanentCode(authCode: string): Promise<ApiAnswer<Permanent>>;
  authInfo(corpId: string, permanentCode: string): Promise<ApiAnswer<AuthInfo>>;
  /** The access_token of the suite's app in one company. */
  corpToken(corpId: string, permanentCode: string): Promise<TokenAnswer>;
  /** Somebody mended the credentials: the next call may ask for a token at once instead of a minute later. */
  forgive(): void;
  /** Waits for what is in flight; whatever is asked later is answered as not sent. */
  close(): Promise<void>;
};

type SuiteOptions = HttpOptions & {
  suiteId: string;
  secret: string;
  ticket: NewestTicket;
  keyv: Keyv;
  log: Log;
  clock: Clock;
};

const authTypes = { formal: 0, test: 1 };

const preAuthSchema = z
  .object({ pre_auth_code: z.string().min(1), expires_in: z.coerce.number().positive().catch(1200) })
  .transform((answer) => ({ code: answer.pre_auth_code, expiresInMs: answer.expires_in * 1000 }));

const permanentSchema = z
  .object({
    permanent_code: z.string().min(1),
    auth_corp_info: z.object({ corpid: z.string().min(1), corp_name: z.string().catch('') }),
    state: z.string().catch(''),
  })
  .transform(
    ({ permanent_code, auth_corp_info, state }): Permanent => ({
      permanentCode: permanent_code,
      corpId: auth_corp_info.corpid,
      corpName: auth_corp_info.corp_name,
      state,
    }),
  );

/** Asks for nothing back, so the errcode alone says what success is. */
const doneSchema = z.object({ errcode: z.literal(0) }).transform(() => null);

export function openSuite(suite: SuiteOptions): SuiteApi {
  const http = openHttp(suite);
  const tokens = openTokens({ ...suite, route: suiteTokenRoute({ ...suite, http }) });
  const api = openApi({ http, tokens, family: suiteCalls, secret: suite.secret, log: suite.log });
  return {
    suiteId: suite.suiteId,
    preAuthCode: () => api.call({ method: 'GET', path: '/cgi-bin/service/get_pre_auth_code', schema: preAuthSchema }),
    setSession(preAuthCode, authType) {
      const request = { pre_auth_code: preAuthCode, session_info: { auth_type: authTypes[authType] } };
      return api.call({ ...post('set_session_info', request), schema: doneSchema, secrets: [preAuthCode] });
    },
    permanentCode(authCode) {
      const call = post('v2/get_permanent_code', { auth_code: authCode });
      return api.call({ ...call, schema: permanentSchema, secrets: [authCode] });
    },
    authInfo(corpId, permanentCode) {
      const call = post('v2/get_auth_info', { auth_corpid: corpId, permanent_code: permanentCode });
      return api.call({ ...call, schema: authInfoSchema, secrets: [permanentCode] });
    },
    async corpToken(corpId, permanentCode) {
      const call = post('get_corp_token', { auth_corpid: corpId, permanent_code: permanentCode });
      const answer = await api.call({ ...call, schema: accessTokenSchema, secrets: [permanentCode] });
      return tokenAnswer('get_corp_token', answer);
    },
    forgive: tokens.forgive,
    close: http.close,
  };
}

function post(name: string, request: object): HttpCall {
  return postJson(`/cgi-bin/service/${name}`, jsonBytes(request));
}
