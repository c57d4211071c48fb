/** One WeCom call with a token: one shared refresh when the token died, one replay, the answer read. */
import type { z } from 'zod';
import type { Log } from '../log.ts';
import { type ApiAnswer, type Refused, readAnswer } from './answer.ts';
import { isSuiteTokenDead, isTokenDead } from './errcodes.ts';
import type { HttpCall } from './exchange.ts';
import type { Http } from './http.ts';
import type { Held, Tokens } from './tokens.ts';

/** In what WeCom's two families of calls differ. */
type CallFamily = {
  /** The token's name in the query. */
  parameter: string;
  /** Whether this errcode calls the token dead. */
  isDead(errcode: number): boolean;
  errcodeOptional: boolean;
};

/** Calls of one app in one company. */
export const appCalls: CallFamily = { parameter: 'access_token', isDead: isTokenDead, errcodeOptional: false };
/** Calls of a provider about a suite. */
export const suiteCalls: CallFamily = {
  parameter: 'suite_access_token',
  isDead: isSuiteTokenDead,
  errcodeOptional: true,
};

/** `path` has no token yet; it may have a query. `secrets` are those in the path or the body. */
export type ApiCall<T> = HttpCall & { schema: z.ZodType<T>; secrets?: readonly string[] };

export type Api = { call<T>(call: ApiCall<T>): Promise<ApiAnswer<T>> };

/** WeCom lost fields while parsing, and says so even beside errcode 0. */
const bugAlarm = /wrong json format/i;

export function openApi(deps: { http: Http; tokens: Tokens; family: CallFamily; secret: string; log: Log }): Api {
  const { http, tokens, family, secret, log } = deps;

  async function attempt<T>(call: ApiCall<T>, { token }: Held): Promise<ApiAnswer<T>> {
    const { schema, secrets = [], ...request } = call;
    const { parameter, errcodeOptional } = family;
    const path = withQuery(request.path, `${parameter}=${encodeURIComponent(token)}`);
    const sent = await http.call({ ...request, path });
    const answer = readAnswer(sent, { schema, secrets: [secret, token, ...secrets], errcodeOptional });
    if (answer.type === 'ok' && bugAlarm.test(answer.errmsg)) {
      const alarm = { api: apiName(call), errmsg: answer.errmsg, alarm: 'wrongJsonFormat' };
      log.error(alarm, 'wecom misread our request');
    }
    return answer;
  }

  const saysTokenDead = <T>(answer: ApiAnswer<T>): answer is Refused =>
    answer.type === 'refused' && family.isDead(answer.refusal.errcode);

  return {
    async call(call) {
      const first = await tokens.get();
      if (first.type !== 'held') return first;
      const answer = await attempt(call, first.held);
      if (!saysTokenDead(answer)) return answer;

      log.debug({ api: apiName(call), errcode: answer.refusal.errcode }, `${family.parameter} died`);
      const second = await tokens.replace(first.held);
      if (second.type !== 'held') return second;
      const replayed = await attempt(call, second.held);
      if (saysTokenDead(replayed)) tokens.distrust(second.held, replayed.refusal);
      return replayed;
    },
  };
}

function withQuery(path: string, parameter: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${parameter}`;
}

function apiName(call: HttpCall): string {
  return call.path.split('?', 1).join();
}
