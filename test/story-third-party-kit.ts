/** What the stories of third-party apps have in common: a company with many members, and template messages to them. */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Rehearsal } from '../src/sandbox/rehearsal.ts';
import type { LogEntry } from '../src/sandbox/wecom/log.ts';
import type { ProviderSettings } from '../src/sandbox/wecom/provider/options.ts';
import {
  chenguangCompany,
  chenguangDelegated,
  chenguangProvider,
  chenguangSuite,
  chenguangTemplates,
} from '../src/sandbox/wecom/provider/sample.ts';
import { authorisations, suiteEvents } from '../src/store/schema.ts';
import { wordsFor } from '../src/words/locale.ts';
import { admin, channel, tick, wang } from './story-kit.ts';
import { catalogueOf, contentOf, meetingValues, register, reviewedTemplate } from './story-template-kit.ts';

export const { corpId } = chenguangCompany;
export const { suiteId } = chenguangSuite;
export const key = { suiteId, corpId };
export const delegatedKey = { suiteId: chenguangDelegated.suiteId, corpId };

/** Members of a group of its own, so that nobody is in two messages. */
export function memberIds(count: number, group: string): string[] {
  const name = createHash('sha256').update(group).digest('hex').slice(0, 8);
  return Array.from({ length: count }, (_, i) => `wo${name}_${i + 1}`);
}

/** The sample's provider and company, with these members beside its own. */
export function providerWith(ids: string[]): ProviderSettings {
  const members = ids.map((userId) => ({ userId, name: userId, departments: ['2'] }));
  const company = { ...chenguangCompany, userMax: 100_000, members: [...chenguangCompany.members, ...members] };
  return { ...chenguangProvider, companies: [company] };
}

/** Looks until there is something; a look that fails is made again. */
export async function eventually<T>(look: () => Promise<T | null | undefined | false>, what: string): Promise<T> {
  const end = Date.now() + 20_000;
  for (;;) {
    const found = await look().catch((cause: unknown) => {
      if (Date.now() > end) throw cause;
      return null;
    });
    if (found) return found;
    if (Date.now() > end) throw new Error(`waited for ${what}`);
    await tick(30);
  }
}

/** The company's row, as the store has it. */
export async function companyOf({ store }: Rehearsal, suite = suiteId) {
  return (await store.db.select().from(authorisations)).find((row) => row.suiteId === suite);
}

/** The company says yes, from WeCom's market; resolves once it can be sent to. */
export async function authorise(school: Rehearsal, who = key): Promise<void> {
  await school.wecom.authorise(who);
  await eventually(async () => (await companyOf(school, who.suiteId))?.info, 'the company');
  await settled(school);
}

/** Everything that WeCom pushed is worked through. */
export function settled({ store }: Rehearsal) {
  return eventually(async () => {
    const rows = await store.db.select().from(suiteEvents);
    return rows.every((row) => row.doneAt !== null);
  }, 'every event to be worked through');
}

/** From `/template-message` to the parent message, whose ts this is; `name` is told by its first keyword. */
export async function sendTemplate(school: Rehearsal, to: string[], name: string): Promise<string> {
  const { meeting } = chenguangTemplates;
  if ((await catalogueOf(school).list([suiteId])).length === 0) await register(school, contentOf(meeting));
  const bytes = Buffer.from(`成员ID\n${to.join('\n')}\n`);
  const person = school.slack.person(wang);
  await reviewedTemplate(person, { values: { ...meetingValues, 会议室: name }, list: { name: 'members.csv', bytes } });
  await person.submit();
  await person.waitForNoModal();
  return (await school.slack.waitForMessage(name, { channel })).ts;
}

/** How many of them WeCom was told to send to; throws when one was named twice. */
export function reachedOnce({ wecom }: Rehearsal, ids: string[]): number {
  const wanted = new Set(ids);
  const received = wecom.received().filter(({ id }) => wanted.has(id));
  const twice = received.find(({ times }) => times > 1);
  if (twice) throw new Error(`${twice.id} was named ${twice.times} times`);
  return received.length;
}

export function agentOf({ body }: LogEntry): number {
  return JSON.parse(body).agentid;
}

const { install: say } = wordsFor('zh').admin;

/** The link the administrator gets from `/wecom admin`; the bot has one suite only. */
export async function installLink({ slack }: Pick<Rehearsal, 'slack'>): Promise<string> {
  const person = slack.person(admin);
  await person.command('/wecom', { channel, text: 'admin' });
  await person.waitForModal(({ text }) => text.includes(wordsFor('zh').admin.home.authorise));
  await person.press(wordsFor('zh').admin.home.authorise);
  await person.waitForModal(({ text }) => text.includes(say.formal));
  await person.press(say.formal);
  const { text } = await person.waitForModal((modal) => modal.text.includes(say.copy));
  await person.closeAll();
  const [link] = text.match(/http:\/\/\S+3rdapp\/install\?[^\s|>]+/) ?? [];
  if (link === undefined) throw new Error(`no link in ${text}`);
  return link.replaceAll('&amp;', '&');
}

/** The company's administrator agrees; where WeCom sends the browser. */
export async function agree(link: string): Promise<string> {
  const { headers } = await fetch(link, { method: 'POST', redirect: 'manual' });
  return headers.get('location') ?? '';
}

/** What the administrator was told directly. */
export function toldAdmin({ slack }: Pick<Rehearsal, 'slack'>): string[] {
  const posts = slack.calls('chat.postMessage').filter(({ fields }) => fields.channel === admin);
  return posts.map(({ fields }) => String(fields.text));
}

/** Takes a table away for as long as `act` takes. */
export async function without(
  { store: { db } }: Pick<Rehearsal, 'store'>,
  table: string,
  act: () => Promise<unknown>,
): Promise<void> {
  const [there, away] = [sql.identifier(table), sql.identifier(`${table}_away`)];
  await db.execute(sql`alter table ${there} rename to ${away}`);
  try {
    await act();
  } finally {
    await db.execute(sql`alter table ${away} rename to ${there}`);
  }
}
