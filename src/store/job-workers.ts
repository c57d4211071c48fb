/** The workers of this process: they take jobs from the queues and call the handlers. */
import type { PgBoss } from 'pg-boss';
import type { Log } from '../log.ts';
import { type Topic, topics } from './job-queue.ts';

export type JobHandlers = {
  /** The signal asks to end soon: the process stops, another one has taken the job over, or another app waits for its turn. */
  advance(appId: string, signal: AbortSignal): Promise<void>;
  report(deliveryId: string, signal: AbortSignal): Promise<void>;
  recall(deliveryId: string, signal: AbortSignal): Promise<void>;
  suite(suiteId: string, signal: AbortSignal): Promise<void>;
};

export type Workers = {
  start(): Promise<void>;
  /** Has one idle worker look into the queue. */
  ring(topic: Topic): void;
  /** The same for what has been waiting: where nobody is idle, the app that has had the longest turn gives way. */
  insist(topic: Topic): void;
  isBusy(): boolean;
};

type WorkersOptions = {
  boss: PgBoss;
  log: Log;
  handlers: Record<Topic, (key: string, signal: AbortSignal) => Promise<void>>;
  stopping: AbortSignal;
  /** So long it waits for each app it has or is about to have, so that a process that has fewer comes first. */
  hesitateMs: number;
  /** How long an app may go on while others wait. */
  turnMs: number;
  /** Puts a job back whose handler was told to end and may have left something. */
  handOver(topic: Topic, key: string): Promise<void>;
};

/** `turn` null: idle. */
type Worker = { id: string; turn: { since: number; end: AbortController } | null };

/** As many apps advance side by side. */
const workersFor: Record<Topic, number> = { advance: 8, report: 4, recall: 2, suite: 2, clean: 1 };

/** Wakes come from LISTEN and from the alarm; polling is for the day both fail. */
const pollingIntervalSeconds = 30;

export function createWorkers(options: WorkersOptions): Workers {
  const { boss, turnMs, hesitateMs } = options;
  const line: Record<Topic, Worker[]> = { advance: [], report: [], recall: [], suite: [], clean: [] };
  const run = createRunner(options);
  const busy = (topic: Topic) => line[topic].filter(({ turn }) => turn !== null);

  const startWorker = async (topic: Topic): Promise<void> => {
    const worker: Worker = { id: '', turn: null };
    worker.id = await boss.work<{ key: string }>(topic, { pollingIntervalSeconds }, async ([job]) => {
      if (job === undefined) return;
      const end = new AbortController();
      worker.turn = { since: performance.now(), end };
      await run(topic, job.data.key, AbortSignal.any([job.signal, end.signal])).finally(() => {
        worker.turn = null;
        // It looks for the next job at once: perhaps the same is wanted again.
        boss.notifyWorker(worker.id);
      });
    });
    line[topic].push(worker);
  };

  let lastLook = 0;
  const hesitation = (): number => {
    const now = performance.now();
    const most = workersFor.advance * hesitateMs;
    lastLook = Math.min(now + most, Math.max(now + busy('advance').length * hesitateMs, lastLook + hesitateMs));
    return lastLook - now;
  };

  const ring = (topic: Topic): void => {
    const all = line[topic];
    const next = all.findIndex(({ turn }) => turn === null);
    const [worker] = next < 0 ? [] : all.splice(next, 1);
    if (worker === undefined) return;
    // To the end of the line: the next ring wakes another one.
    all.push(worker);
    if (topic === 'advance') setTimeout(() => boss.notifyWorker(worker.id), hesitation()).unref();
    else boss.notifyWorker(worker.id);
  };

  return {
    async start() {
      for (const topic of topics)
        await Promise.all(Array.from({ length: workersFor[topic] }, () => startWorker(topic)));
    },
    ring,
    insist(topic) {
      const turns = busy(topic).flatMap(({ turn }) => turn ?? []);
      if (topic !== 'advance' || turns.length < workersFor[topic]) return ring(topic);
      const longest = turns.reduce((a, b) => (b.since < a.since ? b : a));
      if (performance.now() - longest.since >= turnMs) longest.end.abort();
    },
    isBusy: () => topics.some((topic) => busy(topic).length > 0),
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
