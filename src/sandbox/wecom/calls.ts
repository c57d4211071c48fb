/** The calls this sandbox knows, and a request as it came in. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export const paths = {
  gettoken: '/cgi-bin/gettoken',
  upload: '/cgi-bin/media/upload',
  send: '/cgi-bin/externalcontact/message/send',
} as const;

export const apis = ['gettoken', 'upload', 'send'] as const;
export type Api = (typeof apis)[number];

const apiOf = new Map<string, Api>(apis.map((api) => [paths[api], api]));

/** `api` null: a path this sandbox does not know. `body` is empty until it was read. */
export type Call = {
  no: number;
  api: Api | null;
  method: string;
  path: string;
  query: URLSearchParams;
  ip: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
};

const base = 'http://sandbox';

export function readCall(request: IncomingMessage, no: number): Call {
  const url = URL.parse(request.url ?? '/', base) ?? new URL('/unreadable', base);
  return {
    no,
    api: apiOf.get(url.pathname) ?? null,
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    ip: request.socket.remoteAddress ?? '',
    headers: request.headers,
    body: Buffer.alloc(0),
  };
}

export function tokenOf(call: Call): string | null {
  return call.query.get('access_token');
}
