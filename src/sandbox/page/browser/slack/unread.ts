/** Which places have messages since this person last looked; what was there when the page opened counts as seen. */
import { useEffect } from 'preact/hooks';
import type { SlackState } from '../../contract.ts';

const openedAt = Date.now() / 1000;
/** By person and place, the newest `ts` seen. */
const seen = new Map<string, number>();

export function useUnread(state: SlackState, currentId: string): ReadonlySet<string> {
  const key = (placeId: string) => `${state.me.id} ${placeId}`;
  const newest = (placeId: string) => Number(state.messages[placeId]?.at(-1)?.ts ?? 0);
  useEffect(() => {
    seen.set(key(currentId), newest(currentId));
  });
  const unread = state.places.filter(({ id }) => id !== currentId && newest(id) > (seen.get(key(id)) ?? openedAt));
  return new Set(unread.map(({ id }) => id));
}
