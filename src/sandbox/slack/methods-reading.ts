/** auth.test, users.*, usergroups.*, conversations.*: what the bot looks up. */
import { type Message, messageJson, thread, topLevel } from './messages.ts';
import { directMessage, placeToRead } from './places.ts';
import { isRefusal, refuse } from './refusal.ts';
import { findUser, recordFault, type World } from './world.ts';

type Fields = Record<string, unknown>;

export function authTest(world: World): object {
  const { teamId, teamDomain, bot } = world.workspace;
  return {
    ok: true,
    url: `https://${teamDomain}.slack.com/`,
    team: teamDomain,
    team_id: teamId,
    user: bot.name,
    user_id: bot.userId,
    bot_id: bot.botId,
    is_enterprise_install: false,
  };
}

export function usersInfo(world: World, fields: Fields): object {
  const user = findUser(world, String(fields.user));
  if (!user) return refuse('user_not_found');
  const withLocale = String(fields.include_locale) === 'true' || fields.include_locale === '1';
  return {
    ok: true,
    user: {
      id: user.id,
      team_id: world.workspace.teamId,
      name: user.name,
      real_name: user.name,
      deleted: false,
      tz: user.tz,
      profile: { real_name: user.name, display_name: user.name },
      is_admin: user.isAdmin ?? false,
      is_restricted: user.isGuest ?? false,
      is_bot: false,
      ...(withLocale ? { locale: user.locale } : {}),
    },
  };
}

export function userGroupMembers(world: World, fields: Fields): object {
  const group = world.workspace.userGroups.find((one) => one.id === fields.usergroup);
  return group ? { ok: true, users: group.users } : refuse('no_such_subteam');
}

/** One person only: group direct messages are not part of this sandbox. */
export function openConversation(world: World, fields: Fields): object {
  const users = String(fields.users ?? '').split(',');
  if (users.length > 1) recordFault(world, 'conversations.open with several users is not known to the sandbox');
  const user = findUser(world, users[0] ?? '');
  if (!user || users.length > 1) return refuse('user_not_found');
  return { ok: true, channel: { id: directMessage(world, user.id).id } };
}

function page(world: World, found: Message[], fields: Fields): object {
  const limit = Math.min(Number(fields.limit ?? 100), 1000);
  const start = Number(fields.cursor || 0);
  const end = start + limit;
  const hasMore = end < found.length;
  const withMetadata = String(fields.include_all_metadata) === 'true' || fields.include_all_metadata === '1';
  return {
    ok: true,
    messages: found.slice(start, end).map((message) => messageJson(world, message, withMetadata)),
    has_more: hasMore,
    ...(hasMore ? { response_metadata: { next_cursor: String(end) } } : {}),
  };
}

function isBetween(message: Message, fields: Fields): boolean {
  const ts = Number(message.ts);
  const oldest = Number(fields.oldest ?? 0);
  const latest = Number(fields.latest ?? Number.POSITIVE_INFINITY);
  const edges = String(fields.inclusive) === 'true' && (ts === oldest || ts === latest);
  return edges || (ts > oldest && ts < latest);
}

/** Newest first. */
export function history(world: World, fields: Fields): object {
  const place = placeToRead(world, fields.channel);
  if (isRefusal(place)) return place;
  const found = topLevel(world, place.id).filter((message) => isBetween(message, fields));
  return page(world, found.reverse(), fields);
}

/** Oldest first, the parent always leading. */
export function replies(world: World, fields: Fields): object {
  const place = placeToRead(world, fields.channel);
  if (isRefusal(place)) return place;
  const [parent, ...rest] = thread(world, place.id, String(fields.ts));
  if (!parent) return refuse('thread_not_found');
  return page(world, [parent, ...rest.filter((message) => isBetween(message, fields))], fields);
}
