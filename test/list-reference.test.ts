import fc from 'fast-check';
import { expect, test } from 'vitest';
import { idFault, sameId } from '../src/audience.ts';
import { readList } from '../src/list/read.ts';

/** The same promises as the reader's, said as plainly as they can be. */
function plainly(text: string) {
  const lines = text.split(/\r\n|\r|\n/);
  if (lines.at(-1) === '') lines.pop();
  const words = lines.map((line) =>
    line
      .replace(/[\u200b\ufeff\u00ad]/g, '')
      .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
      .replace(/[“”]/g, '"')
      .split(/[\s,、;|]+/)
      .map((word) => word.replace(/^["']+|["']+$/g, ''))
      .filter((word) => word !== ''),
  );
  const ids = words.flatMap((found, i) => found.map((id) => ({ id, line: i + 1 })));
  const isFirst = ({ id }: { id: string }, i: number) =>
    ids.findIndex((other) => sameId(other.id) === sameId(id)) === i;
  const distinct = ids.filter(isFirst);
  return {
    lines: lines.length,
    blank: words.filter((found) => found.length === 0).length,
    ids: ids.length,
    sent: distinct.filter(({ id }) => idFault(id) === null),
    malformed: distinct.filter(({ id }) => idFault(id) !== null),
  };
}

const pieces = fc.constantFrom(
  ...['a', 'B', 'b', '1', 'x'.repeat(40), '-', '_', '张', '!', '+', 'ａ', 'Ｂ', '＠'],
  ...[',', '，', '、', ';', '；', '|', '｜', ' ', '　', '\t', '\n', '\r', '\r\n', '\n\n'],
  ...['"', "'", '“', '”', '\u200b', '\ufeff', '\u00ad'],
);
/** Begins with an id, so that no text is empty. */
const texts = fc.array(pieces, { maxLength: 60 }).map((found) => `x,${found.join('')}`);

test('10,000 texts read as plainly said', () => {
  const agree = (text: string) => {
    const expected = plainly(text);
    const result = readList(new TextEncoder().encode(text), { kind: 'student' });
    if (result.type === 'fault') throw new Error(result.fault);
    const { arithmetic, lists, malformed } = result;
    expect(lists.flatMap(({ ids, lines }) => ids.map((id, i) => ({ id, line: lines[i] })))).toEqual(expected.sent);
    expect(malformed.map(({ text: id, line }) => ({ id, line }))).toEqual(expected.malformed.map(shown));
    expect(arithmetic).toEqual({
      lines: expected.lines,
      blank: expected.blank,
      ids: expected.ids,
      repeated: expected.ids - expected.sent.length - expected.malformed.length,
      malformed: expected.malformed.length,
      willSend: expected.sent.length,
    });
  };
  fc.assert(fc.property(texts, agree), { numRuns: 10_000 });
});

function shown({ id, line }: { id: string; line: number }) {
  return { id: id.length > 80 ? `${id.slice(0, 80)}…` : id, line };
}
