/** View 2: the card as parents will see it, who gets it, and how the list came to that number. */
import type { types } from '@slack/bolt';
import type { IdFault } from '../audience.ts';
import { byteLength, noticeLimits } from '../message.ts';
import { type Block, context, divider, header, modal, pairs, section } from '../slack/blocks.ts';
import { checkboxField } from '../slack/fields.ts';
import { defineForm, type Form } from '../slack/form.ts';
import type { Words } from '../words/zh.ts';
import type { NoticeDeps } from './deps.ts';
import type { CheckedAudience, CheckedDraft } from './draft.ts';
import type { NoticeMetadata } from './metadata.ts';
import { backButton } from './plain-views.ts';

export const reviewCallback = 'notice:review';

type Names = Pick<NoticeDeps, 'apps' | 'miniPrograms'>;
type Shown = { draft: CheckedDraft; meta: NoticeMetadata; words: Words };
type Lists = Extract<CheckedAudience, { type: 'lists' }>;

const shownColumns = 10;
const shownCharacters = 60;

export function reviewForm(audience: CheckedAudience): Form<{ withoutMalformed: boolean }> {
  const malformed = audience.type === 'lists' ? audience.arithmetic.malformed : 0;
  const withoutMalformed = checkboxField({
    label: (w) => w.forms.notice.review.withoutMalformed,
    choice: (w) => w.forms.notice.review.withoutMalformedChoice(malformed),
  });
  return defineForm<{ withoutMalformed: boolean }>(
    reviewCallback,
    { withoutMalformed },
    { visible: { withoutMalformed: () => malformed > 0 } },
  );
}

export function reviewView(names: Names, { draft, meta, words }: Shown): types.ModalView {
  const say = words.forms.notice.review;
  const { audience } = draft.checked;
  const form = reviewForm(audience);
  return modal({
    callbackId: form.callbackId,
    title: say.title,
    close: words.forms.notice.cancel,
    submit: submitLabel(audience, words),
    metadata: JSON.stringify({ ...meta, round: draft.round, twin: null } satisfies NoticeMetadata),
    blocks: [
      header(say.card),
      ...card(names, draft, words),
      divider(),
      header(say.audience),
      ...(audience.type === 'wholeSchool' ? [section(say.school)] : listBlocks(audience, words)),
      ...form.render(form.empty, words),
      audience.type === 'wholeSchool' ? context(say.cannotCheck) : context(say.cannotCheck, say.willList),
      backButton(words, meta),
    ],
  });
}

function submitLabel(audience: CheckedAudience, words: Words): string {
  const say = words.forms.notice.review;
  if (audience.type === 'wholeSchool') return say.next;
  return sendLabel(audience, words);
}

/** The number is what will be sent to, departments counted one each. */
export function sendLabel(audience: CheckedAudience, words: Words): string {
  const say = words.forms.notice.review;
  if (audience.type === 'wholeSchool') return say.submitSchool;
  const people = audience.counts.every(({ kind }) => kind !== 'department');
  return people ? say.submit(audience.arithmetic.willSend) : say.submitMixed(audience.arithmetic.willSend);
}

function card({ apps, miniPrograms }: Names, { values, checked }: CheckedDraft, words: Words): Block[] {
  const say = words.forms.notice.review;
  const { compose } = words.forms.notice;
  const app = apps.find((each) => each.id === values.app);
  const listed = miniPrograms.find((each) => each.appid === checked.appid);
  const rows: [string, string][] = [
    [say.cardTitle(byteLength(values.title), noticeLimits.titleMaxBytes), values.title],
    [compose.miniProgram, listed ? `${listed.name} ${listed.appid}` : checked.appid],
    [compose.pagepath, values.pagepath],
    [compose.cover, say.cover(checked.cover.name, checked.cover.size)],
    ...(app && apps.length > 1 ? [[say.app, app.name] satisfies [string, string]] : []),
  ];
  const more: [string, string][] = [
    ...(values.idTranslation ? [[say.idTranslation, say.on] satisfies [string, string]] : []),
    ...(values.note ? [[say.note, values.note] satisfies [string, string]] : []),
  ];
  return more.length > 0 ? [pairs(rows), pairs(more)] : [pairs(rows)];
}

function listBlocks(audience: Lists, words: Words): Block[] {
  const say = words.forms.notice.review;
  const { counts, arithmetic, batches, headerKinds, unreadColumns } = audience;
  const columns = unreadColumns.slice(0, shownColumns).map(shown);
  const reading = [
    ...(headerKinds.length > 0 ? [say.headerKinds(headerKinds)] : []),
    ...(columns.length > 0 ? [say.unreadColumns(columns, unreadColumns.length - columns.length)] : []),
  ];
  return [
    section(say.counts(counts)),
    section(say.arithmetic({ ...arithmetic, batches })),
    ...(reading.length > 0 ? [context(...reading)] : []),
    ...(arithmetic.malformed > 0 ? [section(malformedText(audience, words))] : []),
  ];
}

function malformedText({ malformed, arithmetic, counts }: Lists, words: Words): string {
  const say = words.forms.notice.review;
  const severalKinds = new Set([...counts, ...malformed].map(({ kind }) => kind)).size > 1;
  const lines = malformed.map(({ kind, line, text, fault }) =>
    say.malformedLine({ kind: severalKinds ? kind : null, line, text: shown(text), why: faultWord(fault, words) }),
  );
  const others = arithmetic.malformed - malformed.length;
  return [say.malformedHeading(arithmetic.malformed), ...lines, ...(others > 0 ? [say.more(others)] : [])].join('\n');
}

function faultWord(fault: IdFault, words: Words): string {
  return fault === 'tooLong' ? words.forms.notice.review.tooLong : words.forms.notice.review.badCharacters;
}

/** One line, short; what cannot be seen, such as a zero-width blank, is made visible because it may be what is wrong. */
function shown(text: string): string {
  const visible = text.replace(/\p{C}/gu, '\ufffd').replace(/\s+/g, ' ');
  const characters = [...visible];
  return characters.length > shownCharacters ? `${characters.slice(0, shownCharacters).join('')}…` : visible;
}
