/** The states a delivery can be seen in, for the gallery. */
import type { NotAccepted } from '../src/delivery/summary.ts';
import {
  allInvalid,
  badIp,
  type Case,
  cancelled,
  meeting,
  minute,
  noSuchId,
  notAcceptedOf,
  now,
  over,
  storyArithmetic,
  template,
  unlicensedOf,
} from './report-fixtures.ts';

export type Scene = { one: Case; list?: NotAccepted[]; movedFrom?: { channel: string; error: string } };

const list = { arithmetic: storyArithmetic, note: '已与年级组长核对' };
const tomorrow = now + 23 * 60 * minute;
/** Somebody asked for T-0017 back. */
const asked = { ...template, recall: { at: now, by: 'U0WANG' } };
const busyDoubts = [{ doubt: 'timeout', addressees: 1000 }] as const;

export const scenes: Record<string, Scene> = {
  preparing: {
    one: {
      byKind: { parent: { unsent: 2000 }, student: { unsent: 93 } },
      planned: 3,
      ended: 0,
      delivery: { ...list, startedAt: null },
    },
  },
  sending: {
    one: {
      byKind: { parent: { accepted: 988, invalid: 12, unknown: 1000, unsent: 93 } },
      planned: 1,
      sending: 1,
      ended: 1,
      delivery: list,
    },
  },
  throttled: {
    one: {
      byKind: { parent: { accepted: 1000, unsent: 1093 } },
      planned: 2,
      ended: 1,
      wait: { type: 'throttled', until: now + minute },
    },
  },
  unreachable: {
    one: {
      byKind: { parent: { unsent: 40 } },
      planned: 1,
      ended: 0,
      wait: { type: 'unreachable', until: now + minute },
    },
  },
  'slow-down': {
    one: {
      byKind: { parent: { accepted: 1000, unsent: 1093 } },
      planned: 2,
      ended: 1,
      wait: { type: 'slowDown', until: now + minute },
    },
  },
  busy: {
    one: {
      byKind: { parent: { accepted: 1000, unsent: 1093 } },
      planned: 2,
      ended: 1,
      wait: { type: 'busy', until: now + minute },
    },
  },
  stopping: {
    one: {
      byKind: { parent: { accepted: 1000, unknown: 1000, unsent: 93 } },
      planned: 1,
      sending: 1,
      ended: 1,
      delivery: { halt: cancelled },
    },
  },
  accepted: {
    one: { byKind: { parent: { accepted: 2000 }, student: { accepted: 93 } }, delivery: { ...over, ...list } },
  },
  'accepted-with-invalid': {
    one: { byKind: { parent: { accepted: 2081, invalid: 12 } }, delivery: { ...over, ...list } },
    list: notAcceptedOf(12),
  },
  'many-invalid-of-all-kinds': {
    one: {
      byKind: {
        parent: { accepted: 900, invalid: 48 },
        student: { accepted: 10, invalid: 3 },
        department: { accepted: 1, refused: 2 },
        externalUser: { accepted: 1 },
      },
      refusals: [{ refusal: { errcode: 60003, errmsg: 'department not found' }, addressees: 2 }],
      delivery: over,
    },
    list: [
      ...notAcceptedOf(48),
      ...notAcceptedOf(3, 'invalid', 'student'),
      ...notAcceptedOf(2, 'refused', 'department'),
    ],
  },
  'all-invalid': {
    one: {
      byKind: { parent: { invalid: 3 } },
      ended: 1,
      refusals: [{ refusal: allInvalid, addressees: 3 }],
      delivery: over,
    },
    list: notAcceptedOf(3),
  },
  'all-refused': {
    one: {
      byKind: { parent: { refused: 3 } },
      ended: 1,
      refusals: [{ refusal: noSuchId, addressees: 3 }],
      delivery: over,
    },
    list: notAcceptedOf(3, 'refused'),
  },
  'unknown-undecided': {
    one: {
      byKind: { parent: { accepted: 1093, unknown: 1000 } },
      undecided: 1000,
      doubts: [...busyDoubts],
      delivery: over,
    },
    list: notAcceptedOf(1000, 'unknown'),
  },
  'unknown-left': {
    one: { byKind: { parent: { accepted: 1093, unknown: 1000 } }, doubts: [...busyDoubts], delivery: over },
    list: notAcceptedOf(1000, 'unknown'),
  },
  'unknown-and-stopped': {
    one: {
      byKind: { parent: { accepted: 1000, unknown: 1000, unsent: 93 } },
      planned: 1,
      ended: 2,
      undecided: 1000,
      doubts: [{ doubt: 'crash', addressees: 1000 }],
      delivery: { halt: cancelled },
    },
    list: notAcceptedOf(1000, 'unknown'),
  },
  'unknown-and-refused-itself': {
    one: {
      byKind: { parent: { unknown: 1000, unsent: 93 } },
      planned: 1,
      ended: 1,
      undecided: 1000,
      doubts: [{ doubt: 'crash', addressees: 1000 }],
      delivery: { halt: { type: 'refused', at: now, refusal: { errcode: 90208, errmsg: 'miniprogram not match' } } },
    },
    list: notAcceptedOf(1000, 'unknown'),
  },
  'not-sent-ip': {
    one: {
      byKind: { parent: { unsent: 2093 } },
      planned: 3,
      ended: 0,
      delivery: { halt: { type: 'refused', at: now, refusal: badIp } },
    },
  },
  'not-sent-cover': {
    one: {
      byKind: { parent: { unsent: 3 } },
      planned: 1,
      ended: 0,
      delivery: { halt: { type: 'cover', at: now, refusal: { errcode: 40009, errmsg: 'invalid image size' } } },
    },
  },
  'not-sent-unknown-errcode': {
    one: {
      byKind: { parent: { unsent: 3 } },
      planned: 1,
      ended: 0,
      delivery: { halt: { type: 'refused', at: now, refusal: { errcode: 987654, errmsg: 'something new' } } },
    },
  },
  cancelled: { one: { planned: 3, ended: 0, byKind: { parent: { unsent: 2093 } }, delivery: { halt: cancelled } } },
  stopped: {
    one: { byKind: { parent: { accepted: 1000, unsent: 1093 } }, planned: 2, ended: 1, delivery: { halt: cancelled } },
    list: notAcceptedOf(1093, 'unsent'),
  },
  'stopped-by-secret': {
    one: {
      byKind: { parent: { accepted: 1000, unsent: 1093 } },
      planned: 2,
      ended: 1,
      delivery: { halt: { type: 'refused', at: now, refusal: { errcode: 40014, errmsg: 'invalid access_token' } } },
    },
    list: notAcceptedOf(1093, 'unsent'),
  },
  'stopped-by-daily-limit': {
    one: {
      byKind: { parent: { accepted: 1000, unsent: 1093 } },
      planned: 2,
      ended: 1,
      delivery: { halt: { type: 'dailyLimit', at: now, until: now + 474 * minute - 30_000 } },
    },
    list: notAcceptedOf(1093, 'unsent'),
  },
  'whole-school': { one: { byKind: { wholeSchool: { accepted: 1 } }, ended: 1, delivery: over } },
  'whole-school-unknown': {
    one: {
      byKind: { wholeSchool: { unknown: 1 } },
      ended: 1,
      undecided: 1,
      doubts: [{ doubt: 'reset', addressees: 1 }],
      delivery: over,
    },
  },
  'moved-to-direct-message': {
    one: { byKind: { parent: { accepted: 2093 } }, delivery: over },
    movedFrom: { channel: 'C0NOTICE', error: 'not_in_channel' },
  },
  'template-sending': {
    one: {
      byKind: { member: { accepted: 1000, unknown: 1000, unsent: 93 }, department: { accepted: 2 } },
      planned: 1,
      sending: 1,
      ended: 1,
      delivery: template,
    },
  },
  'template-accepted': {
    one: {
      byKind: { member: { accepted: 5 }, department: { accepted: 2 }, tag: { accepted: 1 } },
      ended: 1,
      recallableUntil: tomorrow,
      delivery: { ...over, ...template },
    },
  },
  'template-with-invalid': {
    one: {
      byKind: { member: { accepted: 2075, invalid: 5 }, department: { accepted: 1, invalid: 1 } },
      recallableUntil: tomorrow,
      delivery: { ...over, ...template, message: { ...meeting, miniProgram: null } },
    },
    list: [...notAcceptedOf(3, 'invalid', 'member'), ...unlicensedOf(2), ...notAcceptedOf(1, 'invalid', 'department')],
  },
  'template-only-unauthorised': {
    one: {
      byKind: { ticket: { accepted: 2 } },
      ended: 1,
      recallableUntil: tomorrow,
      delivery: { ...over, ...template, message: { ...meeting, url: null, onlyUnauth: true } },
    },
  },
  'template-all-members': {
    one: {
      byKind: { allMembers: { accepted: 1 } },
      ended: 1,
      recallableUntil: tomorrow,
      delivery: { ...over, ...template },
    },
  },
  'template-all-members-unknown': {
    one: {
      byKind: { allMembers: { unknown: 1 } },
      ended: 1,
      undecided: 1,
      doubts: [{ doubt: 'reset', addressees: 1 }],
      delivery: { ...over, ...template },
    },
  },
  'template-all-invalid': {
    one: {
      byKind: { member: { invalid: 3 } },
      ended: 1,
      refusals: [{ refusal: allInvalid, addressees: 3 }],
      delivery: { ...over, ...template },
    },
    list: notAcceptedOf(3, 'invalid', 'member'),
  },
  'template-keywords-refused': {
    one: {
      byKind: { member: { unsent: 5 } },
      planned: 1,
      ended: 0,
      delivery: {
        ...template,
        halt: { type: 'refused', at: now, refusal: { errcode: 60205, errmsg: 'template keyword not match' } },
      },
    },
  },
  'template-no-ticket': {
    one: {
      byKind: { member: { accepted: 1000, unsent: 1093 } },
      planned: 2,
      ended: 1,
      wait: { type: 'noTicket', until: now + 10 * minute },
      delivery: template,
    },
  },
  'template-app-gone': {
    one: {
      byKind: { member: { unsent: 2093 } },
      planned: 3,
      ended: 0,
      delivery: { ...template, halt: { type: 'appGone', at: now } },
    },
  },
  'template-app-gone-half-way': {
    one: {
      byKind: { member: { accepted: 1000, unsent: 1093 } },
      planned: 2,
      ended: 1,
      recallableUntil: tomorrow,
      delivery: { ...template, halt: { type: 'appGone', at: now } },
    },
    list: notAcceptedOf(1093, 'unsent', 'member'),
  },
  'template-too-late': {
    one: { byKind: { member: { accepted: 5 } }, ended: 1, recallableUntil: now, delivery: { ...template, ...over } },
  },
  'template-no-message-id': {
    one: { byKind: { member: { accepted: 5 } }, ended: 1, delivery: { ...template, ...over } },
  },
  'template-recalling': {
    one: {
      byKind: { member: { accepted: 2081, invalid: 12 } },
      recall: { pending: 1081, recalled: 1000 },
      delivery: { ...over, ...asked },
    },
    list: notAcceptedOf(12, 'invalid', 'member'),
  },
  'template-recalling-while-one-is-out': {
    one: {
      byKind: { member: { accepted: 1000, unknown: 1000, unsent: 93 } },
      planned: 1,
      sending: 1,
      ended: 1,
      recall: { pending: 1000 },
      delivery: { ...asked, halt: cancelled },
    },
  },
  'template-recalled': {
    one: {
      byKind: { member: { accepted: 2081, invalid: 12 } },
      recall: { recalled: 2081 },
      delivery: { ...over, ...asked },
    },
    list: notAcceptedOf(12, 'invalid', 'member'),
  },
  'template-recalled-half-way': {
    one: {
      byKind: { member: { accepted: 1000, unknown: 1000, unsent: 93 } },
      planned: 1,
      ended: 2,
      doubts: [...busyDoubts],
      recall: { recalled: 1000 },
      delivery: { ...asked, halt: cancelled },
    },
    list: notAcceptedOf(93, 'unsent', 'member'),
  },
  'template-recalled-in-part': {
    one: {
      byKind: { member: { accepted: 2081 } },
      recall: { recalled: 1000, refused: 1081, refusals: [{ errcode: 42052, errmsg: 'msgid expired' }] },
      delivery: { ...over, ...asked, recall: { at: now, by: 'U0ADMIN' } },
    },
  },
  'template-recall-refused': {
    one: {
      byKind: { member: { accepted: 5 }, department: { accepted: 1 } },
      ended: 1,
      recallableUntil: tomorrow,
      recall: { refused: 6, refusals: [badIp] },
      delivery: { ...over, ...asked },
    },
  },
  'template-recall-app-gone': {
    one: {
      byKind: { member: { accepted: 5 } },
      ended: 1,
      recallableUntil: tomorrow,
      recall: { refused: 5, isAppGone: true },
      delivery: { ...over, ...asked },
    },
  },
  'template-recalled-all-members': {
    one: {
      byKind: { allMembers: { accepted: 1 } },
      ended: 1,
      recall: { recalled: 1 },
      delivery: { ...over, ...asked },
    },
  },
  'template-recalled-before-anything-went-out': {
    one: {
      byKind: { member: { unsent: 5 } },
      planned: 1,
      ended: 0,
      recall: {},
      delivery: { ...asked, halt: cancelled },
    },
  },
};
