/** The one HTTP server of the process: a few exact routes, strict timeouts. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { Log } from '../log.ts';

export type Route = {
  method: 'GET' | 'POST';
  path: string;
  handle(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
};

/** Slow senders hold a connection no longer than this. Behind a proxy, `keepAliveMs` must exceed the proxy's own. */
export type ServerLimits = { headersMs: number; requestMs: number; keepAliveMs: number; checkEveryMs: number };
const usualLimits: ServerLimits = { headersMs: 5_000, requestMs: 10_000, keepAliveMs: 65_000, checkEveryMs: 1_000 };

export type RouteServer = {
  /** The port, once listening; with port 0 the system chose it. */
  listen(): Promise<number>;
  /** Takes no new connection and refuses new requests on old ones. */
  refuseNew(): void;
  /** Ends what is left. */
  close(): Promise<void>;
};

export function openServer(options: {
  host: string;
  port: number;
  routes: Route[];
  log: Log;
  limits?: Partial<ServerLimits>;
}): RouteServer {
  const { host, port, routes, log } = options;
  const limits = { ...usualLimits, ...options.limits };
  let refusing = false;
  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: limits.checkEveryMs,
    },
    (request, response) => {
      if (refusing) return answer(response, 503, { close: true });
      route(routes, request, response).catch((err: unknown) => {
        log.error({ err, path: pathOf(request) }, 'route failed');
        answer(response, 500, { close: true });
      });
    },
  );
  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
      }),
    refuseNew() {
      refusing = true;
      server.close();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function route(routes: Route[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request);
  const here = routes.filter((each) => each.path === path);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const found = here.find((each) => each.method === method);
  if (found) return await found.handle(request, response);
  answer(response, here.length === 0 ? 404 : 405, { close: true });
}

/** The path as sent, without its query; exact, so that no odd spelling finds a route. */
function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').replace(/\?.*$/s, '');
}

/** Sends status and text (of that type) unless something was sent already. `close` also ends the connection, and an unread body with it. */
export function answer(
  response: ServerResponse,
  status: number,
  options: { text?: string; type?: string; json?: unknown; close?: boolean } = {},
): void {
  if (response.headersSent) return;
  const { text, type = 'text/plain; charset=utf-8', json, close = false } = options;
  const body = json === undefined ? (text ?? '') : JSON.stringify(json);
  response.writeHead(status, {
    ...(json !== undefined && { 'content-type': 'application/json; charset=utf-8' }),
    ...(text !== undefined && { 'content-type': type }),
    'content-length': Buffer.byteLength(body),
    ...(close && { connection: 'close' }),
  });
  response.end(body);
}

/** What keeps the process from serving, in a few words each; empty: ready. */
export type Readiness = () => string[] | Promise<string[]>;

/** A database that went without a word says nothing for long; whoever asks is not kept waiting as long. */
const readyWithinMs = 3_000;

/** /healthz: the process answers. /readyz: it can do its work, else 503 and why. */
export function healthRoutes(readiness: Readiness): Route[] {
  return [
    { method: 'GET', path: '/healthz', handle: (_request, response) => answer(response, 200, { text: 'ok' }) },
    {
      method: 'GET',
      path: '/readyz',
      async handle(_request, response) {
        const late = setTimeout(readyWithinMs, ['no answer in time'], { ref: false });
        const missing = await Promise.race([readiness(), late]);
        answer(response, missing.length === 0 ? 200 : 503, { json: { ready: missing.length === 0, missing } });
      },
    },
  ];
}
