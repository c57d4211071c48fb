/** Retry policy: the one table. Only what surely was not sent, or what WeCom documents as repeatable, is tried again. */

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Waits before the next try of a call that surely was not sent (ms); the last one repeats. */
const backoff = [0, 2 * second, 8 * second, 30 * second, 2 * minute, 8 * minute, 30 * minute];

/** WeCom documents -1 as "retry at most three times". */
export const maxBusyTries = 3;

/** The circuit: this many calls in a row that never left open it, for this long (ms); then one probe. */
export const circuit = { openAfter: 5, openForMs: 30 * second };

/** Requests at once per app: +1 per `raiseAfter` clean calls, halved when WeCom says slow down, never above `max`. */
export const concurrency = { start: 4, max: 32, raiseAfter: 20 };

/** Full jitter: anywhere between now and the table's wait. `random` is in [0, 1). */
export function backoffMs(tries: number, random: number): number {
  return Math.round((backoff[Math.min(tries, backoff.length - 1)] ?? 0) * random);
}

/** For so long WeCom drops a copy of the same bytes, where it is asked to; it takes no longer time. */
export const copiesDroppedMs = 4 * hour;

/**
 * Where WeCom drops a copy of the same bytes: they may be sent again for so long after they first left, and
 * no more once so many tries came to nothing. A person is not to wait for hours because of one request.
 * The clocks of two processes may differ by the skew.
 */
export const repeats = { withinMs: 3.5 * hour, maxTries: 6, skewMs: 10 * minute };

/** A busy WeCom gets a little longer each time. */
export function busyMs(busyTries: number): number {
  return 2 * second * 2 ** busyTries;
}

/** WeCom takes a message back within 24 h of sending; the minute is for the call itself and for clocks that differ. */
export const recallableForMs = 24 * hour - minute;

/** WeCom pushes a suite_ticket about every ten minutes; the push wakes what waits for it, this is for a lost wake-up. */
export const ticketWaitMs = 10 * minute;

/** When nothing may be called before, as stored. No window is longer than a day: one that is was written by a wrong clock. */
export function throttledUntil(stored: number, now: number): number {
  return stored > now + 24 * hour ? 0 : stored;
}

export type ThrottleWindow = { until: number; level: number; daily: boolean };

/** 45009 names no window: assume the minute, then the hour, then the rest of the day in WeCom's zone. */
export function throttleWindow(now: number, level: number): ThrottleWindow {
  if (level === 0) return { until: now + minute, level: 1, daily: false };
  if (level === 1) return { until: now + hour, level: 2, daily: false };
  return { until: nextDayInShanghai(now), level: 2, daily: true };
}

/** Asia/Shanghai is UTC+8 all year. */
export function nextDayInShanghai(now: number): number {
  const day = 24 * hour;
  const offset = 8 * hour;
  return Math.ceil((now + offset + 1) / day) * day - offset;
}
