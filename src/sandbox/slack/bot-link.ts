/** From Slack to the bot: one signed request or one envelope, three seconds for the answer, and the same again on demand. */
import { createHmac } from 'node:crypto';
import { postToBot } from './http-link.ts';
import type { SocketLink } from './socket-link.ts';
import { newId, recordFault, type World } from './world.ts';

/** How the bot is reached: signed POSTs to its URL, or the sockets it has opened. Away: not at all, and that is no fault. */
export type Route = { url: string } | { socketMode: true } | { isAway: true };

/** What Slack sent, complete enough to be sent again byte for byte. */
export type Inbound = {
  kind: 'slash_commands' | 'interactive';
  payload: Record<string, unknown>;
  /** Unix milliseconds. */
  at: number;
  envelopeId: string;
  body: string;
  headers: Record<string, string>;
};

export type Delivered =
  /** `body` is null for an empty acknowledgement. */
  | { outcome: 'acked'; body: unknown }
  /** Not in time: Slack tells the person `operation_timeout`. */
  | { outcome: 'timeout' }
  /** Not reached, or not answered with 200: `dispatch_failed`. */
  | { outcome: 'failed'; reason: string };

export type BotLink = {
  /** Null until the bot is connected. */
  route: Route | null;
  sent: Inbound[];
  /** How many of the next acknowledgements get lost on the way. */
  acksToLose: number;
  deliver(kind: Inbound['kind'], payload: Record<string, unknown>): Promise<Delivered>;
  redeliver(inbound: Inbound): Promise<Delivered>;
};

/** `v0` signature. Source: docs.slack.dev/authentication/verifying-requests-from-slack. */
function signatureHeaders(signingSecret: string, body: string, seconds: number): Record<string, string> {
  const digest = createHmac('sha256', signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(seconds), 'x-slack-signature': `v0=${digest}` };
}

function formBody(kind: Inbound['kind'], payload: Record<string, unknown>): string {
  if (kind === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const fields = Object.entries(payload).map(([key, value]): [string, string] => [key, String(value)]);
  return new URLSearchParams(fields).toString();
}

export function createBotLink(world: World, parts: { signingSecret: string; sockets: SocketLink }): BotLink {
  function compose(kind: Inbound['kind'], payload: Record<string, unknown>): Inbound {
    const body = formBody(kind, payload);
    const at = world.clock.now();
    const headers = signatureHeaders(parts.signingSecret, body, Math.floor(at / 1000));
    return { kind, payload, at, body, headers, envelopeId: newId(world, 'E') };
  }

  function dispatch(inbound: Inbound, signal: AbortSignal): Promise<Delivered> {
    if (!link.route)
      throw new Error('no bot is connected: call connect({ url }) or connect({ socketMode: true }) first');
    if ('isAway' in link.route) return Promise.resolve({ outcome: 'failed', reason: 'away' });
    return 'url' in link.route ? postToBot(link.route.url, inbound, signal) : parts.sockets.send(inbound, signal);
  }

  async function redeliver(inbound: Inbound): Promise<Delivered> {
    const settled = new AbortController();
    const late = world.clock
      .sleep(world.answerWithinMs, settled.signal)
      .then((): Delivered => ({ outcome: 'timeout' }));
    const delivered = await Promise.race([dispatch(inbound, settled.signal), late]);
    settled.abort();
    const isAway = link.route !== null && 'isAway' in link.route;
    if (delivered.outcome !== 'acked' && !isAway) recordFault(world, describeFailure(world, inbound, delivered));
    if (link.acksToLose === 0) return isEmptyAck(delivered) ? { outcome: 'acked', body: null } : delivered;
    link.acksToLose -= 1;
    return { outcome: 'timeout' };
  }

  const link: BotLink = {
    route: null,
    sent: [],
    acksToLose: 0,
    redeliver,
    deliver(kind, payload) {
      const inbound = compose(kind, payload);
      link.sent.push(inbound);
      return redeliver(inbound);
    },
  };
  return link;
}

/** `{}` says as little as nothing; in Socket Mode Bolt acknowledges with it. */
function isEmptyAck(delivered: Delivered): boolean {
  const body = delivered.outcome === 'acked' ? delivered.body : null;
  return typeof body === 'object' && body !== null && Object.keys(body).length === 0;
}

function describeFailure(world: World, inbound: Inbound, failure: Exclude<Delivered, { outcome: 'acked' }>): string {
  const { payload } = inbound;
  const what = String(payload.command ?? payload.type);
  return failure.outcome === 'timeout'
    ? `${what} was not acknowledged within ${world.answerWithinMs} ms`
    : `${what} was not acknowledged: ${failure.reason}`;
}
