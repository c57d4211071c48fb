/** A pretended Slack for its own tests: with a clock that stands still, and with a bot that answers as it is told. */
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Clock } from '../src/clock.ts';
import { type SandboxSlack, type SlackOptions, startSlack } from '../src/sandbox/slack/slack.ts';

export const secrets = { signingSecret: 'signing-secret', botToken: 'xoxb-sandbox', appToken: 'xapp-sandbox' };

export type ManualClock = Clock & { advance(ms: number): void };

export function manualClock(start = Date.now()): ManualClock {
  let now = start;
  const sleepers = new Set<{ at: number; wake: () => void }>();
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => resolve());
      }),
    advance(ms) {
      now += ms;
      for (const sleeper of [...sleepers].filter((one) => one.at <= now)) {
        sleepers.delete(sleeper);
        sleeper.wake();
      }
    },
  };
}

/** For tests of what is not there: it would never come. */
export const hasty = { waitMs: 60, lookMs: 60 };

export function startTestSlack(options: Partial<SlackOptions> = {}): Promise<SandboxSlack> {
  return startSlack({ ...secrets, ...options });
}

type Json = Record<string, unknown>;

/** One Web API call as a form, complex fields as JSON, the way Slack's SDK sends it. */
export async function call(slack: SandboxSlack, method: string, fields: Json, token = secrets.botToken): Promise<Json> {
  const form = Object.entries(fields).map(([key, value]): [string, string] => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const response = await fetch(slack.apiUrl + method, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: new URLSearchParams(form),
  });
  return (await response.json()) as Json;
}

type Received = { payload: Json; headers: Record<string, unknown>; body: string };
type Reply = { status?: number; json?: object; text?: string } | 'never';

export type FakeBot = {
  url: string;
  received: Received[];
  reply: (payload: Json) => Reply | Promise<Reply>;
  stop(): Promise<void>;
};

function payloadOf(body: string): Json {
  const form = new URLSearchParams(body);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : JSON.parse(payload);
}

/** A bot that is nothing but an HTTP server. */
export async function startFakeBot(slack: SandboxSlack): Promise<FakeBot> {
  const server: Server = createServer(async (request, response) => {
    const body = await text(request);
    const payload = payloadOf(body);
    bot.received.push({ payload, headers: request.headers, body });
    const reply = await bot.reply(payload);
    if (reply === 'never') return;
    const type = reply.json ? 'application/json' : 'text/plain';
    response.writeHead(reply.status ?? 200, { 'content-type': type });
    response.end(reply.json ? JSON.stringify(reply.json) : (reply.text ?? ''));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const bot: FakeBot = {
    url: `http://127.0.0.1:${port}/slack/events`,
    received: [],
    reply: () => ({}),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  slack.connect({ url: bot.url });
  return bot;
}

export const plain = (words: string) => ({ type: 'plain_text', text: words });

export function textInput(blockId: string, label: string, more: { element?: object; block?: object } = {}): object {
  return {
    type: 'input',
    block_id: blockId,
    label: plain(label),
    element: { type: 'plain_text_input', action_id: 'value', ...more.element },
    ...more.block,
  };
}

export function modal(blocks: object[], more: object = {}): object {
  return { type: 'modal', title: plain('Form'), submit: plain('Send'), callback_id: 'form', blocks, ...more };
}
