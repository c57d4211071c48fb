/**
 * The job engine: wakes the courier and the reporter. A job says only "look at it"; what is true stands in the ledger,
 * so a job may run twice, and one that is asked for while its like is running leads to another run.
 */
import { type Clock, systemClock } from '../clock.ts';
import type { Log } from '../log.ts';
import { type Alarm, startAlarm } from './job-alarm.ts';
import { openBoss, prepareQueues } from './job-engine.ts';
import { recoverOrphans, sendJob, sendJobs, type Topic } from './job-queue.ts';
import { createWorkers, type JobHandlers } from './job-workers.ts';
import { purge, startMaintenance } from './maintenance.ts';
import type { Store, Transaction } from './open.ts';
import { forget, type Retention } from './retention.ts';

/**
 * `at`: not before that time (ms since 1970). `tx`: sent when that transaction commits, or not at all.
 * A sent job is locked until its transaction ends: where both are sent, send `report` before `advance`, everywhere.
 */
type JobOptions = { at?: number; tx?: Transaction };

export type Jobs = {
  start(): Promise<void>;
  /** At most one job waits and one runs for each app, and so for each delivery. */
  advance(appId: string, options?: JobOptions): Promise<void>;
  report(deliveryId: string, options?: JobOptions): Promise<void>;
  /** The same for several, as soon as may be. */
  reports(deliveryIds: string[], tx: Transaction): Promise<void>;
  recall(deliveryId: string, options?: JobOptions): Promise<void>;
  suite(suiteId: string, options?: JobOptions): Promise<void>;
  /** Takes no new job, asks running ones to end, waits for them; what they leave undone is taken up at the next start. */
  stop(options: { timeoutMs: number }): Promise<void>;
};

type JobsOptions = {
  store: Store;
  log: Log;
  handlers: JobHandlers;
  clock?: Clock;
  retention?: Retention;
  turnMs?: number;
};

/** Old things are looked for so often, by one of all processes; the first time when a start is over. */
const [cleanEveryMs, firstCleanMs] = [60 * 60_000, 60_000];

export function createJobs(options: JobsOptions): Jobs {
  const { store, log, handlers, clock = systemClock, retention = { listsDays: 30, auditDays: 365 } } = options;
  const { turnMs = 10_000 } = options;
  const { db } = store;
  const stopping = new AbortController();
  let alarm: Alarm | null = null;
  let stopMaintenance = () => {};

  const send = async (topic: Topic, key: string, { at, tx }: JobOptions = {}): Promise<void> => {
    const waitMs = at === undefined ? 0 : Math.max(0, at - clock.now());
    const job = { boss, topic, key, at: at ?? null, waitMs };
    await (tx ? sendJob(job, tx) : db.transaction((own) => sendJob(job, own)));
    if (waitMs > 0) alarm?.expect(waitMs);
  };
  const cleanIn = (ms: number) => send('clean', 'old', { at: clock.now() + ms });
  /** Orders its own next run, so that pg-boss need not look at a timetable every half minute. */
  const clean = async () => {
    await purge(db, clock.now());
    await forget(db, clock.now(), retention);
    await cleanIn(cleanEveryMs);
  };
  const boss = openBoss(store, log, (topic) => workers.ring(topic));
  const workers = createWorkers({
    ...{ boss, log, turnMs, stopping: stopping.signal, handOver: send },
    // On an embedded store there is nobody to share with.
    hesitateMs: store.kind === 'postgres' ? 100 : 0,
    handlers: { ...handlers, clean },
  });

  return {
    async start() {
      await boss.start();
      await prepareQueues(boss);
      if (store.kind === 'embedded') await recoverOrphans(db, boss);
      await workers.start();
      alarm = startAlarm({ db, boss, log, clock, insist: workers.insist });
      await cleanIn(firstCleanMs);
      stopMaintenance = startMaintenance({ store, log, isBusy: workers.isBusy });
    },
    advance: (appId, options) => send('advance', appId, options),
    report: (deliveryId, options) => send('report', deliveryId, options),
    reports: (deliveryIds, tx) => sendJobs({ boss, topic: 'report', keys: deliveryIds }, tx),
    recall: (deliveryId, options) => send('recall', deliveryId, options),
    suite: (suiteId, options) => send('suite', suiteId, options),
    async stop({ timeoutMs }) {
      stopping.abort();
      alarm?.stop();
      stopMaintenance();
      await boss.stop({ graceful: true, timeout: timeoutMs, close: true });
    },
  };
}
