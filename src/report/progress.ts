/** One reply while several batches go out. Edited in place, which notifies nobody. */
import type { Summary } from '../delivery/summary.ts';
import { context, section } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { amountIn, assertSums, count, endsIn } from './amounts.ts';
import { isAtRest } from './headline.ts';
import { bar, type Post, post } from './post.ts';

export function progressPost(summary: Summary, words: Words): Post {
  assertSums(summary);
  const { running, over, answered } = words.report.progress;
  const { ended, total } = summary.batches;
  const line = answered(bar(ended, total), count(ended), count(total));
  const title = isAtRest(summary) ? over : running;
  return post(`${title} ${line}`, [section(title), section(line), context(sums(summary, words))]);
}

/** The ledger counts what is in flight as unknown; here the two are told apart. */
function sums(summary: Summary, words: Words): string {
  const { tally, doubts } = summary;
  const { inFlight, separator } = words.report.progress;
  const amount = amountIn(summary, words);
  const doubtful = doubts.reduce((sum, { addressees }) => sum + addressees, 0);
  const waiting = tally.unknown - doubtful;
  const settled = { ...tally, unknown: doubtful };
  const parts = endsIn(settled).map((end) => words.report.headline.parts[end](amount(settled[end])));
  return [...(waiting > 0 ? [inFlight(amount(waiting))] : []), ...parts].join(separator);
}
