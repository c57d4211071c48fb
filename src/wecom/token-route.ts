/**
 * How an app comes to its access_token. Own (自建) and delegated (代开发) apps ask gettoken, the delegated one with its
 * permanent_code as the secret; suite (第三方) apps ask get_corp_token, for which the suite needs a token of its own.
 */
import { z } from 'zod';
import { type ApiAnswer, type Refused, readAnswer } from './answer.ts';
import type { NotSent } from './exchange.ts';
import type { Http } from './http.ts';

type GivenToken = { token: string; lifetimeMs: number };
export type TokenAnswer = ({ type: 'token' } & GivenToken) | Refused | NotSent;

export type TokenRoute = {
  /** Names the app in the cache; holds no secret. */
  name: string;
  /** What the token is made from; seals the cached token. */
  secret: string;
  /** One call. However it fails, no message was sent. */
  ask(): Promise<TokenAnswer>;
};

/** Goes into a URL: printable ASCII only. */
const tokenText = z.string().regex(/^[\x21-\x7e]+$/);
const expirySeconds = z.coerce.number().positive().catch(7200);

export const accessTokenSchema = z
  .object({ access_token: tokenText, expires_in: expirySeconds })
  .transform((answer): GivenToken => ({ token: answer.access_token, lifetimeMs: answer.expires_in * 1000 }));

export const suiteTokenSchema = z
  .object({ suite_access_token: tokenText, expires_in: expirySeconds })
  .transform((answer): GivenToken => ({ token: answer.suite_access_token, lifetimeMs: answer.expires_in * 1000 }));

export function gettokenRoute(app: { http: Http; corpId: string; agentId: number; secret: string }): TokenRoute {
  const { http, corpId, agentId, secret } = app;
  const path = `/cgi-bin/gettoken?corpid=${encodeURIComponent(corpId)}&corpsecret=${encodeURIComponent(secret)}`;
  return {
    name: `${corpId}:${agentId}`,
    secret,
    async ask() {
      const sent = await http.call({ method: 'GET', path });
      const reading = { schema: accessTokenSchema, secrets: [secret], errcodeOptional: true };
      return tokenAnswer('gettoken', readAnswer(sent, reading));
    },
  };
}

/** What the answer to a call for a token means to those who wait for it: whatever went wrong, nothing was sent. */
export function tokenAnswer(call: string, answer: ApiAnswer<GivenToken>): TokenAnswer {
  switch (answer.type) {
    case 'ok':
      return { type: 'token', ...answer.answer };
    case 'refused':
      return refused(call, answer);
    case 'notSent':
      return { ...answer, detail: `${call}: ${answer.detail}` };
    case 'unknown':
      return { type: 'notSent', hurdle: 'unreachable', detail: `${call}: ${answer.detail}` };
  }
}

/** Busy is no doubt here as it is for a message. Advice about recipients or covers makes no sense. */
function refused(call: string, { refusal, advice }: Refused): TokenAnswer {
  if (advice === 'busy') {
    return { type: 'notSent', hurdle: 'unreachable', detail: `${call}: errcode ${refusal.errcode}` };
  }
  const fits = advice === 'slowDown' || advice === 'throttled';
  return { type: 'refused', refusal, advice: fits ? advice : 'stop' };
}
