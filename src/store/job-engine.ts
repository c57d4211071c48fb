/** pg-boss, as it is set up for this product. */
import { PgBoss } from 'pg-boss';
import type { Log } from '../log.ts';
import { type Topic, topics } from './job-queue.ts';
import type { Store } from './open.ts';

const queue = {
  /** One waiting and one running job a key, on all processes together. */
  policy: 'stately',
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

type Ring = (topic: Topic) => void;

export function openBoss(store: Store, log: Log, ring: Ring): PgBoss {
  const embedded = store.kind === 'embedded';
  // On an embedded store nobody else can die; its own orphans are found at the start.
  const watchSeconds = embedded ? 30 : 5;
  const { db } = store.boss;
  const boss = new PgBoss({
    ...store.boss,
    // A copy: how it listens is changed below, for this one alone.
    ...(db && { db: { ...db } }),
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
  wakeOne(boss, ring);
  boss.on('error', (err) => log.error({ err }, 'job engine'));
  boss.on('warning', ({ message }) => log.warn({ warning: message }, 'job engine'));
  return boss;
}

/** Queues made by an earlier release take on what is new; their policy cannot change. */
export async function prepareQueues(boss: PgBoss): Promise<void> {
  const { policy: _, ...changeable } = queue;
  for (const topic of topics) {
    await boss.createQueue(topic, queue);
    await boss.updateQueue(topic, changeable);
  }
}

/**
 * pg-boss would wake all workers for one job: an embedded database is busy with them for 20 ms, and on a server the
 * quickest process would take everything that comes.
 */
function wakeOne(boss: PgBoss, ring: Ring): void {
  const db = boss.getDb();
  const listen = db.listen?.bind(db);
  if (listen === undefined) return;
  db.listen = (channel, _wakeAll, onReconnect) => listen(channel, (topic) => ring(topic as Topic), onReconnect);
}
