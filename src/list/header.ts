import { noticeKinds, type RecipientKind } from '../audience.ts';
import { type ColumnName, columnName } from './column-names.ts';
import type { Fault, ListFault, ListOptions } from './result.ts';
import { type Cell, type Dialect, RowReader } from './rows.ts';
import { textOf, type Units } from './units.ts';

export type Header = {
  dialect: Dialect;
  /** Where the rows begin. */
  at: number;
  line: number;
  /** One a cell of the header; null: nobody reads this column. */
  columns: (RecipientKind | null)[];
  unreadColumns: string[];
  /** Lines that the header and the titles above it take. */
  lines: number;
};

type FoundHeader = Pick<Header, 'dialect' | 'at' | 'line' | 'lines'> & { names: ColumnName[]; written: string[] };

const limits = { columns: 256, rows: 20, titles: 3, lineUnits: 1 << 14, nameShown: 40, namesShown: 10 };
const delimiters = [...Buffer.from(',\t;|')];
/** One column: every separator joins ids. */
export const noDelimiter = -1;

/** The header row, null when there is none, or why the list cannot be read by it. Sheets often begin with a title or two. */
export function findHeader(units: Units, isSheet: boolean, options: ListOptions): Header | Fault | null {
  const { kind: chosen, kinds = noticeKinds } = options;
  const found = headerRow(units, isSheet);
  if (found === null) return null;
  const { written, ...place } = found;
  const names = found.names.map((name) => among(kinds, name));
  const columns = chosen === null ? columnsNamed(names) : columnsOf(chosen, names);
  if (typeof columns === 'string') {
    const headings = written.filter((name) => name !== '').slice(0, limits.namesShown);
    return { type: 'fault', fault: columns, detail: 'header', headings };
  }
  return { ...place, columns, unreadColumns: written.filter((name, i) => columns[i] === null && name !== '') };
}

/** A column of userids serves whoever is addressed by a userid, as members are. */
function among(kinds: readonly RecipientKind[], name: ColumnName): ColumnName {
  if (name.type !== 'kind' || kinds.includes(name.kind)) return name;
  return name.kind === 'member' && name.sureness === 3 ? { type: 'anyId' } : { type: 'other' };
}

function headerRow(units: Units, isSheet: boolean): FoundHeader | null {
  let place = { at: 0, line: 1 };
  let lines = 0;
  let titles = 0;
  for (let row = 0; row < limits.rows; row++) {
    const end = lineEnd(units, place.at);
    if (end < 0) return null;
    const dialect = { delimiter: isSheet ? 9 : likeliestDelimiter(units, place.at, end), quoting: !isSheet };
    const reader = new RowReader(units, dialect, { ...place, width: limits.columns });
    if (!reader.next() || reader.count > limits.columns) return null;
    const next = { at: reader.at, line: reader.line };
    const written = reader.cells.slice(0, reader.count).map((cell) => cellText(units, cell));
    const names = written.map(columnName);
    if (written.some((cell) => cell !== '')) {
      lines += next.line - place.line;
      if (names.some((name) => name.type !== 'unknown')) return { dialect, ...next, lines, names, written };
      if (!isTitle(written) || titles++ === limits.titles) return null;
    }
    place = next;
  }
  return null;
}

function cellText(units: Units, cell: Cell): string {
  return textOf(units, { start: cell.from, end: cell.to }, limits.nameShown).trim();
}

/** -1 when the line is longer than any header. */
function lineEnd(units: Units, from: number): number {
  for (let at = from; at < from + limits.lineUnits; at++) {
    if (at >= units.length || units[at] === 10 || units[at] === 13) return at;
  }
  return -1;
}

function likeliestDelimiter(units: Units, from: number, to: number): number {
  const line = units.subarray(from, to);
  const counts = delimiters.map((delimiter) => line.filter((unit) => unit === delimiter).length);
  const most = Math.max(...counts);
  return most === 0 ? noDelimiter : (delimiters[counts.indexOf(most)] ?? noDelimiter);
}

/** A row with one cell that can be no id: 2026年春季家长名单. */
function isTitle(written: string[]): boolean {
  const [title, ...others] = written.filter((cell) => cell !== '');
  return title !== undefined && others.length === 0 && /[^\0-\x7f]/u.test(title);
}

/** The kind was chosen: its surest column, or one that says no kind. */
function columnsOf(chosen: RecipientKind, names: ColumnName[]): (RecipientKind | null)[] | ListFault {
  const surest = Math.max(...names.map((name) => (name.type === 'kind' && name.kind === chosen ? name.sureness : 0)));
  const read = names.map((name) => {
    if (surest === 0) return name.type === 'anyId' ? chosen : null;
    return name.type === 'kind' && name.kind === chosen && name.sureness === surest ? chosen : null;
  });
  return read.some((kind) => kind !== null) ? read : 'noIdColumn';
}

/** The header alone says the kinds; a class beside a name is no addressee. */
function columnsNamed(names: ColumnName[]): (RecipientKind | null)[] | ListFault {
  const surest = Math.max(...names.map((name) => (name.type === 'kind' ? name.sureness : 0)));
  if (surest >= 2 || (surest === 1 && names.length === 1)) {
    return names.map((name) => (name.type === 'kind' && name.sureness === surest ? name.kind : null));
  }
  return surest === 1 || names.some((name) => name.type === 'anyId') ? 'kindUnknown' : 'noIdColumn';
}
