/** Works through what an app has to send, one delivery at a time. Called by the job `advance`; it may be called too often. */

import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/open.ts';
import { createDesk } from './desk.ts';
import { createJournal } from './journal.ts';
import { acquireLease, type Lease, leaseMs } from './lease.ts';
import type { Ledger, Nudge } from './ledger.ts';
import { createPace, type Pace } from './pace.ts';
import type { Cover, Relay } from './relay.ts';
import { runDelivery } from './run.ts';

export type CourierDeps = {
  db: Database;
  ledger: Ledger;
  nudge: Nudge;
  clock: Clock;
  random: () => number;
  log: Log;
  /** The app's way to WeCom; null when it is no longer configured. */
  relay(appId: string): Relay | null;
  cover(sha256: string): Promise<Cover | null>;
  changed(deliveryId: string): void;
  /** Calls `advance` again at that time (ms since 1970). */
  wake(appId: string, at: number): Promise<void>;
  concurrency: { start: number; max: number };
};

export type Courier = { advance(appId: string, signal: AbortSignal): Promise<void> };

export function createCourier(deps: CourierDeps): Courier {
  const { db, clock, log } = deps;
  const desk = createDesk(db, deps.nudge);
  const journal = createJournal(db, deps.nudge);
  const paces = new Map<string, Pace>();

  const paceOf = (appId: string): Pace => {
    const pace = paces.get(appId) ?? createPace(deps.concurrency.start, deps.concurrency.max);
    paces.set(appId, pace);
    return pace;
  };

  const work = async (appId: string, lease: Lease, signal: AbortSignal): Promise<number | null> => {
    await desk.callOrphansUnknown(appId, clock.now());
    for (;;) {
      const delivery = await desk.nextDelivery(appId);
      if (delivery === null || signal.aborted) return null;
      const relay = deps.relay(appId);
      if (relay === null) {
        log.error({ app: appId }, 'a delivery waits for an app that is not configured');
        return null;
      }
      const run = { ...deps, desk, journal, relay, lease, pace: paceOf(appId) };
      const end = await runDelivery(delivery, run, signal);
      if (end.type === 'waits') return end.until;
      if (end.type === 'letGo') return clock.now() + (signal.aborted ? 0 : leaseMs);
    }
  };

  return {
    async advance(appId, signal) {
      const lease = await acquireLease(db, clock, appId);
      if (lease === null) return deps.wake(appId, clock.now() + leaseMs);
      try {
        const until = await work(appId, lease, signal);
        if (until !== null) await deps.wake(appId, until);
      } finally {
        await lease.release();
      }
    },
  };
}
