import type { types } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import type { Halt } from '../src/delivery/states.ts';
import type { Delivery, NotAccepted } from '../src/delivery/summary.ts';
import { nextStepsPost } from '../src/report/next-steps.ts';
import { parentPost } from '../src/report/parent.ts';
import type { Post } from '../src/report/post.ts';
import { receiptPost } from '../src/report/receipt.ts';
import { reportActions } from '../src/report/report-actions.ts';
import { resultPost } from '../src/report/result.ts';
import { renderMessageText } from '../src/sandbox/slack/render-text.ts';
import { adviceFor, knownErrcodes } from '../src/wecom/errcodes.ts';
import { en } from '../src/words/en.ts';
import { zh } from '../src/words/zh.ts';
import {
  badIp,
  type Case,
  cancelled,
  notAcceptedOf,
  now,
  over,
  storyArithmetic,
  summaryOf,
  template,
} from './report-fixtures.ts';

const view = { now, miniProgram: null, movedFrom: null };
const files = { invalid: 'N-0042-invalid.csv', unsent: null };
const textOf = (post: Post | null) => (post === null ? '' : renderMessageText({ blocks: post.blocks }));

function buttonsOf(post: Post | null): string[] {
  const rows = (post?.blocks ?? []).filter((block): block is types.ActionsBlock => block.type === 'actions');
  return rows
    .flatMap(({ elements }) => elements)
    .map((element) => ('action_id' in element ? (element.action_id ?? '') : ''));
}

function resultOf(invalid: number): string {
  const summary = summaryOf({ byKind: { parent: { accepted: 1, invalid } }, delivery: over });
  return textOf(resultPost(summary, en, { now, notAccepted: notAcceptedOf(invalid), files }));
}

describe('the story of the spreadsheet', () => {
  const one: Case = {
    byKind: { parent: { accepted: 2081, invalid: 12 } },
    delivery: { ...over, arithmetic: storyArithmetic },
  };

  test('the receipt shows the arithmetic of the list', () => {
    expect(textOf(receiptPost(summaryOf(one), en))).toContain(
      '2,300 lines → blank 100 → ids 2,214 → repeated 114 → malformed 7 → will send 2,093, in 3 batches',
    );
  });

  test('a line with headings is among the lines', () => {
    const arithmetic = { lines: 4, headings: 1, blank: 0, ids: 3, repeated: 0, malformed: 0, willSend: 3 };
    const summary = summaryOf({ byKind: { parent: { accepted: 3 } }, delivery: { ...over, arithmetic } });
    expect(textOf(receiptPost(summary, zh))).toContain('4 行 → 表头 1 → 空行 0 → ID 3');
    expect(textOf(receiptPost(summary, en))).toContain('4 lines → heading 1 → blank 0 → ids 3');
  });

  test('the result adds up and names the twelve as they were spelt', () => {
    const list = notAcceptedOf(12).map((each, i) => ({ ...each, id: `ZhangSan_${i}` }));
    const text = textOf(resultPost(summaryOf(one), zh, { now, notAccepted: list, files }));
    expect(text).toContain('2,081 + 12 = 2,093');
    for (const { id } of list) expect(text).toContain(id);
    expect(text).toContain('学校通知没有送达回执');
  });
});

describe('the list in the message', () => {
  test('50 stand there', () => {
    expect(resultOf(50)).toContain('P_0050');
    expect(resultOf(50)).toContain('complete list: `N-0042-invalid.csv`');
  });

  test('what looks like a mobile number is in the file only, and the message says how many', () => {
    const [first, second, third] = notAcceptedOf(3);
    const phone = (each = first, id = '13800138000') => ({ ...each, id }) as NotAccepted;
    const list = [phone(), phone(second, '19912345678'), phone(third, 'P_0003')];
    const summary = summaryOf({ byKind: { parent: { accepted: 1, invalid: 3 } }, delivery: over });
    const text = textOf(resultPost(summary, en, { now, notAccepted: list, files }));
    expect(text).toContain('2 look like mobile numbers');
    expect(text).toContain('P_0003');
    expect(text).not.toMatch(/138|199/);
  });

  test('of 51 the last is in the file only, and the message says so', () => {
    expect(resultOf(51)).toContain('P_0050');
    expect(resultOf(51)).not.toContain('P_0051');
    expect(resultOf(51)).toContain('1 more are not listed here; all are in `N-0042-invalid.csv`');
  });

  test('invalid ids come before refused ones, whatever their batch', () => {
    const list = [...notAcceptedOf(60, 'refused'), ...notAcceptedOf(1, 'invalid', 'student')];
    const summary = summaryOf({
      byKind: { parent: { refused: 60 }, student: { accepted: 1, invalid: 1 } },
      delivery: over,
    });
    const text = textOf(resultPost(summary, en, { now, notAccepted: list, files }));
    expect(text.indexOf('S_0001')).toBeLessThan(text.indexOf('P_0001'));
    expect(text).toContain('11 more');
  });

  test('the longest ids and texts that can be typed still fit into one message', () => {
    const list = notAcceptedOf(50).map((each) => ({ ...each, id: 'x'.repeat(64) }));
    const summary = summaryOf({
      byKind: { parent: { accepted: 1, invalid: 50 } },
      delivery: { ...over, note: '😀'.repeat(1500) },
    });
    expect(() => resultPost(summary, en, { now, notAccepted: list, files })).not.toThrow();
    expect(() => parentPost(summary, en, view)).not.toThrow();
  });
});

describe('buttons', () => {
  const running: Case = { byKind: { parent: { accepted: 1000, unsent: 1093 } }, planned: 2, ended: 1 };
  const undecided: Case = { byKind: { parent: { accepted: 1093, unknown: 1000 } }, undecided: 1000, delivery: over };
  const stopped: Case = { ...running, delivery: { halt: cancelled } };

  test('a delivery can be stopped while it runs, and only then', () => {
    expect(buttonsOf(parentPost(summaryOf(running), en, view))).toEqual([reportActions.stop]);
    expect(buttonsOf(parentPost(summaryOf(stopped), en, view))).toEqual([]);
    expect(buttonsOf(parentPost(summaryOf({ delivery: over }), en, view))).toEqual([]);
  });

  test('unknown ones may be sent again, after a warning that people may get it twice', () => {
    const post = nextStepsPost(summaryOf(undecided), en, now);
    expect(buttonsOf(post)).toEqual([reportActions.resendUnknown, reportActions.leaveUnknown]);
    expect(textOf(post)).toContain('[Send these 1,000 again]');
    expect(textOf(post)).toContain('these people get it twice');
  });

  test('once decided the buttons are gone', () => {
    expect(buttonsOf(nextStepsPost(summaryOf({ ...undecided, undecided: 0 }), en, now))).toEqual([]);
  });

  test('the rest of a stopped delivery can be sent', () => {
    const post = nextStepsPost(summaryOf(stopped), en, now);
    expect(buttonsOf(post)).toEqual([reportActions.resume]);
    expect(textOf(post)).toContain('[Send the remaining 1,093]');
  });

  const stopping = knownErrcodes.filter((code) => adviceFor(code) === 'stop');
  const messages: [string, Partial<Delivery>, string][] = [
    ['a notice', {}, '`/school-notice`'],
    ['a notice by a provider', { appId: 'suite:ww1:wc1' }, '`/school-notice`'],
    ['a template message', template, '`/template-message`'],
  ];
  describe.each(messages)('the button for the rest of %s fits the cure', (_, delivery, command) => {
    test.each(stopping)('%d', (errcode) => {
      const halt = { type: 'refused', at: now, refusal: { errcode, errmsg: '' } } as const;
      const summary = summaryOf({ byKind: { parent: { unsent: 3 } }, delivery: { ...delivery, halt } });
      const [inChinese, inEnglish] = [zh, en].map((words) => nextStepsPost(summary, words, now));
      const said = textOf(inChinese ?? null) + textOf(inEnglish ?? null);
      if (buttonsOf(inEnglish ?? null).includes(reportActions.resume))
        expect(said).not.toMatch(/再发一次|重新发|[Ss]end again|anew/);
      else {
        expect(said).not.toMatch(/再发剩余|send the rest/);
        expect(said.split(command).length).toBeGreaterThan(2);
      }
    });
  });

  test('what was composed wrongly is not sent again as it is', () => {
    const halts: [number, string[]][] = [
      [85002, []],
      [40009, []],
      [60205, []],
      [90207, []],
      [48002, [reportActions.resume]],
      [90206, [reportActions.resume]],
      [987654, [reportActions.resume]],
    ];
    for (const [errcode, buttons] of halts) {
      const halt = { type: 'refused', at: now, refusal: { errcode, errmsg: '' } } as const;
      const summary = summaryOf({ byKind: { parent: { unsent: 3 } }, delivery: { halt } });
      expect(buttonsOf(nextStepsPost(summary, en, now)), String(errcode)).toEqual(buttons);
    }
  });

  test('stopped when everything had left already: whoever stopped it is told', () => {
    const late = (halt: Halt, more: Partial<Delivery> = {}) =>
      textOf(nextStepsPost(summaryOf({ delivery: { ...over, halt, ...more } }), en, now));
    expect(late(cancelled)).toContain('🛑 @U0WANG stopped it too late');
    expect(late(cancelled, { recall: { at: now, by: 'U0WANG' } })).not.toContain('too late:');
    expect(late({ type: 'appGone', at: now })).toBe('');
    expect(textOf(nextStepsPost(summaryOf(stopped), en, now))).not.toContain('too late');
  });

  test('nothing is left to do when all were accepted', () => {
    expect(nextStepsPost(summaryOf({ delivery: over }), en, now)).toBeNull();
  });
});

test('as many different refusals as WeCom knows still fit into one message', () => {
  const refusals = Array.from({ length: 30 }, (_, i) => ({
    refusal: { errcode: 60000 + i, errmsg: 'x'.repeat(300) },
    addressees: i + 1,
  }));
  const refused = refusals.reduce((sum, { addressees }) => sum + addressees, 0);
  const summary = summaryOf({ byKind: { parent: { refused, unknown: 1, invalid: 1 } }, delivery: over, undecided: 1 });
  expect(textOf(nextStepsPost({ ...summary, refusals }, en, now))).toContain('60029');
});

describe('who is called', () => {
  const calls = (one: Case) => textOf(nextStepsPost(summaryOf(one), en, now)).startsWith('@U0WANG');

  test('a failure calls the sender and names cause, errcode and cure', () => {
    const failed: Case = {
      byKind: { parent: { unsent: 3 } },
      delivery: { halt: { type: 'refused', at: now, refusal: badIp } },
    };
    const text = textOf(nextStepsPost(summaryOf(failed), en, now));
    expect(calls(failed)).toBe(true);
    expect(text).toContain('203.0.113.7');
    expect(text).toContain('60020');
    expect(text).toContain('trusted IPs');
  });

  test('invalid ids or an own stop call nobody', () => {
    expect(calls({ byKind: { parent: { accepted: 1, invalid: 1 } }, delivery: over })).toBe(false);
    expect(
      calls({ byKind: { parent: { accepted: 1, unsent: 1 } }, planned: 1, ended: 1, delivery: { halt: cancelled } }),
    ).toBe(false);
  });
});
