/** One message of the report: posted once, edited when it should show something else. The row comes before the post. */
import { createHash } from 'node:crypto';
import { metadataType } from './lost-posts.ts';
import type { Post } from './post.ts';
import { callSlack, drop, type Run, save } from './run.ts';
import { isMessageLost, isPlaceLost } from './slack-calls.ts';

export type MessagePiece = {
  kind: 'message';
  name: string;
  /** `once`: what was said stays said. `edited`: the message follows the ledger. */
  keep: 'once' | 'edited';
  /** What the message is about, where its wording is not the point: a new result is a new reply, a new word is not. */
  digest?: string;
  build(): Post | Promise<Post>;
};

/** A channel or a person's id, and the thread there; null for a message that begins one. */
export type Spot = { channel: string; thread: string | null };

export type Outcome = { type: 'stands' } | { type: 'placeLost'; error: string };

export const stands: Outcome = { type: 'stands' };

export async function writeMessage(run: Run, piece: MessagePiece, spot: Spot): Promise<Outcome> {
  const row = run.rows.get(piece.name);
  if (row === undefined) return postMessage(run, piece, spot);
  // What stands in a channel that the report has left stays as it is.
  if (piece.keep === 'once' || row.channel !== spot.channel || row.ts === null) return stands;
  const content = await piece.build();
  const digest = digestOf(content);
  return row.digest === digest ? stands : editMessage(run, { ...row, ts: row.ts, digest }, content);
}

async function postMessage(run: Run, piece: MessagePiece, { channel, thread }: Spot): Promise<Outcome> {
  const content = await piece.build();
  const row = { piece: piece.name, channel, ts: null, digest: piece.digest ?? digestOf(content) };
  await save(run, row);
  const answer = await callSlack(run, 'chat.postMessage', () =>
    run.deps.client.chat.postMessage({
      channel,
      ...content,
      ...(thread !== null && { thread_ts: thread }),
      ...manners,
      metadata: metadataOf(run, piece.name),
    }),
  );
  if (answer.type === 'refused') {
    await drop(run, piece.name);
    return { type: 'placeLost', error: answer.error };
  }
  const { ts, channel: posted } = answer.value;
  if (ts === undefined) throw new Error('chat.postMessage answered without a ts');
  await save(run, { ...row, channel: posted ?? channel, ts });
  return stands;
}

type Edit = { piece: string; channel: string; ts: string; digest: string };

async function editMessage(run: Run, row: Edit, content: Post): Promise<Outcome> {
  const { channel, ts } = row;
  const answer = await callSlack(run, 'chat.update', () =>
    run.deps.client.chat.update({ channel, ts, ...content, parse: 'none', metadata: metadataOf(run, row.piece) }),
  );
  if (answer.type === 'refused' && isPlaceLost(answer.error)) return { type: 'placeLost', error: answer.error };
  if (answer.type === 'refused') run.deps.log.warn({ piece: row.piece, error: answer.error }, 'cannot be edited');
  // Not saved, it is tried again with the next report; where that is no use it counts as done.
  if (answer.type === 'ok' || isMessageLost(answer.error)) await save(run, row);
  return stands;
}

/** Nothing that people wrote becomes a link, a preview or a mention by itself. */
const manners = { parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;

function metadataOf({ summary }: Run, piece: string) {
  return { event_type: metadataType, event_payload: { delivery: summary.delivery.id, piece } };
}

export function digestOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
