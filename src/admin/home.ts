/** The first view: each third-party app with its ticket, its companies and its templates. */
import type { types } from '@slack/bolt';
import type { CatalogueEntry } from '../catalogue/catalogue.ts';
import { cutToBytes, type Keyword } from '../message.ts';
import type { Authorisation } from '../provider/authorisations.ts';
import { callbackPath } from '../provider/routes.ts';
import {
  actions,
  alert,
  type Block,
  button,
  context,
  divider,
  escapeMrkdwn,
  header,
  mrkdwn,
  section,
} from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { adminActions } from './actions.ts';
import { moment } from './dates.ts';
import { type AdminDeps, type Suite, templateSuites } from './deps.ts';
import type { AdminMetadata } from './metadata.ts';
import { pagesOf, type Row } from './pages.ts';
import { tellingView } from './plain-views.ts';

export type Note = { text: string; level: 'success' | 'warning' };
type HomeDeps = Pick<AdminDeps, 'suites' | 'authorisations' | 'publicUrl' | 'clock'> & {
  catalogue: Pick<AdminDeps['catalogue'], 'list'>;
};
type Shown = { meta: AdminMetadata; words: Words; note?: Note };

/** WeCom pushes a ticket every ten minutes, and each lives for thirty. */
const ticketLifeMs = 30 * 60_000;

/** Of companies: what WeCom tells is theirs to choose. Bytes. */
const companyNameMaxBytes = 300;

export async function homeView(deps: HomeDeps, { meta, words, note }: Shown): Promise<types.ModalView> {
  const pages = pagesOf(await rowsOf(deps, words));
  // A page may be gone since it was left: the last one stands for it.
  const page = Math.min(meta.page, pages.length - 1);
  const blocks = [
    ...(note ? [alert(note.text, note.level)] : []),
    ...(deps.suites.length === 0 ? noSuites(words) : []),
    ...pageBlocks(pages, page, words),
    ...turning(page, pages.length, words),
  ];
  return tellingView(words, { ...meta, page }, { blocks });
}

function noSuites({ admin: { home } }: Words): Block[] {
  return [section(home.none.what), section(home.none.how), context(home.none.notNeeded)];
}

async function rowsOf(deps: HomeDeps, words: Words): Promise<Row[]> {
  const { suites, authorisations, catalogue } = deps;
  const [companies, entries, tickets] = await Promise.all([
    authorisations?.all() ?? [],
    catalogue.list(templateSuites(suites).map(({ suiteId }) => suiteId)),
    Promise.all(suites.map(({ suiteId }) => authorisations?.ticketAt(suiteId) ?? null)),
  ]);
  return suites.flatMap((suite, index) => {
    const own = <T extends { suiteId: string }>(all: T[]) => all.filter(({ suiteId }) => suiteId === suite.suiteId);
    return [
      { suite: suite.name, blocks: suiteBlocks(deps, { suite, ticketAt: tickets[index] ?? null, words }) },
      ...companyRows(suite, own(companies), words),
      ...templateRows(suite, own(entries), words),
    ];
  });
}

function suiteBlocks(
  { publicUrl, clock }: HomeDeps,
  { suite, ticketAt, words }: { suite: Suite; ticketAt: number | null; words: Words },
): Block[] {
  const { home } = words.admin;
  const isFresh = ticketAt !== null && clock.now() - ticketAt <= ticketLifeMs;
  const when = ticketAt === null ? null : moment(ticketAt);
  const callback = publicUrl === null ? home.ourCallback(callbackPath) : `${publicUrl}${callbackPath}`;
  return [
    header(suite.name),
    context(home.about(home.kinds[suite.kind], suite.suiteId)),
    ...(isFresh && when !== null
      ? [section(mrkdwn(home.ticket(when)))]
      : [
          section(mrkdwn(`${home.noTicket(when)}\n${home.withoutTicket[suite.kind]}`)),
          section(home.ticketCure(callback)),
        ]),
  ];
}

function companyRows(suite: Suite, companies: Authorisation[], { admin: { home } }: Words): Row[] {
  const title = mrkdwn(home.companies(companies.length));
  const authorise = button({ action: adminActions.authorise, text: home.authorise, value: suite.suiteId });
  const heading =
    suite.kind === 'delegated'
      ? [divider(), section(title), context(home.byQrCode)]
      : [divider(), section(title, authorise)];
  const rows = companies.map((company) => [section(mrkdwn(companyText(company, home)))]);
  return [heading, ...rows].map((blocks) => ({ suite: suite.name, blocks }));
}

function companyText({ corpName, corpId, permanentCode, app }: Authorisation, home: Words['admin']['home']): string {
  const name = `*${escapeMrkdwn(cutToBytes(corpName, companyNameMaxBytes) || corpId)}*`;
  if (permanentCode === null) return `${name}\n${home.unreadable}`;
  if (app === null) return `${name}\n${home.appUnknown}`;
  const { members, departments, tags } = app.scope;
  const sees = home.sees({ members: members.length, departments: departments.length, tags: tags.length });
  return `${name}\n${app.memberAuthorised ? home.byMember : home.byAdmin}${home.between}${sees}`;
}

function templateRows(suite: Suite, entries: CatalogueEntry[], { admin: { home } }: Words): Row[] {
  const of = (blocks: Block[]): Row => ({ suite: suite.name, blocks });
  if (suite.kind === 'delegated') return [of([divider(), context(home.noTemplates)])];
  const add = button({ action: adminActions.add, text: home.add, value: suite.suiteId });
  const heading = [divider(), section(mrkdwn(home.templates(entries.length)), add)];
  return [heading, ...entries.map((entry) => templateBlocks(entry, home))].map(of);
}

function templateBlocks(entry: CatalogueEntry, home: Words['admin']['home']): Block[] {
  const { id, retiredAt } = entry;
  const buttons =
    retiredAt === null
      ? [
          button({ action: adminActions.edit, text: home.edit, value: id }),
          button({ action: adminActions.retire, text: home.retire, value: id }),
        ]
      : [button({ action: adminActions.restore, text: home.restore, value: id })];
  return [section(mrkdwn(templateText(entry, home))), actions(...buttons)];
}

/** Name, WeCom's id, keywords with their samples. mrkdwn. */
export function templateText(
  { name, templateId, keywords, retiredAt }: CatalogueEntry,
  home: Words['admin']['home'],
): string {
  const heading = `*${escapeMrkdwn(name)}*`;
  const title = retiredAt === null ? heading : home.retired(heading);
  const items = keywords.map(({ key, sample }: Keyword) => home.keyword(key, sample)).join(home.between);
  return `${title}\n${escapeMrkdwn(templateId)}\n${escapeMrkdwn(items)}`;
}

function pageBlocks(pages: Row[][], page: number, { admin: { home } }: Words): Block[] {
  const rows = pages[page] ?? [];
  const [before, first] = [pages[page - 1]?.at(-1), rows[0]];
  const isContinued = before !== undefined && before.suite === first?.suite;
  return [...(isContinued ? [context(home.continued(before.suite))] : []), ...rows.flatMap(({ blocks }) => blocks)];
}

function turning(page: number, pages: number, { admin: { home } }: Words): Block[] {
  if (pages === 1) return [];
  const { previous, next } = adminActions;
  const buttons = [
    ...(page > 0 ? [button({ action: previous, text: home.previous, value: String(page - 1) })] : []),
    ...(page < pages - 1 ? [button({ action: next, text: home.next, value: String(page + 1) })] : []),
  ];
  return [context(home.page(page + 1, pages)), actions(...buttons)];
}
