/** What is asked of the database at the same time goes there together: one statement, or one transaction, for many. */
import { setTimeout } from 'node:timers/promises';
import DataLoader from 'dataloader';

/** So many at most in one go. */
const most = 100;

/** A go that takes longer holds up no later one: its connection may be dead. */
const patienceMs = 250;

/**
 * Hands over what has come in since the last go, one go after the other: while one is under way the next gathers.
 * `work` answers in the order of what it is given; an Error is the answer to one alone.
 */
export function together<Item, Result>(
  work: (items: readonly Item[]) => Promise<(Result | Error)[]>,
): (item: Item) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  const go = (items: readonly Item[]) => {
    // Of more than fit into one go, several are handed over together.
    const done = last.then(() => work(items));
    const over = done.catch(() => undefined);
    last = Promise.race([over, setTimeout(patienceMs, undefined, { ref: false })]);
    return done;
  };
  const loader = new DataLoader<Item, Result>(go, {
    cache: false,
    maxBatchSize: most,
    batchScheduleFn: (dispatch) => void last.then(() => setImmediate(dispatch)),
  });
  return (item) => loader.load(item);
}

/** The same for looking things up: `find` is given each key once; null for what it does not find. */
export function lookUp<Value>(find: (keys: string[]) => Promise<Map<string, Value>>) {
  return together<string, Value | null>(async (keys) => {
    const found = await find([...new Set(keys)]);
    return keys.map((key) => found.get(key) ?? null);
  });
}
