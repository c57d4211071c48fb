/** Messages as Slack keeps them, and as it shows them to apps. */
import type { Block } from './block-kit/blocks.ts';
import { fileJson } from './files.ts';
import { newTs, ring, type World } from './world.ts';

export type Message = {
  ts: string;
  channel: string;
  user: string;
  text: string;
  blocks: Block[];
  threadTs: string | null;
  /** `{event_type, event_payload}`, or null. */
  metadata: object | null;
  /** Ids. */
  files: string[];
  isEdited: boolean;
  /** A reply that is shown in the channel as well. */
  isBroadcast: boolean;
  /** A deleted parent whose replies are still there. */
  isTombstone: boolean;
};

/** An ephemeral message: one person sees it, no method reads it. */
export type PrivateMessage = Message & { to: string };

type Draft = Pick<Message, 'channel' | 'user' | 'text'> & Partial<Omit<Message, 'ts'>>;

function messageOf(world: World, draft: Draft): Message {
  return {
    blocks: [],
    threadTs: null,
    metadata: null,
    files: [],
    isEdited: false,
    isBroadcast: false,
    isTombstone: false,
    ...draft,
    ts: newTs(world),
  };
}

export function addMessage(world: World, draft: Draft): Message {
  const message = messageOf(world, draft);
  const there = world.messages.get(message.channel);
  if (there) there.push(message);
  else world.messages.set(message.channel, [message]);
  ring(world, { kind: 'message', channel: message.channel, ts: message.ts });
  return message;
}

export function addPrivateMessage(world: World, to: string, draft: Draft): PrivateMessage {
  const message = { ...messageOf(world, draft), to };
  world.privateMessages.push(message);
  ring(world, { kind: 'private', user: to, channel: message.channel, ts: message.ts });
  return message;
}

/** Also edits private messages, for `replace_original`. */
export function editMessage(world: World, message: Message, change: Partial<Message>): void {
  Object.assign(message, change, { isEdited: true });
  ring(world, { kind: 'message', channel: message.channel, ts: message.ts });
}

export function removeMessage(world: World, message: Message): void {
  const { channel, ts } = message;
  const hasReplies = thread(world, channel, ts).length > 1;
  if (hasReplies)
    Object.assign(message, { isTombstone: true, text: 'This message was deleted.', blocks: [], files: [] });
  else
    world.messages.set(
      channel,
      (world.messages.get(channel) ?? []).filter((one) => one !== message),
    );
  world.privateMessages = world.privateMessages.filter((one) => one !== message);
  ring(world, { kind: 'message', channel, ts });
}

export function findMessage(world: World, channel: string, ts: unknown): Message | undefined {
  return world.messages.get(channel)?.find((message) => message.ts === ts);
}

/** What the channel shows: no replies but broadcast ones. Oldest first. */
export function topLevel(world: World, channel: string): Message[] {
  const all = world.messages.get(channel) ?? [];
  return all.filter((message) => message.threadTs === null || message.isBroadcast);
}

/** The parent and its replies, oldest first; empty when there is no such parent. */
export function thread(world: World, channel: string, ts: string): Message[] {
  const all = world.messages.get(channel) ?? [];
  return all.filter((message) => (message.ts === ts && message.threadTs === null) || message.threadTs === ts);
}

export function messageJson(world: World, message: Message, withMetadata = false): Record<string, unknown> {
  const { bot, teamId } = world.workspace;
  const isBot = message.user === bot.userId;
  return {
    type: 'message',
    ...(message.isTombstone ? { subtype: 'tombstone' } : {}),
    user: message.user,
    ...(isBot ? { bot_id: bot.botId, app_id: bot.appId } : {}),
    team: teamId,
    ts: message.ts,
    text: message.text,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...threadJson(world, message),
    ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
    ...(message.files.length > 0 ? { files: message.files.map((id) => fileJson(world, id)) } : {}),
    ...(message.isEdited ? { edited: { user: message.user, ts: message.ts } } : {}),
  };
}

function threadJson(world: World, message: Message): object {
  if (message.threadTs) return { thread_ts: message.threadTs };
  const replies = thread(world, message.channel, message.ts).slice(1);
  const latest = replies.at(-1);
  return latest ? { thread_ts: message.ts, reply_count: replies.length, latest_reply: latest.ts } : {};
}
