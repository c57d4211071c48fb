/** files.*: the three steps of an upload, and looking at a file. Source: docs.slack.dev/messaging/working-with-files. */
import { z } from 'zod';
import { addFile, canBotRead, fileJson, type SlackFile, shareFile } from './files.ts';
import { addMessage, findMessage } from './messages.ts';
import { placeToRead } from './places.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { newId, type World } from './world.ts';

type Fields = Record<string, unknown>;

/** Uploads between getUploadURLExternal and completeUploadExternal, by file id; `bytes` arrives with the POST. */
export type Uploads = Map<string, { name: string; length: number; bytes: Buffer | null }>;

export function filesInfo(world: World, fields: Fields): object {
  const file = world.files.get(String(fields.file));
  if (!file || !canBotRead(world, file)) return refuse('file_not_found');
  return { ok: true, file: fileJson(world, file.id) };
}

export function getUploadUrl(world: World, uploads: Uploads, fields: Fields): object {
  const length = Number(fields.length);
  const name = String(fields.filename ?? '');
  if (name === '' || !Number.isInteger(length) || length < 1) return refuse('missing_argument');
  const id = newId(world, 'F');
  uploads.set(id, { name, length, bytes: null });
  return { ok: true, upload_url: `${world.baseUrl}/upload/${id}`, file_id: id };
}

/** The POST to the upload URL: the length must be the one announced. */
export function takeUpload(uploads: Uploads, id: string, bytes: Buffer): { status: number; text: string } {
  const upload = uploads.get(id);
  if (!upload) return { status: 404, text: 'not found' };
  if (bytes.length !== upload.length) return { status: 500, text: `${bytes.length} bytes, ${upload.length} announced` };
  upload.bytes = bytes;
  return { status: 200, text: `OK - ${bytes.length}` };
}

const named = z.array(z.strictObject({ id: z.string(), title: z.string().optional() })).min(1);

function keep(world: World, uploads: Uploads, { id, title }: { id: string; title?: string | undefined }): SlackFile {
  const upload = uploads.get(id);
  if (!upload?.bytes) throw new Error(`upload ${id} was checked before`);
  uploads.delete(id);
  return addFile(world, { id, title, name: upload.name, bytes: upload.bytes, user: world.workspace.bot.userId });
}

type Target = { channel: string; threadTs: string | null };

function targetOf(world: World, fields: Fields): Target | null | Refusal {
  if (fields.channel_id === undefined) return null;
  const place = placeToRead(world, fields.channel_id);
  if (isRefusal(place)) return place;
  if (place.isArchived) return refuse('is_archived');
  const threadTs = fields.thread_ts === undefined ? null : String(fields.thread_ts);
  if (threadTs !== null && !findMessage(world, place.id, threadTs)) return refuse('thread_not_found');
  return { channel: place.id, threadTs };
}

/** Slack shares in its own time: the answer does not tell the message's `ts`. */
export function completeUpload(world: World, uploads: Uploads, fields: Fields): object {
  const list = named.safeParse(fields.files);
  if (!list.success) return refuse('invalid_arguments', ['must provide an array [json-pointer:/files]']);
  if (list.data.some(({ id }) => !uploads.get(id)?.bytes)) return refuse('file_not_found');
  const target = targetOf(world, fields);
  if (isRefusal(target)) return target;
  const files = list.data.map((one) => keep(world, uploads, one));
  if (target) share(world, files, { ...target, text: String(fields.initial_comment ?? '') });
  return { ok: true, files: files.map(({ id, title }) => ({ id, title })) };
}

function share(world: World, files: SlackFile[], { channel, threadTs, text }: Target & { text: string }): void {
  const user = world.workspace.bot.userId;
  const message = addMessage(world, { channel, user, text, threadTs, files: files.map((file) => file.id) });
  for (const file of files) shareFile(world, file, { channel, ts: message.ts });
}
