/** Everything that may go wrong on the way, as rules: which calls, how often, and what happens to them. */
import { z } from 'zod';
import { apis, type Call } from './calls.ts';

const how = (otherwise: 'reset' | 'close') => z.enum(['reset', 'close']).default(otherwise);
const carriedOut = (otherwise: boolean) => z.boolean().default(otherwise);

/**
 * `carriedOut`: whether the call takes effect although its caller is told otherwise or nothing at all.
 * For `slow` and `hold` it says *when*: true, before the wait; false, after it and only if the caller is still there.
 */
const faultSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('errcode'),
    errcode: z.int(),
    errmsg: z.string().optional(),
    /** Further fields of the answer. */
    fields: z.record(z.string(), z.unknown()).default({}),
    carriedOut: carriedOut(false),
  }),
  /** A gateway's answer. `status: 200` with HTML is what a captive portal does. */
  z.strictObject({
    type: z.literal('http'),
    status: z.int().default(502),
    contentType: z.string().default('text/html'),
    body: z.string().default('<html><body><h1>502 Bad Gateway</h1></body></html>'),
    carriedOut: carriedOut(false),
  }),
  z.strictObject({ type: z.literal('cutBeforeReading'), how: how('reset') }),
  /** After at least `bytes` of the body have come in. */
  z.strictObject({ type: z.literal('cutInBody'), bytes: z.int().min(0), how: how('reset') }),
  /** Never read, never answered. */
  z.strictObject({ type: z.literal('blackHole') }),
  z.strictObject({ type: z.literal('cutBeforeAnswer'), how: how('reset'), carriedOut: carriedOut(true) }),
  /** After `bytes` of the answer's body; half of it unless given. */
  z.strictObject({
    type: z.literal('cutInAnswer'),
    bytes: z.int().min(0).optional(),
    how: how('close'),
    carriedOut: carriedOut(true),
  }),
  z.strictObject({ type: z.literal('hold'), carriedOut: carriedOut(false) }),
  z.strictObject({ type: z.literal('slow'), ms: z.int().min(0), carriedOut: carriedOut(false) }),
]);
export type Fault = z.output<typeof faultSchema>;

const beforeBody = ['cutBeforeReading', 'cutInBody', 'blackHole'] as const;
export type EarlyFault = Extract<Fault, { type: (typeof beforeBody)[number] }>;
export type WaitFault = Extract<Fault, { type: 'hold' | 'slow' }>;
export type LateFault = Exclude<Fault, EarlyFault | WaitFault>;

export function isEarly(fault: Fault): fault is EarlyFault {
  return beforeBody.some((type) => type === fault.type);
}

export function isWait(fault: Fault): fault is WaitFault {
  return fault.type === 'hold' || fault.type === 'slow';
}

/** Plain data, so that it can come from another process. */
export const ruleSchema = z
  .strictObject({
    /** Every call unless given. */
    api: z.enum(apis).optional(),
    /** Only sends whose body has this id, as a string or as one of several joined by `|`. */
    naming: z.string().min(1).optional(),
    /** Matching calls that pass before the rule begins. */
    skip: z.int().min(0).default(0),
    /** Calls it applies to; null: no end. One unless given, or no end where `forMs` is. */
    times: z.int().min(1).nullable().optional(),
    /** How long it applies, counted from its first hit. */
    forMs: z.int().min(1).optional(),
    /** Share of the matching calls it applies to. */
    rate: z.number().min(0).max(1).default(1),
    fault: faultSchema,
  })
  .refine((rule) => rule.naming === undefined || !isEarly(rule.fault), {
    error: 'a fault before the body cannot depend on what the body names',
    path: ['naming'],
  });
export type FaultRule = z.input<typeof ruleSchema>;
export type ParsedRule = z.output<typeof ruleSchema>;
export type When = (call: Call) => boolean;
