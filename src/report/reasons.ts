/** From what the ledger holds to a sentence and a cure. */
import type { Halt, Refusal } from '../delivery/states.ts';
import type { Delivery, NotAcceptedReason, Summary } from '../delivery/summary.ts';
import type { Words } from '../words/zh.ts';

export type Reason = { cause: string; cure: string };

/** What was sent by which app: the same errcode may mean another thing, and somebody else may have to mend it. */
export type Subject = { message: Pick<Delivery['message'], 'type'>; appId: string };

/** Cause and cure of a refusal; a code nobody knows still gets both. Plain text. */
export function reasonOf({ errcode, errmsg }: Refusal, of: Subject, words: Words): Reason {
  const { unknownErrcode, withErrcode, withIp } = words.reasons;
  const tables = errcodesFor(of, words).map((table) => table[errcode]);
  const { cause, cure } = tables.find((reason) => reason !== undefined) ?? unknownErrcode;
  const ip = errcode === 60020 ? ipIn(errmsg) : null;
  return { cause: withErrcode(ip === null ? cause : withIp(cause, ip), errcode), cure };
}

/** The more special one first. */
function errcodesFor({ message, appId }: Subject, words: Words): Partial<Record<number, Reason>>[] {
  const { errcodes, thirdParty, template } = words.reasons;
  return [message.type === 'template' ? template : {}, /^(suite|delegated):/.test(appId) ? thirdParty : {}, errcodes];
}

/** WeCom says which address it saw ("from ip: 203.0.113.7"): what has to be entered there. */
function ipIn(errmsg: string): string | null {
  return /from ip:\s*([0-9a-f.:]*[0-9a-f])/i.exec(errmsg)?.[1] ?? null;
}

/** Why a delivery does not go on; null for a person's own stop, which needs no explanation. */
export function haltCause(halt: Halt, of: Subject, words: Words): string | null {
  const { halts } = words.reasons;
  switch (halt.type) {
    case 'refused':
      return reasonOf(halt.refusal, of, words).cause;
    case 'cover':
      return halts.cover(reasonOf(halt.refusal, of, words).cause);
    case 'dailyLimit':
      return halts.dailyLimit;
    case 'noPlace':
      return halts.noPlace;
    case 'appGone':
      return halts.appGone;
    case 'fault':
      return halts.fault;
    case 'cancelled':
      return null;
  }
}

/** A recall has cures of its own: there is no rest to be sent. */
function recallReasonOf(refusal: Refusal, of: Subject, words: Words): Reason {
  const { errcodes, otherwise } = words.reasons.recall;
  const known: Partial<Record<number, Reason>> = errcodes;
  const reason = known[refusal.errcode];
  if (reason === undefined) return { cause: reasonOf(refusal, of, words).cause, cure: otherwise };
  return { ...reason, cause: words.reasons.withErrcode(reason.cause, refusal.errcode) };
}

/** Why some could not be recalled, and what to do about it; with WeCom's own words where it refused. */
export function recallReasons({ delivery, recall }: Summary, words: Words): (Reason & { refusal: Refusal | null })[] {
  const { appGone, appGoneCure, nameless, namelessCure } = words.report.recall;
  const refused = (recall?.refusals ?? []).map((refusal) => ({ ...recallReasonOf(refusal, delivery, words), refusal }));
  return [
    ...refused,
    ...(recall?.isAppGone ? [{ cause: appGone, cure: appGoneCure, refusal: null }] : []),
    ...(recall !== null && recall.nameless > 0 ? [{ cause: nameless, cure: namelessCure, refusal: null }] : []),
  ];
}

/** Why one addressee was not accepted, for the list file. */
export function notAcceptedCause(reason: NotAcceptedReason, of: Subject, words: Words): string {
  switch (reason.type) {
    case 'invalid':
      return words.reasons.invalid;
    case 'unlicensed':
      return words.reasons.unlicensed;
    case 'allInvalid':
    case 'refused':
      return reasonOf(reason.refusal, of, words).cause;
    case 'unknown':
      return words.reasons.doubts[reason.doubt];
    case 'unsent':
      return words.reasons.unsent;
  }
}

/** 81013: nobody in the call is valid. The ledger counts them as invalid, not as refused. */
export function isAllInvalid({ errcode }: Refusal): boolean {
  return errcode === 81013;
}

/**
 * Refused for what was composed: cover, text, template, mini-program, or an app that may not send this at all. Sent again
 * as it is it would be refused again.
 */
const composedWrong = new Set([
  ...[40004, 40006, 40009, 40011, 44001, 45001],
  ...[40039, 44004, 45002, 45008, 45032, 82004, 85002],
  ...[40036, 40037, 60203, 60205],
  ...[90200, 90207, 90208],
  ...[45029, 60207],
]);

export function isComposedWrong(halt: Halt): boolean {
  return 'refusal' in halt && composedWrong.has(halt.refusal.errcode);
}

/** What to do about it: the bot can be invited, or somebody else has to act. */
export function noPlaceCure(error: string, words: Words): string {
  const { cure, cureByAdmin } = words.report.noPlace;
  return error === 'not_in_channel' || error === 'channel_not_found' ? cure : cureByAdmin;
}

/** Why Slack takes no report there, from the error it answered. Safe in mrkdwn. */
export function whyNoPlace(error: string, words: Words): string {
  const { why, otherwise } = words.report.noPlace;
  const known: Partial<Record<string, string>> = why;
  const kind = error.startsWith('restricted_action') ? 'restricted_action' : error;
  // Slack's error codes are words of lower-case letters; anything else does not belong in a message.
  return known[kind] ?? otherwise(error.replace(/\W/g, '').slice(0, 80) || '?');
}
