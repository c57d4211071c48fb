/** One WeCom call with the app's token: one shared refresh when the token died, one replay, the errcode read. */
import { z } from 'zod';
import type { Log } from '../log.ts';
import { adviceFor, isTokenDead } from './errcodes.ts';
import type { HttpAnswer, HttpCall, NotSent, Unknown } from './exchange.ts';
import type { Http } from './http.ts';
import { redact } from './redact.ts';
import type { Refused } from './token-route.ts';
import type { Held, Tokens } from './tokens.ts';

/** `path` has no access_token yet; it may have a query. */
export type ApiCall = { path: string; body: Uint8Array; contentType: string };
export type ApiAnswer<T> = { type: 'ok'; answer: T; errmsg: string } | Refused | NotSent | Unknown;

export type Api = {
  /** POSTs and reads what errcode 0 comes with by `schema`. */
  post<T>(call: ApiCall, schema: z.ZodType<T>): Promise<ApiAnswer<T>>;
};

const envelopeSchema = z.object({ errcode: z.number().int(), errmsg: z.string().catch('') });

/** WeCom lost fields while parsing, and says so even beside errcode 0. */
const bugAlarm = /wrong json format/i;

export function openApi(deps: { http: Http; tokens: Tokens; secret: string; log: Log }): Api {
  const { http, tokens, secret, log } = deps;

  async function attempt<T>(call: ApiCall, schema: z.ZodType<T>, held: Held): Promise<ApiAnswer<T>> {
    const clean = (errmsg: string) => redact(errmsg, [secret, held.token]);
    const answer = readAnswer(await http.call(withToken(call, held.token)), schema);
    if (answer.type === 'refused') answer.refusal.errmsg = clean(answer.refusal.errmsg);
    if (answer.type === 'ok' && bugAlarm.test(answer.errmsg)) {
      const errmsg = clean(answer.errmsg);
      log.error({ api: apiName(call), errmsg, alarm: 'wrongJsonFormat' }, 'wecom misread our request');
    }
    return answer;
  }

  return {
    async post(call, schema) {
      const first = await tokens.get();
      if (first.type !== 'held') return first;
      const answer = await attempt(call, schema, first.held);
      if (!saysTokenDead(answer)) return answer;

      log.debug({ api: apiName(call), errcode: answer.refusal.errcode }, 'access token died');
      const second = await tokens.replace(first.held);
      if (second.type !== 'held') return second;
      const replayed = await attempt(call, schema, second.held);
      if (saysTokenDead(replayed)) tokens.distrust(second.held, replayed.refusal);
      return replayed;
    },
  };
}

function withToken({ path, body, contentType }: ApiCall, token: string): HttpCall {
  const mark = path.includes('?') ? '&' : '?';
  return { method: 'POST', path: `${path}${mark}access_token=${encodeURIComponent(token)}`, body, contentType };
}

function apiName(call: ApiCall): string {
  return call.path.split('?', 1).join();
}

function saysTokenDead<T>(answer: ApiAnswer<T>): answer is Refused {
  return answer.type === 'refused' && isTokenDead(answer.refusal.errcode);
}

/** Anything that is not an answer as documented leaves open whether the request was carried out. */
function readAnswer<T>(sent: HttpAnswer, schema: z.ZodType<T>): ApiAnswer<T> {
  if (sent.type !== 'answered') return sent;
  const envelope = envelopeSchema.safeParse(sent.json);
  if (!envelope.success) return unreadable('NO_ERRCODE');
  const { errcode, errmsg } = envelope.data;
  if (errcode !== 0) return { type: 'refused', refusal: { errcode, errmsg }, advice: adviceFor(errcode) };
  const parsed = schema.safeParse(sent.json);
  return parsed.success ? { type: 'ok', answer: parsed.data, errmsg } : unreadable('NOT_AS_DOCUMENTED');
}

function unreadable(detail: string): Unknown {
  return { type: 'unknown', doubt: 'unreadable', detail };
}
