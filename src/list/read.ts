import { decode } from './decode.ts';
import { gatherColumn, gatherTable } from './gather.ts';
import { findHeader } from './header.ts';
import {
  type Fault,
  type ListFault,
  type ListOptions,
  type ListResult,
  listLimits,
  type PackedResult,
  UnreadableList,
  unpackResult,
} from './result.ts';
import { faultOfText, sniff } from './sniff.ts';
import { normalise, type Units } from './units.ts';
import { readWorkbook, type Workbook } from './workbook.ts';

/** Reads an uploaded list: CSV, TXT or XLSX. Up to two seconds of work for a hostile one, so servers use `readListInWorker`. */
export function readList(bytes: Uint8Array, options: ListOptions): ListResult {
  return unpackResult(readPacked(bytes, options));
}

/** The same, with the ids packed for another thread. */
export function readPacked(bytes: Uint8Array, options: ListOptions): PackedResult {
  if (bytes.length > listLimits.maxBytes) return fault('tooLarge', `${bytes.length} bytes`);
  const is = sniff(bytes);
  if (is !== 'zip' && is !== 'text') return fault(is, 'first bytes');
  try {
    return is === 'zip' ? readSheet(readWorkbook(bytes), options) : readText(decode(bytes), options);
  } catch (error) {
    if (error instanceof UnreadableList) return fault(error.fault, error.message);
    throw error;
  }
}

function fault(name: ListFault, detail: string): Fault {
  return { type: 'fault', fault: name, detail };
}

function readText(units: Units, options: ListOptions): PackedResult {
  const found = faultOfText(units);
  return found ? fault(found, 'text') : readUnits(units, false, options);
}

function readSheet({ units, unreadSheets }: Workbook, options: ListOptions): PackedResult {
  const result = readUnits(units, true, options);
  return result.type === 'fault' ? result : { ...result, unreadSheets };
}

function readUnits(written: Units, isSheet: boolean, options: ListOptions): PackedResult {
  const units = normalise(written);
  const header = findHeader(units, isSheet, options);
  if (header !== null) return 'fault' in header ? header : gatherTable(units, header);
  const { kind } = options;
  return kind === null ? fault('kindUnknown', 'no header') : gatherColumn(units, kind);
}
