/** Signed POSTs to the bot's URL. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Delivered, Inbound } from './bot-link.ts';

function settle(status: number | undefined, body: string, contentType: string | undefined): Delivered {
  if (status !== 200) return { outcome: 'failed', reason: `HTTP ${status}` };
  if (body === '') return { outcome: 'acked', body: null };
  if (!contentType?.includes('application/json')) return { outcome: 'acked', body };
  try {
    return { outcome: 'acked', body: JSON.parse(body) };
  } catch {
    return { outcome: 'failed', reason: 'an acknowledgement that is no JSON' };
  }
}

/** A connection for each request: a bot that was killed and started again must not meet a stale one. */
export function postToBot(url: string, inbound: Inbound, signal: AbortSignal): Promise<Delivered> {
  const headers = {
    ...inbound.headers,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(inbound.body),
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
  };
  return new Promise((resolve) => {
    const fail = (reason: string) => resolve({ outcome: 'failed', reason });
    const post = request(url, { method: 'POST', headers, agent: false, signal }, (response) => {
      text(response).then(
        (body) => resolve(settle(response.statusCode, body, response.headers['content-type'])),
        (error: Error) => fail(error.message),
      );
    });
    post.on('error', (error) => fail(error.message));
    post.end(inbound.body);
  });
}
