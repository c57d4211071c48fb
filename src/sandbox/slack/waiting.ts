/** Waiting for something to become true, woken by every change and never by sleeping. */
import type { Change } from './world.ts';

type Bell = { listeners: Set<(change: Change) => void> };

/**
 * The first value of `look` that is neither null nor undefined.
 * @param wait.explain Says, after `timeoutMs` of real time, what was expected and what is there instead.
 */
export function waitFor<T>(
  bell: Bell,
  look: () => T | null | undefined,
  wait: { timeoutMs: number; explain: () => string },
): Promise<T> {
  return new Promise((resolve, reject) => {
    const finish = (end: () => void) => {
      clearTimeout(timer);
      bell.listeners.delete(check);
      end();
    };
    const check = () => {
      try {
        const found = look();
        if (found !== null && found !== undefined) finish(() => resolve(found));
      } catch (error) {
        finish(() => reject(error));
      }
    };
    const timer = setTimeout(() => finish(() => reject(new Error(wait.explain()))), wait.timeoutMs);
    bell.listeners.add(check);
    check();
  });
}
