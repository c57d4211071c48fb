/**
 * Makes Slack match the ledger, as often as it is asked to. Parent and receipt first, before anything is sent;
 * then progress, result, lists and next steps. What is there is looked up, never assumed.
 */
import { deliveryName, type Summary } from '../delivery/summary.ts';
import { about } from '../log.ts';
import { wordsFor } from '../words/locale.ts';
import { assertSums } from './amounts.ts';
import type { ReportDeps } from './deps.ts';
import { isAtRest } from './headline.ts';
import { settleLostPosts } from './lost-posts.ts';
import { tellNoPlace } from './no-place.ts';
import { inLine, type Pacer, pacer } from './pacer.ts';
import { parentPost } from './parent.ts';
import { nextTry } from './patience.ts';
import { takePen } from './pen.ts';
import { receiptPiece, repliesOf } from './pieces.ts';
import { readPosts } from './posts.ts';
import { movedPiece, parentPiece, type Root, type Run, rootOf, save } from './run.ts';
import type { SlackWindows } from './slack-calls.ts';
import { writeFile } from './write-file.ts';
import { type MessagePiece, type Outcome, stands, writeMessage } from './write-message.ts';

export type Reporter = Pacer & {
  /** Throws when Slack cannot be asked: the job comes again, later. */
  report(deliveryId: string): Promise<void>;
};

export function createReporter(deps: ReportDeps): Reporter {
  const windows: SlackWindows = new Map();
  const report = inLine((deliveryId) => reportOnce({ deps, windows }, deliveryId));
  return { report, ...pacer(report, deps) };
}

async function reportOnce({ deps, windows }: Pick<Run, 'deps' | 'windows'>, deliveryId: string): Promise<void> {
  const pen = await takePen(deps.db, deps.clock, deliveryId);
  try {
    // Read after the pen is ours: what another process has just posted is in the table by now.
    const [summary, rows] = [await deps.summary(deliveryId), await readPosts(deps.db, deliveryId)];
    if (summary === null) return deps.log.error({ id: deliveryId }, 'a report about no delivery');
    assertSums(summary);
    const words = wordsFor(summary.delivery.locale);
    const run = { deps, windows, pen, summary, words, now: deps.clock.now(), rows };
    await about(deliveryName(summary.delivery), () => makeMatch(run));
  } finally {
    await pen.putDown();
  }
}

async function makeMatch(run: Run): Promise<void> {
  await settleLostPosts(run);
  const root = rootOf(run) ?? (await begin(run));
  if (root === null) return;
  const outcome = await writeThread(run, root);
  if (outcome.type === 'placeLost') await moveAway(run, root, outcome.error);
}

/** The parent message; null when there is no place for it, and then nothing is sent. */
async function begin(run: Run): Promise<Root | null> {
  const { id, channel, halt } = run.summary.delivery;
  if (halt?.type === 'noPlace') {
    await tellNoPlace(run, halt.error, halt.at);
    return null;
  }
  const outcome = await writeMessage(run, parent(run), { channel, thread: null });
  if (outcome.type === 'stands') return rootOf(run);
  const at = run.deps.clock.now();
  await run.deps.halt(id, { type: 'noPlace', at, error: outcome.error });
  await tellNoPlace(run, outcome.error, haltedAt(await run.deps.summary(id)) ?? at);
  return null;
}

function haltedAt(summary: Summary | null): number | null {
  return summary?.delivery.halt?.at ?? null;
}

function parent(run: Run): MessagePiece {
  return { kind: 'message', name: parentPiece, keep: 'edited', build: () => parentView(run, null) };
}

function moved(run: Run, error: string): MessagePiece {
  const { channel } = run.summary.delivery;
  return { kind: 'message', name: movedPiece, keep: 'edited', build: () => parentView(run, { channel, error }) };
}

function parentView({ deps, summary, words, now }: Run, movedFrom: { channel: string; error: string } | null) {
  const { message } = summary.delivery;
  const opens = message.type === 'notice' ? message : message.miniProgram;
  const miniProgram = opens === null ? null : deps.miniProgramName(opens.appid);
  return parentPost(summary, words, { now, miniProgram, movedFrom });
}

/** Why the report left the channel, kept for as long as the direct message is edited. */
const whyPiece = 'why-moved';

function whyMoved(run: Run): string {
  return run.rows.get(whyPiece)?.digest ?? '';
}

async function writeThread(run: Run, root: Root): Promise<Outcome> {
  const first = root.piece === parentPiece ? parent(run) : moved(run, whyMoved(run));
  const outcome = await writeMessage(run, first, { channel: root.channel, thread: null });
  if (outcome.type === 'placeLost') return outcome;
  let again = recallEnd(run);
  for (const piece of repliesOf(run)) {
    const spot = { channel: root.channel, thread: root.ts };
    if (piece.kind === 'file') {
      again = earlier(again, await writeFile(run, piece, spot));
      continue;
    }
    const written = await writeMessage(run, piece, spot);
    if (written.type === 'placeLost') return written;
    if (piece.name === receiptPiece) await start(run);
  }
  if (again !== null) await run.deps.reportLater(run.summary.delivery.id, again);
  return stands;
}

/** The button under the result vanishes when WeCom takes nothing back any more. */
function recallEnd({ summary, now }: Run): number | null {
  const until = summary.recallableUntil;
  return until !== null && until > now && isAtRest(summary) ? until : null;
}

function earlier(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

async function start({ deps, summary: { delivery } }: Run): Promise<void> {
  if (delivery.startedAt === null && delivery.halt === null) await deps.started(delivery.id);
}

/** The channel takes no more: the sender gets the report directly, with a sentence that says why. */
async function moveAway(run: Run, from: Root, error: string): Promise<void> {
  const { delivery } = run.summary;
  if (from.piece === movedPiece) return tellLater(run, error);
  run.deps.log.warn({ delivery: deliveryName(delivery), error }, 'the report goes on by direct message');
  await save(run, { piece: whyPiece, channel: delivery.channel, ts: '-', digest: error });
  const outcome = await writeMessage(run, moved(run, error), { channel: delivery.sender, thread: null });
  const root = rootOf(run);
  if (outcome.type === 'placeLost' || root === null) return tellLater(run, error);
  const written = await writeThread(run, root);
  if (written.type === 'placeLost') await tellLater(run, error);
}

async function tellLater({ deps, summary: { delivery }, now }: Run, error: string): Promise<void> {
  const since = delivery.endedAt ?? delivery.halt?.at ?? delivery.startedAt ?? delivery.submittedAt;
  const again = nextTry(since, now);
  const told = { delivery: deliveryName(delivery), error };
  if (again === null) return deps.log.error(told, 'a result cannot be told to anyone; given up');
  deps.log.error(told, 'a result cannot be told to anyone; trying again later');
  await deps.reportLater(delivery.id, again);
}
