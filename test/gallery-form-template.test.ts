import { afterAll, describe, test } from 'vitest';
import type { SendingApp } from '../src/compose/app.ts';
import { type ComposeTrouble, composeView } from '../src/compose/compose-view.ts';
import { confirmView } from '../src/compose/confirm.ts';
import { brokenView, checkingView, nothingView, openingView, refusedView } from '../src/compose/plain-views.ts';
import { reviewView } from '../src/compose/review.ts';
import type { Locale } from '../src/delivery/summary.ts';
import { listFaults } from '../src/list/result.ts';
import { renderViewText } from '../src/sandbox/slack/render-text.ts';
import type { TemplateParts } from '../src/template/draft.ts';
import { insert } from '../src/template/insert.ts';
import { wordsFor } from '../src/words/locale.ts';
import type { Words } from '../src/words/zh.ts';
import { gallery, galleryHoldsOnly } from './gallery.ts';
import {
  answerTo,
  checkedDraft,
  type Draft,
  filledIn,
  formFaults,
  kindWith,
  memberAuthorised,
  meta,
  oneCompany,
  opened,
  severalCompanies,
  type Values,
} from './template-scenes.ts';

const kind = kindWith();
const state = (title: string, text: string) => `════ ${title} ════\n${text}`;
const page = (states: Record<string, string>) =>
  Object.entries(states)
    .map(([title, text]) => state(title, text))
    .join('\n\n');

type Composed = { draft: Draft; apps?: SendingApp[]; trouble?: ComposeTrouble<TemplateParts> };

function composed({ draft, apps = oneCompany, trouble }: Composed, words: Words): string {
  return renderViewText(composeView(kind, { draft, apps, meta, words }, trouble));
}

const list = { id: 'F1', name: '名单.csv', size: 400, url: '' };
const tickets: Values = { withTickets: true, tickets: 'ticket-A\nticket-B' };

async function compose(words: Words): Promise<string> {
  const several = await opened('', kind, severalCompanies);
  return page({
    'no template chosen yet': composed({ draft: several, apps: severalCompanies }, words),
    'a name that is none': composed({ draft: await opened('停课通知') }, words),
    'a name of several': composed({ draft: await opened('议室').then(asSeveral) }, words),
    'a template by its name, one company': composed({ draft: await opened('会议室预定') }, words),
    'several companies, none chosen yet': composed(
      { draft: await opened('会议室预定', kind, severalCompanies), apps: severalCompanies },
      words,
    ),
    'a company that a member authorised': composed(
      { draft: await filledIn({}, memberAuthorised), apps: memberAuthorised },
      words,
    ),
    'id translation, another mini-program, a list file, tickets': composed(
      {
        draft: await filledIn({ idTranslation: true, miniProgram: '+', audience: 'file', listFile: list, ...tickets }),
      },
      words,
    ),
    'all members': composed({ draft: await filledIn({ audience: 'all' }) }, words),
    'nobody has authorised the app': composed({ draft: await opened('会议室预定', kind, []), apps: [] }, words),
  });
}

const asSeveral = (draft: Draft): Draft => ({
  ...draft,
  values: { ...draft.values, template: '' },
  offered: { template: null, drawn: 0, asked: { text: '议', several: true } },
});

const faulty: Values[] = [
  { item1: '' },
  { item1: '会'.repeat(41) },
  { item1: `$userName=${'a'.repeat(32)}$` },
  { url: 'www.qq.com' },
  { url: `https://${'x'.repeat(2048)}` },
  { url: '' },
  { miniProgram: '+' },
  { miniProgram: '', pagepath: '/index.html' },
  { miniProgram: 'wx0123456789abcdef' },
  { members: '' },
  { audience: 'file' },
  { withTickets: true },
  { withTickets: true, tickets: Array.from({ length: 11 }, (_, i) => `ticket-${i}`).join('\n') },
  { withTickets: true, tickets: 'x'.repeat(513) },
  { withTickets: true, tickets: 'a b' },
  { audience: 'all', ...tickets },
];

async function faults(words: Words): Promise<string> {
  const say = words.forms.template;
  const draft = await filledIn({ idTranslation: true, insertInto: 'item1', insertId: '张伟' });
  const found = await Promise.all(faulty.map((values) => formFaults(values, words)));
  const file: Values = { audience: 'file', listFile: list, listKind: 'header' };
  const bytes = Buffer.from('成员ID,部门ID\nzhangsan,1');
  const lists = listFaults.map((fault) =>
    answerTo({ values: file, deps: { readList: async () => ({ type: 'fault', fault, detail: '' }) } }, words),
  );
  const checked = [
    ...lists,
    answerTo({ values: file, apps: memberAuthorised, bytes }, words),
    answerTo({ values: { members: '张伟' } }, words),
  ];
  const answers = (await Promise.all(checked)).map((answer) => (answer.type === 'faults' ? answer.faults : {}));
  const noRoom = insert({ ...draft, values: { ...draft.values, insertId: 'w'.repeat(32) } }, words);
  const inserted = [insert(draft, words), noRoom].map((each) => each.faults);
  const gone = [{ template: say.templateGone }, { template: say.templateChanged }, { app: say.appGone }];
  const { labels } = kind.form(draft, oneCompany);
  const told = [...found, ...answers, ...inserted, ...gone].flatMap((each) =>
    Object.entries(each).map(([name, text]) => `${labels({ [name]: text }, words).join()}\n  ✗ ${text}`),
  );
  const trouble = { type: 'faults' as const, faults: { template: say.templateChanged } };
  return page({
    'every fault': told.join('\n'),
    'drawn anew with a changed template': composed({ draft, trouble }, words),
  });
}

const warnings = { perMinute: 3, perHour: 1, daily: { used: 39_000, limit: 40_000, adds: 2000 } };
const both: Values = { miniProgram: 'wx0123456789abcdef', pagepath: '/index.html' };
const reviews: Record<string, Parameters<typeof checkedDraft>[0]> = {
  'members, a web address': {},
  'members, departments and tags; web address and mini-program; a note; several companies': {
    values: { departments: '2', tags: '1', ...both, note: '已与教务处核对' },
    apps: severalCompanies,
  },
  'two malformed ids': { values: { members: 'zhangsan\n张伟\n李 娜' } },
  'all members, others typed before': { values: { audience: 'all', departments: '2' } },
  'with tickets': { values: tickets },
  'tickets, unauthorised only': { values: { ...tickets, onlyUnauth: true, departments: '2' } },
  'tickets, unauthorised only, all members': { values: { ...tickets, onlyUnauth: true, audience: 'all', members: '' } },
  'id translation, one misspelt': {
    values: { idTranslation: true, item1: '$userName=zhangsan$', item2: '$username=lisi$' },
  },
  'id translation forgotten': { values: { item1: '$userName=zhangsan$' } },
  'limits that would be exceeded': { deps: { limits: async () => warnings } },
};

async function review(words: Words): Promise<string> {
  const states = await Promise.all(
    Object.entries(reviews).map(async ([title, wanted]) => {
      const { apps = oneCompany } = wanted;
      const draft = await checkedDraft(wanted, words);
      return [title, renderViewText(reviewView(kind, { draft, apps, meta, words }))] as const;
    }),
  );
  const changed = { ...(await checkedDraft({}, words)), earlier: ['T-0017'] };
  const shown = renderViewText(reviewView(kind, { draft: changed, apps: oneCompany, meta, words }));
  return page({ ...Object.fromEntries(states), 'changed after it went out unawares': shown });
}

async function otherViews(words: Words): Promise<string> {
  const say = words.forms.template;
  const everyone = await checkedDraft({ values: { audience: 'all' } }, words);
  const twin = { name: 'T-0017', submittedAt: Date.UTC(2026, 10, 23, 8, 6) };
  return page({
    'all members, the same within the hour': renderViewText(
      confirmView(kind, { draft: everyone, guard: { everyone: true, twin }, meta, words }),
    ),
    checking: renderViewText(checkingView(kind, words, meta)),
    'not a sender': renderViewText(refusedView(kind, words, { user: 'U0GUEST', reason: 'notListed' })),
    'no third-party app': renderViewText(nothingView(kind, words, say.noSuite)),
    'no templates': renderViewText(nothingView(kind, words, say.noTemplates)),
    'before the language is known': [openingView(kind), brokenView(kind)]
      .map((view) => renderViewText(view))
      .join('\n'),
  });
}

const pages = { compose, faults, review, 'other-views': otherViews };

describe.each<Locale>(['zh', 'en'])('the template form, in %s', (locale) => {
  const words = wordsFor(locale);
  test.each(Object.entries(pages))('%s', async (name, drawn) =>
    gallery(`template/${name}.${locale}`, await drawn(words)),
  );
});

afterAll(() => {
  galleryHoldsOnly(
    'template',
    Object.keys(pages).flatMap((name) => [`template/${name}.zh`, `template/${name}.en`]),
  );
});
