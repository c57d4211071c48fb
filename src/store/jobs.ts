/**
 * The job engine: wakes the courier and the reporter. A job says only "look at it"; what is true stands in the ledger,
 * so a job may run twice, and one that arrives while its like is running leads to another run.
 */
import { type SQL, sql } from 'drizzle-orm';
import { fromDrizzle, PgBoss } from 'pg-boss';
import type { Log } from '../log.ts';
import { rowsOf, type Store, type Transaction } from './open.ts';

export type JobHandlers = {
  advance(appId: string, signal: AbortSignal): Promise<void>;
  report(deliveryId: string, signal: AbortSignal): Promise<void>;
};

/** `at`: not before that time (ms since 1970). `tx`: sent when that transaction commits, or not at all. */
export type JobOptions = { at?: number; tx?: Transaction };

export type Jobs = {
  start(): Promise<void>;
  advance(appId: string, options?: JobOptions): Promise<void>;
  report(deliveryId: string, options?: JobOptions): Promise<void>;
  /** Takes no new job, tells running ones to finish, waits for them. */
  stop(options: { timeoutMs: number }): Promise<void>;
};

type Topic = keyof JobHandlers;
type JobData = { key: string };

const topics: Topic[] = ['advance', 'report'];
/** Deployed replicas must notice a dead one's job within 30 s. */
const heartbeatSeconds = 10;
const workersPerTopic = 8;

/** One waiting and one running job per key. */
const queueOptions = {
  policy: 'stately',
  notify: true,
  retryLimit: 100_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  heartbeatSeconds,
  expireInSeconds: 23 * 60 * 60,
  deleteAfterSeconds: 60 * 60,
} as const;

/** For jobs with a time: any number may wait, because a later one must not keep an earlier one out. */
const laterQueue = (topic: Topic) => `${topic}-later`;
const laterOptions = { policy: 'standard', retryLimit: 100, deleteAfterSeconds: 60 * 60 } as const;

export function createJobs({ store, log, handlers }: { store: Store; log: Log; handlers: JobHandlers }): Jobs {
  const boss = new PgBoss({
    ...store.boss,
    useListenNotify: true,
    superviseIntervalSeconds: 5,
    maintenanceIntervalSeconds: 60,
    schedule: false,
  });
  boss.on('error', (err) => log.error({ err }, 'job engine'));
  boss.on('warning', (warning) => log.debug({ warning: warning.message }, 'job engine'));
  const stopping = new AbortController();
  const timers = new Set<NodeJS.Timeout>();

  const sendNow = async (topic: Topic, key: string, tx?: Transaction): Promise<void> => {
    await boss.send(topic, { key }, { singletonKey: key, ...(tx && { db: within(tx) }) });
  };

  const send = async (topic: Topic, key: string, { at, tx }: JobOptions = {}): Promise<void> => {
    const waitMs = (at ?? 0) - Date.now();
    if (waitMs <= 0) return sendNow(topic, key, tx);
    await boss.send(
      laterQueue(topic),
      { key },
      { startAfter: new Date(Date.now() + waitMs), ...(tx && { db: within(tx) }) },
    );
    sooner(topic, key, waitMs);
  };

  /** The durable job is found by polling; while this process lives it can be on time. */
  const sooner = (topic: Topic, key: string, waitMs: number) => {
    if (waitMs > maxTimerMs) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      sendNow(topic, key).catch((err: unknown) => log.warn({ err }, 'a job will be found by polling'));
    }, waitMs);
    timers.add(timer);
  };

  const work = async (topic: Topic): Promise<void> => {
    const options = { pollingIntervalSeconds: 2, localConcurrency: workersPerTopic };
    await boss.work<JobData>(topic, options, async ([job]) => {
      if (job) await handlers[topic](job.data.key, AbortSignal.any([job.signal, stopping.signal]));
    });
    await boss.work<JobData>(laterQueue(topic), { pollingIntervalSeconds: 2 }, async ([job]) => {
      if (job) await sendNow(topic, job.data.key);
    });
  };

  return {
    async start() {
      await boss.start();
      for (const topic of topics) {
        await boss.createQueue(topic, queueOptions);
        await boss.createQueue(laterQueue(topic), laterOptions);
      }
      if (store.kind === 'embedded') await releaseOrphans(store);
      await Promise.all(topics.map(work));
    },
    advance: (appId, options) => send('advance', appId, options),
    report: (deliveryId, options) => send('report', deliveryId, options),
    async stop({ timeoutMs }) {
      stopping.abort();
      for (const timer of timers) clearTimeout(timer);
      await boss.stop({ graceful: true, timeout: timeoutMs, close: true });
    },
  };
}

/** pg-boss in the caller's transaction. */
function within(tx: Transaction) {
  const execute = async (query: unknown) => ({ rows: rowsOf(await tx.execute(query as SQL)) });
  return fromDrizzle({ execute }, sql);
}

const maxTimerMs = 24 * 60 * 60 * 1000;

/** On an embedded store nobody else is alive: what is active was orphaned by a dead process and waits no longer. */
async function releaseOrphans(store: Store): Promise<void> {
  await store.db.execute(sql`
    delete from pgboss.job a where a.state = 'active'
      and exists (select 1 from pgboss.job b where b.name = a.name and b.singleton_key = a.singleton_key and b.state in ('created', 'retry'))`);
  await store.db.execute(sql`update pgboss.job set state = 'retry', start_after = now() where state = 'active'`);
}
