import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mutantsOf, originalsOf } from '../proof/attacks/callback-mutants.ts';
import { otherKey, providerCorpId, read, suiteOf } from './callback-kit.ts';

const count = 10_000;
const seed = 20_240_607;

const provider = {
  one: suiteOf('wwSuite1'),
  two: suiteOf('dkSuite2', { aesKey: otherKey }),
  corpId: providerCorpId,
};
const suites = [provider.one, provider.two];

test(`of ${count} mutated pushes none is accepted, unless it says what the one it was made from said`, () => {
  const originals = originalsOf(provider).map((push) => read(push, suites));
  expect(originals.map(({ type }) => type)).toEqual(originals.map(() => 'event'));
  const meant = new Set(originals.map((answer) => JSON.stringify(answer)));
  expect(meant.size).toBe(originals.length);
  const tally = { refused: 0, same: 0 };
  const met = new Set<string>();
  const { mutants, kinds } = mutantsOf(provider);
  fc.assert(
    fc.property(mutants, ({ kind, push }) => {
      const answer = read(push, suites);
      met.add(kind);
      tally[answer.type === 'refused' ? 'refused' : 'same'] += 1;
      if (answer.type !== 'refused') expect(meant).toContain(JSON.stringify(answer));
    }),
    { numRuns: count, seed },
  );
  expect(met.size).toBe(kinds.length);
  expect(tally.refused + tally.same).toBe(count);
  // what is left says the same: a blank more, another AgentID, a cut that cut nothing
  expect(tally.refused).toBeGreaterThan(count * 0.8);
});
