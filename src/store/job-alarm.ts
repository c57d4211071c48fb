/** Wakes the workers when a job comes due: one small question a second instead of every worker asking all the time. */
import { inArray, sql } from 'drizzle-orm';
import type { PgBoss } from 'pg-boss';
import { type Clock, systemClock } from '../clock.ts';
import type { Log } from '../log.ts';
import { withoutValues } from './failures.ts';
import { type Topic, topics } from './job-queue.ts';
import type { Database } from './open.ts';
import { rowsOf } from './rows.ts';

type AlarmOptions = { db: Database; boss: PgBoss; log: Log; clock: Clock; insist: (topic: Topic) => void };

/** `at` is the time the sender meant, by the clock it was given; null for jobs without a time and for retries. */
type Waiting = { id: string; name: Topic; dueInMs: number; at: number | null };

const lookEveryMs = 1000;
const leastMs = 10;

export type Alarm = {
  /** Looks after that time too, for a job that is due before the next look. */
  expect(inMs: number): void;
  stop(): void;
};

export function startAlarm({ db, boss, log, clock, insist }: AlarmOptions): Alarm {
  const stopping = new AbortController();
  let rest = new AbortController();

  /** Rings for what is due; returns when to look again. */
  const look = async (): Promise<number> => {
    let nextMs = lookEveryMs;
    for (const { id, name, dueInMs, at } of await waiting(db)) {
      const inMs = at === null ? dueInMs : Math.min(dueInMs, at - clock.now());
      // The sender's clock may go faster than the database's, in a test much faster.
      if (inMs <= 0 && dueInMs > 0) await boss.update(name, undefined, { id, startAfter: 0 });
      if (inMs <= 0) insist(name);
      else nextMs = Math.min(nextMs, inMs);
    }
    return Math.max(leastMs, nextMs);
  };

  const watch = async () => {
    let failing = false;
    while (!stopping.signal.aborted) {
      const nextMs = await look().catch((err: unknown) => {
        if (!failing && !stopping.signal.aborted) log.warn({ err: withoutValues(err) }, 'cannot look for due jobs');
        failing = true;
        return null;
      });
      if (nextMs !== null) failing = false;
      rest = new AbortController();
      // Real time: the database's clock says what is due, and the given one is asked at every look.
      await systemClock.sleep(nextMs ?? lookEveryMs, AbortSignal.any([stopping.signal, rest.signal]));
    }
  };

  void watch();
  return {
    expect(inMs) {
      if (inMs < lookEveryMs) setTimeout(() => rest.abort(), inMs + leastMs).unref();
    },
    stop: () => stopping.abort(),
  };
}

/** The next ones that nothing but time keeps waiting: not those whose like is running. */
async function waiting(db: Database): Promise<Waiting[]> {
  const names = inArray(sql`j.name`, topics);
  const result = await db.execute(sql`
    select j.id, j.name, (extract(epoch from j.start_after - now()) * 1000)::float8 as "dueInMs",
      case when j.state = 'created' then (j.data->>'at')::bigint end as at
    from pgboss.job j
    where ${names} and j.state < 'active' and not exists (
      select 1 from pgboss.job a where a.name = j.name and a.singleton_key = j.singleton_key and a.state = 'active')
    order by j.start_after limit 50`);
  return rowsOf<Waiting>(result);
}
