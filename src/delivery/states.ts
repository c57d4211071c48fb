/**
 * The words of a delivery: what a batch can be, what WeCom's answer can mean, and the one function that joins them.
 * Pure: no clock, no database, no Slack, no WeCom.
 */
import { z } from 'zod';
import { type RecipientKind, recipientKinds } from '../audience.ts';

/** An addressee's only five ends. Never "delivered": WeCom gives no receipt. */
export const ends = ['accepted', 'invalid', 'refused', 'unknown', 'unsent'] as const;
export type End = (typeof ends)[number];

/** How many addressees ended how; the sum is always the size of the list. */
export type Tally = Record<End, number>;

/** An id as WeCom spelt it, which is lower case for people. Unlicensed: in sight of the app, but without a paid licence. */
export type NamedId = { kind: RecipientKind; id: string; unlicensed?: true };

/** An id as the sender wrote it, with its source line (0: none). */
const writtenIdSchema = z.object({
  kind: z.enum(recipientKinds),
  id: z.string(),
  line: z.number(),
  unlicensed: z.literal(true).exactOptional(),
});
export type WrittenId = z.infer<typeof writtenIdSchema>;

/** WeCom's own words for a refusal, kept for the report and the audit. */
const refusalSchema = z.object({ errcode: z.number(), errmsg: z.string() });
export type Refusal = z.infer<typeof refusalSchema>;

/** Why nobody can say whether a request was carried out. */
const doubts = ['timeout', 'reset', 'httpError', 'unreadable', 'busy', 'crash', 'restored'] as const;
export type Doubt = (typeof doubts)[number];

/**
 * Why a request surely never left: nothing of its body was written.
 * noTicket: WeCom pushes no suite_ticket (or the last one is too old), so there is no token to send with.
 */
const hurdles = ['unreachable', 'connectTimeout', 'circuitOpen', 'noTicket'] as const;
export type Hurdle = (typeof hurdles)[number];

/**
 * What a refusal asks us to do. `wecom/errcodes.ts` says which errcode asks for which; `retry.ts` says how.
 * - busy: -1 and 6000, the same call again, at most three times
 * - slowDown: 45033, fewer calls at once
 * - throttled: 45009, wait for the window
 * - upload: 40007, the cover's media_id died, upload again
 * - recipients: the cause lies in who is named in this call; other calls may pass
 * - stop: the cause lies in the app, its credentials or the message; every call would be refused
 */
export const advices = ['busy', 'slowDown', 'throttled', 'upload', 'recipients', 'stop'] as const;
export type Advice = (typeof advices)[number];

/** What came of one request. Surely answered, surely not sent, or unknown: three classes, never two. */
export type SendAnswer =
  | { type: 'accepted'; invalid: NamedId[]; msgid?: string | null }
  | { type: 'allInvalid'; refusal: Refusal }
  | { type: 'refused'; refusal: Refusal; advice: Advice }
  | { type: 'notSent'; hurdle: Hurdle; detail: string }
  | { type: 'unknown'; doubt: Doubt; detail: string };

/** Why a batch waits: what came of its last try; repeat: no answer, so that the same bytes are about to be sent again. */
const pauses = ['busy', 'slowDown', 'unreachable', 'noTicket', 'repeat'] as const;
export type Pause = (typeof pauses)[number];

/** Tries of one batch: `tries` that surely were not sent, `busyTries` that WeCom answered with "busy". */
const triesShape = { tries: z.number(), busyTries: z.number() };

/**
 * Of an unknown batch whose bytes may be sent again by themselves, because WeCom drops the copy: when they first left, and
 * when they are due again. `firstSentAt` null: they may not.
 */
const repeatShape = {
  firstSentAt: z.number().nullable(),
  dueAt: z.number(),
  pause: z.enum(pauses).nullable(),
  ...triesShape,
};

/**
 * A batch is one WeCom request.
 * planned → sending → accepted | invalid | refused | unknown, back to planned for what surely was not sent,
 * or split into one batch a kind.
 */
export const batchStateSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('planned'), dueAt: z.number(), pause: z.enum(pauses).nullable(), ...triesShape }),
  z.object({ state: z.literal('sending'), sentAt: z.number(), ...triesShape }),
  z.object({
    state: z.literal('accepted'),
    answeredAt: z.number(),
    invalid: z.array(writtenIdSchema),
    /** What the message can be recalled by; null for school notices. */
    msgid: z.string().nullable(),
  }),
  /** Every addressee of the call was invalid. */
  z.object({ state: z.literal('invalid'), answeredAt: z.number(), refusal: refusalSchema }),
  z.object({ state: z.literal('refused'), answeredAt: z.number(), refusal: refusalSchema }),
  z.object({
    state: z.literal('unknown'),
    answeredAt: z.number(),
    doubt: z.enum(doubts),
    detail: z.string(),
    /** Set once a person said: leave it as it is. */
    left: z.boolean(),
    ...repeatShape,
  }),
  z.object({ state: z.literal('split'), answeredAt: z.number(), refusal: refusalSchema }),
]);
export type BatchState = z.infer<typeof batchStateSchema>;
export type Sending = Extract<BatchState, { state: 'sending' }>;
export type Unknown = Extract<BatchState, { state: 'unknown' }>;

/** Why a delivery does not go on by itself. Its planned batches are unsent. */
export const haltSchema = z.discriminatedUnion('type', [
  /** WeCom refused for a cause that lies in the app, its credentials or the message. */
  z.object({ type: z.literal('refused'), at: z.number(), refusal: refusalSchema }),
  /** The daily limit: goes on only when a person says so, not before `until`. */
  z.object({ type: z.literal('dailyLimit'), at: z.number(), until: z.number() }),
  /** A person pressed Stop or typed /wecom cancel. */
  z.object({ type: z.literal('cancelled'), at: z.number(), by: z.string() }),
  /** Slack has no place where the result could be told. */
  z.object({ type: z.literal('noPlace'), at: z.number(), error: z.string() }),
  /** The cover could not be uploaded for a reason that a retry does not mend. */
  z.object({ type: z.literal('cover'), at: z.number(), refusal: refusalSchema }),
  /** The company took its authorisation back, or the app is no longer configured. */
  z.object({ type: z.literal('appGone'), at: z.number() }),
  /** The program fails at this delivery each time; others of the app are not to wait for it. */
  z.object({ type: z.literal('fault'), at: z.number() }),
]);
export type Halt = z.infer<typeof haltSchema>;

/** A person asked WeCom to take a delivery back. */
export const recallRequestSchema = z.object({ at: z.number(), by: z.string() });
export type RecallRequest = z.infer<typeof recallRequestSchema>;

/** How far that is with one batch. */
export type BatchRecall =
  | { state: 'pending'; tries: number }
  | { state: 'recalled'; at: number }
  | { state: 'refused'; at: number; refusal: Refusal }
  /** The company took its authorisation back, or the app is no longer configured. */
  | { state: 'appGone'; at: number };

/** Why a delivery waits, and until when (ms); it goes on by itself. */
export type Wait = { type: 'throttled' | Pause; until: number };
