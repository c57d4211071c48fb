/** Reading a request's body without letting it grow, and refusing one that does. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export type Body = { type: 'body'; bytes: Buffer } | { type: 'tooLarge' } | { type: 'cut' };

/** Reads at most `maxBytes`; what is longer is not kept. `cut`: the connection ended first. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve({ type: 'tooLarge' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (body: Body) => {
      request.removeAllListeners('data');
      chunks.length = 0;
      resolve(body);
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) settle({ type: 'tooLarge' });
      else chunks.push(chunk);
    });
    request.once('end', () => settle({ type: 'body', bytes: Buffer.concat(chunks) }));
    request.once('close', () => settle({ type: 'cut' }));
    request.once('error', () => settle({ type: 'cut' }));
  });
}

/**
 * 413, then the connection is closed: a kept one would read the rest of the body as the next request.
 * What still comes is not read, so the sender stands still and costs nothing; the moment before closing is for the
 * answer, which the reset of a closed connection could overtake.
 */
export function refuseTooLarge(request: IncomingMessage, response: ServerResponse, lingerMs = 300): void {
  request.pause();
  response.writeHead(413, { connection: 'close', 'content-length': 0 });
  response.flushHeaders();
  const close = () => {
    clearTimeout(timer);
    response.end();
    request.socket.destroySoon();
  };
  const timer = setTimeout(close, lingerMs);
  request.once('close', close);
}
