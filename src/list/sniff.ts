import { startsWith } from './decode.ts';
import type { ListFault } from './result.ts';
import type { Units } from './units.ts';

/** First bytes of what people upload by mistake. The name of a file says nothing sure. */
const magic: { start: number[]; is: 'zip' | ListFault }[] = [
  { start: [0x50, 0x4b, 0x03, 0x04], is: 'zip' },
  { start: [0x50, 0x4b, 0x05, 0x06], is: 'zip' },
  // The container of .xls, and of a workbook with a password.
  { start: [0xd0, 0xcf, 0x11, 0xe0], is: 'oldExcel' },
  { start: [0x09, 0x08], is: 'oldExcel' },
  { start: [...Buffer.from('%PDF')], is: 'notAList' },
  { start: [0x89, ...Buffer.from('PNG')], is: 'notAList' },
  { start: [0xff, 0xd8, 0xff], is: 'notAList' },
  { start: [...Buffer.from('GIF87a')], is: 'notAList' },
  { start: [...Buffer.from('GIF89a')], is: 'notAList' },
  { start: [0x1f, 0x8b], is: 'notAList' },
  { start: [...Buffer.from('7z'), 0xbc, 0xaf], is: 'notAList' },
  { start: [...Buffer.from('Rar!')], is: 'notAList' },
  { start: [...Buffer.from('{\\rtf')], is: 'notAList' },
  { start: [...Buffer.from('SQLite format 3')], is: 'notAList' },
  { start: [0x7f, ...Buffer.from('ELF')], is: 'notAList' },
];

/** What a file is by its first bytes. */
export function sniff(bytes: Uint8Array): 'zip' | 'text' | ListFault {
  return magic.find(({ start }) => startsWith(bytes, start))?.is ?? 'text';
}

const markup: { start: RegExp; is: ListFault }[] = [
  { start: /^<\?xml[\s\S]*?(<Workbook|urn:schemas-microsoft-com:office:spreadsheet)/u, is: 'oldExcel' },
  { start: /^(<!--[\s\S]*?-->\s*)?<(!doctype html|html|head|body|meta|table|script|title)\b/iu, is: 'webPage' },
  { start: /^<\?xml[\s\S]*?<html\b/iu, is: 'webPage' },
  { start: /^<[?!a-z]/iu, is: 'notAList' },
];

/** Why a decoded text is no list: it is markup, or has control characters all over. */
export function faultOfText(units: Units): ListFault | null {
  const sample = units.subarray(0, 1 << 14);
  const start = String.fromCharCode(...sample.subarray(0, 2048)).trimStart();
  const found = markup.find((kind) => kind.start.test(start));
  if (found) return found.is;
  let controls = 0;
  for (const unit of sample) if (unit < 0x09 || (unit > 0x0d && unit < 0x20 && unit !== 0x1a)) controls++;
  return controls > 8 && controls * 50 > sample.length ? 'notAList' : null;
}
