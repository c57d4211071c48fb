/** While WeCom pushes no ticket: one reply that says so and what to do, edited once it is over. */
import type { Summary } from '../delivery/summary.ts';
import { context, mrkdwn, section } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { mention, type Post, post } from './post.ts';

export function ticketPost(summary: Summary, words: Words, isWaiting: boolean): Post {
  const { waits, cure, over } = words.report.noTicket;
  if (!isWaiting) return post(over, [context(over)]);
  const line = `${mention(summary.delivery.sender)} ${waits}`;
  return post(line, [section(mrkdwn(`${line}\n${cure}`))]);
}
