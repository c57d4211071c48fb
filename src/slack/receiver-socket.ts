/**
 * Socket Mode. Bolt's client opens connections; when and how often is decided here, because its own way back
 * ends in an unhandled rejection on the first answer it does not expect, and leaves a gap of five seconds otherwise.
 */
import { SocketModeReceiver } from '@slack/bolt';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Secret } from '../config-secret.ts';
import { boltLogger, type Log } from '../log.ts';
import type { Dispatcher } from './receiver-dispatch.ts';
import { refusalOf } from './receiver-refusal.ts';

export type SocketDoor = {
  /** After the first attempt to connect; attempts go on without end. Rejects when Slack will not have our token. */
  start(): Promise<void>;
  /** Leaves new events unanswered. */
  refuseNew(): void;
  close(): Promise<void>;
  /** For the readiness: empty when connected. */
  missing(): string[];
};

/** A connection that lived this long was a good one, and the next attempt follows at once. */
const goodConnectionMs = 10_000;
const helloWithinMs = 20_000;
const pausesMs = [0, 1000, 2000, 4000, 8000, 15_000];
const longestPauseMs = 30_000;

type SocketOptions = {
  appToken: Secret;
  apiUrl: string;
  dispatcher: Dispatcher;
  clock: Clock;
  log: Log;
  logLevel: Config['logLevel'];
};

export function openSocketDoor(options: SocketOptions): SocketDoor {
  const { clock, log } = options;
  const closing = new AbortController();
  let refusing = false;
  let current: Connection | null = null;

  /** One connection from the attempt to its end; the milliseconds it lived. */
  async function connectOnce(tried: () => void): Promise<number> {
    const connection = openConnection(options, () => refusing);
    try {
      await within(connection.opened, helloWithinMs, clock);
      if (closing.signal.aborted) return 0;
      current = connection;
      log.info('socket connected');
      tried();
      const since = clock.now();
      await connection.ended;
      return clock.now() - since;
    } finally {
      current = null;
      void connection.hangUp();
    }
  }

  async function stayConnected(first: PromiseWithResolvers<void>): Promise<void> {
    for (let failures = 0; !closing.signal.aborted; failures += 1) {
      try {
        if ((await connectOnce(first.resolve)) >= goodConnectionMs) failures = 0;
      } catch (err) {
        log.warn({ err: err ?? new Error('the socket closed before it was open') }, 'socket not connected');
        const refusal = refusalOf(err);
        // Once the promise is settled this changes nothing: a token that was good is tried for ever.
        if (refusal !== null) first.reject(new Error(`Slack refuses SLACK_APP_TOKEN: ${refusal}`));
      }
      first.resolve();
      await clock.sleep(pausesMs[failures] ?? longestPauseMs, closing.signal);
    }
  }

  return {
    start() {
      const first = Promise.withResolvers<void>();
      void stayConnected(first);
      return first.promise;
    },
    refuseNew() {
      refusing = true;
    },
    async close() {
      const last = current;
      closing.abort();
      if (last) await Promise.race([last.hangUp(), clock.sleep(1000)]);
    },
    missing: () => (current === null ? ['slack socket'] : []),
  };
}

type Connection = { opened: Promise<unknown>; ended: Promise<void>; hangUp(): Promise<void> };
type Envelope = {
  ack(content?: unknown): Promise<void>;
  body: Record<string, unknown>;
  retry_num?: number;
  retry_reason?: string;
};

/** A client of its own for each connection, so that an old one's late farewell cannot be taken for the new one's. */
function openConnection(options: SocketOptions, refusing: () => boolean): Connection {
  const { dispatcher, log } = options;
  const { client } = new SocketModeReceiver({
    appToken: options.appToken.reveal(),
    logger: boltLogger(log, options.logLevel),
    autoReconnectEnabled: false,
    // Five seconds without a pong is too little for a laptop's network.
    clientPingTimeout: 10_000,
    // Its own object: the client writes into it.
    installerOptions: { clientOptions: { slackApiUrl: options.apiUrl, retryConfig: { retries: 0 }, timeout: 10_000 } },
  });
  client.on('slack_event', ({ body, ack, retry_num, retry_reason }: Envelope) => {
    if (refusing()) return;
    const retry = { ...(retry_num && { retryNum: retry_num }), ...(retry_reason && { retryReason: retry_reason }) };
    void dispatcher.deliver({ body, ...retry, answer: ack, fail: () => undefined });
  });
  const ended = new Promise<void>((resolve) => client.once('disconnected', () => resolve()));
  return { opened: client.start(), ended, hangUp: () => client.disconnect() };
}

/** The work's result, or an error once `ms` have passed. */
async function within<T>(work: Promise<T>, ms: number, clock: Clock): Promise<T> {
  const done = new AbortController();
  const late = clock.sleep(ms, done.signal).then(() => Promise.reject(new Error(`nothing within ${ms} ms`)));
  try {
    return await Promise.race([work, late]);
  } finally {
    late.catch(() => undefined);
    done.abort();
  }
}
