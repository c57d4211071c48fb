/** A delivery's state in one line. Computed from the ledger every time, never stored. Pure. */
import type { Halt, Refusal, Tally, Wait } from '../delivery/states.ts';
import type { Summary } from '../delivery/summary.ts';
import type { Words } from '../words/zh.ts';
import { amountIn, assertSums, count, endsIn } from './amounts.ts';
import { slackTime } from './dates.ts';
import { haltCause, reasonOf } from './reasons.ts';

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
  | { type: 'stopped'; tally: Tally };

/** Nothing is in flight and nothing goes on by itself: there is a result. */
export function isAtRest({ batches, delivery }: Summary): boolean {
  return batches.sending === 0 && (delivery.halt !== null || delivery.endedAt !== null);
}

/** `now` in ms. Throws when the sums are not true. */
export function headlineOf(summary: Summary, now: number): Headline {
  assertSums(summary);
  return isAtRest(summary) ? resting(summary) : moving(summary, now);
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
  const headline = headlineOf(summary, now);
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
      const line = lines.unknownUndecided(amount(headline.addressees));
      return headline.unsent > 0 ? line + lines.alsoUnsent(amount(headline.unsent)) : line;
    }
    case 'notSent':
      return lines.notSent(reasonText(headline.reason, amount, words));
    case 'stopped':
      return lines.stopped(
        endsIn(headline.tally)
          .map((end) => lines.parts[end](amount(headline.tally[end])))
          .join(lines.partSeparator),
      );
  }
}

function parts(tally: Tally, amount: (n: number) => string, words: Words): string {
  const { firstAccepted, parts, partSeparator } = words.report.headline;
  const rest = endsIn(tally).filter((end) => end !== 'accepted');
  return [firstAccepted(count(tally.accepted)), ...rest.map((end) => parts[end](amount(tally[end])))].join(
    partSeparator,
  );
}

function reasonText(reason: NotSentReason, amount: (n: number) => string, words: Words): string {
  switch (reason.type) {
    case 'halt':
      return haltCause(reason.halt, words) ?? words.report.headline.cancelled;
    case 'refusal':
      return reasonOf(reason.refusal, words).cause;
    case 'allInvalid':
      return words.report.headline.allInvalid(amount(reason.addressees));
  }
}
