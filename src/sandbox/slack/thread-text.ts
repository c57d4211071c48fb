/** What a channel shows, as plain text. */
import type { Message, PrivateMessage } from './messages.ts';
import { thread, topLevel } from './messages.ts';
import { contentLines } from './render-text.ts';
import { nameOf, type World } from './world.ts';

/** The content alone. */
export function messageText(world: World, message: Message): string {
  const files = message.files.flatMap((id) => {
    const file = world.files.get(id);
    return file ? [{ name: file.name, size: file.bytes.length }] : [];
  });
  return contentLines({ ...message, files }, (id) => nameOf(world, id)).join('\n');
}

function signed(world: World, message: Message | PrivateMessage, mark: string): string {
  const seen = 'to' in message ? ` (only ${nameOf(world, message.to)} sees this)` : '';
  const also = message.isBroadcast ? ' (also in the channel)' : '';
  const edited = message.isEdited ? ' (edited)' : '';
  const body = messageText(world, message).split('\n');
  return [
    `${mark}${nameOf(world, message.user)}${seen}${also}${edited}:`,
    ...body.map((line) => `${mark}  ${line}`),
  ].join('\n');
}

const byTime = (a: Message, b: Message) => Number(a.ts) - Number(b.ts);

/** The parent, then its replies set off with a bar, private ones among them. */
export function threadText(world: World, channel: string, ts: string): string {
  const [parent, ...replies] = thread(world, channel, ts);
  if (!parent) throw new Error(`no message ${ts} in #${nameOf(world, channel)}`);
  const mine = world.privateMessages.filter((one) => one.channel === channel && one.threadTs === ts);
  const below = [...replies, ...mine].sort(byTime).map((message) => signed(world, message, '  │ '));
  return [signed(world, parent, ''), ...below].join('\n');
}

/** The whole channel with its threads, private messages in their place. */
export function channelText(world: World, channel: string): string {
  const mine = world.privateMessages.filter((one) => one.channel === channel && one.threadTs === null);
  const shown = [...topLevel(world, channel).filter((one) => one.threadTs === null), ...mine].sort(byTime);
  const texts = shown.map((one) => ('to' in one ? signed(world, one, '') : threadText(world, channel, one.ts)));
  return [`#${nameOf(world, channel)}`, ...texts].join('\n');
}
