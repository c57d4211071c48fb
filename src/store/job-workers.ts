/** The workers of this process: they take jobs from the queues and call the handlers. */
import type { PgBoss } from 'pg-boss';
import type { Log } from '../log.ts';
import { type Topic, topics } from './job-queue.ts';

export type JobHandlers = {
  /** The signal asks to end soon: the process stops, or another one has taken the job over. */
  advance(appId: string, signal: AbortSignal): Promise<void>;
  report(deliveryId: string, signal: AbortSignal): Promise<void>;
  recall(deliveryId: string, signal: AbortSignal): Promise<void>;
  suite(suiteId: string, signal: AbortSignal): Promise<void>;
};

export type Workers = {
  start(): Promise<void>;
  /** Has one idle worker look into the queue. */
  ring(topic: Topic): void;
  isBusy(): boolean;
};

type WorkersOptions = {
  boss: PgBoss;
  log: Log;
  handlers: Record<Topic, (key: string, signal: AbortSignal) => Promise<void>>;
  stopping: AbortSignal;
  /** Puts a job back whose handler was told to end and may have left something. */
  handOver(topic: Topic, key: string): Promise<void>;
};

type Worker = { id: string; busy: boolean };

/** As many apps advance side by side. */
const workersFor: Record<Topic, number> = { advance: 8, report: 4, recall: 2, suite: 2, clean: 1 };

/** Wakes come from LISTEN and from the alarm; polling is for the day both fail. */
const pollingIntervalSeconds = 30;

export function createWorkers(options: WorkersOptions): Workers {
  const { boss } = options;
  const line: Record<Topic, Worker[]> = { advance: [], report: [], recall: [], suite: [], clean: [] };
  const run = createRunner(options);
  let busy = 0;

  const startWorker = async (topic: Topic): Promise<void> => {
    const worker = { id: '', busy: false };
    worker.id = await boss.work<{ key: string }>(topic, { pollingIntervalSeconds }, async ([job]) => {
      if (job === undefined) return;
      busy += 1;
      worker.busy = true;
      await run(topic, job.data.key, job.signal).finally(() => {
        busy -= 1;
        worker.busy = false;
        // It looks for the next job at once: perhaps the same is wanted again.
        boss.notifyWorker(worker.id);
      });
    });
    line[topic].push(worker);
  };

  return {
    async start() {
      for (const topic of topics)
        await Promise.all(Array.from({ length: workersFor[topic] }, () => startWorker(topic)));
    },
    ring(topic) {
      const all = line[topic];
      const next = all.findIndex((worker) => !worker.busy);
      const [worker] = next < 0 ? [] : all.splice(next, 1);
      if (worker === undefined) return;
      // To the end of the line: the next ring wakes another one.
      all.push(worker);
      boss.notifyWorker(worker.id);
    },
    isBusy: () => busy > 0,
  };
}

/** Calls a handler, one at a time for each key. */
function createRunner({ log, handlers, stopping, handOver }: WorkersOptions) {
  const underWay = new Map<string, Promise<void>>();
  return async (topic: Topic, key: string, signal: AbortSignal): Promise<void> => {
    const name = `${topic} ${key}`;
    // After a long pause of this process its job may come again while it still runs here.
    await underWay.get(name)?.catch(() => undefined);
    const running = handlers[topic](key, AbortSignal.any([signal, stopping]));
    underWay.set(name, running);
    try {
      await running;
    } catch (err) {
      if (!stopping.aborted) log.error({ err, topic, key }, 'a job failed and will be tried again');
      throw err;
    } finally {
      underWay.delete(name);
      if (stopping.aborted) await handOver(topic, key);
    }
  };
}
