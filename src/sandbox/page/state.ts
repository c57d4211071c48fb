/** What one person sees of Slack. */
import { readFileSync } from 'node:fs';
import { mimetypeOf } from '../slack/files.ts';
import { stateValues } from '../slack/input-state.ts';
import type { Message, PrivateMessage } from '../slack/messages.ts';
import { directMessage } from '../slack/places.ts';
import { type OpenView, stackOf } from '../slack/views.ts';
import type { SlackUser } from '../slack/workspace.ts';
import { findUser, nameOf, type Place, type World } from '../slack/world.ts';
import type { PageFile, PageLocale, PageMessage, PagePerson, PagePlace, PageView, SlackState } from './contract.ts';
import type { Scene } from './scene.ts';

/** 李校长, who approves what others send. */
const approver = 'U0LI';

type Manifest = {
  features: {
    slash_commands: { command: string; description: string; usage_hint?: string }[];
    shortcuts?: { callback_id: string; name: string; type: 'message' | 'global' }[];
  };
};

const manifests = { http: 'slack-http.json', socket: 'slack-socket-mode.json' };

/** Null: nobody here has that id. */
export function slackState(scene: Scene, userId: string): SlackState | null {
  const { world } = scene.rehearsal.slack;
  const user = findUser(world, userId);
  if (!user) return null;
  directMessage(world, userId);
  const places = [...world.places.values()].filter((place) => place.members.has(userId));
  const { bot, users } = world.workspace;
  return {
    me: personOf(user),
    people: users.map(personOf),
    bot: { id: bot.userId, name: bot.name, door: scene.door, isRunning: scene.isBotRunning },
    ...featuresOf(scene.door),
    places: places.map((place) => placeOf(world, place)),
    messages: Object.fromEntries(places.map(({ id }) => [id, messagesOf(world, { userId, placeId: id })])),
    modals: stackOf(world, userId).map(viewOf),
    names: namesIn(world),
    faults: world.faults.map(({ what }) => what),
    rateLimitedUntil: world.rateLimitedUntil,
  };
}

function personOf({ id, name, locale, isAdmin, isGuest }: SlackUser): PagePerson {
  const role = isAdmin ? 'admin' : isGuest ? 'guest' : id === approver ? 'approver' : 'sender';
  return { id, name, locale: localeOf({ locale }), role };
}

export function localeOf({ locale }: Pick<SlackUser, 'locale'>): PageLocale {
  return locale.startsWith('zh') ? 'zh' : 'en';
}

function featuresOf(door: Scene['door']): Pick<SlackState, 'commands' | 'shortcuts'> {
  const file = new URL(`../../../manifests/${manifests[door]}`, import.meta.url);
  const { features }: Manifest = JSON.parse(readFileSync(file, 'utf8'));
  return {
    commands: features.slash_commands.map(({ command, description, usage_hint: usageHint = null }) => {
      return { command, description, usageHint };
    }),
    shortcuts: (features.shortcuts ?? []).map(({ callback_id: callbackId, name, type: kind }) => {
      return { callbackId, name, kind };
    }),
  };
}

/** To a person, their direct message with the bot is called like the bot. */
function placeOf(world: World, { id, name, kind, isArchived, members }: Place): PagePlace {
  const { userId, name: botName } = world.workspace.bot;
  return { id, name: kind === 'direct' ? botName : name, kind, isArchived, isBotMember: members.has(userId) };
}

function messagesOf(world: World, { userId, placeId }: { userId: string; placeId: string }): PageMessage[] {
  const ownOnly = world.privateMessages.filter(({ to, channel }) => to === userId && channel === placeId);
  const all = [...(world.messages.get(placeId) ?? []), ...ownOnly];
  return all.sort((a, b) => Number(a.ts) - Number(b.ts)).map((message) => messageOf(world, message));
}

function messageOf(world: World, message: Message | PrivateMessage): PageMessage {
  const { ts, threadTs, user, text, blocks, files, isEdited, isBroadcast, isTombstone } = message;
  const isPrivate = 'to' in message;
  const shown = files.flatMap((id) => fileOf(world, id) ?? []);
  return { ts, threadTs, userId: user, text, blocks, files: shown, isEdited, isBroadcast, isTombstone, isPrivate };
}

function fileOf(world: World, id: string): PageFile | null {
  const file = world.files.get(id);
  return file ? { id, name: file.name, mimetype: mimetypeOf(file.name), size: file.bytes.length } : null;
}

function viewOf({ id, hash, view, entries, errors, trouble }: OpenView): PageView {
  const { title, submit, close, blocks } = view;
  return {
    ...{ id, hash, title: title.text, submit: submit?.text ?? null, close: close?.text ?? null, blocks },
    ...{ entries: stateValues(entries), errors: Object.fromEntries(errors), trouble },
  };
}

function namesIn(world: World): Record<string, string> {
  const { users, userGroups, bot } = world.workspace;
  const ids = [...users, ...userGroups, ...world.places.values()].map(({ id }) => id);
  return Object.fromEntries([...ids, bot.userId].map((id) => [id, nameOf(world, id)]));
}
