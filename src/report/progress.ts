/** One reply while several batches go out. Edited in place, which notifies nobody. */
import { inFlightApart, type Summary } from '../delivery/summary.ts';
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

function sums(summary: Summary, words: Words): string {
  const { inFlight, settled } = inFlightApart(summary);
  const say = words.report.progress;
  const amount = amountIn(summary, words);
  const parts = endsIn(settled).map((end) => words.report.headline.parts[end](amount(settled[end])));
  return [...(inFlight > 0 ? [say.inFlight(amount(inFlight))] : []), ...parts].join(say.separator);
}
