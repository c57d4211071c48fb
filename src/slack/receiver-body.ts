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
 * Closing at once would send a reset that can overtake the answer, so what still comes is thrown away for a moment.
 */
export function refuseTooLarge(request: IncomingMessage, response: ServerResponse, lingerMs = 500): void {
  response.writeHead(413, { connection: 'close', 'content-length': 0 });
  response.flushHeaders();
  const close = () => {
    clearTimeout(timer);
    response.end();
    request.socket.destroySoon();
  };
  const timer = setTimeout(close, lingerMs);
  request.once('end', close);
  request.once('close', close);
  request.resume();
}
