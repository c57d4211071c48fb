/** How often Slack is written to. Edits of a message are limited to about fifty a minute (tier 3). */
import type { ReportDeps } from './deps.ts';

type Report = (deliveryId: string) => Promise<void>;

export type Pacer = {
  /** Something about the delivery changed: reported soon, at most about once a second, the last change always. */
  touch(deliveryId: string): void;
  /** Waits for the reports that are being written; touches after this are left to the jobs. */
  close(): Promise<void>;
};

const quickReports = 10;
const quickMs = 1000;
const slowMs = 3000;

export function pacer(
  report: Report,
  { clock, log, reportLater }: Pick<ReportDeps, 'clock' | 'log' | 'reportLater'>,
): Pacer {
  const stop = new AbortController();
  /** By delivery: whether it was touched again since its report began. */
  const touched = new Map<string, boolean>();
  const following = new Set<Promise<void>>();

  const follow = async (deliveryId: string) => {
    for (let reports = 1; touched.get(deliveryId) && !stop.signal.aborted; reports += 1) {
      touched.set(deliveryId, false);
      await report(deliveryId).catch(async (error: unknown) => {
        log.warn({ err: error, id: deliveryId }, 'a report failed; a job will repeat it');
        await reportLater(deliveryId, clock.now());
      });
      await clock.sleep(reports < quickReports ? quickMs : slowMs, stop.signal);
    }
    touched.delete(deliveryId);
  };

  return {
    touch(deliveryId) {
      const isFollowed = touched.has(deliveryId);
      touched.set(deliveryId, true);
      if (isFollowed || stop.signal.aborted) return;
      const work = follow(deliveryId)
        .catch((error: unknown) => log.error({ err: error }, 'a report could not be put off'))
        .finally(() => following.delete(work));
      following.add(work);
    },
    async close() {
      stop.abort();
      await Promise.all(following);
    },
  };
}

/** Reports about one delivery, one after the other. */
export function inLine(report: Report): Report {
  const last = new Map<string, Promise<void>>();
  return async (deliveryId) => {
    const before = last.get(deliveryId) ?? Promise.resolve();
    const mine = before.catch(() => undefined).then(() => report(deliveryId));
    last.set(deliveryId, mine);
    try {
      await mine;
    } finally {
      if (last.get(deliveryId) === mine) last.delete(deliveryId);
    }
  };
}
