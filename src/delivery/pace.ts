/** How many requests at once one app may have in flight, and when the circuit is open. In memory: it relearns in seconds. */
import { circuit, concurrency } from './retry.ts';
import type { Consequence } from './settle.ts';

export type Pace = {
  /** Requests that may be in flight at `now`: 0 while the circuit is open, 1 while it is being probed. */
  limit(now: number): number;
  /** When the circuit lets the next probe through (ms since 1970); 0 when it is closed. */
  openUntil(): number;
  /** `sentAt`: when the call left that this came of. */
  learn(consequence: Consequence, now: number, sentAt?: number): void;
};

export function createPace(start = concurrency.start, max = concurrency.max): Pace {
  // The first call goes alone, also after a halt or a throttle: if something is wrong, one refusal tells, not thirty-two.
  let proven = false;
  let size = start;
  let cleanCalls = 0;
  let hurdles = 0;
  let openUntil = 0;
  let slowedAt = 0;

  /** Calls that were on their way together are refused together: that is one reason to go slower, not many. */
  const goSlower = (now: number, sentAt: number) => {
    if (sentAt < slowedAt) return;
    slowedAt = now;
    size = Math.max(1, Math.floor(size / 2));
    cleanCalls = 0;
  };
  const learnClean = () => {
    proven = true;
    hurdles = 0;
    openUntil = 0;
    cleanCalls += 1;
    if (cleanCalls % concurrency.raiseAfter === 0) size = Math.min(max, size + 1);
  };

  return {
    limit: (now) => (now < openUntil ? 0 : openUntil > 0 || !proven ? 1 : size),
    openUntil: () => openUntil,
    learn(consequence, now, sentAt = now) {
      switch (consequence.type) {
        case 'clean':
          return learnClean();
        case 'hurdle':
          hurdles += 1;
          if (hurdles >= circuit.openAfter) openUntil = now + circuit.openForMs;
          return;
        case 'throttled':
          proven = false;
          return goSlower(now, sentAt);
        case 'slowDown':
          return goSlower(now, sentAt);
        case 'noTicket':
        case 'halt':
          proven = false;
          return;
        case 'uploadAgain':
        case 'none':
          return;
      }
    },
  };
}
