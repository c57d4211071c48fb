import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { PgBoss } from 'pg-boss';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Clock } from '../src/clock.ts';
import type { JobHandlers } from '../src/store/job-workers.ts';
import { createJobs, type Jobs } from '../src/store/jobs.ts';
import { purge } from '../src/store/maintenance.ts';
import { openStore, rowsOf, type Store } from '../src/store/open.ts';
import { drafts } from '../src/store/schema.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { quietLog } from './store-kit.ts';

/** Long before the workers look by themselves, every half a minute. */
const woken = { timeout: 15_000 };

describeOnEachStore('jobs', (newPlace) => {
  let place: StorePlace;
  let store: Store;
  const started: Jobs[] = [];
  beforeAll(async () => {
    place = await newPlace();
    store = await openStore({ ...place, log: quietLog });
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((jobs) => jobs.stop({ timeoutMs: 1000 })));
    await store.db.execute(sql`delete from pgboss.job`);
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  async function start(handlers: Partial<JobHandlers>, clock?: Clock): Promise<Jobs> {
    const nothing = async () => undefined;
    const jobs = createJobs({
      store,
      log: quietLog,
      handlers: { advance: nothing, report: nothing, recall: nothing, suite: nothing, ...handlers },
      ...(clock && { clock }),
    });
    await jobs.start();
    started.push(jobs);
    return jobs;
  }

  const liveJobs = async () =>
    rowsOf<{ key: string; state: string }>(
      await store.db.execute(sql`
        select singleton_key as key, state::text from pgboss.job where state < 'completed' and name <> 'clean' order by key, state`),
    );

  test('a job reaches its handler with its key', async () => {
    const seen: string[] = [];
    const jobs = await start({
      advance: async (appId) => void seen.push(`advance ${appId}`),
      report: async (id) => void seen.push(`report ${id}`),
    });
    await jobs.advance('own:corp:1');
    await jobs.report('d1');
    await expect.poll(() => seen.toSorted(), woken).toEqual(['advance own:corp:1', 'report d1']);
  });

  test('what is asked for while the job runs leads to one more run', async () => {
    const gate = openGate();
    let runs = 0;
    const jobs = await start({
      advance: async () => {
        runs += 1;
        if (runs === 1) await gate.passed;
      },
    });
    await jobs.advance('a');
    await expect.poll(() => runs, woken).toBe(1);
    for (let i = 0; i < 20; i += 1) await jobs.advance('a');
    gate.open();
    await expect.poll(() => runs, woken).toBe(2);
    await delay(300);
    expect(runs).toBe(2);
  });

  test('the last run sees what was written before the last call, however the calls fall', async () => {
    let written = 0;
    let seen = 0;
    const jobs = await start({
      report: async () => {
        seen = written;
        await delay(Math.random() * 5);
      },
    });
    for (let i = 0; i < 100; i += 1) {
      await store.db.transaction(async (tx) => {
        await jobs.report('d', { tx });
        await delay(Math.random() * 4);
        written += 1;
      });
      await delay(Math.random() * 8);
    }
    await expect.poll(() => seen, woken).toBe(100);
  });

  test('a job waits for the transaction that asks for it, also when one was waiting already', async () => {
    const gate = openGate();
    const seen: string[] = [];
    const read = async () => {
      const [row] = rowsOf<{ value: string }>(await store.db.execute(sql`select value from cache where key = 'truth'`));
      seen.push(row?.value ?? 'nothing');
    };
    const idle = await start({});
    await idle.stop({ timeoutMs: 1000 });
    // Waits in the queue while nobody works.
    await idle.advance('a');
    const saving = store.db.transaction(async (tx) => {
      await idle.advance('a', { tx });
      await gate.passed;
      await tx.execute(sql`insert into cache (key, value) values ('truth', 'written')`);
    });
    const starting = start({ advance: read });
    await delay(300);
    gate.open();
    await Promise.all([saving, starting]);
    await expect.poll(() => seen, woken).toContain('written');
  });

  test('a transaction that is rolled back leaves no job', async () => {
    let runs = 0;
    const jobs = await start({
      report: async () => {
        runs += 1;
      },
    });
    const failing = store.db.transaction(async (tx) => {
      await jobs.report('d', { tx });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await liveJobs()).toEqual([]);
    expect(runs).toBe(0);
  });

  test('a job for later waits until then, and comes at once when it is wanted now', async () => {
    const seen: string[] = [];
    const jobs = await start({ advance: async (appId) => void seen.push(appId) });
    const from = Date.now();
    await jobs.advance('soon', { at: from + 700 });
    await jobs.advance('much later', { at: from + 3_600_000 });
    await jobs.advance('wanted', { at: from + 3_600_000 });
    await jobs.advance('wanted');
    await expect.poll(() => seen, woken).toEqual(['wanted']);
    await expect.poll(() => seen, woken).toEqual(['wanted', 'soon']);
    expect(Date.now() - from).toBeGreaterThanOrEqual(690);
  });

  test('a later time does not put off an earlier one', async () => {
    const seen: string[] = [];
    const jobs = await start({ advance: async (appId) => void seen.push(appId) });
    await jobs.advance('a', { at: Date.now() + 400 });
    await jobs.advance('a', { at: Date.now() + 3_600_000 });
    await expect.poll(() => seen, woken).toEqual(['a']);
  });

  test('time is what the given clock says', async () => {
    let now = 1_000_000;
    const seen: string[] = [];
    const clock = { now: () => now, sleep: async () => undefined };
    const jobs = await start({ advance: async (appId) => void seen.push(appId) }, clock);
    await jobs.advance('a', { at: now + 3_600_000 });
    now += 3_600_000;
    await expect.poll(() => seen, woken).toEqual(['a']);
  });

  test('what fails comes again', async () => {
    let runs = 0;
    const jobs = await start({
      report: async () => {
        runs += 1;
        if (runs === 1) throw new Error('not this time');
      },
    });
    await jobs.report('d');
    await expect.poll(() => runs, woken).toBe(2);
  });

  test('apps run side by side, each only once at a time', async () => {
    const gate = openGate();
    const running = new Map<string, number>();
    let most = 0;
    const jobs = await start({
      advance: async (appId) => {
        running.set(appId, (running.get(appId) ?? 0) + 1);
        most = Math.max(most, ...running.values());
        await gate.passed;
        running.set(appId, (running.get(appId) ?? 0) - 1);
      },
    });
    for (const round of [1, 2]) for (const app of ['a', 'b', 'c', 'd']) await jobs.advance(app, { at: round });
    await expect.poll(() => [...running.keys()].toSorted(), woken).toEqual(['a', 'b', 'c', 'd']);
    gate.open();
    await expect.poll(() => [...running.values()], woken).toEqual([0, 0, 0, 0]);
    expect(most).toBe(1);
  });

  test('stopping tells the handler, waits for it, and leaves the job for the next start', async () => {
    const ended: string[] = [];
    const first = await start({
      advance: async (appId, signal) => {
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
        await delay(50);
        ended.push(appId);
      },
    });
    await first.advance('a');
    await expect.poll(liveJobs, woken).toEqual([{ key: 'a', state: 'active' }]);
    await first.stop({ timeoutMs: 5000 });
    expect(ended).toEqual(['a']);
    expect(await liveJobs()).toEqual([{ key: 'a', state: 'created' }]);
    const again: string[] = [];
    await start({ advance: async (appId) => void again.push(appId) });
    await expect.poll(() => again, woken).toEqual(['a']);
  });

  test('the job of a process that died is taken up', async () => {
    const dead = new PgBoss({ ...store.boss, schedule: false, supervise: false });
    dead.on('error', () => undefined);
    const idle = await start({});
    await idle.stop({ timeoutMs: 1000 });
    await idle.advance('a');
    await dead.start();
    expect(await dead.fetch('advance')).toHaveLength(1);
    await dead.stop({ graceful: false });
    // Silent for as long as it takes to be believed dead; on an embedded store nobody waits for that.
    if (store.kind === 'postgres') {
      await store.db.execute(sql`update pgboss.job set heartbeat_on = now() - interval '11 s' where state = 'active'`);
    }
    const seen: string[] = [];
    await start({ advance: async (appId) => void seen.push(appId) });
    await expect.poll(() => seen, store.kind === 'postgres' ? { timeout: 25_000 } : woken).toEqual(['a']);
  });

  test('what every process leaves behind is cleared away, jobs for later stay', async () => {
    const jobs = await start({});
    await jobs.advance('a', { at: Date.now() + 3_600_000 });
    const day = 24 * 60 * 60_000;
    const draft = (id: string, createdAt: number) => ({ id, teamId: 'T', owner: 'U', content: {}, createdAt });
    await store.db
      .insert(drafts)
      .values([draft('old', Date.now() - day - 1000), draft('new', Date.now() - day + 60_000)]);
    await purge(store.db, Date.now());
    expect(await store.db.select({ id: drafts.id }).from(drafts)).toEqual([{ id: 'new' }]);
    await store.upkeep();
    expect(await liveJobs()).toEqual([{ key: 'a', state: 'created' }]);
  });
});

function openGate() {
  const { promise: passed, resolve: open } = Promise.withResolvers<void>();
  return { passed, open: () => open() };
}
