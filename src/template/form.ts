/** The fields of view 1, once: what depends on what, and what no field can see alone. */
import type { SendingApp } from '../compose/app.ts';
import type { Draft } from '../compose/draft.ts';
import { anotherMiniProgram, appField, chosenAppid, isAppidShown, isAppShown, noteField } from '../compose/fields.ts';
import { actions, alert, type ButtonAction, button, header } from '../slack/blocks.ts';
import { searchField } from '../slack/fields.ts';
import { defineForm, type Faults, type Form, type Rules } from '../slack/form.ts';
import type { Words } from '../words/zh.ts';
import { audienceFields, ticketFields, typedBoxes } from './audience-fields.ts';
import { itemFields, opensFields, translationFields } from './content-fields.ts';
import type { TemplateKindDeps } from './deps.ts';
import { isOnlyUnauth, itemNames, type TemplateParts, type TemplateValues } from './draft.ts';

/** Adds a name to be translated to one of the values. */
export const insertAction: ButtonAction = 'template:insert';

/** Block ids of the field that is searched in. */
export const templateBlock = /^template-\d+$/;

type Offer = Pick<TemplateKindDeps, 'miniPrograms'> & { apps: SendingApp[] };
/** `values`: only which app was chosen makes another form. */
type Drawn = Pick<Draft<TemplateParts>, 'offered'> & { values: Pick<TemplateValues, 'app'> };
type Visible = NonNullable<Rules<TemplateValues>['visible']>;

const say = (words: Words) => words.forms.template.compose;

export function templateForm({ offered, values }: Drawn, { apps, miniPrograms }: Offer): Form<TemplateValues> {
  const { template } = offered;
  const membersOnly = isMembersOnly(values, apps);
  const fields = {
    template: searchField({
      label: (w) => say(w).template,
      hint: (w) => say(w).templateHint,
      called: (value) => (template?.id === value ? template.name : null),
      redraws: true,
    }),
    app: appField(apps, say, true),
    ...itemFields(template),
    ...translationFields(template),
    ...opensFields(miniPrograms),
    ...audienceFields(membersOnly),
    ...ticketFields,
    note: noteField(say),
  };
  return defineForm<TemplateValues>('template:compose', fields, {
    visible: onceChosen(offered, Object.keys(fields), visibility(offered, { apps, miniPrograms, membersOnly })),
    above: headings(offered, membersOnly),
    blockIds: blockIds(offered.drawn, membersOnly),
    check: (typed, words) => faultsOf(typed, { miniPrograms, membersOnly, words }),
  });
}

/** A company that a member authorised: departments, tags and @all are refused (60208). */
export function isMembersOnly({ app }: Pick<TemplateValues, 'app'>, apps: SendingApp[]): boolean {
  return apps.find(({ id }) => id === app)?.memberAuthorised ?? false;
}

type Shape = Offer & { membersOnly: boolean };

function visibility({ template }: Drawn['offered'], { apps, miniPrograms, membersOnly }: Shape): Visible {
  const keywords = template?.keywords.length ?? 0;
  const isTyped = (now: TemplateValues) => now.audience === 'typed';
  const isFile = (now: TemplateValues) => now.audience === 'file';
  const translates = (now: TemplateValues) => now.idTranslation;
  return {
    app: ({ app }) => isAppShown(apps, app),
    ...Object.fromEntries(itemNames.map((name, i) => [name, () => i < keywords])),
    insertKind: translates,
    insertId: translates,
    insertInto: translates,
    miniProgram: () => miniPrograms.length > 0,
    appid: (now) => isAppidShown(miniPrograms, now),
    members: isTyped,
    departments: (now) => isTyped(now) && !membersOnly,
    tags: (now) => isTyped(now) && !membersOnly,
    listFile: isFile,
    listKind: isFile,
    tickets: (now) => now.withTickets,
    onlyUnauth: (now) => now.withTickets,
  };
}

/** Until there is a template there is no other field. */
function onceChosen(
  { template }: Drawn['offered'],
  names: string[],
  rules: Record<string, Visible[keyof Visible]>,
): Visible {
  const isChosen = (now: TemplateValues) => template !== null && now.template !== '';
  const whenChosen = names.map((name) => [
    name,
    (now: TemplateValues) => isChosen(now) && (rules[name]?.(now) ?? true),
  ]);
  return { ...Object.fromEntries(whenChosen), template: () => true };
}

function headings({ template }: Drawn['offered'], membersOnly: boolean): NonNullable<Rules<TemplateValues>['above']> {
  return {
    item1: (w) => [header(say(w).contentHeading(template?.name ?? ''))],
    url: (w, { idTranslation }) => [
      ...(idTranslation ? [actions(button({ action: insertAction, text: say(w).insert, value: 'insert' }))] : []),
      header(say(w).opensHeading),
    ],
    audience: (w) => [header(say(w).audienceHeading), ...(membersOnly ? [alert(say(w).memberAuthorised, 'info')] : [])],
    note: (w) => [header(say(w).moreHeading)],
  };
}

function blockIds(drawn: number, membersOnly: boolean): NonNullable<Rules<TemplateValues>['blockIds']> {
  const names = ['template', 'app', ...itemNames, 'insertId', 'insertInto'];
  const whom = membersOnly ? { audience: 'audience-members', listKind: 'listKind-members' } : {};
  return { ...Object.fromEntries(names.map((name) => [name, `${name}-${drawn}`])), ...whom };
}

type Asked = Omit<Shape, 'apps'> & { words: Words };

function faultsOf(values: TemplateValues, { miniPrograms, membersOnly, words }: Asked): Faults<TemplateValues> {
  const { url, pagepath, audience, withTickets } = values;
  const appid = chosenAppid(miniPrograms, values);
  const which = isAppidShown(miniPrograms, values) ? 'appid' : 'miniProgram';
  const isAnother = values.miniProgram === anotherMiniProgram;
  const faults: Faults<TemplateValues> = {};
  if (url === '' && appid === '' && pagepath === '' && !isAnother) faults.url = say(words).noOpens;
  if (appid === '' && (pagepath !== '' || isAnother)) faults[which] = say(words).appidMissing;
  if (appid !== '' && pagepath === '') faults.pagepath = say(words).pagepathMissing;
  const isEmpty = audience === 'typed' && typedBoxes(values, membersOnly).every(({ text }) => text === '');
  if (isEmpty && !withTickets) faults.members = say(words).noIds;
  if (audience === 'all' && withTickets && !isOnlyUnauth(values)) faults.tickets = say(words).ticketsWithAll;
  return faults;
}
