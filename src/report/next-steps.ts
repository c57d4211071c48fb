/** What to do now: cause, cure, and buttons where a person decides. A new reply, so that a failure reaches the sender. */
import type { Halt } from '../delivery/states.ts';
import type { Delivery, Summary } from '../delivery/summary.ts';
import { actions, type Block, button, context, mrkdwn, plain, section } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { assertSums, count, countedIn, everyoneIn } from './amounts.ts';
import { slackTime } from './dates.ts';
import { mention, type Post, post } from './post.ts';
import { haltCause, isAllInvalid, isComposedWrong, noPlaceCure, reasonOf, type Subject } from './reasons.ts';
import { confirmDialog, reportActions } from './report-actions.ts';

/** A step is one matter: what is so, what to do, and the buttons for it. All mrkdwn of our own words. */
type Step = { urgent: boolean; what: string; cure: string; quote: string | null; buttons: Block | null };

/** Null when everyone was accepted and nothing is left to do. */
export function nextStepsPost(summary: Summary, words: Words, now: number): Post | null {
  assertSums(summary);
  const steps = [
    repeatedStep(summary, words),
    unknownStep(summary, words),
    ...refusedSteps(summary, words),
    unsentStep(summary, words, now),
    stoppedLateStep(summary, words),
    invalidStep(summary, words),
    recallStep(summary, words, now),
  ].filter((step) => step !== null);
  if (steps.length === 0) return null;
  const call = steps.some(({ urgent }) => urgent) ? `${mention(summary.delivery.sender)} ` : '';
  return post(
    call + steps.map(({ what }) => what).join(' '),
    steps.flatMap((step, i) => stepBlocks({ ...step, what: i === 0 ? call + step.what : step.what })),
  );
}

/** In place of the next steps once they are decided: the buttons are gone. */
export function decidedPost(words: Words, state: 'goesOn' | 'decided'): Post {
  const line = words.report.next[state];
  return post(line, [context(line)]);
}

function stepBlocks({ what, cure, quote, buttons }: Step): Block[] {
  const text = cure === '' ? what : `${what}\n${cure}`;
  return [
    section(mrkdwn(text)),
    ...(quote === null ? [] : [context(plain(quote))]),
    ...(buttons === null ? [] : [buttons]),
  ];
}

function repeatedStep(summary: Summary, words: Words): Step | null {
  if (summary.repeated === 0) return null;
  return told(words.report.next.repeated(countedIn(summary, words)(summary.repeated)));
}

function unknownStep(summary: Summary, words: Words): Step | null {
  const { tally, undecided, doubts } = summary;
  const { next } = words.report;
  if (tally.unknown === 0) return null;
  const counted = countedIn(summary, words);
  if (summary.delivery.recall !== null) return told(next.unknownRecalled(counted(tally.unknown)));
  if (undecided.addressees === 0) return told(next.left(counted(tally.unknown)));
  const why = doubts.map(({ doubt, addressees }) => next.unknownWhy(counted(addressees), words.reasons.doubts[doubt]));
  return {
    urgent: true,
    what: next.unknown(counted(undecided.addressees)),
    cure: [...why, unknownCure(summary, words)].join('\n'),
    quote: null,
    buttons: unknownButtons(summary, words),
  };
}

function unknownCure(summary: Summary, { report: { next } }: Words): string {
  if (summary.delivery.listGoneAt !== null) return next.unknownListGone;
  if (!isStopped(summary)) return summary.repeated > 0 ? next.unknownChoiceNow : next.unknownChoice;
  const { halt } = summary.delivery;
  return halt !== null && isComposedWrong(halt) ? next.unknownNoRest : next.unknownRestFirst;
}

/** What was stopped with something left: sending the unknown again would mix it with what surely was not sent. */
function isStopped({ delivery, tally }: Summary): boolean {
  return delivery.halt !== null && tally.unsent > 0;
}

function unknownButtons(summary: Summary, words: Words): Block {
  const { sendAgain, sendAgainEveryone, sendAgainConfirm, leave } = words.report.next;
  const everyone = everyoneIn(summary);
  const text =
    everyone === null
      ? sendAgain(count(summary.undecided.addressees))
      : sendAgainEveryone(words.report.everyone[everyone]);
  const value = summary.delivery.id;
  const left = button({ action: reportActions.leaveUnknown, text: leave, value });
  if (isStopped(summary) || summary.delivery.listGoneAt !== null) return actions(left);
  const confirm = confirmDialog(sendAgainConfirm, 'danger');
  return actions(button({ action: reportActions.resendUnknown, text, value, confirm }), left);
}

/** A message holds 50 blocks; the list file has every reason. */
const maxRefusals = 10;

function refusedSteps(summary: Summary, words: Words): Step[] {
  const counted = countedIn(summary, words);
  return summary.refusals
    .filter(({ refusal }) => !isAllInvalid(refusal))
    .toSorted((a, b) => b.addressees - a.addressees)
    .slice(0, maxRefusals)
    .map(({ refusal, addressees }) => {
      const { cause, cure } = reasonOf(refusal, summary.delivery, words);
      const what = words.report.next.refused(counted(addressees), cause);
      return { urgent: true, what, cure, quote: quoted(refusal, words), buttons: null };
    });
}

function unsentStep(summary: Summary, words: Words, now: number): Step | null {
  const { tally, delivery } = summary;
  if (tally.unsent === 0 || delivery.halt === null) return null;
  const { halt } = delivery;
  const unsent = countedIn(summary, words)(tally.unsent);
  const { stopped, cancelled } = words.report.next;
  const cause = haltCause(halt, delivery, words);
  const stoppedBy = halt.type === 'cancelled' ? words.reasons.halts.cancelledBy(mention(halt.by)) : '';
  return {
    urgent: cause !== null,
    what: cause === null ? cancelled(stoppedBy, unsent) : stopped(unsent, cause),
    cure: restCure(halt, delivery, words, now),
    quote: 'refusal' in halt ? quoted(halt.refusal, words) : null,
    buttons: canResume(delivery, halt) ? resumeButton(summary, words) : null,
  };
}

/** Whoever stopped it must not believe that it was stopped. */
function stoppedLateStep({ tally, delivery: { halt, recall } }: Summary, words: Words): Step | null {
  if (halt?.type !== 'cancelled' || tally.unsent > 0 || recall !== null) return null;
  return told(words.report.next.stoppedLate(mention(halt.by)));
}

function canResume({ recall, listGoneAt }: Delivery, halt: Halt): boolean {
  return recall === null && listGoneAt === null && !isComposedWrong(halt);
}

function restCure(halt: Halt, delivery: Delivery, words: Words, now: number): string {
  const { restRecalled, restListGone, composeAnew } = words.report.next;
  if (delivery.listGoneAt !== null) return restListGone;
  if (delivery.recall !== null) return restRecalled;
  const cure = haltCure(halt, delivery, words, now);
  return isComposedWrong(halt) ? `${cure}\n${composeAnew[delivery.message.type]}` : cure;
}

function resumeButton(summary: Summary, words: Words): Block {
  const { sendRest, sendRestEveryone } = words.report.next;
  const everyone = everyoneIn(summary);
  const text =
    everyone === null ? sendRest(count(summary.tally.unsent)) : sendRestEveryone(words.report.everyone[everyone]);
  return actions(button({ action: reportActions.resume, text, value: summary.delivery.id, style: 'primary' }));
}

function haltCure(halt: Halt, of: Subject, words: Words, now: number): string {
  switch (halt.type) {
    case 'refused':
    case 'cover':
      return reasonOf(halt.refusal, of, words).cure;
    case 'dailyLimit':
      return words.reasons.halts.dailyLimitCure(slackTime(halt.until, now));
    case 'noPlace':
      return noPlaceCure(halt.error, words);
    case 'appGone':
      return words.reasons.halts.appGoneCure;
    case 'fault':
      return words.reasons.halts.faultCure;
    case 'cancelled':
      return words.report.next.cancelledCure;
  }
}

function invalidStep(summary: Summary, words: Words): Step | null {
  const { tally, delivery } = summary;
  if (tally.invalid === 0) return null;
  const counted = countedIn(summary, words);
  const { invalid, allInvalid, invalidCure } = words.report.next;
  const all = tally.invalid === delivery.size;
  const what = all ? allInvalid(counted(tally.invalid)) : invalid(counted(tally.invalid));
  return { urgent: all, what, cure: invalidCure[delivery.message.type], quote: null, buttons: null };
}

/** Below the result of a template message: whether it can be taken back, and the button for it. */
function recallStep(summary: Summary, words: Words, now: number): Step | null {
  const { delivery, tally, recallableUntil } = summary;
  if (delivery.message.type !== 'template' || tally.accepted === 0) return null;
  const { offer, askedBy, tooLate, nameless } = words.report.next.recall;
  if (recallableUntil !== null && recallableUntil > now)
    return { ...told(offer(slackTime(recallableUntil, now))), buttons: recallButton(delivery.id, words) };
  if (delivery.recall !== null) return told(askedBy(mention(delivery.recall.by)));
  return told(recallableUntil === null ? nameless : tooLate);
}

function recallButton(deliveryId: string, words: Words): Block {
  const { button: text, confirm } = words.report.next.recall;
  return actions(
    button({ action: reportActions.recall, text, value: deliveryId, confirm: confirmDialog(confirm, 'danger') }),
  );
}

/** Said, with nothing to do about it. */
function told(what: string): Step {
  return { urgent: false, what, cure: '', quote: null, buttons: null };
}

/** WeCom's own words, for whoever has to look it up. Plain text: they may say anything. */
export function quoted({ errcode, errmsg }: { errcode: number; errmsg: string }, words: Words): string {
  return words.report.next.wecomSays(String(errcode), errmsg.slice(0, 300));
}
