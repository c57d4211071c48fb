/** The HTTP side: Web API, uploads, file downloads, response URLs and the socket's upgrade, on one port. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { canBotRead, mimetypeOf } from './files.ts';
import { takeUpload, type Uploads } from './methods-files.ts';
import { isRefusal } from './refusal.ts';
import { useResponseUrl } from './response-urls.ts';
import type { SocketLink } from './socket-link.ts';
import type { WebApi } from './web-api.ts';
import type { World } from './world.ts';

type Fields = Record<string, unknown>;

/** Fields that the documents want "JSON-encoded" inside a form. */
const jsonFields = ['blocks', 'view', 'metadata', 'files', 'attachments'];

function decodeField([name, value]: [string, string]): [string, unknown] {
  if (!jsonFields.includes(name)) return [name, value];
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value];
  }
}

function parseFields(body: string, contentType: string): Fields {
  if (contentType.includes('application/json')) return JSON.parse(body || '{}');
  return Object.fromEntries([...new URLSearchParams(body)].map(decodeField));
}

function bearerOf(request: IncomingMessage): string | null {
  return request.headers.authorization?.replace(/^Bearer /, '') ?? null;
}

function sendJson(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

/** The SDK uploads as multipart with one binary part; plain bytes are as good. */
async function uploadedBytes(request: IncomingMessage): Promise<Buffer> {
  const bytes = await buffer(request);
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data')) return bytes;
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType } }).formData();
  const part = [...form.values()].find((value) => typeof value !== 'string');
  return part ? Buffer.from(await part.arrayBuffer()) : Buffer.alloc(0);
}

export type Parts = { webApi: WebApi; uploads: Uploads; sockets: SocketLink };

async function callWebApi(
  parts: Parts,
  method: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = (await buffer(request)).toString('utf8');
  const fields = parseFields(body, request.headers['content-type'] ?? '');
  const token = bearerOf(request) ?? (typeof fields.token === 'string' ? fields.token : null);
  const outcome = await parts.webApi(method, fields, token);
  if ('isCut' in outcome) response.destroy();
  else sendJson(response, outcome.status, outcome.body, outcome.headers);
}

/** Without a token that may read the file Slack shows its sign-in page, with status 200. */
function sendFile(world: World, id: string, request: IncomingMessage, response: ServerResponse): void {
  const file = world.files.get(id);
  if (!file || !canBotRead(world, file) || bearerOf(request) !== world.tokens.bot) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!DOCTYPE html><html><title>Sign in | Slack</title><body>Sign in to Slack</body></html>');
    return;
  }
  if (file.movedTo !== null) return void response.writeHead(302, { location: file.movedTo }).end();
  response.writeHead(200, { 'content-type': mimetypeOf(file.name), 'content-length': file.bytes.length });
  response.end(file.bytes);
}

async function answerByUrl(
  world: World,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body: Fields = JSON.parse((await buffer(request)).toString('utf8') || '{}');
  const result = useResponseUrl(world, id, body);
  if (!isRefusal(result)) return void response.writeHead(200, { 'content-type': 'text/html' }).end('ok');
  const isGone = result.error === 'expired_url' || result.error === 'used_url';
  sendJson(response, isGone ? 404 : 400, result);
}

async function route(world: World, parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, root, ...rest] = new URL(request.url ?? '/', world.baseUrl).pathname.split('/');
  const name = rest[0] ?? '';
  switch (root) {
    case 'api':
      return callWebApi(parts, name, request, response);
    case 'actions':
      return answerByUrl(world, name, request, response);
    case 'files-pri':
      return sendFile(world, name.split('-')[1] ?? '', request, response);
    case 'upload': {
      const { status, text } = takeUpload(parts.uploads, name, await uploadedBytes(request));
      return void response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
    }
    default:
      return void response.writeHead(404).end();
  }
}

/** Listens on 127.0.0.1 and sets `world.baseUrl`. */
export async function listen(world: World, parts: Parts, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    route(world, parts, request, response).catch((error: Error) => {
      if (!response.headersSent) sendJson(response, 500, { ok: false, error: 'internal_error', detail: error.message });
    });
  });
  server.on('upgrade', parts.sockets.upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP address was expected');
  world.baseUrl = `http://127.0.0.1:${address.port}`;
  return server;
}

export async function stopListening(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
