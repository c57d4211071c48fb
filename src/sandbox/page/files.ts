/** Files to and from the page: what people upload and download, covers as they reach phones, and the sample list. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { drawCover } from '../sample-cover.ts';
import { fileFor } from '../slack/client.ts';
import { addFile, mimetypeOf } from '../slack/files.ts';
import { findUser } from '../slack/world.ts';
import type { Scene } from './scene.ts';

/** Above everything a form takes, so that a file too large for one is seen to be refused. */
const maxBytes = 30 * 1024 * 1024;

/** To the person's own files; nobody else sees it before it is said or submitted. */
export async function takeUpload({ rehearsal }: Scene, request: IncomingMessage, response: ServerResponse) {
  const { world } = rehearsal.slack;
  const query = new URL(request.url ?? '', 'http://page').searchParams;
  const user = findUser(world, query.get('as') ?? '')?.id;
  const name = query.get('name') ?? '';
  if (user === undefined || name === '') return void response.writeHead(404).end();
  if (!(Number(request.headers['content-length']) <= maxBytes)) return void response.writeHead(413).end();
  const { id: fileId } = addFile(world, { name, bytes: await buffer(request), user });
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ fileId }));
}

export function sendFile({ rehearsal }: Scene, response: ServerResponse, { as, id }: { as: string; id: string }) {
  const file = fileFor(rehearsal.slack.world, as, id);
  if (file) sendBytes(response, file.bytes, { type: mimetypeOf(file.name), name: file.name });
  else response.writeHead(404).end();
}

export function sendSampleList({ samples }: Scene, response: ServerResponse) {
  sendBytes(response, samples.list.bytes, { type: 'text/csv', name: samples.list.name });
}

export async function sendSampleCover(response: ServerResponse) {
  sendBytes(response, await drawCover(), { type: 'image/jpeg', name: 'cover.jpg' });
}

export function sendMedia({ rehearsal }: Scene, response: ServerResponse, mediaId: string) {
  const media = rehearsal.wecom.media(mediaId);
  if (media?.type !== 'image') return void response.writeHead(404).end();
  const type = media.bytes[0] === 0xff ? 'image/jpeg' : 'image/png';
  response.writeHead(200, { 'content-type': type }).end(media.bytes);
}

function sendBytes(response: ServerResponse, bytes: Uint8Array, { type, name }: { type: string; name: string }) {
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  response.writeHead(200, {
    'content-type': type,
    'content-disposition': `attachment; filename*=UTF-8''${encoded}`,
  });
  response.end(bytes);
}
