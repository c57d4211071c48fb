/**
 * How an app comes to its access_token. Own (自建) and delegated (代开发) apps ask gettoken, the delegated one with its
 * permanent_code as the secret; suite (第三方) apps will have a route of their own.
 */
import { z } from 'zod';
import type { Advice, Refusal } from '../delivery/states.ts';
import { adviceFor } from './errcodes.ts';
import type { NotSent } from './exchange.ts';
import type { Http } from './http.ts';
import { redact } from './redact.ts';

export type Refused = { type: 'refused'; refusal: Refusal; advice: Advice };
type TokenAnswer = { type: 'token'; token: string; lifetimeMs: number } | Refused | NotSent;

export type TokenRoute = {
  /** Names the app in the cache; holds no secret. */
  name: string;
  /** What the token is made from; seals the cached token. */
  secret: string;
  /** One call. However it fails, no message was sent. */
  ask(): Promise<TokenAnswer>;
};

/** A missing errcode means success on some token routes ("因历史原因"), so the token decides. */
const answerSchema = z.object({
  errcode: z.number().int().optional(),
  errmsg: z.string().optional(),
  /** Goes into a URL: printable ASCII only. */
  access_token: z
    .string()
    .regex(/^[\x21-\x7e]+$/)
    .optional()
    .catch(undefined),
  expires_in: z.number().positive().optional().catch(undefined),
});

const defaultExpirySeconds = 7200;

export function gettokenRoute(app: { http: Http; corpId: string; agentId: number; secret: string }): TokenRoute {
  const query = `corpid=${encodeURIComponent(app.corpId)}&corpsecret=${encodeURIComponent(app.secret)}`;
  return {
    name: `${app.corpId}:${app.agentId}`,
    secret: app.secret,
    async ask() {
      const result = await app.http.call({ method: 'GET', path: `/cgi-bin/gettoken?${query}` });
      if (result.type === 'answered') return readToken(result.json, app.secret);
      const hurdle = result.type === 'notSent' ? result.hurdle : 'unreachable';
      return { type: 'notSent', hurdle, detail: `gettoken: ${result.detail}` };
    },
  };
}

function readToken(json: unknown, secret: string): TokenAnswer {
  const parsed = answerSchema.safeParse(json);
  if (!parsed.success) return { type: 'notSent', hurdle: 'unreachable', detail: 'gettoken: UNREADABLE' };
  const { errcode = 0, errmsg = '', access_token: token, expires_in: seconds = defaultExpirySeconds } = parsed.data;
  if (errcode !== 0) return refused(errcode, redact(errmsg, token ? [secret, token] : [secret]));
  if (!token) return { type: 'notSent', hurdle: 'unreachable', detail: 'gettoken: NO_TOKEN' };
  return { type: 'token', token, lifetimeMs: seconds * 1000 };
}

/** Busy is no doubt here as it is for a message: nothing was sent. Advice about recipients or covers makes no sense. */
function refused(errcode: number, errmsg: string): TokenAnswer {
  const advice = adviceFor(errcode);
  if (advice === 'busy') return { type: 'notSent', hurdle: 'unreachable', detail: `gettoken: errcode ${errcode}` };
  const fits = advice === 'slowDown' || advice === 'throttled';
  return { type: 'refused', refusal: { errcode, errmsg }, advice: fits ? advice : 'stop' };
}
