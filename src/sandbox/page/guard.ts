/** The page drives a bot, so no other page in the browser may: neither by asking here, nor by a name that leads here. */
import type { IncomingMessage } from 'node:http';

export const safeHeaders = {
  'content-security-policy': [
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'",
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** Whether the request comes from our own page, or somebody typed the address. */
export function isOurs({ method, headers, socket }: IncomingMessage): boolean {
  const { host, origin, 'sec-fetch-site': site = 'none' } = headers;
  const port = socket.localPort;
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return false;
  if (method === 'POST') return origin === `http://${host}`;
  return method === 'GET' && (site === 'none' || site === 'same-origin');
}
