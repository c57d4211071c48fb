/** A delivery's state in one line. Computed from the ledger every time, never stored. Pure. */
import type { Halt, Refusal, Tally, Wait } from '../delivery/states.ts';
import type { Summary } from '../delivery/summary.ts';
import type { Words } from '../words/zh.ts';
import { amountIn, assertSums, count, countedIn, endsIn } from './amounts.ts';
import { slackTime } from './dates.ts';
import { haltCause, reasonOf, recallReasons } from './reasons.ts';

type NotSentReason =
  | { type: 'halt'; halt: Halt }
  | { type: 'refusal'; refusal: Refusal }
  | { type: 'allInvalid'; addressees: number };

export type Headline =
  | { type: 'preparing' }
  | { type: 'sending'; batch: number; batches: number }
  | { type: 'waiting'; why: Wait['type']; until: number }
  | { type: 'stopping' }
  | { type: 'accepted'; addressees: number }
  | { type: 'acceptedWithRest'; tally: Tally }
  | { type: 'unknownUndecided'; addressees: number; unsent: number }
  | { type: 'notSent'; reason: NotSentReason }
  | { type: 'cancelled' }
  | { type: 'stopped'; tally: Tally }
  | RecallHeadline;

export type RecallHeadline =
  | { type: 'recalling'; recalled: number }
  | { type: 'recalled'; recalled: number; refused: number; unknown: number };

/** Nothing is in flight and nothing goes on by itself: there is a result. */
export function isAtRest({ batches, delivery }: Summary): boolean {
  return batches.sending === 0 && (delivery.halt !== null || delivery.endedAt !== null);
}

/** `now` in ms. Throws when the sums are not true. */
export function headlineOf(summary: Summary, now: number): Headline {
  return recallHeadline(summary) ?? sendingHeadline(summary, now);
}

/** What came of sending it, whatever was recalled since. */
function sendingHeadline(summary: Summary, now: number): Headline {
  assertSums(summary);
  return isAtRest(summary) ? resting(summary) : moving(summary, now);
}

/** Null when nobody asked, or nothing had gone out that could be asked back. */
export function recallHeadline(summary: Summary): RecallHeadline | null {
  assertSums(summary);
  const { recall, tally } = summary;
  if (recall === null || (isAtRest(summary) && tally.accepted === 0)) return null;
  const { pending, recalled, refused } = recall;
  if (pending > 0 || !isAtRest(summary)) return { type: 'recalling', recalled };
  return { type: 'recalled', recalled, refused, unknown: tally.unknown };
}

function moving({ delivery, batches, wait }: Summary, now: number): Headline {
  if (delivery.halt !== null) return { type: 'stopping' };
  if (delivery.startedAt === null) return { type: 'preparing' };
  if (wait !== null && wait.until > now) return { type: 'waiting', why: wait.type, until: wait.until };
  const begun = batches.ended + batches.sending;
  return begun === 0 ? { type: 'preparing' } : { type: 'sending', batch: begun, batches: batches.total };
}

function resting(summary: Summary): Headline {
  const { delivery, tally, undecided } = summary;
  if (undecided.addressees > 0)
    return { type: 'unknownUndecided', addressees: undecided.addressees, unsent: tally.unsent };
  if (tally.unsent > 0) return halted(summary);
  if (tally.accepted === delivery.size) return { type: 'accepted', addressees: delivery.size };
  if (tally.accepted + tally.unknown > 0) return { type: 'acceptedWithRest', tally };
  return { type: 'notSent', reason: whyNobody(summary) };
}

function halted({ delivery: { halt, size }, tally }: Summary): Headline {
  if (halt?.type === 'cancelled') return tally.unsent === size ? { type: 'cancelled' } : { type: 'stopped', tally };
  if (halt !== null && tally.accepted + tally.unknown === 0) return { type: 'notSent', reason: { type: 'halt', halt } };
  return { type: 'stopped', tally };
}

/** Everyone was refused or invalid: the refusal that struck most, or that all are invalid. */
function whyNobody({ tally, refusals, delivery }: Summary): NotSentReason {
  if (tally.refused === 0) return { type: 'allInvalid', addressees: delivery.size };
  const [worst] = refusals.toSorted((a, b) => b.addressees - a.addressees);
  return worst === undefined
    ? { type: 'allInvalid', addressees: delivery.size }
    : { type: 'refusal', refusal: worst.refusal };
}

/** The line as mrkdwn, without anything that people wrote in it. */
export function headlineLine(summary: Summary, words: Words, now: number): string {
  return lineOf(headlineOf(summary, now), summary, words, now);
}

/** The same about sending alone, for a result that stays when the delivery is recalled. */
export function sendingLine(summary: Summary, words: Words, now: number): string {
  return lineOf(sendingHeadline(summary, now), summary, words, now);
}

function lineOf(headline: Headline, summary: Summary, words: Words, now: number): string {
  const lines = words.report.headline;
  const amount = amountIn(summary, words);
  switch (headline.type) {
    case 'preparing':
    case 'stopping':
    case 'cancelled':
      return lines[headline.type];
    case 'sending':
      return lines.sending(count(headline.batch), count(headline.batches));
    case 'waiting':
      return lines.waiting[headline.why](slackTime(headline.until, now));
    case 'accepted':
      return lines.accepted(amount(headline.addressees));
    case 'acceptedWithRest':
      return lines.acceptedWithRest(parts(headline.tally, amount, words));
    case 'unknownUndecided': {
      const counted = countedIn(summary, words);
      const line = lines.unknownUndecided(counted(headline.addressees));
      return headline.unsent > 0 ? line + lines.alsoUnsent(counted(headline.unsent)) : line;
    }
    case 'notSent':
      return lines.notSent(reasonText(headline.reason, summary, words));
    case 'stopped':
      return lines.stopped(
        endsIn(headline.tally)
          .map((end) => lines.parts[end](amount(headline.tally[end])))
          .join(lines.partSeparator),
      );
    case 'recalling':
      return headline.recalled === 0 ? lines.recalling : lines.recallingSome(amount(headline.recalled));
    case 'recalled':
      return recalledLine(headline, summary, words);
  }
}

type Recalled = Extract<Headline, { type: 'recalled' }>;

function recalledLine({ recalled, refused, unknown }: Recalled, summary: Summary, words: Words): string {
  const lines = words.report.headline;
  const amount = amountIn(summary, words);
  const [reason] = recallReasons(summary, words);
  const rest = [
    ...(refused > 0 ? [lines.notRecalled(countedIn(summary, words)(refused), reason?.cause ?? '')] : []),
    ...(unknown > 0 ? [lines.parts.unknown(amount(unknown))] : []),
  ];
  if (recalled === 0) return lines.recallFailed(rest.join(lines.partSeparator));
  return [lines.recalled(amount(recalled)), ...rest].join(lines.partSeparator);
}

function parts(tally: Tally, amount: (n: number) => string, words: Words): string {
  const { firstAccepted, parts, partSeparator } = words.report.headline;
  const rest = endsIn(tally).filter((end) => end !== 'accepted');
  return [firstAccepted(count(tally.accepted)), ...rest.map((end) => parts[end](amount(tally[end])))].join(
    partSeparator,
  );
}

function reasonText(reason: NotSentReason, summary: Summary, words: Words): string {
  switch (reason.type) {
    case 'halt':
      return haltCause(reason.halt, summary.delivery, words) ?? words.report.headline.cancelled;
    case 'refusal':
      return reasonOf(reason.refusal, summary.delivery, words).cause;
    case 'allInvalid':
      return words.report.headline.allInvalid(countedIn(summary, words)(reason.addressees));
  }
}
