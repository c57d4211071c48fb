/** Everything the pretended Slack remembers, and the one bell that rings when it changes. */
import type { Clock } from '../../clock.ts';
import type { SlackFile } from './files.ts';
import type { Message, PrivateMessage } from './messages.ts';
import type { ResponseUrl } from './response-urls.ts';
import type { Trigger } from './triggers.ts';
import type { OpenView } from './views.ts';
import type { SlackUser, Workspace } from './workspace.ts';

/** A Web API call as it came in; `answer` is null while it runs and when its connection was cut. */
export type ApiCall = {
  method: string;
  fields: Record<string, unknown>;
  /** Unix milliseconds. */
  at: number;
  answer: object | null;
};

/** Something the bot did that no correct bot does: an unknown method, a bad view in an acknowledgement, a late one. */
export type Fault = { what: string; at: number };

export type Change =
  | { kind: 'message'; channel: string; ts: string }
  | { kind: 'private'; user: string; channel: string; ts: string }
  | { kind: 'view'; user: string }
  | { kind: 'members'; channel: string }
  | { kind: 'call'; method: string }
  | { kind: 'fault'; what: string };

export type Place = {
  id: string;
  /** The other person's name for a direct message. */
  name: string;
  kind: 'public' | 'private' | 'direct';
  isArchived: boolean;
  members: Set<string>;
};

export type World = {
  workspace: Workspace;
  clock: Clock;
  /** Bot scopes; null grants all but `chat:write.public`, so that membership counts. */
  scopes: string[] | null;
  /** How long an acknowledgement may take and a trigger lives, in milliseconds. */
  answerWithinMs: number;
  /** Of the sandbox's own server, without a slash at the end. */
  baseUrl: string;
  tokens: { bot: string; app: string };
  places: Map<string, Place>;
  messages: Map<string, Message[]>;
  privateMessages: PrivateMessage[];
  files: Map<string, SlackFile>;
  /** Open modals by person, the lowest first. */
  stacks: Map<string, OpenView[]>;
  externalIds: Map<string, string>;
  triggers: Map<string, Trigger>;
  responseUrls: Map<string, ResponseUrl>;
  calls: ApiCall[];
  faults: Fault[];
  /** Until then chat.postMessage and chat.update are answered 429; unix milliseconds. */
  rateLimitedUntil: number | null;
  listeners: Set<(change: Change) => void>;
  counters: Map<string, number>;
};

export function createWorld(setup: Pick<World, 'workspace' | 'clock' | 'scopes' | 'tokens' | 'answerWithinMs'>): World {
  const places = setup.workspace.channels.map((channel): [string, Place] => [
    channel.id,
    {
      id: channel.id,
      name: channel.name,
      kind: channel.isPrivate ? 'private' : 'public',
      isArchived: channel.isArchived ?? false,
      members: new Set(channel.members),
    },
  ]);
  return {
    ...setup,
    baseUrl: '',
    places: new Map(places),
    messages: new Map(),
    privateMessages: [],
    files: new Map(),
    stacks: new Map(),
    externalIds: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    calls: [],
    faults: [],
    rateLimitedUntil: null,
    listeners: new Set(),
    counters: new Map(),
  };
}

export function ring(world: World, change: Change): void {
  for (const listener of world.listeners) listener(change);
}

export function recordFault(world: World, what: string): void {
  world.faults.push({ what, at: world.clock.now() });
  ring(world, { kind: 'fault', what });
}

/** Ids count up, so that a rehearsal reads the same every time. */
export function newId(world: World, prefix: string): string {
  const next = (world.counters.get(prefix) ?? 0) + 1;
  world.counters.set(prefix, next);
  return `${prefix}${String(next).padStart(8, '0')}`;
}

/** Slack's message time: unix seconds with six digits that make it unique. */
export function newTs(world: World): string {
  const next = (world.counters.get('ts') ?? 0) + 1;
  world.counters.set('ts', next);
  return `${Math.floor(world.clock.now() / 1000)}.${String(next).padStart(6, '0')}`;
}

export function findUser(world: World, id: string): SlackUser | undefined {
  return world.workspace.users.find((user) => user.id === id);
}

/** How a user, a channel or a group is read by people; the id itself when unknown. */
export function nameOf(world: World, id: string): string {
  if (id === world.workspace.bot.userId) return world.workspace.bot.name;
  const group = world.workspace.userGroups.find((one) => one.id === id);
  return findUser(world, id)?.name ?? world.places.get(id)?.name ?? group?.handle ?? id;
}
