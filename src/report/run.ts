/** One look at one delivery: what the ledger says, what stands in Slack, and who may write. */
import type { Summary } from '../delivery/summary.ts';
import type { Words } from '../words/zh.ts';
import type { ReportDeps } from './deps.ts';
import type { Pen } from './pen.ts';
import { dropPost, type PostRow, savePost } from './posts.ts';
import { ask, type SlackAnswer, type SlackWindows } from './slack-calls.ts';

export type Run = {
  deps: ReportDeps;
  windows: SlackWindows;
  pen: Pen;
  summary: Summary;
  words: Words;
  now: number;
  /** What stands in Slack, kept in step with the table. */
  rows: Map<string, PostRow>;
};

/** A message of ours: the thread's first, or a reply under it. */
export type Root = { piece: string; channel: string; ts: string };

export async function save(run: Run, row: PostRow): Promise<void> {
  await savePost(run.deps.db, run.summary.delivery.id, row);
  run.rows.set(row.piece, row);
}

export async function drop(run: Run, piece: string): Promise<void> {
  await dropPost(run.deps.db, run.summary.delivery.id, piece);
  run.rows.delete(piece);
}

/** `method`: what Slack calls it; its limits are by method. */
export function callSlack<T>(run: Run, method: string, call: () => Promise<T>): Promise<SlackAnswer<T>> {
  const { deps, windows, pen } = run;
  return ask(call, { ...deps, method, windows, before: () => pen.keep() });
}

/** Where the report stands: the direct message it moved to, or the parent; null when neither is posted. */
export function rootOf(run: Pick<Run, 'rows'>): Root | null {
  for (const piece of [movedPiece, parentPiece]) {
    const row = run.rows.get(piece);
    if (row?.ts) return { piece, channel: row.channel, ts: row.ts };
  }
  return null;
}

export const parentPiece = 'parent';
export const movedPiece = 'moved';
