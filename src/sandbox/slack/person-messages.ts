/** A person in the channels: commands, buttons on messages, shortcuts, and saying something. */

import { type Actor, type Interaction, topView, troubleOf, type Upload } from './actor.ts';
import { addFile, type SlackFile, shareFile } from './files.ts';
import { listed, type Pressable, pick, pressablesOf } from './form-fields.ts';
import { addMessage, findMessage, type Message } from './messages.ts';
import { NotPossible } from './not-possible.ts';
import { blockActions, commandPayload, globalShortcut, messageAction, type Touched } from './payloads.ts';
import { pressedAction } from './person-form.ts';
import { placeCalled } from './places.ts';
import { isRefusal } from './refusal.ts';
import { answerPerson } from './response-urls.ts';
import { messageText } from './thread-text.ts';
import { waitFor } from './waiting.ts';
import { nameOf, type Place, recordFault } from './world.ts';

/** A channel by id or by name, with or without its #. */
export type Where = { channel: string };

/** `text` is what the acknowledgement itself said, if it said anything. */
export type CommandAnswer = Interaction & { text: string | null };

/** A channel the person is in; anything else they could not see. */
export function ownPlace(actor: Actor, channel: string): Place {
  const place = placeCalled(actor.world, channel);
  if (place.members.has(actor.userId)) return place;
  throw new NotPossible('notInPlace', `${nameOf(actor.world, actor.userId)} is not in #${place.name}`);
}

function ackMessage(body: unknown): Record<string, unknown> | null {
  if (typeof body === 'string') return { text: body };
  if (typeof body !== 'object' || body === null) return null;
  const message: Record<string, unknown> = { ...body };
  return message.text === undefined && message.blocks === undefined ? null : message;
}

function showAck(actor: Actor, place: Place, body: unknown): string | null {
  const message = ackMessage(body);
  if (!message) return null;
  const { world, userId } = actor;
  const result = answerPerson(world, { userId, channel: place.id, original: null }, message);
  if (!isRefusal(result)) return result.shown && messageText(world, result.shown);
  const problems = result.errors?.join('; ') ?? result.error;
  recordFault(world, `a command acknowledged with a message Slack refuses: ${problems}`);
  return null;
}

export async function command(actor: Actor, name: string, typed: Where & { text?: string }): Promise<CommandAnswer> {
  const { world, link, userId } = actor;
  const place = ownPlace(actor, typed.channel);
  const open = topView(actor);
  if (open) throw new NotPossible('modalInTheWay', `the modal "${open.view.title.text}" is in the way of ${name}`);
  const payload = commandPayload(world, userId, { command: name, text: typed.text ?? '', place });
  const delivered = await link.deliver('slash_commands', payload);
  if (delivered.outcome !== 'acked') return { trouble: troubleOf(delivered.outcome), text: null };
  return { trouble: null, text: showAck(actor, place, delivered.body) };
}

/** What this person sees in a channel, the newest first. */
export function visible(actor: Actor, place: Place, ts?: string): Message[] {
  const mine = actor.world.privateMessages.filter((one) => one.to === actor.userId && one.channel === place.id);
  const all = [...(actor.world.messages.get(place.id) ?? []), ...mine];
  return all.filter((one) => ts === undefined || one.ts === ts).sort((a, b) => Number(b.ts) - Number(a.ts));
}

type Button = Pressable & { message: Message };

function buttonsOn(messages: Message[]): Button[] {
  return messages.flatMap((message) => pressablesOf(message.blocks).map((one) => ({ ...one, message })));
}

/** Of several messages with the button, the newest. */
function newestButton(messages: Message[], label: string): Button | null {
  for (const message of messages) {
    const found = pick(buttonsOn([message]), label);
    if (found) return found;
  }
  return null;
}

/** Presses a button on a message, private ones too; on the newest that has it when no `ts` is given. */
export async function click(actor: Actor, label: string, where: Where & { ts?: string }): Promise<Interaction> {
  const { world, userId } = actor;
  const place = ownPlace(actor, where.channel);
  const look = () => newestButton(visible(actor, place, where.ts), label);
  const explain = () =>
    `no button "${label}" in #${place.name}; there is ${listed(buttonsOn(visible(actor, place, where.ts)))}`;
  const { message, block, element, optionValue } = await waitFor(world, look, { timeoutMs: actor.lookMs, explain });
  return clickOn(actor, { message, userId, place, block, element }, optionValue);
}

export async function clickOn(actor: Actor, touched: Touched, optionValue: string | null): Promise<Interaction> {
  const { element } = touched;
  const payload = blockActions(actor.world, touched, { ...pressedAction({ element, optionValue }) });
  const delivered = await actor.link.deliver('interactive', payload);
  return { trouble: troubleOf(delivered.outcome) };
}

/** A shortcut by its callback_id: on a message when `where` is given, else a global one. */
export async function shortcut(actor: Actor, callbackId: string, where?: Where & { ts: string }): Promise<Interaction> {
  const { world, link, userId } = actor;
  const place = where && ownPlace(actor, where.channel);
  const message = place && findMessage(world, place.id, where.ts);
  if (where && !message) throw new NotPossible('thingGone', `no message ${where.ts} in ${where.channel}`);
  const payload =
    place && message
      ? messageAction(world, userId, { callbackId, message, place })
      : globalShortcut(world, userId, callbackId);
  const delivered = await link.deliver('interactive', payload);
  return { trouble: troubleOf(delivered.outcome) };
}

/** Posts as the person; gives the message's `ts`. */
export function say(actor: Actor, text: string, where: Where & { threadTs?: string; files?: Upload[] }): string {
  const { world, userId } = actor;
  const place = ownPlace(actor, where.channel);
  const files = (where.files ?? []).map((file) => addFile(world, { ...file, user: userId }));
  return post(actor, place, { text, threadTs: where.threadTs ?? null, files });
}

type Post = { text: string; threadTs: string | null; files: SlackFile[] };

export function post({ world, userId }: Actor, place: Place, { text, threadTs, files }: Post): string {
  const draft = { channel: place.id, user: userId, text, threadTs, files: files.map((file) => file.id) };
  const { ts } = addMessage(world, draft);
  for (const file of files) shareFile(world, file, { channel: place.id, ts });
  return ts;
}
