/**
 * A list file in the thread. Nothing is seen of it before files.completeUploadExternal, so only that call is in doubt
 * when its answer is lost; the file is then found again by its name.
 */
import { deliveryName } from '../delivery/summary.ts';
import { mrkdwn, section } from '../slack/blocks.ts';
import { fileNameOf } from './list-names.ts';
import { nextTry } from './patience.ts';
import { post } from './post.ts';
import { whyNoPlace } from './reasons.ts';
import { callSlack, drop, type Run, save } from './run.ts';
import { isPlaceLost, type SlackAnswer } from './slack-calls.ts';
import { type MessagePiece, type Spot, writeMessage } from './write-message.ts';

export type FilePiece = {
  kind: 'file';
  name: string;
  comment: string;
  build(): Promise<Buffer<ArrayBuffer>>;
};

type InThread = { channel: string; thread: string };

const uploadMs = 60_000;

/** When to try again (ms since 1970); null when the file stands, or there is no use. */
export async function writeFile(run: Run, piece: FilePiece, spot: InThread): Promise<number | null> {
  if (run.rows.has(piece.name)) return null;
  const bytes = await piece.build();
  const answer = await share(run, { piece, bytes, spot });
  if (answer.type === 'ok') return null;
  if (isPlaceLost(answer.error) && (await shareElsewhere(run, { piece, bytes, error: answer.error }))) return null;
  return failed(run, piece, { spot, error: answer.error });
}

type Sharing = { piece: FilePiece; bytes: Buffer<ArrayBuffer>; spot: InThread };

async function share(run: Run, { piece, bytes, spot }: Sharing): Promise<SlackAnswer<unknown>> {
  const filename = nameOf(run, piece);
  const upload = await callSlack(run, 'files.getUploadURLExternal', () =>
    run.deps.client.files.getUploadURLExternal({ filename, length: bytes.length }),
  );
  if (upload.type === 'refused') return upload;
  const { upload_url: url, file_id: id } = upload.value;
  if (url === undefined || id === undefined) throw new Error('files.getUploadURLExternal answered without a URL');
  if (!(await send(run, url, bytes))) return { type: 'refused', error: 'upload_failed' };
  const row = { piece: piece.name, channel: spot.channel, digest: '' };
  await save(run, { ...row, ts: null });
  const shared = await callSlack(run, 'files.completeUploadExternal', () =>
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

/** False when it broke off. Bytes alone show nothing to anyone, so that is no riddle. */
async function send({ deps }: Run, url: string, bytes: Buffer<ArrayBuffer>): Promise<boolean> {
  try {
    const response = await deps.fetch(url, {
      method: 'POST',
      body: bytes,
      redirect: 'error',
      signal: AbortSignal.timeout(uploadMs),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch (err) {
    deps.log.warn({ err }, 'the upload of a list file broke off');
    return false;
  }
}

/** Where a bot may write without being a member it may still not share files: the sender gets the file directly. */
async function shareElsewhere(run: Run, { piece, bytes, error }: Omit<Sharing, 'spot'> & { error: string }) {
  const { sender } = run.summary.delivery;
  const name = `${piece.name}:dm`;
  const line = run.words.report.files.elsewhere(deliveryName(run.summary.delivery), whyNoPlace(error, run.words));
  const { type } = await writeMessage(run, note(name, 'once', line), { channel: sender, thread: null });
  if (type !== 'stands') return false;
  const row = run.rows.get(name);
  if (!row?.ts) return false;
  const answer = await share(run, { piece, bytes, spot: { channel: row.channel, thread: row.ts } });
  return answer.type === 'ok';
}

/** Says so in the thread, and at last that it is over. */
async function failed(run: Run, piece: FilePiece, { spot, error }: { spot: Spot; error: string }) {
  const name = `${piece.name}:failed`;
  const saidAt = Number(run.rows.get(name)?.ts ?? Number.NaN) * 1000;
  const again = nextTry(Number.isNaN(saidAt) ? run.now : saidAt, run.now);
  const { failed, givenUp } = run.words.report.files;
  const line = (again === null ? givenUp : failed)(nameOf(run, piece), whyNoPlace(error, run.words));
  await writeMessage(run, note(name, 'edited', line), spot);
  return again;
}

function note(name: string, keep: MessagePiece['keep'], line: string): MessagePiece {
  return { kind: 'message', name, keep, build: () => post(line, [section(mrkdwn(line))]) };
}

function nameOf(run: Run, piece: FilePiece): string {
  const name = fileNameOf(run.summary.delivery, piece.name);
  if (name === null) throw new Error(`${piece.name} is no file`);
  return name;
}
