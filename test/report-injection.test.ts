import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NotAccepted } from '../src/delivery/summary.ts';
import { csvOf, guarded, listFile, unguarded } from '../src/report/csv.ts';
import { nextStepsPost } from '../src/report/next-steps.ts';
import { noPlacePost } from '../src/report/no-place.ts';
import { parentPost } from '../src/report/parent.ts';
import type { Post } from '../src/report/post.ts';
import { resultPost } from '../src/report/result.ts';
import { en } from '../src/words/en.ts';
import { zh } from '../src/words/zh.ts';
import { deliveryOf, notAcceptedOf, now, over, summaryOf } from './report-fixtures.ts';

const runs = 10_000;
const timeoutMs = 120_000;

const attacks = [
  '<!channel>',
  '<!here>',
  '<!everyone>',
  '@channel',
  '@here',
  '<@U0WANG>',
  '<#C0NOTICE>',
  '<!subteam^S0SENDERS>',
  '<https://evil.example|click>',
  'https://evil.example',
  'mailto:a@evil.example',
  '<!date^1^{time}|x>',
  '&lt;!channel&gt;',
  '*b*',
  '`',
  '```',
  '\n',
  '> quote',
  ':tada:',
  "=cmd|' /C calc'!A0",
  '+1',
  '-1',
  '@SUM(1)',
  '＝1＋1',
  '＠x',
  '－1',
  '\t=1',
  '\r=1',
  '\n=1',
  'a\n=1',
  ';=1',
  '"',
  '""',
  ',',
  "'",
  "''=1",
  '\0=1',
  '\u00a0=1',
  '\u3000＝1',
  '\ufeff=1',
  '\u200b=1',
  '=',
  '==',
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...attacks), fc.string({ unit: 'binary', maxLength: 8 })), {
    minLength: 0,
    maxLength: 6,
  })
  .map((parts) => parts.join(''));

/** What Slack would act on: every `<…>` of mrkdwn, and bare group mentions and addresses where it parses bare text. */
function liveParts(post: Post): string[] {
  return mrkdwnTexts({ text: { type: 'mrkdwn', text: post.text }, blocks: post.blocks }).flatMap(
    ({ text, verbatim }) => [
      ...(text.match(/<[^>]*>/g) ?? []),
      ...(verbatim ? [] : (text.match(/@(channel|here|everyone)|https?:\/\//gi) ?? [])),
    ],
  );
}

function mrkdwnTexts(json: unknown): { text: string; verbatim: boolean }[] {
  if (Array.isArray(json)) return json.flatMap(mrkdwnTexts);
  if (typeof json !== 'object' || json === null) return [];
  const { type, text, verbatim } = json as { type?: unknown; text?: unknown; verbatim?: unknown };
  const own = type === 'mrkdwn' && typeof text === 'string' ? [{ text, verbatim: verbatim === true }] : [];
  return [...own, ...Object.values(json).flatMap(mrkdwnTexts)];
}

describe('nothing that people wrote comes alive in Slack', () => {
  test(
    'title, page, note, mini-program',
    () => {
      fc.assert(
        fc.property(hostile, hostile, hostile, (title, page, note) => {
          const summary = summaryOf({ delivery: over });
          summary.delivery.note = note;
          if (summary.delivery.message.type === 'notice')
            Object.assign(summary.delivery.message, { title, pagepath: page });
          const post = parentPost(summary, zh, { now, miniProgram: title, movedFrom: null });
          expect(liveParts(post)).toEqual(['<@U0WANG>']);
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
          const id: NotAccepted = {
            kind: 'parent',
            id: text,
            line: 1,
            end: 'invalid',
            reason: { type: 'invalid' },
            batch: 1,
          };
          const files = { invalid: 'N-0042-invalid.csv', unsent: null };
          const result = summaryOf({ byKind: { parent: { accepted: 1, invalid: 1 } }, delivery: over });
          const refused = summaryOf({
            byKind: { parent: { accepted: 1, refused: 1 } },
            refusals: [{ refusal: { errcode: 1, errmsg: text }, addressees: 1 }],
            delivery: { ...over, sender: text },
          });
          expect(liveParts(resultPost(result, en, { now, notAccepted: [id], files }))).toEqual([]);
          const next = nextStepsPost(refused, en, now);
          expect(next && liveParts(next)).toEqual([]);
          expect(liveParts(noPlacePost(result, en, text))).toEqual([]);
        }),
        { numRuns: runs },
      );
    },
    timeoutMs,
  );
});

describe('list files', () => {
  const formula = /^[\s\p{Cc}\p{Cf}\p{Z}]*[=+\-@＝＋－＠]/u;
  /** A spreadsheet set to another separator, or one that breaks cells at line ends, sees these as cells too. */
  const cellsOf = (cell: string) => cell.split(/[,;\t\r\n|，；"]/);

  test(
    'no cell is a formula, and what was written reads back',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 4 }), async (row) => {
          const [, read] = parse(await csvOf(['id', 'reason'], [row]), {
            bom: true,
            relax_column_count: true,
          }) as string[][];
          const cells = read ?? [];
          expect(cells.flatMap(cellsOf).filter((cell) => formula.test(cell))).toEqual([]);
          expect(cells.map(unguarded)).toEqual(row);
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
