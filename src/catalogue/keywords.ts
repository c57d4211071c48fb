/** The keywords of a template as people paste them: one a line, `键：值`, either colon, the value being a sample. */
import { charLength, type Keyword, templateLimits } from '../message.ts';

/** A sample stands where the value will, so it is as long as a value at most. */
export const sampleMaxChars = templateLimits.valueMaxChars;

/** `line` counts from 1 over all lines of the box, empty ones too. */
export type KeywordFault =
  | { type: 'none' }
  | { type: 'tooMany'; keywords: number; line: number }
  | { type: 'noKey'; line: number }
  | { type: 'keyTooLong'; line: number; chars: number }
  | { type: 'sampleTooLong'; line: number; chars: number }
  | { type: 'twice'; line: number; key: string; before: number };

type Row = Keyword & { line: number };

/** In the order written. Nothing is cut or left out: whatever does not fit is a fault. */
export function readKeywords(text: string): { keywords: Keyword[]; faults: KeywordFault[] } {
  const rows = text.split(/\r?\n/).flatMap(rowOf);
  const faults = [...amountFaults(rows), ...rows.flatMap((row) => faultsOf(row, rows))];
  return { keywords: rows.map(({ key, sample }) => ({ key, sample })), faults };
}

/** What `readKeywords` reads back. */
export function writeKeywords(keywords: Keyword[]): string {
  return keywords.map(({ key, sample }) => (sample === '' ? key : `${key}：${sample}`)).join('\n');
}

/** Cut at the first colon, so a sample may hold more of them. */
function rowOf(text: string, index: number): Row[] {
  if (text.trim() === '') return [];
  const [key = ''] = text.split(/[:：]/, 1);
  return [{ key: key.trim(), sample: text.slice(key.length + 1).trim(), line: index + 1 }];
}

function amountFaults(rows: Row[]): KeywordFault[] {
  const surplus = rows[templateLimits.maxItems];
  if (surplus) return [{ type: 'tooMany', keywords: rows.length, line: surplus.line }];
  return rows.length < templateLimits.minItems ? [{ type: 'none' }] : [];
}

function faultsOf({ key, sample, line }: Row, rows: Row[]): KeywordFault[] {
  const first = rows.find((row) => row.key === key);
  const keyChars = charLength(key);
  const sampleChars = charLength(sample);
  return [
    ...(key === '' ? [{ type: 'noKey' as const, line }] : []),
    ...(keyChars > templateLimits.keyMaxChars ? [{ type: 'keyTooLong' as const, line, chars: keyChars }] : []),
    ...(sampleChars > sampleMaxChars ? [{ type: 'sampleTooLong' as const, line, chars: sampleChars }] : []),
    ...(key !== '' && first && first.line < line ? [{ type: 'twice' as const, line, key, before: first.line }] : []),
  ];
}
