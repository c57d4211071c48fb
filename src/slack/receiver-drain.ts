/** What is under way, so that stopping can wait for it. Bolt itself waits for nothing. */
import type { Clock } from '../clock.ts';

export type Tracker = {
  /** The same promise, counted until it settles. */
  track<T>(work: Promise<T>): Promise<T>;
  /** True once nothing is under way; false when `maxMs` passed first. */
  idle(maxMs: number): Promise<boolean>;
};

export function openTracker(clock: Clock): Tracker {
  const running = new Set<Promise<unknown>>();
  const allDone = async () => {
    while (running.size > 0) await Promise.allSettled(running);
    return true;
  };
  return {
    track(work) {
      running.add(work);
      const done = () => running.delete(work);
      work.then(done, done);
      return work;
    },
    async idle(maxMs) {
      const giveUp = new AbortController();
      const late = clock.sleep(maxMs, giveUp.signal).then(() => running.size === 0);
      const idle = await Promise.race([allDone(), late]);
      giveUp.abort();
      return idle;
    },
  };
}
