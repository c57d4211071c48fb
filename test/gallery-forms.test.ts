import type { ViewOutput } from '@slack/bolt';
import { afterAll, describe, test } from 'vitest';
import { type ComposeTrouble, composeView } from '../src/compose/compose-view.ts';
import { confirmForm, confirmView } from '../src/compose/confirm.ts';
import { brokenView, checkingView, openingView, refusedView } from '../src/compose/plain-views.ts';
import { reviewForm, reviewView } from '../src/compose/review.ts';
import { stayOpen } from '../src/compose/session.ts';
import type { Locale } from '../src/delivery/summary.ts';
import { type ListFault, listFaults } from '../src/list/result.ts';
import type { NoticeParts } from '../src/notice/draft.ts';
import { renderViewText } from '../src/sandbox/slack/render-text.ts';
import { wordsFor } from '../src/words/locale.ts';
import type { Words } from '../src/words/zh.ts';
import { gallery, galleryHoldsOnly } from './gallery.ts';
import {
  answerTo,
  badFiles,
  checkedDraft,
  composeStates,
  coverFaults,
  type Draft,
  faultyValues,
  guards,
  kindOf,
  meta,
  namesForIds,
  oneApp,
  reviewStates,
  type School,
  severalApps,
  sound,
  withList,
} from './gallery-form-scenes.ts';

type Trouble = ComposeTrouble<NoticeParts>;
const kind = kindOf(oneApp);
type Faults = Record<string, string>;
type Parsed = { type: 'parsed' } | { type: 'faults'; faults: Partial<Faults> };

const state = (title: string, text: string) => `════ ${title} ════\n${text}`;
const page = (...states: string[]) => states.join('\n\n');

function faultsOf(parsed: Parsed): Faults {
  if (parsed.type === 'parsed') throw new Error('nothing was wrong');
  return { ...parsed.faults } as Faults;
}

function composed({ school, draft }: { school: School; draft: Draft }, words: Words, trouble?: Trouble): string {
  return renderViewText(composeView(kindOf(school), { draft, apps: school.apps, meta, words }, trouble));
}

/** The form as it was submitted, with Slack's errors at the fields. */
function sentBack({ school, draft }: { school: School; draft: Draft }, words: Words): string {
  const errors = faultsOf(kindOf(school).form(draft, school.apps).parse({}, words, draft.values));
  return renderViewText(composeView(kindOf(school), { draft, apps: school.apps, meta, words }), { errors });
}

function compose(words: Words): string {
  return page(...Object.entries(composeStates).map(([title, shown]) => state(title, composed(shown, words))));
}

async function composeFaults(words: Words): Promise<string> {
  const untouched = composeStates['several apps and mini-programs, nothing chosen yet'];
  const found = await answerTo({ school: severalApps, draft: badFiles.draft, words }, badFiles);
  if (untouched === undefined || found.type !== 'faults') throw new Error('nothing was wrong');
  const seen = faultyValues.map((values) => sound(severalApps, values));
  const parsed = seen.flatMap((draft) =>
    atFields(draft, faultsOf(kindOf(severalApps).form(draft, severalApps.apps).parse({}, words, draft.values)), words),
  );
  return page(
    state('nothing filled in', sentBack(untouched, words)),
    state('drawn anew with what the check found', composed({ school: severalApps, ...found }, words, found)),
    state('the check itself broke', composed({ school: severalApps, draft: withList }, words, { type: 'checkFailed' })),
    state('every fault the form sees', parsed.join('\n')),
    state('every fault the check finds', (await checkedFaults(words)).join('\n')),
  );
}

async function checkedFaults(words: Words): Promise<string[]> {
  const faulty = (fault: ListFault, headings: string[] = []) =>
    answerTo(
      { school: severalApps, draft: withList, words },
      { readList: async () => ({ type: 'fault', fault, detail: '', headings }) },
    );
  const lists = [...listFaults.map((fault) => faulty(fault)), faulty('noIdColumn', ['姓名', '联系电话'])];
  const answers = await Promise.all([...lists, answerTo({ school: severalApps, draft: namesForIds, words })]);
  const covers = coverFaults(words).flatMap((text) => atFields(withList, { cover: text }, words));
  return [...answers.flatMap((answer) => atFields(withList, faultsIn(answer), words)), ...covers];
}

function faultsIn(answer: Awaited<ReturnType<typeof answerTo>>): Faults {
  if (answer.type === 'checked') throw new Error('nothing was wrong');
  return { ...answer.faults } as Faults;
}

function atFields(draft: Draft, faults: Faults, words: Words): string[] {
  const form = kindOf(severalApps).form(draft, severalApps.apps);
  return Object.entries(faults).map(([name, text]) => `${form.labels({ [name]: text }, words).join()}\n  ✗ ${text}`);
}

function reviewOf(school: School, draft: Awaited<ReturnType<typeof checkedDraft>>, words: Words) {
  return reviewView(kindOf(school), { draft, apps: school.apps, meta, words });
}

async function review(words: Words): Promise<string> {
  const states = Object.entries(reviewStates).map(async ([title, reviewed]) => {
    const draft = await checkedDraft(reviewed, words);
    return state(title, renderViewText(reviewOf(reviewed.school ?? oneApp, draft, words)));
  });
  const draft = await checkedDraft({ values: { students: '张伟' } }, words);
  const form = reviewForm(kind, draft.checked.audience);
  const errors = faultsOf(form.parse({}, words, form.empty));
  const untick = renderViewText(reviewOf(oneApp, draft, words), { errors });
  return page(...(await Promise.all(states)), state('sent off without the tick', untick));
}

async function confirm(words: Words): Promise<string> {
  const states = Object.entries(guards).map(async ([title, guard]) => {
    const draft = await checkedDraft({ values: { audience: guard.everyone ? 'school' : 'typed' } }, words);
    const view = confirmView(kind, { draft, guard, meta, words });
    const errors = faultsOf(confirmForm(kind, guard).parse({}, words, { word: '全校', again: false }));
    return [state(title, renderViewText(view)), state(`${title}, not confirmed`, renderViewText(view, { errors }))];
  });
  return page(...(await Promise.all(states)).flat());
}

async function otherViews(words: Words, locale: Locale): Promise<string> {
  const draft = await checkedDraft({ values: { audience: 'school' } }, words);
  const school = reviewView(kind, { draft, apps: oneApp.apps, meta: { ...meta, locale }, words });
  return page(
    state('checking', renderViewText(checkingView(kind, words, meta))),
    state('not a sender', renderViewText(refusedView(kind, words, { user: 'U0GUEST', reason: 'notListed' }))),
    state(
      'Slack does not say who is in a group',
      renderViewText(refusedView(kind, words, { user: 'U0GUEST', reason: 'groupsUnknown' })),
    ),
    state('too old', words.forms.notice.expired),
    state('not saved, a view with fields', words.forms.notice.notSaved),
    state('perhaps not saved, a view without fields', standing(school, words.forms.notice.notSure)),
    state('may not go on just now', standing(school, words.forms.notice.refused.groupsUnknown('U0WANG'))),
    state('too slow to open, told privately', words.forms.notice.tooSlow),
  );
}

/** Slack gives the view back as it was sent. */
function standing(view: object, text: string): string {
  const answer = stayOpen(kind, view as ViewOutput, text);
  if (answer.response_action !== 'update') throw new Error('the view has a field for the fault');
  return renderViewText(answer.view);
}

const pages = { compose, 'compose-faults': composeFaults, review, confirm, 'other-views': otherViews };

describe.each<Locale>(['zh', 'en'])('the notice form, in %s', (locale) => {
  const words = wordsFor(locale);
  test.each(Object.entries(pages))('%s', async (name, drawn) =>
    gallery(`forms/${name}.${locale}`, await drawn(words, locale)),
  );
});

test('what is shown before the language is known', () => {
  const views = { opening: openingView(kind), broken: brokenView(kind) };
  const states = Object.entries(views).map(([title, view]) => state(title, renderViewText(view)));
  gallery('forms/no-language-yet', page(...states));
});

afterAll(() => {
  const names = Object.keys(pages).flatMap((name) => [`forms/${name}.zh`, `forms/${name}.en`]);
  galleryHoldsOnly('forms', [...names, 'forms/no-language-yet']);
});
