import type { RecipientKind } from '../audience.ts';
import { type Header, noDelimiter } from './header.ts';
import { Counts, IdColumn } from './id-column.ts';
import { hashOf } from './id-table.ts';
import { listLimits, type PackedResult } from './result.ts';
import { RowReader } from './rows.ts';
import { endsLine, scanIds } from './scan.ts';
import type { Units } from './units.ts';

/** All ids of a text are of one kind. */
export function gatherColumn(units: Units, kind: RecipientKind, from = { at: 0, line: 1 }): PackedResult {
  const counts = new Counts();
  const column = new IdColumn(kind, units, counts);
  const line = scanIds(units, { from: from.at, to: units.length, line: from.line }, column);
  return outcome([column], counts, { lines: lastLine(units, line), headerLines: 0 });
}

/** The ids of the columns that the header names. */
export function gatherTable(units: Units, header: Header): PackedResult {
  const counts = new Counts();
  const kinds = [...new Set(header.columns.filter((kind) => kind !== null))];
  const columns = kinds.map((kind) => new IdColumn(kind, units, counts));
  const readers = header.columns.map((kind) => columns.find((column) => column.kind === kind) ?? null);
  const line =
    header.dialect.delimiter === noDelimiter ? scanRest(units, header, columns) : scanRows(units, header, readers);
  const { lines: headerLines, unreadColumns } = header;
  const result = outcome(columns, counts, { lines: lastLine(units, line), headerLines });
  return result.type === 'fault' ? result : { ...result, headerKinds: kinds, unreadColumns };
}

type Rows = Pick<Header, 'at' | 'line'>;

function scanRest(units: Units, { at, line }: Rows, columns: IdColumn[]): number {
  const [column] = columns;
  return column ? scanIds(units, { from: at, to: units.length, line }, column) : line;
}

function scanRows(units: Units, header: Header, readers: (IdColumn | null)[]): number {
  const reader = new RowReader(units, header.dialect, { at: header.at, line: header.line, width: readers.length });
  for (;;) {
    const { at: start, line } = reader;
    if (!reader.next()) return reader.line;
    if (reader.overflows && header.dialect.quoting) rejectRow(units, { start, end: reader.at, line }, readers);
    else
      readers.forEach((column, i) => {
        const cell = reader.cells[i];
        if (column && cell && i < reader.count) scanIds(units, cell, column);
      });
  }
}

/** A row wider than its header has its ids in the wrong columns. It is shown whole, and nobody in it is sent to. */
function rejectRow(
  units: Units,
  row: { start: number; end: number; line: number },
  readers: (IdColumn | null)[],
): void {
  let end = row.end;
  while (end > row.start && endsLine(units, end - 1)) end--;
  readers.find((column) => column !== null)?.take({ ...row, end, hash: hashOf(units, row.start, end) }, false);
}

/** A newline at the end of a text begins no line. */
function lastLine(units: Units, line: number): number {
  return units.length === 0 || endsLine(units, units.length - 1) ? line - 1 : line;
}

type Lines = { lines: number; headerLines: number };

function outcome(columns: IdColumn[], counts: Counts, { lines, headerLines }: Lines): PackedResult {
  const { ids, repeated, malformed, phones, kept, linesWithIds } = counts;
  const lists = columns.map((column) => column.pack()).filter((list) => list.size > 0);
  const willSend = lists.reduce((sum, list) => sum + list.size, 0);
  if (ids === 0) return { type: 'fault', fault: 'empty', detail: `${lines} lines` };
  if (willSend > listLimits.maxIds) return { type: 'fault', fault: 'tooMany', detail: `${willSend} ids` };
  const blank = lines - linesWithIds - headerLines;
  const headings = headerLines > 0 && { headings: headerLines };
  const arithmetic = { lines, ...headings, blank, ids, repeated, malformed, willSend };
  const unread = { headerKinds: [], unreadColumns: [], unreadSheets: [] };
  return { type: 'read', lists, arithmetic, malformed: kept, phones, ...unread };
}
