/**
 * The list of the first product story, as a school office exports it: GBK, no header, 2,300 lines.
 * 2,186 lines with one id, 14 with two joined by `，`, 100 blank; of the 2,214 ids 114 are repeated (9 of them in another
 * case) and 7 are malformed, so 2,093 remain. The same bytes every time.
 */
const shape = { lines: 2300, distinct: 2093, repeated: 114, repeatedInOtherCase: 9 };

/** The names that slipped into the id column are why the encoding matters. */
const malformed = [
  '张伟',
  '李晓红',
  '王芳（妈妈）',
  'JiaZhang#0007',
  '1.38001E+10',
  '三年级2班',
  `JiaZhang_${'0'.repeat(60)}`,
];

type SampleList = {
  bytes: Uint8Array;
  name: string;
  /** The twelve that WeCom rejects in the story, spelt as in the list. */
  invalidIds: string[];
  /** All others that are well-formed, each once. */
  parentIds: string[];
};

export function sampleList(): SampleList {
  const ids = tokens();
  const text = Array.from({ length: shape.lines }, (_, line) => `${lineAt(line, ids)}\r\n`).join('');
  const invalidIds = Array.from({ length: 12 }, (_, i) => distinctId(100 + i * 170));
  const parentIds = Array.from({ length: shape.distinct }, (_, n) => distinctId(n)).filter(
    (id) => !invalidIds.includes(id),
  );
  return { bytes: gbk(text), name: '家长名单.csv', invalidIds, parentIds };
}

function distinctId(n: number): string {
  return `JiaZhang_${String(n + 1).padStart(5, '0')}`;
}

function isBlank(line: number): boolean {
  return line % 23 === 22;
}

function holdsTwo(line: number): boolean {
  return line % 160 === 85;
}

/** Takes what the line holds off the front of `ids`. */
function lineAt(line: number, ids: string[]): string {
  if (isBlank(line)) return '';
  return ids.splice(0, holdsTwo(line) ? 2 : 1).join('，');
}

function tokens(): string[] {
  const lines = Array.from({ length: shape.lines }, (_, line) => line).filter((line) => !isBlank(line));
  const size = lines.length + lines.filter(holdsTwo).length;
  let distinct = 0;
  let repeated = 0;
  return Array.from({ length: size }, (_, i) => {
    if (i % 300 === 150 && i < 2100) return malformed[(i - 150) / 300] ?? '';
    if (i > 250 && i % 17 === 5 && repeated < shape.repeated) return repeatedId(repeated++);
    return distinctId(distinct++);
  });
}

function repeatedId(n: number): string {
  const id = distinctId(n * 2);
  return n < shape.repeatedInOtherCase ? id.toUpperCase() : id;
}

/** Node decodes GBK but cannot encode it, so the table is turned around. */
function gbk(text: string): Uint8Array {
  const decoder = new TextDecoder('gbk');
  const codes = new Map<string, number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (character.length === 1) codes.set(character, [lead, trail]);
    }
  }
  return Uint8Array.from([...text].flatMap((character) => codes.get(character) ?? character.charCodeAt(0)));
}
