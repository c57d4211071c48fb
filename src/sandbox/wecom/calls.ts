/** The calls this sandbox knows, and a request as it came in. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export const paths = {
  gettoken: '/cgi-bin/gettoken',
  upload: '/cgi-bin/media/upload',
  send: '/cgi-bin/externalcontact/message/send',
  suiteToken: '/cgi-bin/service/get_suite_token',
  preAuthCode: '/cgi-bin/service/get_pre_auth_code',
  sessionInfo: '/cgi-bin/service/set_session_info',
  permanentCode: '/cgi-bin/service/v2/get_permanent_code',
  authInfo: '/cgi-bin/service/v2/get_auth_info',
  corpToken: '/cgi-bin/service/get_corp_token',
  adminList: '/cgi-bin/service/get_admin_list',
  message: '/cgi-bin/message/send',
  recall: '/cgi-bin/message/recall',
} as const;

export type Api = keyof typeof paths;
export const apis = Object.keys(paths) as Api[];

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

export function suiteTokenOf(call: Call): string | null {
  return call.query.get('suite_access_token');
}
