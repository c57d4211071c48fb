import type { ListArithmetic, MalformedId, RecipientKind, RecipientList } from '../audience.ts';

/**
 * Why a list cannot be read at all.
 * - tooLarge: over 10 MB, or it unfolds to more than a list can be
 * - empty: no id in it
 * - notAList: a PDF, an image, a program, a Word file
 * - webPage: HTML; some systems save a page as `.xls`, and Slack answers with its login page where a token lacks rights
 * - oldExcel: `.xls`, `.xlsb`, or a workbook with a password
 * - unreadable: a damaged workbook, or reading it broke off
 * - tooMany: over a million ids
 * - noIdColumn: the header names columns, but none with (such) ids
 * - kindUnknown: no kind was chosen and no header says it
 * - hiddenRows: rows the person does not see in the sheet; sending to them is no guess of ours, nor is leaving them out
 */
export const listFaults = [
  'tooLarge',
  'empty',
  'notAList',
  'webPage',
  'oldExcel',
  'unreadable',
  'tooMany',
  'noIdColumn',
  'kindUnknown',
  'hiddenRows',
] as const;
export type ListFault = (typeof listFaults)[number];

export const listLimits = { maxBytes: 10 * 1024 * 1024, maxIds: 1_000_000, maxMalformedKept: 1000, maxTextShown: 80 };

export type ListOptions = {
  /** What the ids are; null: the header must say it. */
  kind: RecipientKind | null;
  /** The kinds the message may name; those of a school notice unless said otherwise. Columns of others are not read. */
  kinds?: readonly RecipientKind[];
};

/** A malformed id with what it should have been; `text` is cut after 80 characters. */
export type MalformedEntry = MalformedId & { kind: RecipientKind };

type Findings = {
  arithmetic: ListArithmetic;
  /** The first thousand; the arithmetic has the count of all. */
  malformed: MalformedEntry[];
  /** The kinds a header row names; empty without a header. */
  headerKinds: RecipientKind[];
  /** Columns the header names and nobody read, as written there. */
  unreadColumns: string[];
  /** Other sheets of the workbook with anything in them: one sheet is one list. */
  unreadSheets: string[];
  /** How many of the ids look like a mobile number, which is nobody's id as a rule. */
  phones: number;
};

export type Fault = {
  type: 'fault';
  fault: ListFault;
  /** For the log. */
  detail: string;
  /** The first ten of the header row, where the fault lies in them. */
  headings?: string[];
};

export type ListResult = ({ type: 'read'; lists: RecipientList[] } & Findings) | Fault;

/** Ids as ASCII, each followed by a newline, so that a million of them cross to another thread at no cost. */
export type PackedList = {
  kind: RecipientKind;
  size: number;
  ids: Uint8Array<ArrayBuffer>;
  lines: Uint32Array<ArrayBuffer>;
};
export type PackedResult = ({ type: 'read'; lists: PackedList[] } & Findings) | Fault;

/** Thrown inside the reader only; `readPacked` turns it into a value. */
export class UnreadableList extends Error {
  readonly fault: ListFault;

  constructor(fault: ListFault, detail: string) {
    super(detail);
    this.fault = fault;
  }
}

const newline = 10;
const bytesPerStep = 1 << 15;

/** Unpacks some thousand ids at a time, so that a server can do other work between two steps. */
export function* unpacking(packed: PackedList): Generator<undefined, RecipientList> {
  const ids = new Array<string>(packed.size);
  const lines = new Array<number>(packed.size);
  const bytes = Buffer.from(packed.ids.buffer, packed.ids.byteOffset, packed.ids.length);
  let count = 0;
  for (let from = 0; from < bytes.length; ) {
    const to = from + bytesPerStep >= bytes.length ? bytes.length : bytes.lastIndexOf(newline, from + bytesPerStep) + 1;
    for (const id of bytes.toString('latin1', from, to - 1).split('\n')) {
      lines[count] = packed.lines[count] ?? 0;
      ids[count++] = id;
    }
    from = to;
    yield;
  }
  return { kind: packed.kind, ids, lines };
}

/** Unpacks at once. */
function unpack(packed: PackedList): RecipientList {
  const steps = unpacking(packed);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

export function unpackResult(result: PackedResult): ListResult {
  return result.type === 'fault' ? result : { ...result, lists: result.lists.map(unpack) };
}
