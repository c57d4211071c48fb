/** View 2: what is sent as its readers will see it, who gets it, and how the list came to that number. */
import type { types } from '@slack/bolt';
import type { IdFault, RecipientKind } from '../audience.ts';
import { alert, type Block, context, divider, header, modal, section } from '../slack/blocks.ts';
import { checkboxField } from '../slack/fields.ts';
import { defineForm, type Form } from '../slack/form.ts';
import type { Words } from '../words/zh.ts';
import type { SendingApp } from './app.ts';
import type { CheckedAudience, CheckedDraft, CheckedLists, Parts } from './draft.ts';
import type { FormKind } from './kind.ts';
import { type FormMetadata, metadataOf } from './metadata.ts';
import { backButton, type Speaker } from './plain-views.ts';
import type { FlowWords } from './words.ts';

export type Reviewed<P extends Parts> = {
  draft: CheckedDraft<P>;
  apps: SendingApp[];
  meta: FormMetadata;
  words: Words;
};

const namesShown = 10;
/** The kinds of which an addressee is one person. */
const people: readonly RecipientKind[] = ['externalUser', 'parent', 'student', 'member'];

export function reviewCallback({ name }: Pick<Speaker, 'name'>): string {
  return `${name}:review`;
}

/** What must be seen before it is sent; a tick counts for the number it was made for. */
type Ticks = { withoutMalformed: boolean; withoutSheets: boolean; phonesAreIds: boolean };

export function reviewForm(kind: Speaker, audience: CheckedAudience): Form<Ticks> {
  const isList = audience.type === 'lists';
  const found: Record<keyof Ticks, number> = {
    withoutMalformed: isList ? audience.arithmetic.malformed : 0,
    withoutSheets: isList ? audience.unreadSheets.length : 0,
    phonesAreIds: isList ? audience.phones : 0,
  };
  const tick = (name: keyof Ticks) =>
    checkboxField({
      label: (w) => kind.words(w).review[name],
      choice: (w) => kind.words(w).review[`${name}Choice`](found[name]),
      value: `${found[name]}`,
    });
  return defineForm<Ticks>(
    reviewCallback(kind),
    {
      withoutMalformed: tick('withoutMalformed'),
      withoutSheets: tick('withoutSheets'),
      phonesAreIds: tick('phonesAreIds'),
    },
    {
      visible: {
        withoutMalformed: () => found.withoutMalformed > 0,
        withoutSheets: () => found.withoutSheets > 0,
        phonesAreIds: () => found.phonesAreIds > 0,
      },
    },
  );
}

export function reviewView<P extends Parts>(
  kind: FormKind<P>,
  { draft, apps, meta, words }: Reviewed<P>,
): types.ModalView {
  const say = kind.words(words);
  const { review } = say;
  const { audience } = draft.checked;
  const form = reviewForm(kind, audience);
  const submit = audience.type === 'lists' ? sendLabel(audience, say) : review.next;
  const first = draft.earlier.at(-1);
  const { above, below } = kind.remarks(draft, words);
  return modal({
    callbackId: form.callbackId,
    title: first ? review.changed.title : review.title,
    close: first ? say.close : say.cancel,
    submit,
    metadata: metadataOf(meta, { round: draft.round, twin: null }),
    blocks: [
      ...(first ? [alert(review.changed.warning(first), 'warning'), section(review.changed.how(first, submit))] : []),
      header(review.card),
      ...kind.card(draft, apps, words),
      divider(),
      header(review.audience),
      ...above,
      ...(audience.type === 'lists' ? listBlocks(audience, say) : [section(review.everyone)]),
      ...form.render(form.empty, words),
      context(...below, ...(audience.type === 'lists' ? [review.willList] : [])),
      backButton(kind, words, meta),
    ],
  });
}

/** The number is what will be sent to, departments and the like counted one each. */
export function sendLabel(audience: CheckedAudience, { review }: FlowWords): string {
  if (audience.type !== 'lists') return review.submitEveryone;
  const { willSend } = audience.arithmetic;
  const isPeople = audience.counts.every(({ kind }) => people.includes(kind));
  return isPeople ? review.submit(willSend) : review.submitMixed(willSend);
}

function listBlocks(audience: CheckedLists, say: FlowWords): Block[] {
  const { review } = say;
  const { counts, arithmetic, batches, headerKinds, unreadColumns, unreadSheets, phones, examples } = audience;
  const reading = [
    ...(headerKinds.length > 0 ? [review.headerKinds(headerKinds)] : []),
    ...(unreadColumns.length > 0 ? [review.unreadColumns(...firstNames(unreadColumns))] : []),
    ...(examples.length > 0 ? [review.examples(examples)] : []),
  ];
  return [
    section(review.counts(counts)),
    section(review.arithmetic({ ...arithmetic, batches })),
    ...(reading.length > 0 ? [context(...reading)] : []),
    ...(unreadSheets.length > 0 ? [alert(review.unreadSheets(...firstNames(unreadSheets)), 'warning')] : []),
    ...(phones > 0 ? [alert(review.phones(phones), 'warning')] : []),
    ...(arithmetic.malformed > 0 ? [section(malformedText(audience, say))] : []),
  ];
}

/** The first names, and how many more there are. */
function firstNames(names: string[]): [names: string[], others: number] {
  return [names.slice(0, namesShown), Math.max(0, names.length - namesShown)];
}

function malformedText({ malformed, arithmetic, counts }: CheckedLists, { review }: FlowWords): string {
  const severalKinds = new Set([...counts, ...malformed].map(({ kind }) => kind)).size > 1;
  const lines = malformed.map(({ kind, line, text, fault }) =>
    review.malformedLine({ kind: severalKinds ? kind : null, line, text, why: faultWord(fault, review) }),
  );
  const others = arithmetic.malformed - malformed.length;
  const more = others > 0 ? [review.more(others)] : [];
  return [review.malformedHeading(arithmetic.malformed), ...lines, ...more].join('\n');
}

function faultWord(fault: IdFault, review: FlowWords['review']): string {
  return fault === 'tooLong' ? review.tooLong : review.badCharacters;
}
