/** What came of a recall: a new reply. What could not be recalled calls whoever sent it and whoever asked. */
import type { Summary } from '../delivery/summary.ts';
import { context, mrkdwn, plain, section } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { amountIn, assertSums, count, countedIn, everyoneIn, oneEach } from './amounts.ts';
import { quoted } from './next-steps.ts';
import { mention, type Post, post } from './post.ts';
import { recallReasons } from './reasons.ts';

/** Of a recall that is over. */
export function recalledPost(summary: Summary, words: Words): Post {
  assertSums(summary);
  const { delivery, tally, recall } = summary;
  const { recalled = 0, refused = 0 } = recall ?? {};
  const { equation, limits, notRecalled, unknown } = words.report.recall;
  const called = new Set(refused > 0 ? [delivery.sender, delivery.recall?.by ?? delivery.sender] : []);
  const title = titleOf(summary, words);
  const counts = oneEach(summary, words);
  const reasons = recallReasons(summary, words).map(({ cause, cure, refusal }) => [
    section(mrkdwn(`${notRecalled(cause)}\n${cure}`)),
    ...(refusal === null ? [] : [context(plain(quoted(refusal, words)))]),
  ]);
  return post([...[...called].map(mention), title].join(' '), [
    section(mrkdwn([...[...called].map(mention), `*${title}*`].join(' '))),
    recalled > 0 && refused > 0 && everyoneIn(summary) === null
      ? section(equation(count(recalled), count(refused), count(tally.accepted)))
      : null,
    counts === null ? null : context(counts),
    ...reasons.flat(),
    tally.unknown > 0 ? section(unknown(countedIn(summary, words)(tally.unknown))) : null,
    recalled > 0 ? context(limits) : null,
  ]);
}

function titleOf(summary: Summary, words: Words): string {
  const { recalled = 0, refused = 0 } = summary.recall ?? {};
  const { title } = words.report.recall;
  const counted = countedIn(summary, words);
  if (refused === 0) return title.recalled(amountIn(summary, words)(recalled));
  return recalled === 0 ? title.failed(counted(refused)) : title.some(counted(recalled), counted(refused));
}
