import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostile, liveInParent, liveInThread, senderMention, throughCsv } from '../proof/attacks/hostile-text.ts';
import type { NotAccepted } from '../src/delivery/summary.ts';
import { guarded, listFile } from '../src/report/csv.ts';
import { en } from '../src/words/en.ts';
import { zh } from '../src/words/zh.ts';
import { deliveryOf, notAcceptedOf } from './report-fixtures.ts';

const runs = 10_000;
const timeoutMs = 120_000;

describe('nothing that people wrote comes alive in Slack', () => {
  test(
    'title, page, note, mini-program',
    () => {
      fc.assert(
        fc.property(hostile, hostile, hostile, (title, page, note) => {
          expect(liveInParent(title, page, note)).toEqual([senderMention]);
        }),
        { numRuns: runs },
      );
    },
    timeoutMs,
  );

  test(
    "ids, WeCom's words, Slack's errors, senders that are none",
    () => {
      fc.assert(
        fc.property(hostile, (text) => {
          expect(liveInThread(text)).toEqual([]);
        }),
        { numRuns: runs },
      );
    },
    timeoutMs,
  );
});

describe('list files', () => {
  test(
    'no cell is a formula, and what was written reads back',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 4 }), async (row) => {
          expect(await throughCsv(row)).toEqual({ formulas: [], readBack: row });
        }),
        { numRuns: runs },
      );
    },
    timeoutMs,
  );

  test('the guard is an apostrophe, and only where one is needed', () => {
    expect(['P_1', '0042', 'a-b', 'a@b.cn', 'x=1', "it's"].map(guarded)).toEqual([
      'P_1',
      '0042',
      'a-b',
      'a@b.cn',
      'x=1',
      "it's",
    ]);
    expect(['=1', '＝1', '-1', '@all', "'=1", 'a\n=1', '\tx'].map(guarded)).toEqual([
      "'=1",
      "'＝1",
      "'-1",
      "'@all",
      "''=1",
      "a\n'=1",
      "'\tx",
    ]);
  });

  test("begins with a BOM, ends lines with CRLF, and has a heading in the reader's language", async () => {
    const list = [
      ...notAcceptedOf(1),
      ...notAcceptedOf(1, 'refused', 'department'),
      { ...notAcceptedOf(1, 'unsent')[0], line: 0 } as NotAccepted,
    ];
    const bytes = await listFile(list, deliveryOf({}), zh);
    expect(bytes.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(bytes.toString('utf8').slice(1).split('\r\n')).toEqual([
      '"ID","行号","类别","结果","原因","批次"',
      '"P_0001","2","家长","无效","企业微信认不出这个账号，或它不在应用的可见范围内","1"',
      '"D_0001","2","部门","被拒","账号不存在（60111）","1"',
      '"P_0001","","家长","未发","没有发出","1"',
      '',
    ]);
    const english = parse(await listFile(list, deliveryOf({}), en), { bom: true }) as string[][];
    expect(english[0]).toEqual(['id', 'line', 'kind', 'outcome', 'reason', 'batch']);
  });
});
