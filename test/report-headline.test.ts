import { describe, expect, test } from 'vitest';
import { assertSums } from '../src/report/amounts.ts';
import { headlineLine, headlineOf } from '../src/report/headline.ts';
import { en } from '../src/words/en.ts';
import { zh } from '../src/words/zh.ts';
import { allInvalid, badIp, type Case, cancelled, minute, noSuchId, now, over, summaryOf } from './report-fixtures.ts';

const table: [string, Case, string, string][] = [
  [
    'before the report stands nothing is sent',
    { byKind: { parent: { unsent: 2093 } }, planned: 3, ended: 0, delivery: { startedAt: null } },
    '⏳ 准备发送',
    '⏳ preparing',
  ],
  [
    'the cover is being uploaded',
    { byKind: { parent: { unsent: 2093 } }, planned: 3, ended: 0 },
    '⏳ 准备发送',
    '⏳ preparing',
  ],
  [
    'the second of three is out',
    { byKind: { parent: { accepted: 1000, unknown: 1000, unsent: 93 } }, planned: 1, sending: 1, ended: 1 },
    '📤 发送中 2/3',
    '📤 sending 2/3',
  ],
  [
    'throttled for a minute',
    {
      byKind: { parent: { accepted: 1000, unsent: 1093 } },
      planned: 2,
      ended: 1,
      wait: { type: 'throttled', until: now + minute },
    },
    '⏸ 被限流，16:07:30 自动继续',
    '⏸ throttled, goes on at 16:07:30',
  ],
  [
    'throttled until tomorrow',
    {
      byKind: { parent: { unsent: 2093 } },
      planned: 3,
      ended: 0,
      wait: { type: 'throttled', until: now + 24 * 60 * minute },
    },
    '⏸ 被限流，2026-11-24 16:06:30 自动继续',
    '⏸ throttled, goes on at 2026-11-24 16:06:30',
  ],
  [
    'a wait that is over is no wait',
    { byKind: { parent: { accepted: 1000, unsent: 1093 } }, planned: 2, ended: 1, wait: { type: 'busy', until: now } },
    '📤 发送中 1/3',
    '📤 sending 1/3',
  ],
  [
    'WeCom cannot be reached',
    {
      byKind: { parent: { unsent: 2093 } },
      planned: 3,
      ended: 0,
      wait: { type: 'unreachable', until: now + minute },
    },
    '⏸ 连不上企业微信，16:07:30 再试',
    '⏸ WeCom cannot be reached, next try at 16:07:30',
  ],
  [
    'stopped while one is out',
    {
      byKind: { parent: { accepted: 1000, unknown: 1000, unsent: 93 } },
      planned: 1,
      sending: 1,
      ended: 1,
      delivery: { halt: cancelled },
    },
    '🛑 正在停止，还在等已发出的答复',
    '🛑 stopping, waiting for the answer to what has left',
  ],
  ['all accepted', { delivery: over }, '✅ 已受理 2,093', '✅ accepted 2,093'],
  [
    'some invalid',
    { byKind: { parent: { accepted: 2081, invalid: 12 } }, delivery: over },
    '⚠️ 已受理 2,081，无效 12',
    '⚠️ accepted 2,081, 12 invalid',
  ],
  [
    'invalid, refused and left as unknown',
    { byKind: { parent: { accepted: 1, invalid: 2, refused: 3, unknown: 4 } }, delivery: over },
    '⚠️ 已受理 1，无效 2，被拒 3，不明 4',
    '⚠️ accepted 1, 2 invalid, 3 refused, 4 unknown',
  ],
  [
    'unknown and nobody decided',
    { byKind: { parent: { accepted: 1093, unknown: 1000 } }, undecided: 1000, delivery: over },
    '❓ 1,000 个不明，请您决定',
    '❓ 1,000 unknown, you decide',
  ],
  [
    'unknown, and the rest stopped',
    { byKind: { parent: { unknown: 1000, unsent: 1093 } }, undecided: 1000, delivery: { halt: cancelled } },
    '❓ 1,000 个不明，请您决定，另有 1,093 个未发',
    '❓ 1,000 unknown, you decide; 1,093 unsent',
  ],
  [
    'refused before anything went out',
    { byKind: { parent: { unsent: 2093 } }, delivery: { halt: { type: 'refused', at: now, refusal: badIp } } },
    '⛔ 未发送：本机器人的 IP 不在企业可信 IP 里：203.0.113.7（60020）',
    '⛔ not sent: the IP address of this bot is not on the trusted list: 203.0.113.7 (60020)',
  ],
  [
    'the cover was refused',
    {
      byKind: { parent: { unsent: 1 } },
      delivery: { halt: { type: 'cover', at: now, refusal: { errcode: 40009, errmsg: '' } } },
    },
    '⛔ 未发送：封面传不上去：封面图片大小不合要求（40009）',
    '⛔ not sent: the cover could not be uploaded: the size of the cover image is not accepted (40009)',
  ],
  [
    'no place to report',
    { byKind: { parent: { unsent: 1 } }, delivery: { halt: { type: 'noPlace', at: now, error: 'not_in_channel' } } },
    '⛔ 未发送：在 Slack 里没有地方报告结果',
    '⛔ not sent: there is no place in Slack to report to',
  ],
  [
    'an unknown errcode keeps its number',
    {
      byKind: { parent: { unsent: 1 } },
      delivery: { halt: { type: 'refused', at: now, refusal: { errcode: 987654, errmsg: '<!channel>' } } },
    },
    '⛔ 未发送：企业微信拒绝了（987654）',
    '⛔ not sent: WeCom refused (987654)',
  ],
  [
    'everyone refused',
    { byKind: { parent: { refused: 5 } }, refusals: [{ refusal: noSuchId, addressees: 5 }], delivery: over },
    '⛔ 未发送：账号不存在（60111）',
    '⛔ not sent: an id does not exist (60111)',
  ],
  [
    'everyone invalid',
    { byKind: { parent: { invalid: 5 } }, refusals: [{ refusal: allInvalid, addressees: 5 }], delivery: over },
    '⛔ 未发送：全部无效（5 个）',
    '⛔ not sent: all 5 in the list are invalid',
  ],
  [
    'cancelled in time',
    { byKind: { parent: { unsent: 2093 } }, delivery: { halt: cancelled } },
    '🚫 已取消',
    '🚫 cancelled',
  ],
  [
    'stopped half-way',
    { byKind: { parent: { accepted: 1000, unsent: 1093 } }, delivery: { halt: cancelled } },
    '🛑 已停止：已受理 1,000，未发 1,093',
    '🛑 stopped: 1,000 accepted, 1,093 unsent',
  ],
  [
    'stopped by the daily limit',
    {
      byKind: { parent: { accepted: 990, invalid: 10, unsent: 1093 } },
      delivery: { halt: { type: 'dailyLimit', at: now, until: now + minute } },
    },
    '🛑 已停止：已受理 990，无效 10，未发 1,093',
    '🛑 stopped: 990 accepted, 10 invalid, 1,093 unsent',
  ],
  [
    'the whole school',
    { byKind: { wholeSchool: { accepted: 1 } }, delivery: over },
    '✅ 已受理 全校',
    '✅ accepted whole school',
  ],
];

describe('the headline', () => {
  test.each(table)('%s', (_, one, chinese, english) => {
    const summary = summaryOf(one);
    expect(spoken(headlineLine(summary, zh, now))).toBe(chinese);
    expect(spoken(headlineLine(summary, en, now))).toBe(english);
  });

  test('times are shown in the zone of whoever reads', () => {
    const summary = summaryOf({
      byKind: { parent: { unsent: 1 } },
      planned: 1,
      ended: 0,
      wait: { type: 'throttled', until: now + minute },
    });
    expect(headlineLine(summary, en, now)).toContain(`<!date^${(now + minute) / 1000}^{time_secs}|16:07:30>`);
  });
});

describe('a report that does not add up is never shown', () => {
  const wrong: [string, (summary: ReturnType<typeof summaryOf>) => void][] = [
    [
      'one is missing in the tally',
      (summary) => {
        summary.tally.accepted -= 1;
      },
    ],
    [
      'the list is longer than the tally',
      (summary) => {
        summary.delivery.size += 1;
      },
    ],
    [
      'the kinds do not sum up',
      (summary) => {
        for (const { tally } of summary.byKind) tally.invalid += 1;
      },
    ],
    [
      'more undecided than unknown',
      (summary) => {
        summary.undecided.addressees = 1;
      },
    ],
    [
      'the arithmetic of the list',
      (summary) => {
        summary.delivery.arithmetic = { lines: 1, blank: 0, ids: 9, repeated: 0, malformed: 0, willSend: 9 };
      },
    ],
  ];

  test.each(wrong)('%s', (_, spoil) => {
    const summary = summaryOf({ delivery: over });
    expect(() => assertSums(summary)).not.toThrow();
    spoil(summary);
    expect(() => headlineOf(summary, now)).toThrow(/does not add up/);
  });
});

/** As it is read where a date cannot be computed. */
function spoken(mrkdwn: string): string {
  return mrkdwn.replace(/<!date\^[^|]*\|([^>]*)>/g, '$1');
}
