/** The benchmark stand-in: every send is accepted after a while; what is in it is read only where some are to be invalid. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Outcome } from './answers.ts';

/** `invalidEvery`: of so many parents one is called invalid, the first; 0: none. */
export type FastOptions = { delayMs: number; sha256: boolean; invalidEvery: number };

/** What came in. `sha256` (hex, one a call, in order of arrival) is empty unless asked for. */
export type FastTally = { calls: number; refused: number; bodyBytes: number; peakInFlight: number; sha256: string[] };

const accepted = acceptedBut([]);

function acceptedBut(invalid: string[]): Buffer {
  return Buffer.from(
    JSON.stringify({
      ...{ errcode: 0, errmsg: 'ok' },
      ...{ invalid_external_user: [], invalid_parent_userid: invalid, invalid_student_userid: [], invalid_party: [] },
    }),
  );
}

function parentsIn(body: Buffer): string[] {
  const { to_parent_userid: parents = [] } = JSON.parse(body.toString()) as { to_parent_userid?: string[] };
  return parents;
}

function answer(response: ServerResponse, body: Buffer) {
  response.writeHead(200, ['Content-Type', 'application/json; charset=UTF-8', 'Content-Length', String(body.length)]);
  response.end(body);
}

function tokenIn(url: string): string | null {
  const at = url.indexOf('access_token=');
  return at < 0 ? null : (url.slice(at + 'access_token='.length).split('&', 1)[0] ?? null);
}

function noCalls(): FastTally {
  return { calls: 0, refused: 0, bodyBytes: 0, peakInFlight: 0, sha256: [] };
}

/** The token is the one thing still checked: `faultOf` says what is wrong with it. */
export class FastLane {
  tally = noCalls();
  readonly #options: FastOptions;
  readonly #faultOf: (token: string | null) => Outcome | null;
  #inFlight = 0;

  constructor(options: FastOptions, faultOf: (token: string | null) => Outcome | null) {
    this.#options = options;
    this.#faultOf = faultOf;
  }

  serve(request: IncomingMessage, response: ServerResponse) {
    const { tally } = this;
    tally.calls++;
    tally.peakInFlight = Math.max(tally.peakInFlight, ++this.#inFlight);
    const hash = this.#options.sha256 ? createHash('sha256') : null;
    const { invalidEvery } = this.#options;
    const chunks: Buffer[] = [];
    response.sendDate = false;
    request.on('data', (chunk: Buffer) => {
      tally.bodyBytes += chunk.length;
      if (invalidEvery > 0) chunks.push(chunk);
      hash?.update(chunk);
    });
    request.on('end', () => {
      if (hash) tally.sha256.push(hash.digest('hex'));
      const parents = invalidEvery > 0 ? parentsIn(Buffer.concat(chunks)) : [];
      const invalid = parents.filter((_, i) => i % invalidEvery === 0);
      const finish = () => this.#finish(request, response, invalid.length === 0 ? accepted : acceptedBut(invalid));
      if (this.#options.delayMs === 0) finish();
      else setTimeout(finish, this.#options.delayMs);
    });
  }

  clear() {
    this.tally = noCalls();
  }

  #finish(request: IncomingMessage, response: ServerResponse, good: Buffer) {
    const fault = this.#faultOf(tokenIn(request.url ?? ''));
    if (fault) this.tally.refused++;
    this.#inFlight--;
    answer(response, fault ? Buffer.from(JSON.stringify({ errcode: fault.errcode, errmsg: 'refused' })) : good);
  }
}
