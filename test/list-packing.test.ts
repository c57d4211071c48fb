import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Audience, maxPerCall, type RecipientList, recipientKinds } from '../src/audience.ts';
import { planBatches, splitByKind } from '../src/delivery/plan.ts';

const longest = recipientKinds.map((kind): RecipientList => {
  const numbers = Array.from({ length: maxPerCall[kind] * 3 }, (_, i) => i + 1);
  return { kind, ids: numbers.map((number) => `${kind}${number}`), lines: numbers };
});

function list(wanted: RecipientList['kind'], size: number): RecipientList {
  const { kind, ids, lines } = longest.find(({ kind }) => kind === wanted) ?? { kind: wanted, ids: [], lines: [] };
  return { kind, ids: ids.slice(0, size), lines: lines.slice(0, size) };
}

/** Sizes near the limits are as likely as all others. */
function sizes(limit: number): fc.Arbitrary<number> {
  return fc.oneof(
    fc.constantFrom(0, 1, limit - 1, limit, limit + 1, limit * 2, limit * 2 + 1),
    fc.integer({ min: 0, max: limit * 3 }),
  );
}

const audiences = fc
  .tuple(...recipientKinds.map((kind) => sizes(maxPerCall[kind])))
  .chain((counts) => fc.shuffledSubarray(recipientKinds.map((kind, i) => list(kind, counts[i] ?? 0))));

function joined(batches: ReturnType<typeof planBatches>, kind: RecipientList['kind']): RecipientList {
  const parts = batches.flatMap(({ recipients }) => (recipients ?? []).filter((part) => part.kind === kind));
  return { kind, ids: parts.flatMap(({ ids }) => ids), lines: parts.flatMap(({ lines }) => lines) };
}

function holds(lists: RecipientList[]): boolean {
  const batches = planBatches({ type: 'lists', lists });
  const least = Math.max(0, ...lists.map(({ kind, ids }) => Math.ceil(ids.length / maxPerCall[kind])));
  return (
    batches.length === least &&
    lists.every((whole) => same(joined(batches, whole.kind), whole)) &&
    batches.every(({ size, recipients }) => {
      const parts = recipients ?? [];
      const kinds = new Set(parts.map(({ kind }) => kind));
      const within = parts.every(({ kind, ids, lines }) => {
        return ids.length > 0 && ids.length <= maxPerCall[kind] && lines.length === ids.length;
      });
      return (
        within && kinds.size === parts.length && size > 0 && size === parts.reduce((n, { ids }) => n + ids.length, 0)
      );
    })
  );
}

function same(a: RecipientList, b: RecipientList): boolean {
  return a.ids.length === b.ids.length && a.ids.every((id, i) => id === b.ids[i] && a.lines[i] === b.lines[i]);
}

describe('packing', () => {
  test('10,000 audiences: the least calls, all of the list once and in order, no limit passed', () => {
    fc.assert(fc.property(audiences, holds), { numRuns: 10_000 });
  });

  test('2,093 parents are three calls', () => {
    const batches = planBatches({ type: 'lists', lists: [list('parent', 2093)] });
    expect(batches.map(({ size }) => size)).toEqual([1000, 1000, 93]);
  });

  test('each call takes of every kind what fits', () => {
    const batches = planBatches({ type: 'lists', lists: [list('parent', 1001), list('department', 101)] });
    const shape = batches.map(({ recipients }) => recipients?.map(({ kind, ids }) => [kind, ids.length]));
    expect(shape).toEqual([
      [
        ['parent', 1000],
        ['department', 100],
      ],
      [
        ['parent', 1],
        ['department', 1],
      ],
    ]);
  });

  test('two lists of one kind share its room', () => {
    const audience: Audience = { type: 'lists', lists: [list('parent', 600), list('parent', 600)] };
    expect(planBatches(audience).map(({ size }) => size)).toEqual([1000, 200]);
  });

  test('the whole school is one call and one addressee', () => {
    expect(planBatches({ type: 'wholeSchool' })).toEqual([{ size: 1, recipients: null }]);
  });

  test('nobody is no call', () => {
    expect(planBatches({ type: 'lists', lists: [list('parent', 0)] })).toEqual([]);
  });

  test('a mixed call splits into one a kind', () => {
    const [parents, students] = [list('parent', 2), list('student', 3)];
    expect(splitByKind([parents, students])).toEqual([[parents], [students]]);
  });
});
