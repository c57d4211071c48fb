/** The sandbox's WeCom as a process of its own, with a stopwatch: from the first send that comes in to the last answer. */
import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { paths } from '../src/sandbox/wecom/calls.ts';
import { startWecom } from '../src/sandbox/wecom/server.ts';
import { work } from './processes.ts';

export type WecomAsk = { do: 'url' } | { do: 'takings' };
/** Since they were last asked for. `sha256` of each body, in order of arrival. */
export type Takings = { calls: number; refused: number; ms: number; peakInFlight: number; sha256: string[] };
export type WecomAnswer = { url: string; takings: Takings };

/** Milliseconds an answer takes; of how many parents one is invalid, 0 for none. */
const [delayMs = 0, invalidEvery = 0] = process.argv.slice(2).map(Number);
const wecom = await startWecom({ directory: 'open', fast: { delayMs, invalidEvery, sha256: invalidEvery === 0 } });

let first: number | null = null;
let last = 0;
type Served = { request: IncomingMessage };
const isSend = ({ request }: Served) => request.url?.startsWith(paths.send) === true;
diagnostics.subscribe('http.server.request.start', (served) => {
  if (isSend(served as Served)) first ??= performance.now();
});
diagnostics.subscribe('http.server.response.finish', (served) => {
  if (isSend(served as Served)) last = performance.now();
});

work<WecomAsk, WecomAnswer>(async (ask) => {
  const tally = wecom.tally();
  if (tally === null) throw new Error('not fast');
  const { calls, refused, peakInFlight, sha256 } = tally;
  const answer = { url: wecom.url, takings: { calls, refused, ms: last - (first ?? last), peakInFlight, sha256 } };
  if (ask.do === 'takings') {
    wecom.reset();
    first = null;
  }
  return answer;
});
