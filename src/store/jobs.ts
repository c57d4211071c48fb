/**
 * The job engine: wakes the courier and the reporter. A job says only "look at it"; what is true stands in the ledger,
 * so a job may run twice, and one that is asked for while its like is running leads to another run.
 */
import { PgBoss } from 'pg-boss';
import { type Clock, systemClock } from '../clock.ts';
import type { Log } from '../log.ts';
import { type Alarm, startAlarm } from './job-alarm.ts';
import { recoverOrphans, sendJob, type Topic, topics } from './job-queue.ts';
import { startMaintenance } from './maintenance.ts';
import type { Store, Transaction } from './open.ts';

export type JobHandlers = {
  /** The signal asks to end soon: the process stops, or another one has taken the job over. */
  advance(appId: string, signal: AbortSignal): Promise<void>;
  report(deliveryId: string, signal: AbortSignal): Promise<void>;
};

/**
 * `at`: not before that time (ms since 1970). `tx`: sent when that transaction commits, or not at all.
 * A sent job is locked until its transaction ends: where both are sent, send `report` before `advance`, everywhere.
 */
export type JobOptions = { at?: number; tx?: Transaction };

export type Jobs = {
  start(): Promise<void>;
  /** At most one job waits and one runs for each app, and so for each delivery. */
  advance(appId: string, options?: JobOptions): Promise<void>;
  report(deliveryId: string, options?: JobOptions): Promise<void>;
  /** Takes no new job, asks running ones to end, waits for them; what they leave undone is taken up at the next start. */
  stop(options: { timeoutMs: number }): Promise<void>;
};

const workers: Record<Topic, number> = { advance: 8, report: 4 };

/** Wakes come from LISTEN and from the alarm; polling is for the day both fail. */
const pollingIntervalSeconds = 30;

/** `singleton`: one running job per key, on all processes together. */
const queue = {
  policy: 'singleton',
  notify: true,
  // Never dropped: half a century of trying, with a pause of a minute at most.
  retryLimit: 25_000_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  retentionSeconds: 50 * 365 * 24 * 60 * 60,
  // A dead process is noticed by its silence: 10 s, and up to 5 until somebody looks.
  heartbeatSeconds: 10,
  expireInSeconds: 24 * 60 * 60,
  deleteAfterSeconds: 10 * 60,
} as const;

type JobsOptions = { store: Store; log: Log; handlers: JobHandlers; clock?: Clock };

export function createJobs({ store, log, handlers, clock = systemClock }: JobsOptions): Jobs {
  const boss = openBoss(store, log);
  const stopping = new AbortController();
  const underWay = new Map<string, Promise<void>>();
  const wakers: Record<Topic, (() => void)[]> = { advance: [], report: [] };
  let alarm: Alarm | null = null;
  let stopMaintenance = () => {};

  const send = async (topic: Topic, key: string, { at, tx }: JobOptions = {}): Promise<void> => {
    const waitMs = at === undefined ? 0 : Math.max(0, at - clock.now());
    const job = { boss, topic, key, at: at ?? null, waitMs };
    await (tx ? sendJob(job, tx) : store.db.transaction((own) => sendJob(job, own)));
    if (waitMs > 0) alarm?.expect(waitMs);
  };

  const run = async (topic: Topic, key: string, signal: AbortSignal): Promise<void> => {
    const name = `${topic} ${key}`;
    // After a long pause of this process its job may come again while it still runs here.
    await underWay.get(name)?.catch(() => undefined);
    const running = handlers[topic](key, AbortSignal.any([signal, stopping.signal]));
    underWay.set(name, running);
    try {
      await running;
    } catch (err) {
      if (!stopping.signal.aborted) log.error({ err, topic, key }, 'a job failed and will be tried again');
      throw err;
    } finally {
      underWay.delete(name);
      // Told to end, it may have left something: the next process looks.
      if (stopping.signal.aborted) await send(topic, key);
    }
  };

  const startWorker = async (topic: Topic): Promise<void> => {
    const worker = { id: '' };
    const wake = () => boss.notifyWorker(worker.id);
    worker.id = await boss.work<{ key: string }>(topic, { pollingIntervalSeconds }, async ([job]) => {
      // Looks for the next one at once, not only at the next wake.
      if (job) await run(topic, job.data.key, job.signal).finally(wake);
    });
    wakers[topic].push(wake);
  };

  return {
    async start() {
      await boss.start();
      for (const topic of topics) {
        await boss.createQueue(topic, queue);
        // Queues made by an earlier release take on what is new; the policy cannot change.
        const { policy: _, ...changeable } = queue;
        await boss.updateQueue(topic, changeable);
      }
      if (store.kind === 'embedded') await recoverOrphans(store.db, boss);
      for (const topic of topics) await Promise.all(Array.from({ length: workers[topic] }, () => startWorker(topic)));
      const ring = (topic: Topic) => {
        for (const wake of wakers[topic]) wake();
      };
      alarm = startAlarm({ db: store.db, boss, log, clock, ring });
      stopMaintenance = startMaintenance({ store, log, isBusy: () => underWay.size > 0 });
    },
    advance: (appId, options) => send('advance', appId, options),
    report: (deliveryId, options) => send('report', deliveryId, options),
    async stop({ timeoutMs }) {
      stopping.abort();
      alarm?.stop();
      stopMaintenance();
      await boss.stop({ graceful: true, timeout: timeoutMs, close: true });
    },
  };
}

function openBoss(store: Store, log: Log): PgBoss {
  const embedded = store.kind === 'embedded';
  // On an embedded store nobody else can die; its own orphans are found at the start.
  const watchSeconds = embedded ? 30 : 5;
  const boss = new PgBoss({
    ...store.boss,
    useListenNotify: true,
    superviseIntervalSeconds: watchSeconds,
    monitorIntervalSeconds: watchSeconds,
    maintenanceIntervalSeconds: 60 * 60,
    // Unused here, and each would write to the disk every few seconds.
    flowIntervalSeconds: 60 * 60,
    bamIntervalSeconds: 10 * 60,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
    monitorVacuum: !embedded,
    reindex: !embedded,
  });
  boss.on('error', (err) => log.error({ err }, 'job engine'));
  boss.on('warning', ({ message }) => log.warn({ warning: message }, 'job engine'));
  return boss;
}
