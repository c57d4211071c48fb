/** What people do with template messages: choose a template, fill in its keywords, say whom it is for. */
import { type Catalogue, createCatalogue, type TemplateContent } from '../src/catalogue/catalogue.ts';
import { systemClock } from '../src/clock.ts';
import type { Locale } from '../src/delivery/summary.ts';
import type { Rehearsal } from '../src/sandbox/rehearsal.ts';
import type { Modal } from '../src/sandbox/slack/modal.ts';
import type { Person } from '../src/sandbox/slack/person.ts';
import { chenguangTemplates } from '../src/sandbox/wecom/provider/sample.ts';
import { wordsFor } from '../src/words/locale.ts';
import { admin, channel } from './story-kit.ts';

export type TemplateMessage = {
  /** Chosen by this name. */
  template?: string;
  /** By keyword. */
  values?: Record<string, string>;
  url?: string;
  appid?: string;
  pagepath?: string;
  members?: string;
  departments?: string;
  tags?: string;
  everybody?: boolean;
  list?: { name: string; bytes: Uint8Array };
  tickets?: string;
  onlyUnauth?: boolean;
  idTranslation?: boolean;
  locale?: Locale;
};

const { meeting } = chenguangTemplates;
export const meetingValues = { 会议室: '402', 会议地点: '广州TIT-402会议室', 会议时间: '2018年8月1日 09:00-09:30' };

/** What the catalogue has of a template, as its administrator would have copied it. */
export function contentOf({ suiteId, templateId, name, keys }: typeof meeting): TemplateContent {
  return { suiteId, templateId, name, keywords: keys.map((key) => ({ key, sample: `${key}的例子` })) };
}

export function catalogueOf({ store }: Pick<Rehearsal, 'store'>): Catalogue {
  return createCatalogue({ db: store.db, clock: systemClock, newId: () => crypto.randomUUID() });
}

/** Adds templates to the catalogue; resolves with their ids there. */
export async function register(school: Pick<Rehearsal, 'store'>, ...templates: TemplateContent[]): Promise<string[]> {
  const added = await Promise.all(templates.map((content) => catalogueOf(school).add(content, admin)));
  return added.map(({ entry }) => entry.id);
}

/** View 1 filled in, not yet submitted. */
export async function composeTemplate(person: Person, message: TemplateMessage): Promise<void> {
  const form = wordsFor(message.locale ?? 'zh').forms.template.compose;
  const { template = meeting.name, values = meetingValues } = message;
  await person.command('/template-message', { channel });
  const opened = await person.waitForModal((modal) => form.template in modal.values);
  // The only one there is stands there already.
  if (opened.values[form.template] !== template) await person.choose(form.template, template);
  await person.waitForModal((modal) => Object.keys(values).every((key) => key in modal.values));
  for (const [key, value] of Object.entries(values)) await person.fill(key, value);
  if (message.idTranslation) {
    await person.check(form.idTranslation, form.idTranslationChoice);
    await person.waitForModal((modal) => form.insertId in modal.values);
  }
  await opens(person, message);
  await addressed(person, message);
}

async function opens(person: Person, message: TemplateMessage): Promise<void> {
  const form = wordsFor(message.locale ?? 'zh').forms.template.compose;
  if (message.appid !== undefined) {
    await person.choose(form.miniProgram, form.anotherAppid);
    await person.waitForModal((modal) => form.appid in modal.values);
    await person.fill(form.appid, message.appid);
  }
  if (message.pagepath !== undefined) await person.fill(form.pagepath, message.pagepath);
  const url = message.url ?? (message.appid === undefined ? 'http://www.qq.com' : '');
  if (url !== '') await person.fill(form.url, url);
}

async function addressed(person: Person, message: TemplateMessage): Promise<void> {
  const form = wordsFor(message.locale ?? 'zh').forms.template.compose;
  const { members, departments, tags, everybody, list, tickets } = message;
  if (members !== undefined) await person.fill(form.box('member', 3000), members);
  if (departments !== undefined) await person.fill(form.box('department', 3000), departments);
  if (tags !== undefined) await person.fill(form.box('tag', 3000), tags);
  if (everybody) {
    await person.choose(form.audience, form.audienceAll);
    await person.waitForModal((modal) => !(form.box('member', 3000) in modal.values));
  }
  if (list) {
    await person.choose(form.audience, form.audienceFile);
    await person.waitForModal((modal) => form.listFile in modal.values);
    await person.upload(form.listFile, { name: list.name, bytes: Buffer.from(list.bytes) });
    await person.choose(form.listKind, form.listKindHeader);
  }
  if (tickets !== undefined) {
    await person.check(form.withTickets, form.withTicketsChoice);
    await person.waitForModal((modal) => form.tickets(10) in modal.values);
    await person.fill(form.tickets(10), tickets);
    if (message.onlyUnauth) await person.check(form.onlyUnauth, form.onlyUnauthChoice);
  }
}

/** Composed, checked, the review stands in front of the person. */
export async function reviewedTemplate(person: Person, message: TemplateMessage): Promise<Modal> {
  const { review } = wordsFor(message.locale ?? 'zh').forms.template;
  await composeTemplate(person, message);
  await person.submit();
  return person.waitForModal(review.title);
}

/** The requests of template messages that reached WeCom, oldest first, carried out or not. */
export function templateRequests({ wecom }: Pick<Rehearsal, 'wecom'>): Record<string, unknown>[] {
  return wecom.log('message').map(({ body }) => JSON.parse(body));
}
