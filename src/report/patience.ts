/** How long Slack is asked again for what it has refused: ever more seldom, and not for ever. */

const minute = 60_000;
const hour = 60 * minute;
const week = 7 * 24 * hour;

/** The next try of what has been refused since then (ms since 1970): after as long again. Null when it is over. */
export function nextTry(since: number, now: number): number | null {
  const passed = now - since;
  return passed > week ? null : now + Math.min(Math.max(passed, minute), 6 * hour);
}
