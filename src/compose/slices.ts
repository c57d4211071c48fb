/** A list may have a million ids; whoever goes through one does it in slices and lets others work in between. */
import { setImmediate } from 'node:timers/promises';
import type { RecipientList } from '../audience.ts';

const idsASlice = 20_000;

export async function* slicesOf(lists: readonly RecipientList[]): AsyncGenerator<RecipientList> {
  for (const { kind, ids, lines } of lists) {
    for (let from = 0; from < ids.length; from += idsASlice) {
      if (from > 0) await setImmediate();
      const to = from + idsASlice;
      yield { kind, ids: ids.slice(from, to), lines: lines.slice(from, to) };
    }
  }
}

/** How many slices `slicesOf` makes of lists of these lengths. */
export function sliceCount(lengths: number[]): number {
  return lengths.reduce((sum, length) => sum + Math.ceil(length / idsASlice), 0);
}

/** The lists again, slices of one kind put together. */
export function joined(slices: RecipientList[]): RecipientList[] {
  const lists = new Map<RecipientList['kind'], RecipientList>();
  for (const { kind, ids, lines } of slices) {
    const list = lists.get(kind) ?? { kind, ids: [], lines: [] };
    lists.set(kind, list);
    for (const id of ids) list.ids.push(id);
    for (const line of lines) list.lines.push(line);
  }
  return [...lists.values()];
}
