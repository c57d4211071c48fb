/** Bytes in and out: reading a request whole or in part, answering it, and ending the connection in unfriendly ways. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Reply } from './answers.ts';

/** Above the largest documented upload (20 MB) with its multipart frame. */
const maxBodyBytes = 40 * 1024 * 1024;

export type Cut = 'reset' | 'close';

export function cut(socket: Socket, how: Cut) {
  if (how === 'reset') socket.resetAndDestroy();
  else socket.destroy();
}

/**
 * Reads up to `maxBytes` of the body; null when the caller went away before that.
 * A body over the largest documented size counts as a caller that went away, after the connection was cut.
 */
export function readBody(request: IncomingMessage, maxBytes = Number.POSITIVE_INFINITY): Promise<Buffer | null> {
  const { promise, resolve } = Promise.withResolvers<Buffer | null>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxBodyBytes) cut(request.socket, 'reset');
    if (bytes < maxBytes) return;
    request.pause();
    resolve(Buffer.concat(chunks));
  });
  request.on('end', () => resolve(Buffer.concat(chunks)));
  request.on('close', () => resolve(null));
  return promise;
}

function head(reply: Reply): Record<string, string | number> {
  return { 'Content-Type': reply.contentType, ...reply.headers, 'Content-Length': Buffer.byteLength(reply.text) };
}

export function writeReply(response: ServerResponse, reply: Reply) {
  response.writeHead(reply.status, head(reply));
  response.end(reply.text);
}

/** Announces the whole answer, sends `bytes` of its body, and ends the connection. */
export function writePart(response: ServerResponse, reply: Reply, part: { bytes?: number | undefined; how: Cut }) {
  const whole = Buffer.from(reply.text);
  const bytes = part.bytes ?? Math.floor(whole.length / 2);
  response.writeHead(reply.status, head(reply));
  response.flushHeaders();
  response.write(whole.subarray(0, bytes), () => cut(response.req.socket, part.how));
}
