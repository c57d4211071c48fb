/** The benchmark stand-in: every send is accepted after a while, nothing in it is read. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Outcome } from './answers.ts';

export type FastOptions = { delayMs: number; sha256: boolean };

/** What came in. `sha256` (hex, one a call, in order of arrival) is empty unless asked for. */
export type FastTally = { calls: number; refused: number; bodyBytes: number; peakInFlight: number; sha256: string[] };

const accepted = Buffer.from(
  JSON.stringify({
    ...{ errcode: 0, errmsg: 'ok' },
    ...{ invalid_external_user: [], invalid_parent_userid: [], invalid_student_userid: [], invalid_party: [] },
  }),
);

function answer(response: ServerResponse, body: Buffer) {
  response.writeHead(200, ['Content-Type', 'application/json; charset=UTF-8', 'Content-Length', String(body.length)]);
  response.end(body);
}

/** The token is the one thing still checked: `faultOf` says what is wrong with it. */
export function openFastLane(options: FastOptions, faultOf: (token: string | null) => Outcome | null) {
  const tally: FastTally = { calls: 0, refused: 0, bodyBytes: 0, peakInFlight: 0, sha256: [] };
  let inFlight = 0;

  function finish(request: IncomingMessage, response: ServerResponse) {
    const at = request.url?.indexOf('access_token=') ?? -1;
    const token = at < 0 ? null : (request.url?.slice(at + 13).split('&', 1)[0] ?? null);
    const fault = faultOf(token);
    if (fault) tally.refused++;
    inFlight--;
    answer(response, fault ? Buffer.from(JSON.stringify({ errcode: fault.errcode, errmsg: 'refused' })) : accepted);
  }

  return {
    tally,
    serve(request: IncomingMessage, response: ServerResponse) {
      tally.calls++;
      tally.peakInFlight = Math.max(tally.peakInFlight, ++inFlight);
      const hash = options.sha256 ? createHash('sha256') : null;
      response.sendDate = false;
      request.on('data', (chunk: Buffer) => {
        tally.bodyBytes += chunk.length;
        hash?.update(chunk);
      });
      request.on('end', () => {
        if (hash) tally.sha256.push(hash.digest('hex'));
        if (options.delayMs === 0) finish(request, response);
        else setTimeout(finish, options.delayMs, request, response);
      });
    },
    clear: () => void Object.assign(tally, { calls: 0, refused: 0, bodyBytes: 0, peakInFlight: 0, sha256: [] }),
  };
}
export type FastLane = ReturnType<typeof openFastLane>;
