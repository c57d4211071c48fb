/** Numbers as people read them, and the sum that every report checks before it is shown. */
import type { Everyone } from '../audience.ts';
import { type End, ends, type Tally } from '../delivery/states.ts';
import { deliveryName, type Summary } from '../delivery/summary.ts';
import type { Words } from '../words/zh.ts';

/** 2,093, alike in both languages. */
export function count(n: number): string {
  return n.toLocaleString('en-US');
}

export function sizeOf(tally: Tally): number {
  return ends.reduce((sum, end) => sum + tally[end], 0);
}

/** Everyone at once is one addressee of unknown size: showing "1" would mislead. Null where addressees are named. */
export function everyoneIn(summary: Summary): Everyone | null {
  const kinds = summary.byKind.map(({ kind }) => kind);
  return kinds.find((kind) => kind === 'wholeSchool' || kind === 'allMembers') ?? null;
}

/** How many, in words: "2,093", or "whole school". */
export function amountIn(summary: Summary, words: Words): (n: number) => string {
  const everyone = everyoneIn(summary);
  return everyone === null ? count : () => words.report.kinds[everyone];
}

/** The same where something is said about them, which in Chinese takes a measure word: "2,093 个", or "whole school". */
export function countedIn(summary: Summary, words: Words): (n: number) => string {
  const amount = amountIn(summary, words);
  return everyoneIn(summary) === null ? (n) => words.report.counted(amount(n)) : amount;
}

/** What counts as one, however many people it is; null when every addressee is a person. */
export function oneEach(summary: Summary, words: Words): string | null {
  const { kinds, listSeparator, result } = words.report;
  const groups = summary.byKind.filter(({ kind }) => ['department', 'tag', 'ticket'].includes(kind));
  return groups.length === 0 ? null : result.oneEach(groups.map(({ kind }) => kinds[kind]).join(listSeparator));
}

/** The ends that occur, in their fixed order. */
export function endsIn(tally: Tally): End[] {
  return ends.filter((end) => tally[end] > 0);
}

/** list = accepted + invalid + refused + unknown + unsent, in all and by kind. Throws: an untrue report is never shown. */
export function assertSums(summary: Summary): void {
  const { delivery, tally, byKind } = summary;
  const untrue = (what: string) => {
    throw new Error(`report of ${deliveryName(delivery)} does not add up: ${what}`);
  };
  if (sizeOf(tally) !== delivery.size) untrue(`${sizeOf(tally)} counted, ${delivery.size} listed`);
  for (const end of ends) {
    const kinds = byKind.reduce((sum, kind) => sum + kind.tally[end], 0);
    if (kinds !== tally[end] || tally[end] < 0) untrue(`${end} is ${tally[end]}, by kind ${kinds}`);
  }
  if (summary.undecided.addressees > tally.unknown) untrue(`${summary.undecided.addressees} undecided`);
  const { recall } = summary;
  if (recall !== null && recall.pending + recall.recalled + recall.refused !== tally.accepted)
    untrue(`${recall.pending} + ${recall.recalled} + ${recall.refused} asked back`);
  assertArithmetic(summary, untrue);
}

function assertArithmetic({ delivery }: Summary, untrue: (what: string) => void): void {
  const a = delivery.arithmetic;
  if (a === null) return;
  if (a.ids - a.repeated - a.malformed !== a.willSend) untrue(`${a.ids} - ${a.repeated} - ${a.malformed} ids`);
  if (a.willSend !== delivery.size) untrue(`${a.willSend} to send, ${delivery.size} listed`);
}
