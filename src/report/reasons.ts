/** From what the ledger holds to a sentence and a cure. */
import type { Halt, Refusal } from '../delivery/states.ts';
import type { NotAcceptedReason } from '../delivery/summary.ts';
import type { Words } from '../words/zh.ts';

export type Reason = { cause: string; cure: string };

/** Cause and cure of a refusal; a code nobody knows still gets both. Plain text. */
export function reasonOf({ errcode, errmsg }: Refusal, words: Words): Reason {
  const { errcodes, unknownErrcode, withErrcode, withIp } = words.reasons;
  const known: Partial<Record<number, Reason>> = errcodes;
  const { cause, cure } = known[errcode] ?? unknownErrcode;
  const ip = errcode === 60020 ? ipIn(errmsg) : null;
  return { cause: withErrcode(ip === null ? cause : withIp(cause, ip), errcode), cure };
}

/** WeCom says which address it saw ("from ip: 203.0.113.7"): what has to be entered there. */
function ipIn(errmsg: string): string | null {
  return /from ip:\s*([0-9a-f.:]*[0-9a-f])/i.exec(errmsg)?.[1] ?? null;
}

/** Why a delivery does not go on; null for a person's own stop, which needs no explanation. */
export function haltCause(halt: Halt, words: Words): string | null {
  const { halts } = words.reasons;
  switch (halt.type) {
    case 'refused':
      return reasonOf(halt.refusal, words).cause;
    case 'cover':
      return halts.cover(reasonOf(halt.refusal, words).cause);
    case 'dailyLimit':
      return halts.dailyLimit;
    case 'noPlace':
      return halts.noPlace;
    case 'cancelled':
      return null;
  }
}

/** Why one addressee was not accepted, for the list file. */
export function notAcceptedCause(reason: NotAcceptedReason, words: Words): string {
  switch (reason.type) {
    case 'invalid':
      return words.reasons.invalid;
    case 'allInvalid':
    case 'refused':
      return reasonOf(reason.refusal, words).cause;
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

/** Why Slack takes no report there, from the error it answered. Safe in mrkdwn. */
export function whyNoPlace(error: string, words: Words): string {
  const { why, otherwise } = words.report.noPlace;
  const known: Partial<Record<string, string>> = why;
  const kind = error.startsWith('restricted_action') ? 'restricted_action' : error;
  // Slack's error codes are words of lower-case letters; anything else does not belong in a message.
  return known[kind] ?? otherwise(error.replace(/\W/g, '').slice(0, 80) || '?');
}
