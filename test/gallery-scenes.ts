/** The states a delivery can be seen in, for the gallery. */
import type { NotAccepted } from '../src/delivery/summary.ts';
import {
  allInvalid,
  badIp,
  type Case,
  cancelled,
  minute,
  noSuchId,
  notAcceptedOf,
  now,
  over,
  storyArithmetic,
} from './report-fixtures.ts';

export type Scene = { one: Case; list?: NotAccepted[]; movedFrom?: { channel: string; error: string } };

const list = { arithmetic: storyArithmetic, note: '已与年级组长核对' };
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
  'whole-school': { one: { byKind: { school: { accepted: 1 } }, ended: 1, delivery: over } },
  'whole-school-unknown': {
    one: {
      byKind: { school: { unknown: 1 } },
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
};
