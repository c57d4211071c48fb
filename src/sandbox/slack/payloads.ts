/** What Slack tells the bot when a person does something. Shapes: docs.slack.dev/reference/interaction-payloads. */
import type { Block, Element } from './block-kit/blocks.ts';
import type { Entry } from './input-state.ts';
import { type Message, messageJson, type PrivateMessage } from './messages.ts';
import { newResponseUrl } from './response-urls.ts';
import { newTrigger } from './triggers.ts';
import { type OpenView, viewJson } from './views.ts';
import { nameOf, newTs, type Place, type World } from './world.ts';

type Json = Record<string, unknown>;

/** Deprecated by Slack, still sent; nothing may rely on it. */
const verificationToken = 'sandbox-verification-token';

function common(world: World, userId: string): Json {
  const { teamId, teamDomain, bot } = world.workspace;
  const name = nameOf(world, userId);
  return {
    team: { id: teamId, domain: teamDomain },
    user: { id: userId, username: name, name, team_id: teamId },
    api_app_id: bot.appId,
    token: verificationToken,
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Direct messages are called `directmessage` in payloads. */
function channelJson(place: Place): { id: string; name: string } {
  return { id: place.id, name: place.kind === 'direct' ? 'directmessage' : place.name };
}

export function commandPayload(
  world: World,
  userId: string,
  typed: { command: string; text: string; place: Place },
): Json {
  const { teamId, teamDomain, bot } = world.workspace;
  const { id, name } = channelJson(typed.place);
  return {
    token: verificationToken,
    team_id: teamId,
    team_domain: teamDomain,
    channel_id: id,
    channel_name: typed.place.kind === 'private' ? 'privategroup' : name,
    user_id: userId,
    user_name: nameOf(world, userId),
    command: typed.command,
    text: typed.text,
    api_app_id: bot.appId,
    is_enterprise_install: 'false',
    response_url: newResponseUrl(world, { userId, channel: id, original: null }),
    trigger_id: newTrigger(world, userId),
  };
}

export function viewSubmission(world: World, open: OpenView): Json {
  return {
    type: 'view_submission',
    ...common(world, open.userId),
    trigger_id: newTrigger(world, open.userId),
    view: viewJson(world, open),
    response_urls: [],
  };
}

export function viewClosed(world: World, open: OpenView, isCleared: boolean): Json {
  return { type: 'view_closed', ...common(world, open.userId), view: viewJson(world, open), is_cleared: isCleared };
}

/** Where the touched element stands. */
export type Touched =
  | { view: OpenView; block: Block; element: Element }
  | { message: Message | PrivateMessage; userId: string; place: Place; block: Block; element: Element };

function containerOf(touched: Touched): Json {
  if ('view' in touched) return { type: 'view', view_id: touched.view.id };
  const { message } = touched;
  return {
    type: 'message',
    message_ts: message.ts,
    channel_id: message.channel,
    is_ephemeral: 'to' in message,
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
  };
}

/** A private message's content is not sent along; its buttons' values have to say what is needed. */
function surfaceOf(world: World, touched: Touched): Json {
  if ('view' in touched) return { view: viewJson(world, touched.view) };
  const { message, place, userId } = touched;
  return {
    channel: channelJson(place),
    ...('to' in message ? {} : { message: messageJson(world, message) }),
    state: { values: {} },
    response_url: newResponseUrl(world, { userId, channel: place.id, original: message }),
  };
}

/** @param entry What was chosen or typed; for a button, its own value. */
export function blockActions(world: World, touched: Touched, entry: Entry | Json): Json {
  const userId = 'view' in touched ? touched.view.userId : touched.userId;
  const action = { ...entry, type: touched.element.type, block_id: touched.block.block_id };
  return {
    type: 'block_actions',
    ...common(world, userId),
    trigger_id: newTrigger(world, userId),
    container: containerOf(touched),
    ...surfaceOf(world, touched),
    actions: [{ ...action, action_id: touched.element.action_id, action_ts: newTs(world) }],
  };
}

export function blockSuggestion(world: World, touched: Touched & { view: OpenView }, value: string): Json {
  return {
    type: 'block_suggestion',
    ...common(world, touched.view.userId),
    container: containerOf(touched),
    view: viewJson(world, touched.view),
    block_id: touched.block.block_id,
    action_id: touched.element.action_id,
    value,
  };
}

/** The message's own author, text and thread are in it; so a shortcut is the one way from a thread into a modal. */
export function messageAction(
  world: World,
  userId: string,
  { callbackId, message, place }: { callbackId: string; message: Message; place: Place },
): Json {
  return {
    type: 'message_action',
    ...common(world, userId),
    callback_id: callbackId,
    trigger_id: newTrigger(world, userId),
    action_ts: newTs(world),
    channel: channelJson(place),
    message_ts: message.ts,
    message: messageJson(world, message),
    response_url: newResponseUrl(world, { userId, channel: place.id, original: message }),
  };
}

export function globalShortcut(world: World, userId: string, callbackId: string): Json {
  return {
    type: 'shortcut',
    ...common(world, userId),
    callback_id: callbackId,
    trigger_id: newTrigger(world, userId),
    action_ts: newTs(world),
  };
}
