/** One WeCom call with the app's token: one shared refresh when the token died, one replay, the errcode read. */
import type { Logger } from 'pino';
import { z } from 'zod';
import { adviceFor, isTokenDead } from './errcodes.ts';
import type { HttpAnswer, HttpCall, NotSent, Unknown } from './exchange.ts';
import type { Http } from './http.ts';
import { redact } from './redact.ts';
import type { Refused } from './token-route.ts';
import type { Held, Tokens } from './tokens.ts';

/** `path` has no access_token yet; it may have a query. */
export type ApiCall = { path: string; body: Uint8Array; contentType: string };
export type ApiAnswer<T> = { type: 'ok'; answer: T } | Refused | NotSent | Unknown;

export type Api = {
  /** POSTs and reads what errcode 0 comes with by `schema`. */
  post<T>(call: ApiCall, schema: z.ZodType<T>): Promise<ApiAnswer<T>>;
};

const envelopeSchema = z.object({ errcode: z.number().int(), errmsg: z.string().catch('') });

/** WeCom lost fields while parsing, and says so even beside errcode 0. */
const bugAlarm = /wrong json format/i;

export function openApi(deps: { http: Http; tokens: Tokens; secret: string; log: Logger }): Api {
  const { http, tokens, secret, log } = deps;

  async function attempt<T>(call: ApiCall, schema: z.ZodType<T>, held: Held): Promise<ApiAnswer<T>> {
    const sent = await http.call(withToken(call, held.token));
    const answer = readAnswer(sent, schema, (errmsg) => redact(errmsg, [secret, held.token]));
    if (answer.type !== 'ok' || !bugAlarm.test(answer.errmsg)) return answer;
    log.error({ api: apiName(call), errmsg: answer.errmsg, alarm: 'wrongJsonFormat' }, 'wecom misread our request');
    return answer;
  }

  return {
    async post(call, schema) {
      const first = await tokens.get();
      if (first.type !== 'held') return first;
      const answer = await attempt(call, schema, first.held);
      if (!saysTokenDead(answer)) return answer;

      log.info({ api: apiName(call), errcode: answer.refusal.errcode }, 'access token died, one refresh');
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
function readAnswer<T>(sent: HttpAnswer, schema: z.ZodType<T>, clean: (errmsg: string) => string) {
  if (sent.type !== 'answered') return sent;
  const envelope = envelopeSchema.safeParse(sent.json);
  if (!envelope.success) return unreadable('NO_ERRCODE');
  const { errcode } = envelope.data;
  const errmsg = clean(envelope.data.errmsg);
  if (errcode !== 0)
    return { type: 'refused', refusal: { errcode, errmsg }, advice: adviceFor(errcode) } satisfies Refused;
  const parsed = schema.safeParse(sent.json);
  if (!parsed.success) return unreadable('NOT_AS_DOCUMENTED');
  return { type: 'ok' as const, answer: parsed.data, errmsg };
}

function unreadable(detail: string): Unknown {
  return { type: 'unknown', doubt: 'unreadable', detail };
}
