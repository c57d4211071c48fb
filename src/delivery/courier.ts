/** Works through what an app has to send, one delivery at a time. Called by the job `advance`; it may be called too often. */

import type { Clock } from '../clock.ts';
import { about, type Log } from '../log.ts';
import { storeTrouble } from '../store/failures.ts';
import type { Database } from '../store/open.ts';
import { createDesk } from './desk.ts';
import { createJournal } from './journal.ts';
import { acquireLease, type Lease, leaseMs } from './lease.ts';
import type { Ledger, Nudge } from './ledger.ts';
import { createPace, type Pace } from './pace.ts';
import type { Cover, Relay } from './relay.ts';
import { type RunDeps, runDelivery } from './run.ts';
import type { RunEnd } from './setbacks.ts';
import { type Delivery, deliveryName } from './summary.ts';

export type CourierDeps = {
  db: Database;
  ledger: Ledger;
  nudge: Nudge;
  clock: Clock;
  random: () => number;
  log: Log;
  /** The app's way to WeCom; null when it is no longer configured or authorised. */
  relay(appId: string): Promise<Relay | null>;
  cover(sha256: string): Promise<Cover | null>;
  changed(deliveryId: string): void;
  /** Calls `advance` again at that time (ms since 1970). */
  wake(appId: string, at: number): Promise<void>;
  concurrency: { start: number; max: number };
} & Pick<RunDeps, 'happened' | 'settled'>;

export type Courier = { advance(appId: string, signal: AbortSignal): Promise<void> };

/** So often a delivery may fail in one process, for a reason that is not the store's, before the others go ahead of it. */
const maxFailures = 5;

export function createCourier(deps: CourierDeps): Courier {
  const { db, clock, log } = deps;
  const desk = createDesk(db, deps.nudge);
  const journal = createJournal(db, deps.nudge);
  const paces = new Map<string, Pace>();
  /** By delivery: how often it has failed here. */
  const failures = new Map<string, number>();

  const paceOf = (appId: string): Pace => {
    const pace = paces.get(appId) ?? createPace(deps.concurrency.start, deps.concurrency.max);
    paces.set(appId, pace);
    return pace;
  };

  const failed = async ({ id, ...delivery }: Delivery, err: unknown): Promise<RunEnd> => {
    if (storeTrouble(err) !== null) throw err;
    const times = (failures.get(id) ?? 0) + 1;
    failures.set(id, times);
    if (times < maxFailures) throw err;
    failures.delete(id);
    log.error({ err, delivery: deliveryName(delivery) }, 'a delivery fails each time: halted');
    await deps.ledger.halt(id, { type: 'fault', at: clock.now() });
    return { type: 'over' };
  };

  const work = async (appId: string, lease: Lease, signal: AbortSignal): Promise<number | null> => {
    await desk.callOrphansUnknown(appId, clock.now());
    for (;;) {
      const delivery = await desk.nextDelivery(appId);
      if (delivery === null) return null;
      if (signal.aborted) return clock.now();
      const relay = await deps.relay(appId);
      if (relay === null) {
        log.error(
          { app: appId, delivery: deliveryName(delivery) },
          'a delivery is for an app that is not configured or authorised',
        );
        await deps.ledger.halt(delivery.id, { type: 'appGone', at: clock.now() });
        continue;
      }
      const run = { ...deps, desk, journal, relay, lease, pace: paceOf(appId) };
      const sending = about(deliveryName(delivery), () => runDelivery(delivery, run, signal));
      const end = await sending.catch((error: unknown) => failed(delivery, error));
      if (end.type === 'waits') return end.until;
      if (end.type === 'letGo') return clock.now() + (signal.aborted ? 0 : leaseMs);
    }
  };

  return {
    async advance(appId, signal) {
      const lease = await acquireLease(db, clock, appId);
      // Its holder may be dead and its lease about to end: looked at again well before another whole one has passed.
      if (lease === null) return deps.wake(appId, clock.now() + leaseMs / 3);
      try {
        const until = await work(appId, lease, signal);
        if (until !== null) await deps.wake(appId, until);
      } finally {
        await lease.release();
      }
    },
  };
}
