/** Texts that would like to come alive: in Slack as mentions and links, in a spreadsheet as formulas. */
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import type { NotAccepted } from '../../src/delivery/summary.ts';
import { csvOf, unguarded } from '../../src/report/csv.ts';
import { nextStepsPost } from '../../src/report/next-steps.ts';
import { noPlacePost } from '../../src/report/no-place.ts';
import { parentPost } from '../../src/report/parent.ts';
import type { Post } from '../../src/report/post.ts';
import { resultPost } from '../../src/report/result.ts';
import { en } from '../../src/words/en.ts';
import { zh } from '../../src/words/zh.ts';
import { now, over, summaryOf } from '../../test/report-fixtures.ts';

const pieces = [
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
/** Pieces of attacks and of chance, up to six together. */
export const hostile = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 8 })), {
    minLength: 0,
    maxLength: 6,
  })
  .map((parts) => parts.join(''));

/** The one mention that the product makes itself: of the sender. */
export const senderMention = '<@U0WANG>';

/** What is alive in the parent message when people typed this. */
export function liveInParent(title: string, page: string, note: string): string[] {
  const summary = summaryOf({ delivery: over });
  summary.delivery.note = note;
  if (summary.delivery.message.type === 'notice') Object.assign(summary.delivery.message, { title, pagepath: page });
  return liveParts(parentPost(summary, zh, { now, miniProgram: title, movedFrom: null }));
}

/** What is alive in the thread when ids, WeCom's words, Slack's errors and the sender are this. */
export function liveInThread(text: string): string[] {
  const id: NotAccepted = { kind: 'parent', id: text, line: 1, end: 'invalid', reason: { type: 'invalid' }, batch: 1 };
  const files = { invalid: 'N-0042-invalid.csv', unsent: null };
  const result = summaryOf({ byKind: { parent: { accepted: 1, invalid: 1 } }, delivery: over });
  const refused = summaryOf({
    byKind: { parent: { accepted: 1, refused: 1 } },
    refusals: [{ refusal: { errcode: 1, errmsg: text }, addressees: 1 }],
    delivery: { ...over, sender: text },
  });
  const next = nextStepsPost(refused, en, now);
  return [resultPost(result, en, { now, notAccepted: [id], files }), next, noPlacePost(result, en, text)].flatMap(
    (post) => (post ? liveParts(post) : ['nothing to do next']),
  );
}

/** What Slack would act on: every `<…>` of mrkdwn, and bare group mentions and addresses where it parses bare text. */
export function liveParts(post: Post): string[] {
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

const formula = /^[\s\p{Cc}\p{Cf}\p{Z}]*[=+\-@＝＋－＠]/u;

/** A spreadsheet set to another separator, or one that breaks cells at line ends, sees these as cells too. */
const cellsOf = (cell: string) => cell.split(/[,;\t\r\n|，；"]/);

/** The cells of a list file that a spreadsheet would take for formulas. */
export function formulasIn(cells: string[]): string[] {
  return cells.flatMap(cellsOf).filter((cell) => formula.test(cell));
}

export function cellsIn(file: Buffer): string[][] {
  return parse(file, { bom: true, relax_column_count: true });
}

/** One row in a list file: its formulas, and what reads back. */
export async function throughCsv(row: string[]): Promise<{ formulas: string[]; readBack: string[] }> {
  const cells = cellsIn(await csvOf(['id', 'reason'], [row]))[1] ?? [];
  return { formulas: formulasIn(cells), readBack: cells.map(unguarded) };
}
