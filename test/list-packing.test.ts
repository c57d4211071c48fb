import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Audience } from '../src/audience.ts';
import { planBatches, splitByKind } from '../src/delivery/plan.ts';
import { audiences, isWellPacked, list } from './list-packing.ts';

describe('packing', () => {
  test('10,000 audiences: the least calls, all of the list once and in order, no limit passed', () => {
    fc.assert(fc.property(audiences, isWellPacked), { numRuns: 10_000 });
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
