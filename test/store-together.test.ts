import { expect, test } from 'vitest';
import { lookUp, together } from '../src/store/together.ts';

test('what comes at once goes in one go, and what comes meanwhile in the next', async () => {
  const goes: number[][] = [];
  const gate = Promise.withResolvers<void>();
  const double = together<number, number>(async (items) => {
    goes.push([...items]);
    if (goes.length === 1) await gate.promise;
    return items.map((item) => item * 2);
  });
  const first = [double(1), double(2)];
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  const later = [double(3), double(4)];
  gate.resolve();
  expect(await Promise.all([...first, ...later])).toEqual([2, 4, 6, 8]);
  expect(goes).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('an error of one is nobody else’s, and a go that fails holds up no later one', async () => {
  let fails = true;
  const ask = together<string, string>(async (items) => {
    if (fails) throw new Error('no store');
    return items.map((item) => (item === 'bad' ? new Error('bad') : item));
  });
  await expect(ask('a')).rejects.toThrow('no store');
  fails = false;
  const [good, bad] = await Promise.allSettled([ask('a'), ask('bad')]);
  expect([good, bad]).toEqual([
    { status: 'fulfilled', value: 'a' },
    { status: 'rejected', reason: new Error('bad') },
  ]);
});

test('the same is looked up once, and what is not found is null; nothing is remembered', async () => {
  const asked: string[][] = [];
  const find = lookUp<number>(async (keys) => {
    asked.push(keys);
    return new Map([['a', asked.length]]);
  });
  expect(await Promise.all([find('a'), find('b'), find('a')])).toEqual([1, null, 1]);
  expect(await find('a')).toBe(2);
  expect(asked).toEqual([['a', 'b'], ['a']]);
});

test('of very many at once a part goes after the other, one at a time', async () => {
  let [underWay, most] = [0, 0];
  const sizes: number[] = [];
  const same = together<number, number>(async (items) => {
    sizes.push(items.length);
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay -= 1;
    return [...items];
  });
  const all = Array.from({ length: 250 }, (_, i) => i);
  expect(await Promise.all(all.map(same))).toEqual(all);
  expect({ most, sizes }).toEqual({ most: 1, sizes: [100, 100, 50] });
});

test('a go that is stuck, its connection being dead, holds up no later one', async () => {
  const stuck = Promise.withResolvers<never>();
  const ask = together<string, string>(async (items) => (items.includes('stuck') ? stuck.promise : [...items]));
  const first = ask('stuck');
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  expect(await ask('later')).toBe('later');
  stuck.reject(new Error('Query read timeout'));
  await expect(first).rejects.toThrow('Query read timeout');
});
