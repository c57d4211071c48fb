/** The first reply: what was saved, before anything is sent. Never edited. */
import { deliveryName, type Summary } from '../delivery/summary.ts';
import { context, mrkdwn, section } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { assertSums, count, everyoneIn, oneEach } from './amounts.ts';
import { type Post, post } from './post.ts';

export function receiptPost(summary: Summary, words: Words): Post {
  assertSums(summary);
  const name = deliveryName(summary.delivery);
  const { saved, status } = words.report.receipt;
  const arithmetic = arithmeticLine(summary, words);
  const counts = oneEach(summary, words);
  return post(`${saved(name)} · ${arithmetic}`, [
    section(mrkdwn(`*${saved(name)}*`)),
    section(arithmetic),
    counts === null ? null : context(counts),
    context(mrkdwn(status(name))),
  ]);
}

/** "2,300 lines → blank 100 → ids 2,214 → repeated 114 → malformed 7 → will send 2,093, in 3 batches" */
function arithmeticLine(summary: Summary, words: Words): string {
  const { arithmetic, willSend, batches, everyone, separator } = words.report.receipt;
  const inBatches = count(summary.batches.total);
  const who = everyoneIn(summary);
  if (who !== null) return everyone(words.report.kinds[who], inBatches);
  const a = summary.delivery.arithmetic;
  if (a === null) return willSend(count(summary.delivery.size)) + separator + batches(inBatches);
  const line = arithmetic({
    lines: count(a.lines),
    headings: a.headings === undefined ? null : count(a.headings),
    blank: count(a.blank),
    ids: count(a.ids),
    repeated: count(a.repeated),
    malformed: count(a.malformed),
    willSend: count(a.willSend),
  });
  return line + separator + batches(inBatches);
}
