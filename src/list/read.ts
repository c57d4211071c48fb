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
import { readWorkbook } from './workbook.ts';

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
    return is === 'zip' ? readUnits(readWorkbook(bytes), true, options) : readText(decode(bytes), options);
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

function readUnits(written: Units, isSheet: boolean, { kind }: ListOptions): PackedResult {
  const units = normalise(written);
  const header = findHeader(units, isSheet, kind);
  if (typeof header === 'string') return fault(header, 'header');
  if (header) return gatherTable(units, header);
  return kind === null ? fault('kindUnknown', 'no header') : gatherColumn(units, kind);
}
