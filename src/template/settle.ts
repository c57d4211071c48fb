/** The template that is asked for, as the catalogue has it now, and what follows from it for the other fields. */
import type { SendingApp } from '../compose/app.ts';
import type { Draft } from '../compose/draft.ts';
import type { Faults } from '../slack/form.ts';
import type { Words } from '../words/zh.ts';
import type { TemplateKindDeps } from './deps.ts';
import { type Entry, itemNames, itemsOf, type TemplateParts, type TemplateValues } from './draft.ts';
import { isMembersOnly } from './form.ts';

type Settled = { draft: Draft<TemplateParts>; faults: Faults<TemplateValues> };
type Deps = Pick<TemplateKindDeps, 'catalogue' | 'suiteIds'>;

export async function settleTemplate(
  deps: Deps,
  draft: Draft<TemplateParts>,
  { all, words }: { all: SendingApp[]; words: Words },
): Promise<Settled> {
  const { values, offered } = draft;
  if (values.template === '') return { draft, faults: {} };
  const found = await offeredEntry(deps, values.template);
  if (found === null) return gone(draft, words);
  const apps = appsFor(deps, { offered: { ...offered, template: found } }, all);
  const isKnown = offered.template !== null && isSame(offered.template, found);
  return isKnown ? stillThere(draft, apps, words) : another(draft, { found, apps, words });
}

/** What was typed stays, for the template that is chosen next. */
function gone(draft: Draft<TemplateParts>, words: Words): Settled {
  const { values, offered } = draft;
  const next = { values: { ...values, template: '' }, offered: { ...offered, drawn: offered.drawn + 1 } };
  return { draft: { ...draft, ...next }, faults: { template: words.forms.template.templateGone } };
}

function stillThere(draft: Draft<TemplateParts>, apps: SendingApp[], words: Words): Settled {
  const values = fitted(draft.values, apps);
  const isRefused = isMembersOnly(values, apps) && namesMoreThanMembers(draft);
  const faults = isRefused ? { audience: words.forms.template.compose.memberAuthorised } : {};
  return { draft: { ...draft, values }, faults };
}

type Found = { found: Entry; apps: SendingApp[]; words: Words };

/** Another template was chosen, or this one was changed meanwhile. */
function another(draft: Draft<TemplateParts>, { found, apps, words }: Found): Settled {
  const { values, offered } = draft;
  const before = offered.template;
  const app = before?.suiteId === found.suiteId ? values.app : '';
  const next = { ...values, ...carried(before, found, values), app, insertInto: '' };
  return {
    draft: {
      ...draft,
      values: fitted(next, apps),
      offered: { template: found, drawn: offered.drawn + 1, asked: null },
    },
    faults: before?.id === found.id ? { template: words.forms.template.templateChanged } : {},
  };
}

/** It was checked before the company was found to be authorised by a member only. */
function namesMoreThanMembers({ checked }: Draft<TemplateParts>): boolean {
  if (checked === null) return false;
  const { audience } = checked;
  return audience.type !== 'lists' || audience.counts.some(({ kind }) => kind === 'department' || kind === 'tag');
}

/** The apps of the template's suite; of every suite while there is no template. */
export function appsFor(
  { suiteIds }: Pick<Deps, 'suiteIds'>,
  { offered }: Pick<Draft<TemplateParts>, 'offered'>,
  all: SendingApp[],
): SendingApp[] {
  const wanted = offered.template === null ? suiteIds : [offered.template.suiteId];
  return all.filter(({ kind, suiteId }) => kind === 'suite' && suiteId !== null && wanted.includes(suiteId));
}

/** Null: gone, retired, or of a suite that is not configured any more. */
async function offeredEntry({ catalogue, suiteIds }: Deps, id: string): Promise<Entry | null> {
  const found = await catalogue.find(id);
  return found && found.retiredAt === null && suiteIds.includes(found.suiteId) ? entryOf(found) : null;
}

function entryOf({ id, suiteId, templateId, name, keywords }: Entry): Entry {
  return { id, suiteId, templateId, name, keywords: keywords.map(({ key, sample }) => ({ key, sample })) };
}

function isSame(a: Entry, b: Entry): boolean {
  return JSON.stringify(entryOf(a)) === JSON.stringify(entryOf(b));
}

/** A value goes where its keyword went. */
function carried(before: Entry | null, next: Entry, values: TemplateValues): Partial<TemplateValues> {
  const byKey = new Map(before ? itemsOf(before, values).map(({ key, value }) => [key, value]) : []);
  return Object.fromEntries(itemNames.map((name, i) => [name, byKey.get(next.keywords[i]?.key ?? '') ?? '']));
}

/** A single company needs no choice; what one that a member authorised must not be sent is not chosen. */
function fitted(values: TemplateValues, apps: SendingApp[]): TemplateValues {
  const [only, ...others] = apps;
  const app = values.app === '' && only && others.length === 0 ? only.id : values.app;
  if (!isMembersOnly({ app }, apps)) return { ...values, app };
  const { audience, listKind } = values;
  return {
    ...values,
    app,
    audience: audience === 'all' ? 'typed' : audience,
    listKind: listKind === 'header' ? 'header' : 'member',
  };
}
