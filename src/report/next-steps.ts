/** What to do now: cause, cure, and buttons where a person decides. A new reply, so that a failure reaches the sender. */
import type { Halt } from '../delivery/states.ts';
import type { Summary } from '../delivery/summary.ts';
import { actions, type Block, button, context, mrkdwn, plain, section } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { amountIn, assertSums, isWholeSchool } from './amounts.ts';
import { slackTime } from './dates.ts';
import { mention, type Post, post } from './post.ts';
import { haltCause, isAllInvalid, reasonOf } from './reasons.ts';
import { confirmDialog, reportActions } from './report-actions.ts';

/** A step is one matter: what is so, what to do, and the buttons for it. All mrkdwn of our own words. */
type Step = { urgent: boolean; what: string; cure: string; quote: string | null; buttons: Block | null };

/** Null when everyone was accepted and nothing is left to do. */
export function nextStepsPost(summary: Summary, words: Words, now: number): Post | null {
  assertSums(summary);
  const steps = [
    unknownStep(summary, words),
    ...refusedSteps(summary, words),
    unsentStep(summary, words, now),
    invalidStep(summary, words),
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

function unknownStep(summary: Summary, words: Words): Step | null {
  const { tally, undecided, doubts } = summary;
  const { next } = words.report;
  if (tally.unknown === 0) return null;
  const amount = amountIn(summary, words);
  if (undecided.addressees === 0)
    return { urgent: false, what: next.left(amount(tally.unknown)), cure: '', quote: null, buttons: null };
  const why = doubts.map(({ doubt, addressees }) => next.unknownWhy(amount(addressees), words.reasons.doubts[doubt]));
  return {
    urgent: true,
    what: next.unknown(amount(undecided.addressees)),
    cure: [...why, next.unknownChoice].join('\n'),
    quote: null,
    buttons: unknownButtons(summary, words),
  };
}

function unknownButtons(summary: Summary, words: Words): Block {
  const { sendAgain, sendAgainSchool, sendAgainConfirm, leave } = words.report.next;
  const text = isWholeSchool(summary)
    ? sendAgainSchool
    : sendAgain(amountIn(summary, words)(summary.undecided.addressees));
  const value = summary.delivery.id;
  return actions(
    button({ action: reportActions.resendUnknown, text, value, confirm: confirmDialog(sendAgainConfirm, 'danger') }),
    button({ action: reportActions.leaveUnknown, text: leave, value }),
  );
}

function refusedSteps(summary: Summary, words: Words): Step[] {
  const amount = amountIn(summary, words);
  return summary.refusals
    .filter(({ refusal }) => !isAllInvalid(refusal))
    .map(({ refusal, addressees }) => {
      const { cause, cure } = reasonOf(refusal, words);
      const what = words.report.next.refused(amount(addressees), cause);
      return { urgent: true, what, cure, quote: quoted(refusal, words), buttons: null };
    });
}

function unsentStep(summary: Summary, words: Words, now: number): Step | null {
  const { tally, delivery } = summary;
  if (tally.unsent === 0 || delivery.halt === null) return null;
  const { halt } = delivery;
  const unsent = amountIn(summary, words)(tally.unsent);
  const { sendRest, sendRestSchool, stopped, cancelled } = words.report.next;
  const cause = haltCause(halt, words);
  const stoppedBy = halt.type === 'cancelled' ? words.reasons.halts.cancelledBy(mention(halt.by)) : '';
  return {
    urgent: cause !== null,
    what: cause === null ? cancelled(stoppedBy, unsent) : stopped(unsent, cause),
    cure: haltCure(halt, words, now),
    quote: 'refusal' in halt ? quoted(halt.refusal, words) : null,
    buttons: actions(
      button({
        action: reportActions.resume,
        text: isWholeSchool(summary) ? sendRestSchool : sendRest(unsent),
        value: delivery.id,
        style: 'primary',
      }),
    ),
  };
}

function haltCure(halt: Halt, words: Words, now: number): string {
  switch (halt.type) {
    case 'refused':
    case 'cover':
      return reasonOf(halt.refusal, words).cure;
    case 'dailyLimit':
      return words.reasons.halts.dailyLimitCure(slackTime(halt.until, now));
    case 'noPlace':
      return words.report.noPlace.cure;
    case 'cancelled':
      return words.report.next.cancelledCure;
  }
}

function invalidStep(summary: Summary, words: Words): Step | null {
  const { tally, delivery } = summary;
  if (tally.invalid === 0) return null;
  const amount = amountIn(summary, words);
  const { invalid, allInvalid, invalidCure } = words.report.next;
  const all = tally.invalid === delivery.size;
  const what = all ? allInvalid(amount(tally.invalid)) : invalid(amount(tally.invalid));
  return { urgent: all, what, cure: invalidCure, quote: null, buttons: null };
}

/** WeCom's own words, for whoever has to look it up. Plain text: they may say anything. */
function quoted({ errcode, errmsg }: { errcode: number; errmsg: string }, words: Words): string {
  return words.report.next.wecomSays(String(errcode), errmsg.slice(0, 300));
}
