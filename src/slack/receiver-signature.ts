/**
 * Is a request Slack's own, fresh, and new?
 * v0=HMAC-SHA256(signing secret, "v0:{timestamp}:{raw body}"), as documented in "Verifying requests from Slack".
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Slack's documented window. */
const maxAgeSeconds = 300;
/** Clocks differ; bare Bolt takes any future timestamp, which would keep a stolen request fresh for as long. */
const maxAheadSeconds = 60;

export type Verdict = 'genuine' | 'unsigned' | 'stale' | 'ahead' | 'forged';

/** `now` in milliseconds. The body is signed as bytes: decoding first would let other bytes pass for the same text. */
export function judge(options: {
  signingSecret: string;
  headers: IncomingHttpHeaders;
  body: Uint8Array;
  now: number;
}): Verdict {
  const { signingSecret, headers, body, now } = options;
  const timestamp = headers['x-slack-request-timestamp'];
  const signature = headers['x-slack-signature'];
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return 'unsigned';
  const given = /^v0=([0-9a-f]{64})$/.exec(signature)?.[1];
  if (given === undefined || !/^\d{1,12}$/.test(timestamp)) return 'forged';
  const age = Math.floor(now / 1000) - Number(timestamp);
  if (age > maxAgeSeconds) return 'stale';
  if (age < -maxAheadSeconds) return 'ahead';
  const expected = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest();
  return timingSafeEqual(Buffer.from(given, 'hex'), expected) ? 'genuine' : 'forged';
}

/**
 * Remembers the signatures of the window, so that a copied request is refused. Only genuine requests get in, so nobody
 * but Slack can fill it. Slack signs each of its retries anew; two that are equal to the byte are a copy.
 * A copy sent to another process, or after a restart, is caught by the delivery's identity.
 */
export function openReplayGuard(): { isCopy(signature: string, now: number): boolean } {
  const seen = new Map<string, number>();
  const keptMs = (maxAgeSeconds + maxAheadSeconds) * 1000;
  return {
    isCopy(signature, now) {
      for (const [old, until] of seen) {
        if (until > now) break;
        seen.delete(old);
      }
      if (seen.has(signature)) return true;
      seen.set(signature, now + keptMs);
      return false;
    },
  };
}
