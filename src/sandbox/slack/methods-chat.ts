/** chat.*: what the bot says. */
import { z } from 'zod';
import { checkMessage } from './block-kit/check-message.ts';
import { permalinkBase } from './files.ts';
import {
  addMessage,
  addPrivateMessage,
  editMessage,
  findMessage,
  type Message,
  messageJson,
  removeMessage,
} from './messages.ts';
import { placeToPost, placeToRead } from './places.ts';
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import type { World } from './world.ts';

type Fields = Record<string, unknown>;

const metadataSchema = z.strictObject({
  event_type: z.string().min(1),
  event_payload: z.record(z.string(), z.unknown()),
});

/** Slack advises at most 4,000 characters and refuses longer updates. */
const maxUpdateChars = 4000;

function isTrue(value: unknown): boolean {
  return value === true || value === 'true' || value === '1';
}

/** Null when not given; an empty object removes what was there. */
function metadataOf(fields: Fields): object | null | Refusal {
  const { metadata } = fields;
  if (metadata === undefined || JSON.stringify(metadata) === '{}') return null;
  const parsed = metadataSchema.safeParse(metadata);
  return parsed.success ? parsed.data : refuse('invalid_metadata_format');
}

function threadTsOf(world: World, channel: string, fields: Fields): string | null | Refusal {
  const ts = fields.thread_ts;
  if (ts === undefined || ts === '') return null;
  const parent = findMessage(world, channel, ts);
  if (!parent) return refuse('thread_not_found');
  return parent.threadTs ?? parent.ts;
}

export function postMessage(world: World, fields: Fields): object {
  const place = placeToPost(world, fields.channel);
  if (isRefusal(place)) return place;
  const content = checkMessage(fields);
  if (isRefusal(content)) return content;
  const threadTs = threadTsOf(world, place.id, fields);
  if (isRefusal(threadTs)) return threadTs;
  const metadata = metadataOf(fields);
  if (isRefusal(metadata)) return metadata;
  const isBroadcast = isTrue(fields.reply_broadcast);
  const user = world.workspace.bot.userId;
  const message = addMessage(world, { ...content, channel: place.id, user, threadTs, metadata, isBroadcast });
  return { ok: true, channel: place.id, ts: message.ts, message: messageJson(world, message) };
}

/** The message, when it is the bot's own. */
function ownMessage(world: World, fields: Fields, refusal: string): Message | Refusal {
  const place = placeToRead(world, fields.channel);
  if (isRefusal(place)) return place;
  const message = findMessage(world, place.id, fields.ts);
  if (!message) return refuse('message_not_found');
  return message.user === world.workspace.bot.userId ? message : refuse(refusal);
}

/** "If you don't include this field, the message's previous blocks will be retained": so text alone leaves them. */
export function update(world: World, fields: Fields): object {
  const message = ownMessage(world, fields, 'cant_update_message');
  if (isRefusal(message)) return message;
  const content = checkMessage({ text: fields.text, blocks: fields.blocks ?? message.blocks }, maxUpdateChars);
  if (isRefusal(content)) return content;
  const metadata = metadataOf(fields);
  if (isRefusal(metadata)) return metadata;
  editMessage(world, message, fields.metadata === undefined ? content : { ...content, metadata });
  return {
    ok: true,
    channel: message.channel,
    ts: message.ts,
    text: message.text,
    message: messageJson(world, message),
  };
}

export function deleteMessage(world: World, fields: Fields): object {
  const message = ownMessage(world, fields, 'cant_delete_message');
  if (isRefusal(message)) return message;
  removeMessage(world, message);
  return { ok: true, channel: message.channel, ts: message.ts };
}

export function postEphemeral(world: World, fields: Fields): object {
  const place = placeToRead(world, fields.channel);
  if (isRefusal(place)) return place;
  if (place.isArchived) return refuse('is_archived');
  const to = String(fields.user);
  if (!place.members.has(to)) return refuse('user_not_in_channel');
  const content = checkMessage(fields);
  if (isRefusal(content)) return content;
  const threadTs = threadTsOf(world, place.id, fields);
  if (isRefusal(threadTs)) return threadTs;
  const user = world.workspace.bot.userId;
  const message = addPrivateMessage(world, to, { ...content, channel: place.id, user, threadTs });
  return { ok: true, message_ts: message.ts };
}

export function getPermalink(world: World, fields: Fields): object {
  const place = placeToRead(world, fields.channel);
  if (isRefusal(place)) return place;
  const message = findMessage(world, place.id, fields.message_ts);
  if (!message) return refuse('message_not_found');
  const query = message.threadTs ? `?thread_ts=${message.threadTs}&cid=${place.id}` : '';
  const permalink = `${permalinkBase(world)}/archives/${place.id}/p${message.ts.replace('.', '')}${query}`;
  return { ok: true, channel: place.id, permalink };
}
