/** Whatever may happen to deliveries, in any order, and what must be true then. */

import fc from 'fast-check';
import { expect } from 'vitest';
import type { RecipientList } from '../src/audience.ts';
import { notAccepted } from '../src/delivery/not-accepted.ts';
import type { SendAnswer } from '../src/delivery/states.ts';
import type { Store } from '../src/store/open.ts';
import { accepted, listOf, lost, refusedWith, unreachable } from './delivery-stage.ts';
import { type Reply, World } from './delivery-world.ts';

const busyThenUnknown = refusedWith(-1, 'busy');

/** What WeCom may say, and whether it then carried the request out; an unknown answer leaves that open. */
const reply: fc.Arbitrary<Reply> = fc
  .record({
    answer: fc.oneof<fc.WeightedArbitrary<SendAnswer>[]>(
      { weight: 8, arbitrary: fc.constant(accepted) },
      {
        weight: 2,
        arbitrary: fc.constant<SendAnswer>({ type: 'allInvalid', refusal: { errcode: 81013, errmsg: '' } }),
      },
      { weight: 2, arbitrary: fc.constant(refusedWith(60011, 'recipients')) },
      { weight: 1, arbitrary: fc.constant(refusedWith(60020, 'stop')) },
      { weight: 1, arbitrary: fc.constant(refusedWith(45009, 'throttled')) },
      { weight: 1, arbitrary: fc.constant(refusedWith(45033, 'slowDown')) },
      { weight: 1, arbitrary: fc.constant(refusedWith(40007, 'upload')) },
      { weight: 2, arbitrary: fc.constant(busyThenUnknown) },
      { weight: 2, arbitrary: fc.constant(unreachable) },
      { weight: 3, arbitrary: fc.constant(lost) },
    ),
    isLate: fc.boolean(),
    luck: fc.boolean(),
  })
  .map(({ answer, isLate, luck }) => ({
    ...{ answer, isLate },
    isCarriedOut: answer.type === 'accepted' || (answer.type === 'unknown' && luck),
  }));

type Step =
  | { do: 'submit'; parents: number; departments: number; replies: Reply[]; isStarted: boolean }
  | { do: 'work' | 'die' | 'stop' | 'wake' }
  | { do: 'pass'; ms: number }
  | { do: 'start' | 'halt' | 'resume' | 'resend' | 'leave'; which: number };

const which = fc.nat(4);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      parents: fc.nat(2),
      departments: fc.integer({ min: 1, max: 450 }),
      replies: fc.array(reply, { minLength: 2, maxLength: 12, size: 'max' }),
      isStarted: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('start' as const), which }) },
  { weight: 12, arbitrary: fc.constant<Step>({ do: 'work' }) },
  { weight: 4, arbitrary: fc.constant<Step>({ do: 'wake' }) },
  { weight: 3, arbitrary: fc.constantFrom<Step>({ do: 'die' }, { do: 'stop' }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(1, 3000, 61_000, 3_700_000) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('halt' as const, 'resume' as const), which }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('resend' as const, 'leave' as const), which }),
  },
);

async function submit(world: World, { parents, departments, replies, isStarted }: Extract<Step, { do: 'submit' }>) {
  world.replies.push(...replies);
  const name = `${world.core.appId}/${world.deliveries.length}`;
  const lists: RecipientList[] = [listOf(departments, 'department', `${name}/d`)];
  if (parents > 0) lists.unshift(listOf(parents, 'parent', `${name}/p`));
  const { id } = await world.core.submit(lists, { started: isStarted });
  world.deliveries.push(id);
}

async function take(world: World, one: Step): Promise<void> {
  if ('which' in one) return decide(world, one.do, world.deliveries[one.which]);
  switch (one.do) {
    case 'submit':
      return world.deliveries.length < 5 ? submit(world, one) : undefined;
    case 'work':
      return world.work();
    case 'die':
      return world.silence(true);
    case 'stop':
      return world.silence(false);
    case 'wake':
      return world.wake();
    case 'pass':
      return world.core.clock.advance(one.ms);
  }
}

async function decide(world: World, what: Extract<Step, { which: number }>['do'], id: string | undefined) {
  if (id === undefined) return;
  switch (what) {
    case 'start':
      return void (await world.core.ledger.started(id));
    case 'halt':
      return world.halt(id);
    case 'resume':
      return world.resume(id);
    case 'resend':
    case 'leave':
      return world.decide(id, what);
  }
}

/** Everyone is in exactly one end, and no end says what WeCom's own record denies. */
async function expectTruth(world: World, store: Store): Promise<void> {
  expect(world.violations).toEqual([]);
  const times = new Map<string, number>();
  for (const id of world.received.flatMap((request) => request.accepted)) times.set(id, (times.get(id) ?? 0) + 1);
  const again = new Map<string, number>();
  for (const id of world.resent) again.set(id, (again.get(id) ?? 0) + 1);
  for (const [id, count] of times)
    if (count > 1 + (again.get(id) ?? 0)) expect.fail(`${id} was accepted ${count} times`);
  for (const [index, id] of world.deliveries.entries()) {
    const summary = await world.core.summary(id);
    const { tally, delivery } = summary;
    const list = await notAccepted(store.db, summary);
    const ends = Object.groupBy(list, ({ end }) => end);
    for (const end of ['invalid', 'refused', 'unknown', 'unsent'] as const)
      expect(ends[end]?.length ?? 0, end).toBe(tally[end]);
    expect(new Set(list.map((one) => one.id)).size).toBe(list.length);
    expect(tally.accepted + list.length).toBe(delivery.size);
    for (const { id: person, end } of list)
      if (end !== 'unknown' && (times.get(person) ?? 0) > (again.get(person) ?? 0))
        expect.fail(`${person} is called ${end}, but was accepted`);
    const prefix = `${world.core.appId}/${index}/`;
    const really = [...times.keys()].filter((person) => person.startsWith(prefix));
    const denied = new Set(list.map((one) => one.id));
    expect(really.filter((person) => !denied.has(person)).length, 'accepted').toBe(tally.accepted);
  }
}

/** Whatever happened: when people say "go on" everything comes to an end, and nothing is left over. */
async function expectEnd(world: World): Promise<void> {
  world.replies.length = 0;
  await world.wake();
  await world.silence(true);
  for (const id of world.deliveries) {
    await world.core.ledger.started(id);
    await world.resume(id);
  }
  for (let turn = 0; turn < 60; turn += 1) {
    const asked = world.core.wakes.length;
    await world.work();
    const next = world.core.wakes.slice(asked).at(-1);
    if (next === undefined) break;
    world.core.clock.advance(Math.max(0, next - world.core.clock.now()));
  }
  for (const id of world.deliveries) {
    const { tally, delivery } = await world.core.summary(id);
    expect({ unsent: tally.unsent, hasEnded: delivery.endedAt !== null }).toEqual({ unsent: 0, hasEnded: true });
  }
}

/** Some forty steps a run. `seen` hears about each world once it has come to its end. */
export function whateverHappens(store: Store, dropsCopies: boolean, seen: (world: World, steps: number) => void) {
  return fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }), async (all) => {
    const world = new World(store.db, dropsCopies);
    for (const one of all) {
      await take(world, one);
      expect(world.violations).toEqual([]);
      // Throws when the ends do not sum to the list.
      for (const id of world.deliveries) await world.core.summary(id);
    }
    await expectTruth(world, store);
    await expectEnd(world);
    await expectTruth(world, store);
    seen(world, all.length);
  });
}
