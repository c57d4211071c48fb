/**
 * List files for Excel: RFC 4180 (2.6, 2.7), UTF-8 with BOM, every cell quoted, no cell that a spreadsheet would compute.
 * The guard is the one OWASP names (ASVS 1.2.10): an apostrophe before whatever could begin a formula. It is exact:
 * `unguarded` gives back what was written, also where apostrophes were there before.
 */
import type { NotAccepted } from '../delivery/summary.ts';
import type { Words } from '../words/zh.ts';
import { notAcceptedCause } from './reasons.ts';

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

/** One CSV file; the first row is the heading. */
export function csvOf(rows: string[][]): Uint8Array {
  const lines = rows.map((row) => row.map(quoted).join(','));
  return new TextEncoder().encode(`${bom}${lines.join('\r\n')}\r\n`);
}

function quoted(cell: string): string {
  return `"${guarded(cell).replaceAll('"', '""')}"`;
}

/** id as written, source line, kind, outcome, reason, batch, in the reader's language. */
export function listFile(list: NotAccepted[], words: Words): Uint8Array {
  const { files, kinds, ends } = words.report;
  const { id, line, kind, end, reason, batch } = files.columns;
  const causes = new Map<NotAccepted['reason'], string>();
  const causeOf = (one: NotAccepted['reason']) => {
    const cause = causes.get(one) ?? notAcceptedCause(one, words);
    causes.set(one, cause);
    return cause;
  };
  const rows = list.map((one) => [
    one.id,
    one.line === 0 ? '' : String(one.line),
    kinds[one.kind],
    ends[one.end],
    causeOf(one.reason),
    String(one.batch),
  ]);
  return csvOf([[id, line, kind, end, reason, batch], ...rows]);
}
