/**
 * What WeCom is answered. It takes 200 for received, gives up after 1 s (checks, authorisations) or 5 s, and then tries
 * again, 3 times in all.
 */
import type { Clock } from '../../clock.ts';
import { type CallbackSuite, readEcho, readEvent, type SuiteEvent } from './callback.ts';

export type CallbackRequest = { method: 'GET' | 'POST'; query: URLSearchParams; body: Uint8Array };
/** `text` is sent as it is: WeCom takes a newline or a quote more for an error. */
export type CallbackAnswer = { status: 200 | 403 | 500; text: string };

export type CallbackDeps = {
  suites: readonly CallbackSuite[];
  clock: Pick<Clock, 'now'>;
  /** Stores the event for good, once for each id, and does no more: WeCom waits. When it rejects, WeCom is let try again. */
  accept(event: Exclude<SuiteEvent, { type: 'other' }>, id: string): Promise<unknown>;
  /** For the log: why a request was refused. */
  refused(why: string): void;
  /** For the log: what `accept` rejected with. */
  failed(err: unknown): void;
};

/** Never rejects. Whoever is refused is not told why. */
export async function answerCallback(request: CallbackRequest, deps: CallbackDeps): Promise<CallbackAnswer> {
  const { suites, clock, accept } = deps;
  const { method, query } = request;
  const read = method === 'GET' ? readEcho(query, suites, clock.now()) : readEvent(request, suites, clock.now());
  switch (read.type) {
    case 'refused':
      deps.refused(read.why);
      return { status: 403, text: 'refused' };
    case 'echo':
      return { status: 200, text: read.text };
    case 'event':
      try {
        if (read.event.type !== 'other') await accept(read.event, read.id);
        return { status: 200, text: 'success' };
      } catch (err) {
        deps.failed(err);
        return { status: 500, text: 'not stored' };
      }
  }
}
