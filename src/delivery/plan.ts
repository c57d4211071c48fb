import { type Audience, audienceSize, maxPerCall, type RecipientKind, type RecipientList } from '../audience.ts';

/** What one request will carry; `recipients` null: everyone. */
export type PlannedBatch = { size: number; recipients: RecipientList[] | null };

/**
 * Cuts an audience into requests. Each carries as many of every kind as WeCom allows, so that their number is the least
 * possible: the largest, over the kinds, of ⌈n / limit⌉. The order of the list is kept.
 */
export function planBatches(audience: Audience): PlannedBatch[] {
  if (audience.type !== 'lists') return [{ size: 1, recipients: null }];
  const lists = oneListAKind(audience.lists);
  return Array.from({ length: callsFor(lists) }, (_, call) => batchOf(lists.map((list) => slice(list, call))));
}

/** The number of batches that will be planned. */
export function countBatches(audience: Audience): number {
  return audience.type === 'lists' ? callsFor(oneListAKind(audience.lists)) : 1;
}

function callsFor(lists: RecipientList[]): number {
  return Math.max(0, ...lists.map(({ kind, ids }) => Math.ceil(ids.length / maxPerCall[kind])));
}

/** One batch a kind, for when WeCom refuses a mixed request for a cause that lies in one of its kinds. */
export function splitByKind(recipients: readonly RecipientList[]): RecipientList[][] {
  return recipients.map((list) => [list]);
}

function batchOf(lists: RecipientList[]): PlannedBatch {
  const recipients = lists.filter((list) => list.ids.length > 0);
  return { size: audienceSize({ type: 'lists', lists: recipients }), recipients };
}

function slice({ kind, ids, lines }: RecipientList, call: number): RecipientList {
  const from = call * maxPerCall[kind];
  const to = from + maxPerCall[kind];
  return { kind, ids: ids.slice(from, to), lines: lines.slice(from, to) };
}

/** Two lists of one kind would each get room of their own and overfill a request. */
function oneListAKind(lists: readonly RecipientList[]): RecipientList[] {
  const byKind = new Map<RecipientKind, RecipientList>();
  for (const list of lists) {
    const earlier = byKind.get(list.kind);
    const { kind } = list;
    byKind.set(
      kind,
      earlier ? { kind, ids: earlier.ids.concat(list.ids), lines: earlier.lines.concat(list.lines) } : list,
    );
  }
  return [...byKind.values()];
}
