/** Where the bot may read and write. Rules: docs.slack.dev/reference/methods/chat.postMessage. */
import { isRefusal, type Refusal, refuse } from './refusal.ts';
import { findUser, newId, type Place, type World } from './world.ts';

/** The direct message between a person and the bot, opened when it is first needed. */
export function directMessage(world: World, userId: string): Place {
  const members = [userId, world.workspace.bot.userId];
  const known = [...world.places.values()].find(
    (place) => place.kind === 'direct' && members.every((member) => place.members.has(member)),
  );
  if (known) return known;
  const name = findUser(world, userId)?.name ?? userId;
  const place: Place = {
    id: newId(world, 'D'),
    name,
    kind: 'direct',
    isArchived: false,
    members: new Set(members),
  };
  world.places.set(place.id, place);
  return place;
}

/** A private channel without the bot looks to it as if it did not exist. */
export function placeToRead(world: World, channel: unknown): Place | Refusal {
  const place = world.places.get(String(channel));
  if (!place) return refuse('channel_not_found');
  if (place.members.has(world.workspace.bot.userId)) return place;
  return refuse(place.kind === 'public' ? 'not_in_channel' : 'channel_not_found');
}

/** A person's id stands for their direct message, in chat.postMessage only. */
export function placeToPost(world: World, channel: unknown): Place | Refusal {
  if (findUser(world, String(channel))) return directMessage(world, String(channel));
  const place = world.places.get(String(channel));
  const open = place?.kind === 'public' && (world.scopes?.includes('chat:write.public') ?? false);
  const found = open ? place : placeToRead(world, channel);
  return !isRefusal(found) && found.isArchived ? refuse('is_archived') : found;
}

/** By id or by name, as tests and people name it; throws when there is none. */
export function placeCalled(world: World, channel: string): Place {
  const name = channel.replace(/^#/, '');
  const place = world.places.get(channel) ?? [...world.places.values()].find((one) => one.name === name);
  if (place) return place;
  const there = [...world.places.values()].map((one) => `#${one.name} (${one.id})`).join(', ');
  throw new Error(`no channel ${channel}; there are ${there}`);
}
