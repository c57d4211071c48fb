import { afterAll, describe, test } from 'vitest';
import type { Locale, NotAccepted, Summary } from '../src/delivery/summary.ts';
import { listFile } from '../src/report/csv.ts';
import { isAtRest, recallHeadline } from '../src/report/headline.ts';
import { fileNameOf } from '../src/report/list-names.ts';
import { decidedPost, nextStepsPost } from '../src/report/next-steps.ts';
import { noPlacePost } from '../src/report/no-place.ts';
import { parentPost } from '../src/report/parent.ts';
import type { Post } from '../src/report/post.ts';
import { progressPost } from '../src/report/progress.ts';
import { type Reason, whyNoPlace } from '../src/report/reasons.ts';
import { recalledPost } from '../src/report/recalled.ts';
import { receiptPost } from '../src/report/receipt.ts';
import { resultPost } from '../src/report/result.ts';
import { ticketPost } from '../src/report/ticket.ts';
import { renderMessageText } from '../src/sandbox/slack/render-text.ts';
import { sunriseSchool } from '../src/sandbox/slack/workspace.ts';
import { wordsFor } from '../src/words/locale.ts';
import type { Words } from '../src/words/zh.ts';
import { gallery, galleryHoldsOnly } from './gallery.ts';
import { type Scene, scenes } from './gallery-scenes.ts';
import { deliveryOf, notAcceptedOf, now, summaryOf, unlicensedOf } from './report-fixtures.ts';

const people: Record<string, string> = Object.fromEntries([
  ...sunriseSchool.users.map(({ id, name }) => [id, name]),
  ...sunriseSchool.channels.map(({ id, name }) => [id, name]),
]);
const names = (id: string) => people[id] ?? id;
const shown = (title: string, post: Post) =>
  [
    `──── ${title} ────`,
    `(${renderMessageText({ text: post.text }, names)})`,
    renderMessageText({ blocks: post.blocks }, names),
  ].join('\n');

function thread(scene: Scene, words: Words): string {
  const summary = summaryOf(scene.one);
  const view = { now, miniProgram: '晨光家校', movedFrom: scene.movedFrom ?? null };
  const isOver = isAtRest(summary);
  const next = isOver ? nextStepsPost(summary, words, now) : null;
  return [
    shown('parent', parentPost(summary, words, view)),
    shown('receipt', receiptPost(summary, words)),
    ...(summary.batches.total > 1 && summary.delivery.startedAt !== null
      ? [shown('progress', progressPost(summary, words))]
      : []),
    ...(summary.wait?.type === 'noTicket' ? [shown('ticket', ticketPost(summary, words, true))] : []),
    ...(isOver ? [shown('result', result(summary, scene.list ?? [], words))] : []),
    ...(next === null ? [] : [shown('next steps', next)]),
    ...(recallHeadline(summary)?.type === 'recalled' ? [shown('recall', recalledPost(summary, words))] : []),
  ].join('\n\n');
}

function result(summary: Summary, notAccepted: NotAccepted[], words: Words): Post {
  const has = (...ends: NotAccepted['end'][]) => notAccepted.some(({ end }) => ends.includes(end));
  const files = {
    invalid: has('invalid', 'refused') ? fileNameOf(summary.delivery, 'invalid:1') : null,
    unsent: has('unsent', 'unknown') ? fileNameOf(summary.delivery, 'unsent:1') : null,
  };
  return resultPost(summary, words, { now, notAccepted, files });
}

function privateAnswers(words: Words): string {
  const { buttons } = words.report;
  const name = 'N-0042';
  const summary = summaryOf({ byKind: { parent: { unsent: 3 } } });
  const errors = [
    'not_in_channel',
    'channel_not_found',
    'is_archived',
    'restricted_action_read_only_channel',
    'messages_tab_disabled',
    'account_inactive',
  ];
  const answers = [
    buttons.stopped(name),
    buttons.resumed(name),
    buttons.resent(name),
    buttons.left(name),
    buttons.retrying(name),
    buttons.byDm(name),
    buttons.stale(name),
    buttons.gone,
    buttons.tooEarly(name, '16:07:30'),
    buttons.notYours('@王老师', name),
    ...Object.entries(words.report.recall.said).map(([what, said]) => said(what === 'notice' ? name : 'T-0017')),
  ];
  return [
    ...errors.map((error) => shown(`no place: ${error}`, noPlacePost(summary, words, error))),
    shown('the ticket came', ticketPost(summary, words, false)),
    ...(['goesOn', 'decided'] as const).map((state) => shown(`next steps, ${state}`, decidedPost(words, state))),
    `──── answers to buttons ────\n${answers.join('\n')}`,
    `──── about files ────\n${words.report.files.elsewhere(name, whyNoPlace('not_in_channel', words))}\n${words.report.files.failed('N-0042-invalid.csv', whyNoPlace('missing_scope', words))}\n${words.report.files.givenUp('N-0042-invalid.csv', whyNoPlace('missing_scope', words))}`,
  ].join('\n\n');
}

async function lists(words: Words): Promise<string> {
  const every = [
    ...notAcceptedOf(2),
    ...notAcceptedOf(1, 'refused', 'student'),
    ...notAcceptedOf(1, 'unknown'),
    ...notAcceptedOf(1, 'unsent', 'department'),
    ...unlicensedOf(1),
  ];
  const file = await listFile(every, deliveryOf({}), words);
  return file
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .trimEnd();
}

function reasons(words: Words): string {
  const { errcodes, thirdParty, template, recall } = words.reasons;
  const lines = (title: string, table: Record<number, Reason>) => {
    const codes = Object.entries(table).toSorted(([a], [b]) => Number(a) - Number(b));
    return [`──── ${title} ────`, ...codes.map(([code, { cause, cure }]) => `${code}\t${cause}\n\t→ ${cure}`)];
  };
  const tables = [
    ...lines('unless said otherwise below', errcodes),
    ...lines("a provider's app", thirdParty),
    ...lines('a template message', template),
    ...lines('a recall', recall.errcodes),
    `any other\n\t→ ${recall.otherwise}`,
    '────',
  ];
  return [...tables, ...Object.values(words.reasons.doubts), ...Object.values(words.reasons.hurdles)].join('\n');
}

describe.each<Locale>(['zh', 'en'])('what people read back, in %s', (locale) => {
  const words = wordsFor(locale);
  test.each(Object.entries(scenes))('%s', (name, scene) => gallery(`report/${name}.${locale}`, thread(scene, words)));
  test('private answers', () => gallery(`report/private-answers.${locale}`, privateAnswers(words)));
  test('list files', async () => gallery(`report/list-file.${locale}`, await lists(words)));
  test('reasons', () => gallery(`report/reasons.${locale}`, reasons(words)));
});

afterAll(() => {
  const all = [...Object.keys(scenes), 'private-answers', 'list-file', 'reasons'];
  galleryHoldsOnly(
    'report',
    all.flatMap((name) => [`report/${name}.zh`, `report/${name}.en`]),
  );
});
