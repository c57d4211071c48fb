/** Summaries as the ledger would give them, for the tests of the report. Numbers in, everything else follows. */

import type { Doubt, End, Halt, Refusal, Tally, Wait } from '../src/delivery/states.ts';
import type { AddresseeKind, Delivery, NotAccepted, RecallSummary, Summary } from '../src/delivery/summary.ts';
import type { Template } from '../src/message.ts';

/** 2026-11-23 16:06:30 in Shanghai. */
export const now = Date.UTC(2026, 10, 23, 8, 6, 30);
export const minute = 60_000;

export type Case = {
  byKind?: Partial<Record<AddresseeKind, Partial<Tally>>>;
  planned?: number;
  sending?: number;
  ended?: number;
  undecided?: number;
  refusals?: { refusal: Refusal; addressees: number }[];
  doubts?: { doubt: Doubt; addressees: number }[];
  repeated?: number;
  wait?: Wait | null;
  recallableUntil?: number;
  recall?: Partial<RecallSummary>;
  delivery?: Partial<Delivery>;
};

const notRecalled: RecallSummary = {
  pending: 0,
  recalled: 0,
  refused: 0,
  refusals: [],
  isAppGone: false,
  nameless: 0,
};

const nobody: Tally = { accepted: 0, invalid: 0, refused: 0, unknown: 0, unsent: 0 };

export function summaryOf(one: Case): Summary {
  const byKind = Object.entries(one.byKind ?? { parent: { accepted: 2093 } }).map(([kind, tally]) => ({
    kind: kind as AddresseeKind,
    tally: { ...nobody, ...tally },
  }));
  const tally = { ...nobody };
  for (const kind of byKind) for (const end of Object.keys(nobody) as End[]) tally[end] += kind.tally[end];
  const size = Object.values(tally).reduce((a, b) => a + b, 0);
  const { planned = 0, sending = 0, ended = 3 } = one;
  return {
    delivery: deliveryOf({ size, ...one.delivery }),
    tally,
    byKind,
    batches: { total: planned + sending + ended, planned, sending, ended },
    undecided: { batches: one.undecided ? 1 : 0, addressees: one.undecided ?? 0 },
    refusals: one.refusals ?? [],
    doubts: one.doubts ?? [],
    repeated: one.repeated ?? 0,
    wait: one.wait ?? null,
    recallableUntil: one.recallableUntil ?? null,
    recall: one.recall ? { ...notRecalled, ...one.recall } : null,
  };
}

export function deliveryOf(over: Partial<Delivery>): Delivery {
  return {
    id: 'draft-42',
    series: 'N',
    number: 42,
    appId: 'own',
    message: {
      type: 'notice',
      title: '关于秋季学期家长会的通知',
      appid: 'wx0123456789abcdef',
      pagepath: 'pages/notice?id=7',
      cover: '0'.repeat(64),
      idTranslation: false,
    },
    fingerprint: 'f',
    size: 2093,
    arithmetic: null,
    teamId: 'T0SCHOOL',
    sender: 'U0WANG',
    channel: 'C0NOTICE',
    responseUrl: '',
    locale: 'zh',
    note: '',
    submittedAt: now - minute,
    mediaId: null,
    startedAt: now - minute,
    halt: null,
    endedAt: null,
    recall: null,
    listGoneAt: null,
    ...over,
  };
}

/** A template message to staff, by a third-party app. */
export const meeting: Template = {
  type: 'template',
  templateId: 'ttSandboxHuiyishi000000000000001',
  name: '会议室预定',
  url: 'https://example.com/rooms/302',
  miniProgram: { appid: 'wx0123456789abcdef', pagepath: 'pages/room?id=302' },
  items: [
    { key: '会议室', value: '302 会议室' },
    { key: '会议地点', value: '行政楼三层' },
    { key: '会议时间', value: '11 月 24 日 9:00–10:30' },
  ],
  idTranslation: false,
  onlyUnauth: false,
};

/** T-0017, a delivery of `meeting`. */
export const template: Partial<Delivery> = {
  series: 'T',
  number: 17,
  appId: 'suite:ww7b31e5d8f2a6c904:wwc4d1e8a97b2f5306',
  message: meeting,
};

export const over = { endedAt: now };

export function haltedBy(halt: Halt): Partial<Delivery> {
  return { halt };
}

export const cancelled: Halt = { type: 'cancelled', at: now, by: 'U0WANG' };
export const badIp: Refusal = { errcode: 60020, errmsg: 'not allow to access from your ip, from ip: 203.0.113.7' };
export const noSuchId: Refusal = { errcode: 60111, errmsg: 'userid not found' };
export const allInvalid: Refusal = { errcode: 81013, errmsg: 'user & party & tag all invalid' };

/** `n` addressees that ended so, with ids P_0001, P_0002, … */
export function notAcceptedOf(
  n: number,
  end: NotAccepted['end'] = 'invalid',
  kind: AddresseeKind = 'parent',
): NotAccepted[] {
  const reasons: Record<NotAccepted['end'], NotAccepted['reason']> = {
    invalid: { type: 'invalid' },
    refused: { type: 'refused', refusal: noSuchId },
    unknown: { type: 'unknown', doubt: 'timeout' },
    unsent: { type: 'unsent' },
  };
  const prefix = kind[0]?.toUpperCase();
  return Array.from({ length: n }, (_, i) => ({
    kind,
    id: `${prefix}_${String(i + 1).padStart(4, '0')}`,
    line: i + 2,
    end,
    reason: reasons[end],
    batch: Math.floor(i / 1000) + 1,
  }));
}

/** Members without an API licence. */
export function unlicensedOf(n: number): NotAccepted[] {
  return notAcceptedOf(n, 'invalid', 'member').map((each) => ({
    ...each,
    id: each.id.replace('M', 'L'),
    reason: { type: 'unlicensed' },
  }));
}

/** The list of the product's first story. */
export const storyArithmetic = { lines: 2300, blank: 100, ids: 2214, repeated: 114, malformed: 7, willSend: 2093 };
