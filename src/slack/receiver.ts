/** Slack's door into the process: signed HTTP requests, or a socket we open. Made by `openReceiver`. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseForm } from 'node:querystring';
import type { App } from '@slack/bolt';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import { openRoom, type Room, takeBody } from './receiver-body.ts';
import { type Dispatcher, type DispatcherOptions, openDispatcher } from './receiver-dispatch.ts';
import { answer, healthRoutes, openServer, type Readiness, type Route, type ServerLimits } from './receiver-server.ts';
import { judge, openReplayGuard } from './receiver-signature.ts';
import { openSocketDoor } from './receiver-socket.ts';

/** Slack sends every kind of request there. */
export const eventsPath = '/slack/events';

/**
 * A view is at most 250 KB of JSON, and percent-encoding makes up to three bytes of one: 750 KB, and what was typed
 * (at most 3,000 characters a box, nine bytes each). Bare Bolt takes 4 MB.
 */
export const maxBodyBytes = 1024 * 1024;
/** Only the test of the certificate comes without a signature. */
const maxUnsignedBytes = 1024;
/** Of all requests that are still coming in. */
const usualRoomBytes = 64 * 1024 * 1024;

/** A Bolt `Receiver`. */
export type SlackReceiver = {
  init(app: App): void;
  /** Resolves with the port once listening; in Socket Mode after the first attempt to connect, unless our token is refused. */
  start(): Promise<number>;
  /** Takes nothing new, waits (≤10 s) for what is under way, then closes. False: something was still running. */
  stop(): Promise<boolean>;
  /** Work that outlives its listener and that stopping should wait for. */
  track<T>(work: Promise<T>): Promise<T>;
};

export type ReceiverOptions = DispatcherOptions & {
  slack: Pick<Config['slack'], 'door' | 'apiUrl'>;
  http: Config['http'];
  logLevel: Config['logLevel'];
  readiness: Readiness;
  /** More routes beside Slack's and the health routes. */
  routes?: Route[];
  limits?: Partial<ServerLimits>;
  /** What all bodies that are still coming in may hold together. */
  roomBytes?: number;
  drainMs?: number;
};

export function openReceiver(options: ReceiverOptions): SlackReceiver {
  const { slack, clock, log, readiness, routes = [], drainMs = 10_000 } = options;
  const dispatcher = openDispatcher(options);
  const room = openRoom(options.roomBytes ?? usualRoomBytes);
  const socket =
    slack.door.type === 'socket'
      ? openSocketDoor({ ...options, appToken: slack.door.appToken, apiUrl: slack.apiUrl, dispatcher })
      : null;
  const events =
    slack.door.type === 'http'
      ? [eventsRoute({ signingSecret: slack.door.signingSecret.reveal(), room, dispatcher, clock, log })]
      : [];
  const health = healthRoutes(async () => [...(socket?.missing() ?? []), ...(await readiness())]);
  const server = openServer({
    ...options.http,
    log,
    routes: [...events, ...health, ...routes],
    ...(options.limits && { limits: options.limits }),
  });
  return {
    init: dispatcher.init,
    track: dispatcher.work.track,
    async start() {
      const port = await server.listen();
      await socket?.start();
      return port;
    },
    async stop() {
      server.refuseNew();
      socket?.refuseNew();
      await dispatcher.answers.idle(Math.min(drainMs, 3000));
      await socket?.close();
      const idle = await dispatcher.work.idle(drainMs);
      await server.close();
      return idle;
    },
  };
}

type EventsDeps = { signingSecret: string; room: Room; dispatcher: Dispatcher; clock: Clock; log: Log };

function eventsRoute(deps: EventsDeps): Route {
  const { signingSecret, room, dispatcher, clock, log } = deps;
  if (signingSecret === '') throw new Error('an empty signing secret would let everybody in');
  const guard = openReplayGuard();
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const isSigned = request.headers['x-slack-signature'] !== undefined;
    const maxBytes = isSigned ? maxBodyBytes : maxUnsignedBytes;
    const bytes = await takeBody(request, response, { maxBytes, room });
    if (bytes === null) return;
    const verdict = judge({ signingSecret, headers: request.headers, body: bytes, now: clock.now() });
    if (verdict === 'unsigned' && isSslCheck(request, bytes)) return answer(response, 200);
    if (verdict !== 'genuine') {
      log.warn({ verdict }, 'request refused');
      return answer(response, 401, { close: true });
    }
    const event = parseEvent(request, bytes);
    if (event === null) return answer(response, 400, { close: true });
    if (event.ssl_check === '1') return answer(response, 200);
    if (event.type === 'url_verification') return answer(response, 200, { json: { challenge: event.challenge } });
    // Looking up options changes nothing, and the same letters may be looked up twice in one second.
    if (event.type !== 'block_suggestion' && guard.isCopy(String(request.headers['x-slack-signature']), clock.now())) {
      log.warn('copied request refused');
      return answer(response, 409);
    }
    await dispatcher.deliver({ body: event, ...retryOf(request), ...answers(response) });
  };
  return { method: 'POST', path: eventsPath, handle };
}

/** An empty acknowledgement, a text, or a response_action. */
function answers(response: ServerResponse) {
  return {
    answer(content: unknown) {
      if (typeof content === 'string') answer(response, 200, content === '' ? {} : { text: content });
      else answer(response, 200, content === undefined ? {} : { json: content });
    },
    fail: () => answer(response, 500),
  };
}

function retryOf(request: IncomingMessage): { retryNum?: number; retryReason?: string } {
  const number = Number(request.headers['x-slack-retry-num']);
  const reason = request.headers['x-slack-retry-reason'];
  return { ...(number > 0 && { retryNum: number }), ...(typeof reason === 'string' && { retryReason: reason }) };
}

/** Slack tests the certificate with an unsigned form that says only this; it reaches nobody. */
function isSslCheck(request: IncomingMessage, bytes: Buffer): boolean {
  return isForm(request) && parseForm(bytes.toString()).ssl_check === '1';
}

function isForm(request: IncomingMessage): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(request.headers['content-type'] ?? '');
}

/** A form, a form whose `payload` is JSON, or JSON; null for anything else. */
function parseEvent(request: IncomingMessage, bytes: Buffer): Record<string, unknown> | null {
  const text = bytes.toString();
  if (!isForm(request)) return parseJson(text);
  const form = parseForm(text);
  return typeof form.payload === 'string' ? parseJson(form.payload) : { ...form };
}

function parseJson(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
