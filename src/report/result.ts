/** The result: a new reply once nothing more happens by itself. Says what WeCom accepted and names who was not. */
import { type End, ends } from '../delivery/states.ts';
import type { NotAccepted, Summary } from '../delivery/summary.ts';
import { type Block, context, mrkdwn, section, table } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { count, endsIn, everyoneIn, oneEach, sizeOf } from './amounts.ts';
import { sendingLine } from './headline.ts';
import { inlineList } from './inline-list.ts';
import { type Post, post } from './post.ts';

export type ResultView = {
  now: number;
  /** Those that did not end as accepted, in list order. */
  notAccepted: NotAccepted[];
  /** Names of the files that follow with the complete lists; null where none does. */
  files: { invalid: string | null; unsent: string | null };
};

export function resultPost(summary: Summary, words: Words, { now, notAccepted, files }: ResultView): Post {
  const headline = sendingLine(summary, words, now);
  const sum = sumLine(summary, words);
  const { noReceipt, complete, listGone } = words.report.result;
  const counts = oneEach(summary, words);
  return post(`${headline} · ${sum}`, [
    section(mrkdwn(`*${headline}*`)),
    everyoneIn(summary) === null ? figures(summary, words) : null,
    section(sum),
    counts === null ? null : context(counts),
    ...inlineList(notAccepted, files.invalid, words),
    files.unsent === null ? null : context(mrkdwn(complete(files.unsent))),
    summary.delivery.listGoneAt === null ? null : context(listGone),
    summary.tally.accepted > 0 ? context(noReceipt[summary.delivery.message.type]) : null,
  ]);
}

/** One row a kind, one column an end, and the totals that match the list. */
function figures({ byKind, tally, delivery }: Summary, words: Words): Block {
  const { kinds, total, ends: named } = words.report;
  const rows = byKind.map((kind) => [kinds[kind.kind], ...ends.map((end) => kind.tally[end]), sizeOf(kind.tally)]);
  return table([
    [words.report.result.kind, ...ends.map((end) => named[end]), total],
    ...rows,
    [total, ...ends.map((end) => tally[end]), delivery.size],
  ]);
}

/** "accepted + invalid = list: 2,081 + 12 = 2,093" */
function sumLine(summary: Summary, words: Words): string {
  const { tally, delivery } = summary;
  const { equation, everyone } = words.report.result;
  const name = (end: End) => words.report.ends[end];
  const occurring = endsIn(tally);
  const who = everyoneIn(summary);
  if (who !== null) return everyone(words.report.kinds[who], occurring.map(name).join(' + '));
  const sum = occurring.map((end) => count(tally[end])).join(' + ');
  return equation(occurring.map(name).join(' + '), sum, count(delivery.size));
}
