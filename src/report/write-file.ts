/**
 * A list file in the thread. Nothing is seen of it before files.completeUploadExternal, so only that call is in doubt
 * when its answer is lost; the file is then found again by its name.
 */
import { deliveryName } from '../delivery/summary.ts';
import { mrkdwn, section } from '../slack/blocks.ts';
import { fileNameOf } from './list-names.ts';
import { post } from './post.ts';
import { whyNoPlace } from './reasons.ts';
import { callSlack, drop, type Run, save } from './run.ts';
import { isPlaceLost, type SlackAnswer } from './slack-calls.ts';
import { type Spot, writeMessage } from './write-message.ts';

export type FilePiece = {
  kind: 'file';
  name: string;
  comment: string;
  /** Pieces of earlier results; the same list is not uploaded again. */
  earlier: string[];
  build(): Promise<Buffer<ArrayBuffer>>;
};

type InThread = { channel: string; thread: string };

const uploadMs = 60_000;

/** Null when the file stands or need not; else what Slack said against it. */
export async function writeFile(run: Run, piece: FilePiece, spot: InThread): Promise<string | null> {
  if (run.rows.has(piece.name)) return null;
  const bytes = await piece.build();
  const digest = await digestOfFile(bytes);
  const same = piece.earlier.map((name) => run.rows.get(name)).find((row) => row?.digest === digest);
  if (same !== undefined) {
    await save(run, { ...same, piece: piece.name });
    return null;
  }
  const answer = await share(run, { piece, bytes, digest, spot });
  if (answer.type === 'ok') return null;
  if (isPlaceLost(answer.error) && (await shareElsewhere(run, { piece, bytes, digest, error: answer.error })))
    return null;
  await say(run, `${piece.name}:failed`, spot, failedLine(run, piece, answer.error));
  return answer.error;
}

type Sharing = { piece: FilePiece; bytes: Buffer<ArrayBuffer>; digest: string; spot: InThread };

async function share(run: Run, { piece, bytes, digest, spot }: Sharing): Promise<SlackAnswer<unknown>> {
  const filename = nameOf(run, piece);
  const upload = await callSlack(run, () =>
    run.deps.client.files.getUploadURLExternal({ filename, length: bytes.length }),
  );
  if (upload.type === 'refused') return upload;
  const { upload_url: url, file_id: id } = upload.value;
  if (url === undefined || id === undefined) throw new Error('files.getUploadURLExternal answered without a URL');
  await send(run, url, bytes);
  const row = { piece: piece.name, channel: spot.channel, digest };
  await save(run, { ...row, ts: null });
  const shared = await callSlack(run, () =>
    run.deps.client.files.completeUploadExternal({
      files: [{ id, title: filename }],
      initial_comment: piece.comment,
      channel_id: spot.channel,
      thread_ts: spot.thread,
    }),
  );
  if (shared.type === 'refused') await drop(run, piece.name);
  else await save(run, { ...row, ts: id });
  return shared;
}

/** Off the event loop: a list of a million is some 65 MB. */
async function digestOfFile(bytes: Buffer<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
}

async function send(run: Run, url: string, bytes: Buffer<ArrayBuffer>): Promise<void> {
  const response = await run.deps.fetch(url, {
    method: 'POST',
    body: bytes,
    redirect: 'error',
    signal: AbortSignal.timeout(uploadMs),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`the upload of a list file was answered with ${response.status}`);
}

/** Where a bot may write without being a member it may still not share files: the sender gets the file directly. */
async function shareElsewhere(run: Run, { piece, bytes, digest, error }: Omit<Sharing, 'spot'> & { error: string }) {
  const { sender } = run.summary.delivery;
  const name = `${piece.name}:dm`;
  const line = run.words.report.files.elsewhere(deliveryName(run.summary.delivery), whyNoPlace(error, run.words));
  if (!(await say(run, name, { channel: sender, thread: null }, line))) return false;
  const row = run.rows.get(name);
  if (!row?.ts) return false;
  const answer = await share(run, { piece, bytes, digest, spot: { channel: row.channel, thread: row.ts } });
  return answer.type === 'ok';
}

async function say(run: Run, name: string, spot: Spot, line: string): Promise<boolean> {
  const build = () => post(line, [section(mrkdwn(line))]);
  const outcome = await writeMessage(run, { kind: 'message', name, keep: 'once', build }, spot);
  return outcome.type === 'stands';
}

function failedLine(run: Run, piece: FilePiece, error: string): string {
  return run.words.report.files.failed(nameOf(run, piece), whyNoPlace(error, run.words));
}

function nameOf(run: Run, piece: FilePiece): string {
  const name = fileNameOf(run.summary.delivery, piece.name);
  if (name === null) throw new Error(`${piece.name} is no file`);
  return name;
}
