/** A message to Slack as a value: what it shows, and the same in short for notifications and screen readers. */

import type { Block } from '../slack/blocks.ts';
import { atMost, slackLimits, undocumentedSlackLimits } from '../slack/limits.ts';

export type Post = { text: string; blocks: Block[] };

/** Leaves out what is null; throws when Slack would refuse the whole. `text` is mrkdwn: escape what people wrote. */
export function post(text: string, blocks: (Block | null)[]): Post {
  const shown = atMost(
    blocks.filter((block) => block !== null),
    slackLimits.messageBlocks,
    'blocks',
  );
  const chars = text.length + textLength(shown);
  if (chars >= undocumentedSlackLimits.messageBlocksText) throw new RangeError(`a message of ${chars} characters`);
  return { text, blocks: shown };
}

/** Every string under a key `text`, however deep: what a reader reads. */
function textLength(json: unknown): number {
  if (Array.isArray(json)) return json.reduce((sum: number, each) => sum + textLength(each), 0);
  if (typeof json !== 'object' || json === null) return 0;
  return Object.entries(json).reduce(
    (sum, [key, value]) => sum + (key === 'text' && typeof value === 'string' ? value.length : textLength(value)),
    0,
  );
}

/** `<@U…>`; anything that is no Slack id is shown as it is, dead. */
export function mention(userId: string): string {
  return /^[UW][A-Z0-9]+$/.test(userId) ? `<@${userId}>` : `\`${userId.replace(/[^\w.-]/g, '')}\``;
}

/** `<#C…>`, which Slack shows as the channel's name to those who may see it. */
export function channelLink(channelId: string): string {
  return /^[CG][A-Z0-9]+$/.test(channelId) ? `<#${channelId}>` : `\`${channelId.replace(/[^\w.-]/g, '')}\``;
}

const barCells = 12;

/** ▓▓▓▓░░░░░░░░ */
export function bar(done: number, total: number): string {
  const full = total === 0 ? 0 : Math.floor((done / total) * barCells);
  return '▓'.repeat(full) + '░'.repeat(barCells - full);
}
