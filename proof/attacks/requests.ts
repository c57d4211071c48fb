/** Requests as Slack signs them, and as nobody should: to the port of a bot. */
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { eventsPath } from '../../src/slack/receiver.ts';

export type Signed = { 'x-slack-request-timestamp': string; 'x-slack-signature': string };

/** `at`: what stands in place of Unix seconds. */
export function signatureOf(body: string | Buffer, { secret, at }: { secret: string; at: number | string }): Signed {
  const hash = createHmac('sha256', secret).update(`v0:${at}:`).update(body).digest('hex');
  return { 'x-slack-request-timestamp': String(at), 'x-slack-signature': `v0=${hash}` };
}

export const form = { 'content-type': 'application/x-www-form-urlencoded' };

export async function post(
  port: number,
  body: string | Buffer,
  headers: Record<string, string>,
  path: string = eventsPath,
) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    body,
    headers: { ...form, ...headers },
  });
  return { status: response.status, text: await response.text(), connection: response.headers.get('connection') };
}

/** Writes `head`, then `again` for as long as the server takes it, `maxBytes` at most; what it answered until it closed. */
export function rawRequest(
  port: number,
  head: string | Buffer,
  { again, maxBytes = Number.POSITIVE_INFINITY }: { again?: Buffer; maxBytes?: number } = {},
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    let sent = 0;
    const more = () => {
      while (again && sent < maxBytes && !socket.destroyed) {
        sent += again.length;
        if (!socket.write(again)) return;
      }
    };
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('drain', more);
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    socket.write(head);
    more();
  });
}

/** One piece of a body that is sent in chunks. */
export function chunkOf(size: number): Buffer {
  return Buffer.concat([Buffer.from(`${size.toString(16)}\r\n`), Buffer.alloc(size, 'x'), Buffer.from('\r\n')]);
}
