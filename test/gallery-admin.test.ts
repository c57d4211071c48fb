/** Every view of the administrators, in every state. */
import { afterAll, describe, test } from 'vitest';
import type { Suite } from '../src/admin/deps.ts';
import { homeView, type Note } from '../src/admin/home.ts';
import { askingView, authoriseView, linkView } from '../src/admin/install.ts';
import type { AdminMetadata } from '../src/admin/metadata.ts';
import { brokenView, openingView, refusedView } from '../src/admin/plain-views.ts';
import { type TemplateValues, templateForm, templateView, valuesOf } from '../src/admin/template-form.ts';
import type { CatalogueEntry } from '../src/catalogue/catalogue.ts';
import type { Locale } from '../src/delivery/summary.ts';
import type { Authorisation } from '../src/provider/authorisations.ts';
import type { InstallLink } from '../src/provider/install.ts';
import { reasonOf } from '../src/report/reasons.ts';
import { renderViewText } from '../src/sandbox/slack/render-text.ts';
import { sunriseSchool } from '../src/sandbox/slack/workspace.ts';
import { wordsFor } from '../src/words/locale.ts';
import type { Words } from '../src/words/zh.ts';
import { gallery, galleryHoldsOnly } from './gallery.ts';

const now = Date.UTC(2026, 10, 23, 8, 6);
const minute = 60_000;
const names = (id: string) => sunriseSchool.users.find((user) => user.id === id)?.name ?? id;
const suite: Suite = { suiteId: 'ww7b31e5d8f2a6c904', name: '晨光通知', kind: 'suite' };
const canteen: Suite = { suiteId: 'ww0123456789abcdef', name: '晨光食堂', kind: 'suite' };
const delegated: Suite = { suiteId: 'dk52c8a1f6e3b7d940', name: '晨光代开发', kind: 'delegated' };
const link = 'https://open.work.weixin.qq.com/3rdapp/install?suite_id=ww7b31e5d8f2a6c904&pre_auth_code=PREAUTHCODE';

const state = (title: string, text: string) => `════ ${title} ════\n${text}`;
const draw = (title: string, view: object, errors: Record<string, string> = {}) =>
  state(title, renderViewText(view, { names, errors }));

function metaFor(locale: Locale, more: Partial<AdminMetadata> = {}): AdminMetadata {
  return { locale, page: 0, editing: null, ...more };
}

function template(name: string, more: Partial<CatalogueEntry> = {}): CatalogueEntry {
  const keywords = [
    { key: '会议室', sample: '402' },
    { key: '会议时间', sample: '9月1日 09:00' },
    { key: '备注', sample: '' },
  ];
  const base = { id: name, suiteId: suite.suiteId, templateId: 'ttxxlGlgIAwJrCTFjtndfgHPoIySyk6w', name, keywords };
  return { ...base, retiredAt: null, updatedBy: 'U0ADMIN', updatedAt: now, ...more };
}

function company(corpName: string, more: Partial<Authorisation> = {}): Authorisation {
  const scope = { members: ['a'], departments: ['2', '3'], tags: [] };
  const app = { agentId: 1, appName: '晨光通知', memberAuthorised: false, scope, userMax: 200 };
  return { suiteId: suite.suiteId, corpId: 'wwc4d1e8a97b2f5306', corpName, permanentCode: 'code', app, ...more };
}

const member = { agentId: 1, appName: '', memberAuthorised: true, userMax: null };
const companies = [
  company('晨光教育集团'),
  company('<!channel> & *Co*', { app: { ...member, scope: { members: ['a', 'b'], departments: [], tags: [] } } }),
  company('朝阳学校', { permanentCode: null }),
  company('', { app: null }),
];
const templates = [template('会议室预定'), template('<@U0WANG> 请假', { retiredAt: now })];

type Scene = { suites: Suite[]; ticketAt?: number | null; publicUrl?: string | null; page?: number };
type Kept = { companies?: Authorisation[]; templates?: CatalogueEntry[] };

function home(words: Words, locale: Locale, scene: Scene & Kept, note?: Note) {
  const { suites, ticketAt = now - 3 * minute, publicUrl = 'https://relay.example.com', page = 0 } = scene;
  const deps = {
    suites,
    publicUrl,
    authorisations: { all: async () => scene.companies ?? [], ticketAt: async () => ticketAt },
    catalogue: { list: async () => scene.templates ?? [] },
    clock: { now: () => now, sleep: async () => undefined },
  };
  return homeView(deps, { meta: metaFor(locale, { page }), words, ...(note && { note }) });
}

async function homes(words: Words, locale: Locale): Promise<string[]> {
  const { done } = words.admin.home;
  const some = { suites: [suite], companies, templates };
  const many = { suites: [suite], templates: Array.from({ length: 60 }, (_, i) => template(`模板 ${i}`)) };
  const noted = (title: string, note: Note) => home(words, locale, some, note).then((view) => draw(title, view));
  return [
    draw('no third-party apps', await home(words, locale, { suites: [] })),
    draw(
      'nothing yet, no ticket, no public address',
      await home(words, locale, { suites: [suite], ticketAt: null, publicUrl: null }),
    ),
    draw('31 minutes without a ticket', await home(words, locale, { suites: [suite], ticketAt: now - 31 * minute })),
    draw('a delegated app without a ticket', await home(words, locale, { suites: [delegated], ticketAt: null })),
    draw('companies and templates in every state', await home(words, locale, some)),
    draw('several apps', await home(words, locale, { ...some, suites: [suite, delegated] })),
    draw('the second page', await home(words, locale, { ...many, page: 1 })),
    await noted('saved', { text: done.saved('会议室预定'), level: 'success' }),
    ...[done.retired('会议'), done.restored('会议'), done.already, done.gone].map((text) =>
      state('another note', text),
    ),
  ];
}

function form(words: Words, locale: Locale): string[] {
  const entry = template('会议室预定');
  const editing = { id: entry.id, seen: 1 };
  const draft: TemplateValues = { ...valuesOf(entry), name: '我的改动' };
  const { empty } = templateForm([suite]);
  const meta = metaFor(locale);
  const changed = (more: Partial<CatalogueEntry>) =>
    templateView([suite], { values: draft, meta: { ...meta, editing }, words, changed: { ...entry, ...more } });
  return [
    draw('add', templateView([suite], { values: empty, meta, words })),
    draw(
      'add, several apps',
      templateView([suite, canteen, delegated], { values: { ...empty, suite: canteen.suiteId }, meta, words }),
    ),
    draw('edit', templateView([suite], { values: valuesOf(entry), meta: { ...meta, editing }, words })),
    draw('changed meanwhile', changed({ name: '会议室' })),
    draw('retired meanwhile', changed({ retiredAt: now })),
    ...faults(words, locale),
  ];
}

function faults(words: Words, locale: Locale): string[] {
  const shown = templateForm([suite, canteen]);
  const sound: TemplateValues = valuesOf(template('会议室预定'));
  const long = '长'.repeat(80);
  const wrong: Partial<TemplateValues>[] = [
    { suite: '', name: '', templateId: '', keywords: '' },
    { name: long, templateId: long, keywords: `：没有\n甲\n甲：1\n${long}：${long}` },
    { templateId: 'tt 1', keywords: '一\n二\n三\n四\n五\n六' },
    { keywords: Array.from({ length: 7 }, () => `${long}：${long}`).join('\n') },
  ];
  const seen = wrong.map((values) => {
    const parsed = shown.parse({}, words, { ...sound, ...values });
    if (parsed.type === 'parsed') throw new Error('nothing was wrong');
    const view = templateView([suite, canteen], { values: parsed.values, meta: metaFor(locale), words });
    return draw('with faults', view, { ...parsed.faults } as Record<string, string>);
  });
  const { taken } = words.admin.form;
  return [...seen, state('the id is taken', [taken('会议室预定', false), taken('会议室预定', true)].join('\n'))];
}

const links: Record<string, InstallLink> = {
  'no public address': { type: 'noPublicUrl' },
  refused: { type: 'refused', refusal: { errcode: 40080, errmsg: '' }, advice: 'stop' },
  'refused, the address is not known to WeCom': {
    type: 'refused',
    refusal: { errcode: 60020, errmsg: 'not allow to access from ip: 203.0.113.7' },
    advice: 'stop',
  },
  'refused with a number nobody knows': { type: 'refused', refusal: { errcode: 99999, errmsg: '' }, advice: 'stop' },
  'no ticket': { type: 'notSent', hurdle: 'noTicket', detail: '' },
  unreachable: { type: 'notSent', hurdle: 'unreachable', detail: '' },
  'no answer': { type: 'unknown', doubt: 'timeout', detail: '' },
};

function install(words: Words, locale: Locale): string[] {
  const about = { meta: metaFor(locale), words, askedAt: now };
  const why = {
    reasonOf: (refusal: Parameters<typeof reasonOf>[0], say: Words) =>
      reasonOf(refusal, { message: { type: 'notice' }, appId: 'suite:' }, say),
  };
  const ready = { type: 'link' as const, url: link };
  return [
    draw('formal or test', authoriseView(suite, about)),
    draw('WeCom is being asked', askingView(about)),
    draw('ready, formal', linkView(why, { ...about, link: ready, authType: 'formal' })),
    draw('ready, test', linkView(why, { ...about, link: ready, authType: 'test' })),
    ...Object.entries(links).map(([title, one]) =>
      draw(title, linkView(why, { ...about, link: one, authType: 'formal' })),
    ),
  ];
}

function otherViews(words: Words): string[] {
  const { tooSlow, notSaved, told } = words.admin;
  return [
    draw('opening, no language yet', openingView()),
    draw('broken', brokenView()),
    draw('not an administrator', refusedView(words, 'U0GUEST', 'notListed')),
    draw('Slack does not say who is in a group', refusedView(words, 'U0GUEST', 'groupsUnknown')),
    state('too slow to open, told privately', tooSlow),
    state('not saved, at a field', notSaved),
    state('told directly', [told.authorised('晨光教育集团', suite.name), told.failed(suite.name, 40078)].join('\n')),
  ];
}

const pages = { home: homes, form, install, 'other-views': otherViews };

describe.each<Locale>(['zh', 'en'])('what administrators see, in %s', (locale) => {
  test.each(Object.entries(pages))('%s', async (name, drawn) => {
    gallery(`admin/${name}.${locale}`, (await drawn(wordsFor(locale), locale)).join('\n\n'));
  });
});

afterAll(() => {
  galleryHoldsOnly(
    'admin',
    Object.keys(pages).flatMap((name) => [`admin/${name}.zh`, `admin/${name}.en`]),
  );
});
