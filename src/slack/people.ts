/** What Slack knows about people: their language, and who is in a user group. Asked seldom, and no failure gets out. */
import { z } from 'zod';
import type { GroupAnswer } from '../access.ts';
import type { Locale } from '../delivery/summary.ts';
import type { Log } from '../log.ts';
import { localeOf as ourLocale } from '../words/locale.ts';

/** Keyv's. */
export type Cache = {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, ttlMs: number): Promise<unknown>;
};

/** The part of Slack's WebClient that is used; give it one with a short timeout. */
export type PeopleClient = {
  users: { info(ask: { user: string; include_locale: true }): Promise<{ user?: { locale?: string } }> };
  usergroups: { users: { list(ask: { usergroup: string }): Promise<{ users?: string[] }> } };
};

export type People = {
  /** The person's language, or the default where Slack does not tell. Never rejects. */
  localeOf(user: string): Promise<Locale>;
  /** Somebody taken out of a group may be taken for a member for `groupMs` more. Never rejects. */
  groupMembers(group: string): Promise<GroupAnswer>;
};

const localeMs = 60 * 60_000;
const groupMs = 5 * 60_000;
/** How long a failure is remembered, so that a Slack in trouble is not asked at every click. */
const failureMs = 60_000;

/** How long an answer is kept in this process, and of how many people, before the shared cache is asked. */
const hereMs = 60_000;
const mostHere = 10_000;

const localeSchema = z.enum(['zh', 'en']);
const membersSchema = z.array(z.string());

export function openPeople(options: { client: PeopleClient; cache: Cache; defaultLocale: Locale; log: Log }): People {
  const { client, cache, defaultLocale, log } = options;

  async function askLocale(user: string): Promise<Locale> {
    const key = `locale:${user}`;
    const kept = localeSchema.safeParse(await cache.get(key));
    if (kept.success) return kept.data;
    const asked = await attempt(() => client.users.info({ user, include_locale: true }), log);
    const locale = ourLocale(asked?.user?.locale) ?? defaultLocale;
    await cache.set(key, locale, asked === null ? failureMs : localeMs);
    return locale;
  }

  async function askMembers(group: string): Promise<GroupAnswer> {
    const key = `group:${group}`;
    const kept = membersSchema.safeParse(await cache.get(key));
    if (kept.success) return { type: 'members', users: kept.data };
    const { users } = await client.usergroups.users.list({ usergroup: group });
    if (users === undefined) return { type: 'unknown' };
    await cache.set(key, users, groupMs);
    return { type: 'members', users };
  }

  const localeHere = remembered(hereMs, (user) => attempt(() => askLocale(user), log));
  return {
    localeOf: async (user) => (await localeHere(user)) ?? defaultLocale,
    groupMembers: async (group) => (await attempt(() => askMembers(group), log)) ?? { type: 'unknown' },
  };
}

/** So that clicks at once share one question, and the next ones cost none; an answer of null is not kept. */
function remembered<T>(ms: number, ask: (key: string) => Promise<T | null>): (key: string) => Promise<T | null> {
  const kept = new Map<string, { answer: Promise<T | null>; until: number }>();
  return (key) => {
    const found = kept.get(key);
    if (found && found.until > Date.now()) return found.answer;
    if (kept.size >= mostHere) kept.clear();
    const answer = ask(key);
    const entry = { answer, until: Date.now() + ms };
    kept.set(key, entry);
    void answer.then((value) => value === null && kept.get(key) === entry && kept.delete(key));
    return answer;
  };
}

/** The answer, or null and a line in the log. */
async function attempt<T>(ask: () => Promise<T>, log: Log): Promise<T | null> {
  try {
    return await ask();
  } catch (err) {
    log.warn({ err }, 'Slack did not tell about a person');
    return null;
  }
}
