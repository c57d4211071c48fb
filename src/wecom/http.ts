/** The way to WeCom: one pool of connections per origin. */
import { Pool } from 'undici';
import { exchange, type HttpAnswer, type HttpCall, type HttpTimeouts } from './exchange.ts';

export const defaultTimeouts: HttpTimeouts = {
  connectMs: 5_000,
  headersMs: 15_000,
  bodyMs: 15_000,
  minBytesPerMs: 100,
};

/** A full answer names 3,100 ids of 64 bytes, about 200 kB. */
const maxAnswerBytes = 1024 * 1024;

export type Http = {
  /** Sends at most once, follows no redirect, retries nothing, never rejects. */
  call(call: HttpCall): Promise<HttpAnswer>;
  /** Waits for what is in flight; whatever comes later is not sent. */
  close(): Promise<void>;
};

/** One call that was made; `api` names it without what varies, such as a token. */
export type CallSeen = { api: string; outcome: 'ok' | 'refused' | 'notSent' | 'unknown'; ms: number };

export type HttpOptions = {
  /** May have a path, for those who reach WeCom through a proxy of their own. */
  apiUrl: string;
  timeouts?: HttpTimeouts;
  /** Told of every call. */
  seen?: (call: CallSeen) => void;
};

export function openHttp({ apiUrl, timeouts = defaultTimeouts, seen }: HttpOptions): Http {
  const url = new URL(apiUrl);
  const prefix = url.pathname.replace(/\/+$/, '');
  const pool = new Pool(url.origin, {
    connections: 128,
    pipelining: 1,
    // over HTTP/2 undici moves requests between connections by its own rules; over 1.1 a request has one connection
    allowH2: false,
    connectTimeout: timeouts.connectMs,
    // whatever the server offers: the longer a connection idles, the likelier it dies under the next request
    keepAliveMaxTimeout: 30_000,
    maxResponseSize: maxAnswerBytes,
  });
  let closed: Promise<void> | null = null;
  return {
    async call(call) {
      const began = performance.now();
      const answer = await exchange(pool, { ...call, path: prefix + call.path }, timeouts);
      seen?.({ api: apiOf(call), outcome: outcomeOf(answer), ms: performance.now() - began });
      return answer;
    },
    close() {
      closed ??= pool.close();
      return closed;
    },
  };
}

/** /cgi-bin/message/send?access_token=… is message/send. */
function apiOf({ path }: HttpCall): string {
  return path.replace(/\?.*$/s, '').replace(/^\/cgi-bin\//, '');
}

function outcomeOf(answer: HttpAnswer): CallSeen['outcome'] {
  if (answer.type !== 'answered') return answer.type;
  const { errcode = 0 } = (answer.json ?? {}) as { errcode?: unknown };
  return errcode === 0 ? 'ok' : 'refused';
}
