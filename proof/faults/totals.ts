/** C3: deliveries of every kind under faults of every kind: their totals equal their lists, and each end is true. */

import { chance } from '../../src/sandbox/chance.ts';
import { zh } from '../../src/words/zh.ts';
import { parentIds } from '../../test/story-delivery-kit.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { stands } from './judge.ts';
import { finding, type HandedIn, handIn, handInBatches, handInNotice, judge } from './verdicts.ts';
import { openWorld, type World } from './world.ts';

export const totals: Probe = { row: 'C3', name: 'the totals of every run', stores: 'each', run };

async function run({ isQuick, seed, newPlace }: Conditions): Promise<Finding> {
  const deliveries = isQuick ? 3 : 15;
  const random = chance(seed);
  const titles = Array.from({ length: deliveries }, (_, i) => `总数 ${i + 1}。`);
  const invalidIds = titles.flatMap((title) => parentIds(4000, title).filter(() => random() < 0.05));
  const world = await openWorld(await newPlace(), { seed, invalidIds });
  try {
    await world.startBot();
    await injectFaults(world);
    const sent: HandedIn[] = [];
    for (const title of titles) {
      const one = await handInSome(world, title, random);
      sent.push(one);
      await world.slack.waitFor(() => stands(world.slack, one.title) || null, `the result of ${title}`);
    }
    const { results, addressees, wrong } = await judge(world, sent, { invalidIds });
    const counts = new Map<string, number>();
    for (const { sum } of results.values())
      for (const [end, count] of sum) counts.set(end, (counts.get(end) ?? 0) + count);
    const ends = Object.entries(zh.report.ends)
      .map(([end, told]) => `${(counts.get(told) ?? 0).toLocaleString('en')} ${end}`)
      .join(' + ');
    return finding(
      wrong,
      `${results.size} deliveries, ${addressees.toLocaleString('en')} addressees, faults of every kind: every total equals its list: ${ends}`,
    );
  } finally {
    await world.stop();
  }
}

/** Two in five requests meet one. */
async function injectFaults({ wecom }: World): Promise<void> {
  const some = { api: 'send', times: null } as const;
  for (const errcode of [-1, 60_011, 81_013, 45_033])
    await wecom.inject({ ...some, rate: 0.06, fault: { type: 'errcode', errcode } });
  await wecom.inject({ ...some, rate: 0.01, fault: { type: 'errcode', errcode: 48_002 } });
  await wecom.inject({ ...some, rate: 0.05, fault: { type: 'cutBeforeAnswer' } });
  await wecom.inject({ ...some, rate: 0.05, fault: { type: 'cutInBody', bytes: 50 } });
  await wecom.inject({ ...some, rate: 0.05, fault: { type: 'http', carriedOut: true } });
}

/** A list of parents, of departments, or parents, students and departments in one. */
async function handInSome(world: World, title: string, random: () => number): Promise<HandedIn> {
  const kind = Math.floor(random() * 3);
  const size = 1 + Math.floor(random() * 4000);
  if (kind === 0) return handIn(world, title, size);
  if (kind === 1) return handInBatches(world, title, 1 + Math.floor(size / 100));
  const ids = parentIds(120, title);
  const departments = ids.slice(100).map((_, i) => String(Math.floor(random() * 1e9) + i));
  const [parents, students] = [ids.slice(0, 60), ids.slice(60, 100)];
  const boxes = { parents, students, departments };
  const typed = Object.fromEntries(Object.entries(boxes).map(([box, each]) => [box, each.join('，')]));
  await handInNotice(world, { title, ...typed });
  return { title, ids: Object.values(boxes).flat() };
}
