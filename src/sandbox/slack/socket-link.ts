/** Socket Mode: the bot asks for a URL, connects, is greeted, and acknowledges envelopes. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Delivered, Inbound } from './bot-link.ts';
import { newId, recordFault, ring, type World } from './world.ts';

/** "Slack allows up to 10 open WebSocket connections per app." */
const maxConnections = 10;

const goodbyeMs = 500;

export type SocketLink = {
  /** A fresh ws:// address, good for one connection. */
  openUrl(): string;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  send(inbound: Inbound, signal: AbortSignal): Promise<Delivered>;
  /** How many connections there have been since the start. */
  greeted(): number;
  /** Asks every connected bot to come back on a new connection, as Slack does every few hours. */
  disconnect(reason: 'warning' | 'refresh_requested'): void;
  close(): Promise<void>;
};

const ackSchema = z.object({ envelope_id: z.string(), payload: z.unknown() });

function envelope(inbound: Inbound): string {
  const type = inbound.payload.type;
  return JSON.stringify({
    envelope_id: inbound.envelopeId,
    type: inbound.kind,
    payload: inbound.payload,
    accepts_response_payload: type !== 'block_actions' && type !== 'view_closed',
  });
}

/** A connection torn down while its bot says goodbye would be an error to that bot. */
function sayGoodbye(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), goodbyeMs);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.close(1001);
  });
}

type Room = {
  world: World;
  server: WebSocketServer;
  tickets: Set<string>;
  waiting: Map<string, (body: unknown) => void>;
  /** Asked to disconnect: nothing more is sent there. */
  leaving: WeakSet<WebSocket>;
  greetings: number;
};

function receive({ world, waiting }: Room, data: string): void {
  const ack = ackSchema.safeParse(JSON.parse(data));
  if (ack.success) waiting.get(ack.data.envelope_id)?.(ack.data.payload ?? null);
  else recordFault(world, `a socket message that is no acknowledgement: ${data}`);
}

function greet(room: Room, socket: WebSocket): void {
  const { world, server } = room;
  room.greetings += 1;
  socket.on('message', (data) => receive(room, String(data)));
  socket.on('error', () => socket.terminate());
  socket.send(
    JSON.stringify({
      type: 'hello',
      num_connections: server.clients.size,
      connection_info: { app_id: world.workspace.bot.appId },
      debug_info: { host: 'sandbox', approximate_connection_time: 18_060 },
    }),
  );
  ring(world, { kind: 'call', method: 'hello' });
}

async function sendEnvelope(
  { server, leaving, waiting }: Room,
  inbound: Inbound,
  signal: AbortSignal,
): Promise<Delivered> {
  const socket = [...server.clients].find((one) => one.readyState === one.OPEN && !leaving.has(one));
  if (!socket) return { outcome: 'failed', reason: 'no open socket' };
  const acked = new Promise<Delivered>((resolve) => {
    waiting.set(inbound.envelopeId, (body) => resolve({ outcome: 'acked', body }));
  });
  signal.addEventListener('abort', () => waiting.delete(inbound.envelopeId));
  socket.send(envelope(inbound));
  return acked;
}

export function createSocketLink(world: World): SocketLink {
  const server = new WebSocketServer({ noServer: true });
  const room: Room = { world, server, tickets: new Set(), waiting: new Map(), leaving: new WeakSet(), greetings: 0 };
  return {
    openUrl() {
      const ticket = newId(world, 'W');
      room.tickets.add(ticket);
      return `${world.baseUrl.replace('http', 'ws')}/link/?ticket=${ticket}`;
    },
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '', world.baseUrl).searchParams.get('ticket') ?? '';
      const isWelcome = room.tickets.delete(ticket) && server.clients.size < maxConnections;
      if (isWelcome) server.handleUpgrade(request, socket, head, (opened) => greet(room, opened));
      else socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    },
    send: (inbound, signal) => sendEnvelope(room, inbound, signal),
    greeted: () => room.greetings,
    disconnect(reason) {
      for (const socket of server.clients) {
        room.leaving.add(socket);
        socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'sandbox' } }));
      }
    },
    async close() {
      await Promise.all([...server.clients].map(sayGoodbye));
      server.close();
    },
  };
}
