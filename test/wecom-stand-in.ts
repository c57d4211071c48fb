/** A bare HTTP server in WeCom's place: each path is answered as the test says, down to cutting the connection. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { Writable } from 'node:stream';
import { Keyv } from 'keyv';
import { pino } from 'pino';
import type { Clock } from '../src/clock.ts';
import { systemClock } from '../src/clock.ts';
import { openWecomApp } from '../src/wecom/app.ts';
import type { HttpTimeouts } from '../src/wecom/exchange.ts';

export const sendPath = '/cgi-bin/externalcontact/message/send';
export const uploadPath = '/cgi-bin/media/upload';
export const tokenPath = '/cgi-bin/gettoken';
export const templatePath = '/cgi-bin/message/send';
export const recallPath = '/cgi-bin/message/recall';

/** Answers, or does not; has to read the body itself. */
export type Act = (req: IncomingMessage, res: ServerResponse) => void;
type Seen = { method: string; path: string; query: URLSearchParams; rawHeaders: string[]; body: Buffer };

/** `seen` holds the requests that arrived whole. */
export type StandIn = { url: string; seen: Seen[]; on(path: string, act: Act): void; close(): Promise<void> };

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

export async function openStandIn(): Promise<StandIn> {
  const acts = new Map<string, Act>([[tokenPath, json({ errcode: 0, access_token: 'token-1', expires_in: 7200 })]]);
  const seen: Seen[] = [];
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '/', 'http://stand-in');
    void bodyOf(req).then(
      (body) => {
        const { method = '', rawHeaders } = req;
        seen.push({ method, path: url.pathname, query: url.searchParams, rawHeaders, body });
      },
      () => undefined,
    );
    const act = acts.get(url.pathname);
    if (!act) throw new Error(`the stand-in knows no ${url.pathname}`);
    act(req, res);
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    on: (path, act) => void acts.set(path, act),
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export function countOf(standIn: StandIn, path: string): number {
  return standIn.seen.filter((one) => one.path === path).length;
}

/** Rejects when the connection ends before the body does. */
export async function bodyOf(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Does `then` once the whole request is in. */
export function afterBody(then: Act): Act {
  return (req, res) => void req.on('end', () => then(req, res));
}

/** HTTP 200 with this JSON. */
export function json(answer: unknown): Act {
  return text(200, JSON.stringify(answer), 'application/json');
}

export function text(status: number, body: string, contentType = 'text/html'): Act {
  return afterBody((_req, res) => {
    res.writeHead(status, { 'content-type': contentType });
    res.end(body);
  });
}

export const shortTimeouts: HttpTimeouts = { connectMs: 1000, headersMs: 1000, bodyMs: 1000, minBytesPerMs: 1e6 };

type Settings = { keyv?: Keyv; clock?: Clock; timeouts?: HttpTimeouts };

/** What everything opened at the stand-in needs, with an own cache unless one is given, and everything it logs. */
export function settingsAt(apiUrl: string, { keyv = new Keyv(), clock = systemClock, timeouts }: Settings) {
  const lines: string[] = [];
  const sink = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) });
  const log = pino({ level: 'trace' }, sink);
  return { lines, settings: { apiUrl, keyv, clock, log, ...(timeouts ? { timeouts } : {}) } };
}

/** An own app at the stand-in, and everything it logs. */
export function openAppAt(
  apiUrl: string,
  { secret = 'secret-1', agentId = 1, ...more }: Settings & { secret?: string; agentId?: number } = {},
) {
  const { lines, settings } = settingsAt(apiUrl, more);
  return { app: openWecomApp({ ...settings, corpId: 'corp-1', agentId, secret }), lines };
}

export function bytesOf(request: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(request));
}
