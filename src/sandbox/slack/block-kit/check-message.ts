/** A message as Slack accepts it. */
import { z } from 'zod';
import { type Refusal, refuse } from '../refusal.ts';
import { type Block, block, type TableCell } from './blocks.ts';
import { crossProblems } from './cross-checks.ts';
import { parse } from './problems.ts';
import type { RichText } from './rich-text.ts';

/** Undocumented: github.com/slackapi/bolt-js/issues/2509, "around 13,200". */
const maxBlocksChars = 13_200;
const maxTableChars = 10_000;
const maxMarkdownChars = 12_000;

const messageBlocks = z.array(block).max(50);

export type MessageContent = { text: string; blocks: Block[] };

/**
 * @param maxTextChars Slack cuts a posted text above 40,000 and refuses an updated one above 4,000
 * (github.com/seratch/ChatGPT-in-Slack/issues/102); the sandbox refuses both, because a cut report is not a true one.
 */
export function checkMessage(
  fields: { text?: unknown; blocks?: unknown },
  maxTextChars = 40_000,
): MessageContent | Refusal {
  const text = typeof fields.text === 'string' ? fields.text : '';
  if (typeof fields.blocks === 'string') return refuse('invalid_blocks_format');
  const parsed = parse(messageBlocks, fields.blocks ?? [], '/blocks');
  if ('problems' in parsed) return refuse('invalid_blocks', parsed.problems);
  const blocks = parsed.value;
  if (text === '') return refuse('no_text', blocks.length > 0 ? ['`text` must be given beside `blocks`'] : []);
  if (text.length > maxTextChars) return refuse('msg_too_long');
  return blocksRefusal(blocks) ?? { text, blocks };
}

function blocksRefusal(blocks: Block[]): Refusal | null {
  const problems = crossProblems(blocks, 'message', '/blocks');
  if (problems.length > 0) return refuse('invalid_blocks', problems);
  if (blocks.filter((one) => one.type === 'table').length > 1)
    return refuse('invalid_attachments', ['only_one_table_allowed']);
  const tableChars = sum(blocks, (one) => (one.type === 'table' ? sum(one.rows.flat(), cellChars) : 0));
  if (tableChars > maxTableChars)
    return refuse('invalid_blocks', [`no more than ${maxTableChars} characters allowed over all table cells`]);
  const markdownChars = sum(blocks, (one) => (one.type === 'markdown' ? one.text.length : 0));
  if (markdownChars > maxMarkdownChars)
    return refuse('invalid_blocks', [`no more than ${maxMarkdownChars} characters allowed over all markdown blocks`]);
  return textChars(blocks) > maxBlocksChars ? refuse('msg_blocks_too_long') : null;
}

function sum<T>(list: T[], size: (item: T) => number): number {
  return list.reduce((total, item) => total + size(item), 0);
}

function cellChars(cell: TableCell | RichText): number {
  return textChars(cell);
}

/** Every string under a key `text`, however deep: what a reader reads. */
function textChars(json: unknown): number {
  if (Array.isArray(json)) return sum(json, textChars);
  if (typeof json !== 'object' || json === null) return 0;
  return sum(Object.entries(json), ([key, value]) =>
    key === 'text' && typeof value === 'string' ? value.length : textChars(value),
  );
}
