/** C1: random audiences: the least possible requests, everyone in exactly one, no limit passed. */
import fc from 'fast-check';
import { maxPerCall } from '../../src/audience.ts';
import { planBatches } from '../../src/delivery/plan.ts';
import { audiences, isWellPacked } from '../../test/list-packing.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { finding } from './verdicts.ts';

export const planner: Probe = { row: 'C1', name: 'random audiences', stores: 'none', run };

async function run({ isQuick, seed }: Conditions): Promise<Finding> {
  const numRuns = isQuick ? 1000 : 10_000;
  const told = { requests: 0, addressees: 0 };
  const property = fc.property(audiences, (lists) => {
    told.requests += planBatches({ type: 'lists', lists }).length;
    told.addressees += lists.reduce((sum, { ids }) => sum + ids.length, 0);
    return isWellPacked(lists);
  });
  const { failed, counterexample } = fc.check(property, { numRuns, seed });
  const count = (n: number) => n.toLocaleString('en');
  const sizes = counterexample?.[0].map(({ kind, ids }) => `${ids.length} ${kind}`).join(', ');
  return finding(
    failed ? [`wrongly cut: ${sizes}`] : [],
    `${count(numRuns)} audiences of up to ${Object.keys(maxPerCall).length} kinds, ${count(told.addressees)} addressees, ${count(told.requests)} requests: always the largest ⌈n / limit⌉, everyone once`,
  );
}
