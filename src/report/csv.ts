/**
 * List files for Excel: RFC 4180 (2.6, 2.7), UTF-8 with BOM, every cell quoted, no cell that a spreadsheet would compute.
 * The guard is the one OWASP names (ASVS 1.2.10): an apostrophe before whatever could begin a formula. It is exact:
 * `unguarded` gives back what was written, also where apostrophes were there before.
 */
import { setImmediate } from 'node:timers/promises';
import type { NotAccepted } from '../delivery/summary.ts';
import type { Words } from '../words/zh.ts';
import { notAcceptedCause, type Subject } from './reasons.ts';

const bom = '\uFEFF';

/**
 * A formula may begin at the start of a cell, after a line break or blank in it, or after a character that a spreadsheet
 * of another country takes for a separator: = + - @ and their full-width twins, with any apostrophes already before them.
 */
const boundary = String.raw`(^|[\s\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp},;|"，；])`;
const formulaStart = String.raw`[=+\-@＝＋－＠]`;
const beforeFormula = new RegExp(`${boundary}('*)(?=${formulaStart})`, 'gu');
/** A cell that begins with a tab, a line break or a NUL; ASVS names these beside the signs. */
const beforeControl = /^('*)(?=[\t\r\n\0])/;

/** The cell with one more apostrophe wherever a formula could begin. */
export function guarded(cell: string): string {
  return cell.replace(beforeFormula, "$1'$2").replace(beforeControl, "'$1");
}

/** What was written before `guarded`. */
export function unguarded(cell: string): string {
  return cell
    .replace(/^'('*)(?=[\t\r\n\0])/, '$1')
    .replace(new RegExp(`${boundary}'('*)(?=${formulaStart})`, 'gu'), '$1$2');
}

/** One CSV file; the first row is the heading. Gives way to others every few thousand rows: a list may hold a million. */
export async function csvOf(heading: string[], rows: Iterable<string[]>): Promise<Buffer<ArrayBuffer>> {
  const quote = quoter();
  const chunks = [Buffer.from(bom + lineOf(heading, quote))];
  let lines: string[] = [];
  for (const row of rows) {
    lines.push(lineOf(row, quote));
    if (lines.length < rowsAtOnce) continue;
    chunks.push(Buffer.from(lines.join('')));
    lines = [];
    await setImmediate();
  }
  return Buffer.concat([...chunks, Buffer.from(lines.join(''))]);
}

/** About 5 ms of work. */
const rowsAtOnce = 5000;

type Quote = (cell: string) => string;

function lineOf(row: string[], quote: Quote): string {
  return `${row.map(quote).join(',')}\r\n`;
}

/** Ids as they usually are, and numbers: nothing to guard, nothing to double. */
const plainCell = /^\w[\w.@-]*$/;

/** Kinds, outcomes and reasons come again in every row: worked out once. */
function quoter(): Quote {
  const seen = new Map<string, string>();
  return (cell) => {
    if (plainCell.test(cell)) return `"${cell}"`;
    const quoted = seen.get(cell) ?? `"${guarded(cell).replaceAll('"', '""')}"`;
    if (seen.size < 1000) seen.set(cell, quoted);
    return quoted;
  };
}

/** id as written, source line, kind, outcome, reason, batch, in the reader's language. */
export function listFile(list: NotAccepted[], of: Subject, words: Words): Promise<Buffer<ArrayBuffer>> {
  const { id, line, kind, end, reason, batch } = words.report.files.columns;
  return csvOf([id, line, kind, end, reason, batch], rowsOf(list, of, words));
}

function* rowsOf(list: NotAccepted[], of: Subject, words: Words): Generator<string[]> {
  const { kinds, ends } = words.report;
  for (const { id, line, kind, end, reason, batch } of list) {
    const cause = notAcceptedCause(reason, of, words);
    yield [id, line === 0 ? '' : String(line), kinds[kind], ends[end], cause, String(batch)];
  }
}
