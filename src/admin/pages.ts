/** Rows of blocks on pages that a modal holds. */
import type { Block } from '../slack/blocks.ts';
import { slackLimits } from '../slack/limits.ts';

/** Blocks that stay together, of one suite. */
export type Row = { suite: string; blocks: Block[] };

/** Free for what stands around a page: a message, "continued", the buttons between pages and their number. */
const reserved = 6;
const perPage = slackLimits.viewBlocks - reserved;

/** At least one page. Rows keep their order and are never cut. */
export function pagesOf(rows: Row[]): Row[][] {
  const pages: Row[][] = [];
  let room = 0;
  for (const row of rows) {
    if (row.blocks.length > room) {
      pages.push([]);
      room = perPage;
    }
    pages.at(-1)?.push(row);
    room -= row.blocks.length;
  }
  return pages.length === 0 ? [[]] : pages;
}
