/** Apps are many, workers few: who waits gets a turn, and processes on one server share. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createJobs, type Jobs } from '../src/store/jobs.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { describeOnEachStore, describeOnServer, type StorePlace } from './databases.ts';
import { quietLog } from './store-kit.ts';

const woken = { timeout: 15_000 };
const nothing = async () => undefined;

type Suite = { jobs(advance: (appId: string, signal: AbortSignal) => Promise<void>): Promise<Jobs> };

function suiteOn(newPlace: () => Promise<StorePlace>): Suite {
  let place: StorePlace;
  let store: Store;
  const started: Jobs[] = [];
  beforeAll(async () => {
    place = await newPlace();
    store = await openStore({ ...place, log: quietLog });
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((jobs) => jobs.stop({ timeoutMs: 1000 })));
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });
  return {
    async jobs(advance) {
      const handlers = { advance, report: nothing, recall: nothing, suite: nothing };
      const jobs = createJobs({ store, log: quietLog, handlers, turnMs: 300 });
      await jobs.start();
      started.push(jobs);
      return jobs;
    },
  };
}

/** Until it is told to end. */
function ended(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}

describeOnEachStore('more apps than workers', (newPlace) => {
  const suite = suiteOn(newPlace);

  test('whoever has had the longest turn gives way to an app that waits, and only then', async () => {
    const begun: string[] = [];
    const gaveWay: string[] = [];
    const jobs = await suite.jobs(async (appId, signal) => {
      begun.push(appId);
      await ended(signal);
      gaveWay.push(appId);
    });
    const apps = Array.from({ length: 8 }, (_, i) => `app ${i + 1}`);
    for (const app of apps) await jobs.advance(app);
    await expect.poll(() => begun.length, woken).toBe(8);
    await jobs.advance(apps[0] ?? '');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(gaveWay).toEqual([]);
    await jobs.advance('the ninth');
    await expect.poll(() => begun, woken).toContain('the ninth');
    expect(gaveWay[0]).toBe(begun[0]);
  });
});

describeOnServer('two processes', (newPlace) => {
  const suite = suiteOn(newPlace);

  test('share what comes at once', async () => {
    const taken: [number, number] = [0, 0];
    const take = (i: 0 | 1) => async (_appId: string, signal: AbortSignal) => {
      taken[i] += 1;
      await ended(signal);
    };
    const [one] = [await suite.jobs(take(0)), await suite.jobs(take(1))];
    await Promise.all(Array.from({ length: 6 }, (_, i) => one.advance(`app ${i}`)));
    await expect.poll(() => taken[0] + taken[1], woken).toBe(6);
    expect(Math.min(...taken)).toBeGreaterThanOrEqual(2);
  });
});
