/** From either door to the listeners: one answer each, no more, no less. */
import { type AckFn, type App, ReceiverMultipleAckError } from '@slack/bolt';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { openTracker, type Tracker } from './receiver-drain.ts';

/** Thrown by `app.error` for what it has logged and told already. */
export class AlreadyTold extends Error {}

/** What Slack sent, and the two ways to answer. */
type Incoming = {
  body: Record<string, unknown>;
  retryNum?: number;
  retryReason?: string;
  /** The acknowledgement, with or without content. */
  answer(content: unknown): void | Promise<void>;
  /** "Failed": at once where the door has such an answer. */
  fail(): void;
};

export type Dispatcher = {
  init(app: App): void;
  deliver(incoming: Incoming): Promise<void>;
  /** Everything under way: listeners and what they left running. */
  work: Tracker;
  /** The part of it that Slack still waits for. */
  answers: Tracker;
};

/** How one request of Slack was answered; `ms` from its last byte to our first. */
export type AckSeen = { kind: RequestKind; outcome: 'answered' | 'failed'; ms: number };
type RequestKind = 'command' | 'submission' | 'button' | 'suggestion' | 'other';

export type DispatcherOptions = {
  log: Log;
  clock: Clock;
  /** Slack gives up after 3 s; a connection is not kept waiting longer. */
  answerWithinMs?: number;
  /** Told of every answer. */
  acked?: (ack: AckSeen) => void;
};

export function openDispatcher(options: DispatcherOptions): Dispatcher {
  const { log, clock } = options;
  let app: App | null = null;
  const work = openTracker(clock);
  const answers = openTracker(clock);
  const run = async (incoming: Incoming) => {
    if (app === null) throw new Error('the receiver has no app');
    const reply = openReply(incoming, options);
    answers.track(reply.given);
    try {
      await app.processEvent({ ...incoming, ack: reply.ack });
      reply.end();
    } catch (error) {
      if (!(error instanceof AlreadyTold)) log.error({ err: error, ...nameOf(incoming.body) }, 'event failed');
      reply.fail();
    }
  };
  return {
    init(given) {
      app = given;
    },
    deliver: (incoming) => work.track(run(incoming)),
    work,
    answers,
  };
}

/** The one answer to one event. */
function openReply(incoming: Incoming, options: DispatcherOptions) {
  const { log, answerWithinMs = 3000 } = options;
  const began = performance.now();
  let state: 'waiting' | 'answered' | 'failed' = 'waiting';
  const { promise: given, resolve } = Promise.withResolvers<void>();
  const settle = (next: 'answered' | 'failed') => {
    state = next;
    clearTimeout(timer);
    resolve();
    options.acked?.({ kind: kindOf(incoming.body), outcome: next, ms: performance.now() - began });
  };
  const fail = () => {
    if (state !== 'waiting') return;
    settle('failed');
    incoming.fail();
  };
  const answer = async (content: unknown) => {
    settle('answered');
    // A lost connection must not undo what the listener saved: the person tries again and finds it.
    await Promise.try(() => incoming.answer(content)).catch((err: unknown) => log.warn({ err }, 'answer lost'));
  };
  const timer = setTimeout(() => {
    log.error(nameOf(incoming.body), 'not answered in time');
    fail();
  }, answerWithinMs);
  const ack: AckFn<unknown> = async (content) => {
    if (state === 'answered') throw new ReceiverMultipleAckError();
    if (state === 'waiting') await answer(content);
  };
  return { given, ack, fail, end: () => endUnanswered() };

  /** No listener felt meant, or one forgot: an old button, a misspelt id. Slack is answered, we are told. */
  function endUnanswered() {
    if (state !== 'waiting') return;
    log.warn(nameOf(incoming.body), 'nobody answered');
    void answer(undefined);
  }
}

function kindOf({ type, command }: Record<string, unknown>): RequestKind {
  if (command !== undefined) return 'command';
  if (type === 'view_submission') return 'submission';
  if (type === 'block_suggestion') return 'suggestion';
  return type === 'block_actions' ? 'button' : 'other';
}

/** What the event was, in a few ids for the log; never what was typed. */
export function nameOf(body: Record<string, unknown>): Record<string, unknown> {
  const view = body.view as { callback_id?: unknown } | undefined;
  const actions = body.actions as { action_id?: unknown }[] | undefined;
  return {
    type: body.type ?? (body.command === undefined ? 'unknown' : 'command'),
    name: body.command ?? body.callback_id ?? view?.callback_id ?? actions?.[0]?.action_id ?? body.action_id,
  };
}
