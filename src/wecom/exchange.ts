/**
 * One HTTP request and what came of it: surely answered, surely not sent, or unknown.
 * Uses undici's `dispatch`, not `request`: it tells the moment before the first byte is written, on which the three
 * classes rest, and it spares a stream per answer.
 */
import type { Dispatcher } from 'undici';
import type { Doubt, Hurdle } from '../delivery/states.ts';

export type HttpTimeouts = {
  /** DNS, TCP and TLS together. */
  connectMs: number;
  /** From the request to the first byte of the answer. */
  headersMs: number;
  /** Between two pieces of the answer's body. */
  bodyMs: number;
  /** What a large body is given more time by: 100 is 100 kB/s. */
  minBytesPerMs: number;
};

/** `path` starts with a slash and may hold an access_token: never log it. */
export type HttpCall = {
  method: 'GET' | 'POST';
  path: string;
  body?: Uint8Array;
  contentType?: string;
  /** Asked in the tick in which the first byte would be written, after all waiting: false, and nothing is. */
  mayLeave?: () => boolean;
};

export type NotSent = { type: 'notSent'; hurdle: Hurdle; detail: string };
export type Unknown = { type: 'unknown'; doubt: Doubt; detail: string };
export type HttpAnswer = { type: 'answered'; json: unknown } | NotSent | Unknown;

/** Sends `call` at most once. Resolves within the sum of the timeouts; never rejects. */
export function exchange(dispatcher: Pick<Dispatcher, 'dispatch'>, call: HttpCall, timeouts: HttpTimeouts) {
  const headersTimeout = Math.ceil(timeouts.headersMs + (call.body?.length ?? 0) / timeouts.minBytesPerMs);
  const handler = new Exchange(timeouts.connectMs + headersTimeout + timeouts.bodyMs, call.mayLeave ?? always);
  const headers = call.contentType === undefined ? {} : { 'content-type': call.contentType };
  const { method, path, body = null } = call;
  dispatcher.dispatch({ method, path, headers, body, headersTimeout, bodyTimeout: timeouts.bodyMs }, handler);
  return handler.answer;
}

const always = () => true;

class Exchange implements Dispatcher.DispatchHandler {
  readonly answer: Promise<HttpAnswer>;
  #resolve: (answer: HttpAnswer) => void;
  readonly #mayLeave: () => boolean;
  #deadline: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | null = null;
  #settled = false;
  #status = 0;
  #chunks: Buffer[] = [];

  constructor(deadlineMs: number, mayLeave: () => boolean) {
    this.#mayLeave = mayLeave;
    const { promise, resolve } = Promise.withResolvers<HttpAnswer>();
    this.answer = promise;
    this.#resolve = resolve;
    // undici's own timeouts do not cover the wait for a free connection nor a body that trickles
    this.#deadline = setTimeout(() => this.#giveUp(), deadlineMs);
  }

  /** undici writes headers and body in the same tick right after this returns, unless it is aborted here. */
  onRequestStart(controller: Dispatcher.DispatchController) {
    // Aborted here nothing is written. A second start would be undici resending on a new connection: never.
    if (this.#settled || this.#controller) controller.abort(new Aborted('RESEND_PREVENTED'));
    else if (!this.#mayLeave()) controller.abort(new Aborted('NOT_ALLOWED'));
    else this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number) {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer) {
    this.#chunks.push(chunk);
  }

  onResponseEnd() {
    this.#settle(readAnswer(this.#status, this.#chunks));
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error) {
    const code = codeOf(error);
    this.#settle(this.#controller ? doubtful(code) : hindered(code));
  }

  #giveUp() {
    const reason = new Aborted('DEADLINE');
    if (this.#controller) this.#controller.abort(reason);
    this.onResponseError(null, reason);
  }

  #settle(answer: HttpAnswer) {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#deadline);
    this.#resolve(answer);
  }
}

class Aborted extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Only codes and class names go into a detail: messages may hold addresses. */
function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function hindered(code: string): NotSent {
  // the deadline passing unsent means that no connection came about or came free
  const timedOut = code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT' || code === 'DEADLINE';
  return { type: 'notSent', hurdle: timedOut ? 'connectTimeout' : 'unreachable', detail: code };
}

const doubtByCode: Record<string, Doubt> = {
  DEADLINE: 'timeout',
  HTTPParserError: 'unreadable',
  ETIMEDOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'unreadable',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'unreadable',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'unreadable',
};

function doubtful(code: string): Unknown {
  const doubt = doubtByCode[code] ?? (code.startsWith('HPE_') ? 'unreadable' : 'reset');
  return { type: 'unknown', doubt, detail: code };
}

/** WeCom answers 200 even to what it refuses; any other status comes from something in between. */
function readAnswer(status: number, chunks: Buffer[]): HttpAnswer {
  if (status !== 200) return { type: 'unknown', doubt: 'httpError', detail: `HTTP ${status}` };
  const [first] = chunks;
  const body = first && chunks.length === 1 ? first : Buffer.concat(chunks);
  try {
    return { type: 'answered', json: JSON.parse(body.toString('utf8')) };
  } catch {
    return { type: 'unknown', doubt: 'unreadable', detail: 'NOT_JSON' };
  }
}
