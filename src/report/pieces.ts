/** What should stand in the thread, in order. Rounds: each time a delivery comes to rest anew there is a new result. */
import type { NotAccepted, Summary } from '../delivery/summary.ts';
import { count, everyoneIn } from './amounts.ts';
import { listFile } from './csv.ts';
import { isAtRest, recallHeadline } from './headline.ts';
import { fileNameOf, type ListKind } from './list-names.ts';
import { decidedPost, nextStepsPost } from './next-steps.ts';
import type { PostRow } from './posts.ts';
import { progressPost } from './progress.ts';
import { recalledPost } from './recalled.ts';
import { receiptPost } from './receipt.ts';
import { resultPost } from './result.ts';
import type { Run } from './run.ts';
import { ticketPost } from './ticket.ts';
import type { FilePiece } from './write-file.ts';
import { digestOf, type MessagePiece } from './write-message.ts';

export type Piece = MessagePiece | FilePiece;

export const receiptPiece = 'receipt';

export function repliesOf(run: Run): Piece[] {
  const { summary, words } = run;
  const receipt: Piece = {
    kind: 'message',
    name: receiptPiece,
    keep: 'once',
    build: () => receiptPost(summary, words),
  };
  return [receipt, ...progress(run), ...ticket(run), ...(isAtRest(summary) ? result(run) : going(run)), ...recall(run)];
}

function progress({ summary, words, rows }: Run): Piece[] {
  const wanted = summary.batches.total > 1 && summary.delivery.startedAt !== null && !isAtRest(summary);
  if (!wanted && !rows.has('progress')) return [];
  return [{ kind: 'message', name: 'progress', keep: 'edited', build: () => progressPost(summary, words) }];
}

/** Nothing goes out without a ticket, and it may be that somebody has to mend that. */
function ticket({ summary, words, rows, now }: Run): Piece[] {
  const { wait } = summary;
  const waits = wait?.type === 'noTicket' && wait.until > now;
  return waits || rows.has('ticket') ? [edited('ticket', () => ticketPost(summary, words, waits))] : [];
}

/** Under way again after a result: its buttons must go. */
function going(run: Run): Piece[] {
  return decidedUpTo(run, lastRound(run.rows, 'result'), 'goesOn');
}

function result(run: Run): Piece[] {
  const { summary, words, rows, now } = run;
  const digest = restDigest(summary);
  const round = roundOf(rows, 'result', digest);
  const list = once(() => run.deps.notAccepted(summary));
  const lists = listsOf(run, round, list);
  const files = { invalid: nameIn(run, lists, 'invalid', round), unsent: nameIn(run, lists, 'unsent', round) };
  const next = nextStepsPost(summary, words, now);
  const build = async () => resultPost(summary, words, { now, notAccepted: await list(), files });
  return [
    ...decidedUpTo(run, round - 1, 'decided'),
    { kind: 'message', name: `result:${round}`, keep: 'once', digest, build },
    ...lists,
    ...(next === null ? [] : [edited(`next:${round}`, () => next)]),
  ];
}

/** The same sums at the same end are the same result, however often it is looked at. */
function restDigest({ delivery, tally }: Summary): string {
  const end = delivery.halt === null ? `ended ${delivery.endedAt}` : `halted ${delivery.halt.at}`;
  return digestOf([end, tally]);
}

/** A new reply each time something else came of it. */
function recall({ summary, words, rows }: Run): Piece[] {
  const headline = recallHeadline(summary);
  if (headline?.type !== 'recalled') return [];
  const digest = digestOf([summary.delivery.recall, summary.recall]);
  const name = `recall:${roundOf(rows, 'recall', digest)}`;
  return [{ kind: 'message', name, keep: 'once', digest, build: () => recalledPost(summary, words) }];
}

type Round = 'result' | 'recall';

/** The round that says this, or the one after the last. */
function roundOf(rows: Map<string, PostRow>, piece: Round, digest: string): number {
  const last = lastRound(rows, piece);
  return rows.get(`${piece}:${last}`)?.digest === digest ? last : last + 1;
}

function lastRound(rows: Map<string, PostRow>, piece: Round): number {
  const rounds = [...rows.keys()].map((name) => name.split(':')).filter(([name]) => name === piece);
  return Math.max(0, ...rounds.map(([, round]) => Number(round)));
}

function decidedUpTo({ words, rows }: Run, round: number, last: 'goesOn' | 'decided'): Piece[] {
  const rounds = Array.from({ length: round }, (_, i) => i + 1).filter((each) => rows.has(`next:${each}`));
  return rounds.map((each) => edited(`next:${each}`, () => decidedPost(words, each === round ? last : 'decided')));
}

function edited(name: string, build: MessagePiece['build']): Piece {
  return { kind: 'message', name, keep: 'edited', build };
}

/** The complete lists: who was not accepted, and who is left when only a part went out. */
function listsOf({ summary, words }: Run, round: number, list: () => Promise<NotAccepted[]>): FilePiece[] {
  const { accepted, invalid, refused, unknown, unsent } = summary.tally;
  if (everyoneIn(summary) !== null || summary.delivery.listGoneAt !== null) return [];
  const file = (kind: ListKind, ends: NotAccepted['end'][], size: number): FilePiece => ({
    kind: 'file',
    name: `${kind}:${round}`,
    comment: words.report.files[kind](count(size)),
    build: async () =>
      listFile(
        (await list()).filter(({ end }) => ends.includes(end)),
        summary.delivery,
        words,
      ),
  });
  const somethingWentOut = accepted + invalid + refused + unknown > 0;
  return [
    ...(invalid + refused > 0 ? [file('invalid', ['invalid', 'refused'], invalid + refused)] : []),
    ...(unsent + unknown > 0 && somethingWentOut ? [file('unsent', ['unsent', 'unknown'], unsent + unknown)] : []),
  ];
}

function nameIn({ summary }: Run, lists: FilePiece[], kind: ListKind, round: number): string | null {
  const name = `${kind}:${round}`;
  return lists.some((piece) => piece.name === name) ? fileNameOf(summary.delivery, name) : null;
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | null = null;
  return () => {
    result ??= work();
    return result;
  };
}
