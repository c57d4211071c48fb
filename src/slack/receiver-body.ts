/** Reading a request's body without letting it grow, and refusing one that does. */
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * What all bodies that are still coming in may hold together: many slow senders must not fill the memory. When they do, the
 * one that has been at it longest goes, so that whoever comes at once finds room.
 */
export type Room = { freeBytes: number; readonly crowdOut: Set<() => void> };

export function openRoom(bytes: number): Room {
  return { freeBytes: bytes, crowdOut: new Set() };
}

const lingerMs = 300;

type Limits = { maxBytes: number; room?: Room };

type Body = { type: 'body'; bytes: Buffer } | { type: 'tooLarge' } | { type: 'crowded' } | { type: 'cut' };

/** The body, at most `maxBytes` of it; null when there is nobody to answer any more, or it was refused (413, 503). */
export async function takeBody(
  request: IncomingMessage,
  response: ServerResponse,
  limits: Limits,
): Promise<Buffer | null> {
  const body = await readBody(request, limits);
  switch (body.type) {
    case 'body':
      return body.bytes;
    case 'cut':
      return null;
    case 'tooLarge':
      refuse(request, response, 413);
      return null;
    case 'crowded':
      refuse(request, response, 503);
      return null;
  }
}

/** What is longer is not kept. `crowded`: others needed the room. `cut`: the connection ended first. */
function readBody(request: IncomingMessage, { maxBytes, room }: Limits): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve({ type: 'tooLarge' });
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const hold = (bytes: number) => {
      size += bytes;
      if (room) room.freeBytes -= bytes;
    };
    const crowdOut = () => settle({ type: 'crowded' });
    const settle = (body: Body) => {
      room?.crowdOut.delete(crowdOut);
      request.removeAllListeners('data');
      chunks.length = 0;
      hold(-size);
      resolve(body);
    };
    room?.crowdOut.add(crowdOut);
    request.on('data', (chunk: Buffer) => {
      hold(chunk.length);
      chunks.push(chunk);
      if (size > maxBytes) settle({ type: 'tooLarge' });
      if (room) makeRoom(room);
    });
    request.once('end', () => settle({ type: 'body', bytes: Buffer.concat(chunks) }));
    request.once('close', () => settle({ type: 'cut' }));
    request.once('error', () => settle({ type: 'cut' }));
  });
}

/** A set goes from the oldest to the newest. */
function makeRoom(room: Room): void {
  for (const longest of room.crowdOut) {
    if (room.freeBytes >= 0) return;
    longest();
  }
}

/**
 * Answers, then closes the connection: a kept one would read the rest of the body as the next request.
 * What still comes is not read, so the sender stands still and costs nothing; the moment before closing is for the
 * answer, which the reset of a closed connection could overtake.
 */
function refuse(request: IncomingMessage, response: ServerResponse, status: number): void {
  request.pause();
  response.writeHead(status, { connection: 'close', 'content-length': 0 });
  response.flushHeaders();
  const close = () => {
    clearTimeout(timer);
    response.end();
    request.socket.destroySoon();
  };
  const timer = setTimeout(close, lingerMs);
  request.once('close', close);
}
