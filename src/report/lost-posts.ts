/**
 * Posts whose answer was lost, or whose process died: is the message there or not? Looked for by what it carries.
 * Needs channels:history, groups:history or im:history; without them it counts as not posted and is posted again.
 */
import { z } from 'zod';
import { fileNameOf } from './list-names.ts';
import type { PostRow } from './posts.ts';
import { callSlack, drop, movedPiece, parentPiece, type Run, save } from './run.ts';

export const metadataType = 'slack_wecom_relay';

const pageSize = 200;
const maxPages = 10;
/** Slack may still be at a post whose sender is gone: looked for at once, it is not there yet, and then it is there twice. */
const settleMs = 1500;
/** Slack's clock and ours may differ. */
const skewSeconds = 120;

const pageSchema = z.object({
  messages: z.array(
    z.object({
      ts: z.string(),
      metadata: z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) }).optional(),
      files: z.array(z.object({ name: z.string().nullish() })).optional(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
type Found = z.infer<typeof pageSchema>['messages'][number];

/** Afterwards every row has its `ts`, or is gone. The thread's first message comes first: replies are looked for under it. */
export async function settleLostPosts(run: Run): Promise<void> {
  const lost = [...run.rows.values()].filter((row) => row.ts === null);
  if (lost.length === 0) return;
  await run.deps.clock.sleep(settleMs);
  const roots = lost.filter(({ piece }) => isRoot(piece));
  for (const row of [...roots, ...lost.filter(({ piece }) => !isRoot(piece))]) {
    const found = await findPost(run, row);
    if (found === null) await drop(run, row.piece);
    else await save(run, { ...row, ...found });
  }
}

function isRoot(piece: string): boolean {
  return piece === parentPiece || piece === movedPiece;
}

async function findPost(run: Run, row: PostRow): Promise<{ channel: string; ts: string } | null> {
  const channel = await channelOf(run, row.channel);
  const thread = isRoot(row.piece) ? null : threadIn(run, channel);
  if (channel === null || (thread === null && !isRoot(row.piece))) return null;
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await readPage(run, { channel, thread, cursor });
    if (answer === null) return null;
    const found = answer.messages.find((message) => isPiece(run, row.piece, message));
    if (found !== undefined) return { channel, ts: found.ts };
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) return null;
  }
  return null;
}

function isPiece({ summary: { delivery } }: Run, piece: string, { metadata, files }: Found): boolean {
  const fileName = fileNameOf(delivery, piece);
  if (fileName !== null) return files?.some(({ name }) => name === fileName) ?? false;
  if (metadata?.event_type !== metadataType) return false;
  return metadata.event_payload.delivery === delivery.id && metadata.event_payload.piece === piece;
}

/** A direct message is posted to a person's id, but read by its own. */
async function channelOf(run: Run, channel: string): Promise<string | null> {
  if (!/^[UW]/.test(channel)) return channel;
  const answer = await callSlack(run, 'conversations.open', () =>
    run.deps.client.conversations.open({ users: channel }),
  );
  return answer.type === 'ok' ? (answer.value.channel?.id ?? null) : null;
}

function threadIn(run: Run, channel: string | null): string | null {
  const root = [movedPiece, parentPiece].map((piece) => run.rows.get(piece)).find((row) => row?.channel === channel);
  return root?.ts ?? null;
}

type Page = { channel: string; thread: string | null; cursor: string | undefined };

async function readPage(run: Run, { channel, thread, cursor }: Page) {
  const { client, log } = run.deps;
  const page = { channel, limit: pageSize, include_all_metadata: true, ...(cursor && { cursor }) };
  const oldest = String(Math.floor(run.summary.delivery.submittedAt / 1000) - skewSeconds);
  const method = thread === null ? 'conversations.history' : 'conversations.replies';
  const answer = await callSlack<unknown>(run, method, () =>
    thread === null
      ? client.conversations.history({ ...page, oldest })
      : client.conversations.replies({ ...page, ts: thread }),
  );
  if (answer.type === 'ok') return pageSchema.parse(answer.value);
  log.warn({ error: answer.error }, 'a lost post cannot be looked for; it may be posted twice');
  return null;
}
