/** Random audiences, and what must be true of how they are cut into requests. */
import fc from 'fast-check';
import { maxPerCall, type RecipientList, recipientKinds } from '../src/audience.ts';
import { planBatches } from '../src/delivery/plan.ts';

const longest = recipientKinds.map((kind): RecipientList => {
  const numbers = Array.from({ length: maxPerCall[kind] * 3 }, (_, i) => i + 1);
  return { kind, ids: numbers.map((number) => `${kind}${number}`), lines: numbers };
});

export function list(wanted: RecipientList['kind'], size: number): RecipientList {
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

/** Sizes around the limits of every kind, in any order of kinds. */
export const audiences = fc
  .tuple(...recipientKinds.map((kind) => sizes(maxPerCall[kind])))
  .chain((counts) => fc.shuffledSubarray(recipientKinds.map((kind, i) => list(kind, counts[i] ?? 0))));

function joined(batches: ReturnType<typeof planBatches>, kind: RecipientList['kind']): RecipientList {
  const parts = batches.flatMap(({ recipients }) => (recipients ?? []).filter((part) => part.kind === kind));
  return { kind, ids: parts.flatMap(({ ids }) => ids), lines: parts.flatMap(({ lines }) => lines) };
}

/** The least requests possible, everyone once and in order, no limit passed. */
export function isWellPacked(lists: RecipientList[]): boolean {
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
