import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leaseMs } from '../src/delivery/lease.ts';
import type { SendAnswer } from '../src/delivery/states.ts';
import { type Database, openStore, rowsOf, type Store } from '../src/store/open.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import {
  accepted,
  batchesOf,
  type Core,
  idsIn,
  listOf,
  meddledWith,
  openCore,
  refusedWith,
  type Sent,
  stillClock,
} from './delivery-stage.ts';

const never = new AbortController().signal;
const minute = 60_000;

describeOnEachStore('the courier', (newPlace) => {
  let place: StorePlace;
  let store: Store;
  beforeAll(async () => {
    place = await newPlace();
    store = await openStore({ ...place, log: pino({ level: 'silent' }) });
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  /** As when its holder has been silent for longer than it lasts. */
  const endLease = (db: Database, appId: string) =>
    db.execute(sql`update app_states set lease_until = 0 where app_id = ${appId}`);

  const statesOf = async (id: string) =>
    rowsOf<{ state: string }>(
      await store.db.execute(sql`select state from batches where delivery_id = ${id} order by seq`),
    ).map(({ state }) => state);

  /** Resolves with the first request; it and all later ones wait for `answer`. */
  const held = (core: Core) => {
    const [arrived, answer] = [Promise.withResolvers<Sent>(), Promise.withResolvers<SendAnswer>()];
    core.relay.script.answer = (request) => {
      arrived.resolve(request);
      return answer.promise;
    };
    return { arrived: arrived.promise, answer: answer.resolve };
  };

  test('sends nothing before the report stands, and nothing of a halted delivery', async () => {
    const core = openCore(store.db);
    const waiting = await core.submit([listOf(3)], { started: false });
    const halted = await core.submit([listOf(3)]);
    await core.ledger.halt(halted.id, { type: 'cancelled', at: core.clock.now(), by: 'U0WANG' });
    await core.drain();
    expect(core.relay.sent).toEqual([]);
    await core.ledger.started(waiting.id);
    await core.drain();
    expect(core.relay.sent).toHaveLength(1);
    expect((await core.summary(waiting.id)).delivery.endedAt).not.toBeNull();
    expect((await core.summary(halted.id)).tally).toMatchObject({ unsent: 3 });
  });

  test('sends one delivery after the other, the oldest first', async () => {
    const core = openCore(store.db);
    await core.submit([listOf(1, 'parent', 'first')]);
    await core.submit([listOf(1, 'parent', 'second')]);
    await core.drain();
    expect(idsIn(core.relay.sent)).toEqual(['first1', 'second1']);
  });

  test('the first call goes alone, then as many at once as the pace allows', async () => {
    const core = openCore(store.db);
    await core.submit(batchesOf(9));
    let [inFlight, most] = [0, 0];
    core.relay.script.answer = async ({ ids }) => {
      inFlight += 1;
      if (ids[0] === 'd1') expect(inFlight).toBe(1);
      most = Math.max(most, inFlight);
      await new Promise(setImmediate);
      inFlight -= 1;
      return accepted;
    };
    await core.drain(core.courier({ concurrency: { start: 3, max: 3 } }));
    expect([most, core.relay.sent.length]).toEqual([3, 9]);
  });

  test('a second process does not send while the first holds the app, and comes back', async () => {
    const core = openCore(store.db);
    await core.submit(batchesOf(3));
    const { arrived, answer } = held(core);
    const first = core.courier().advance(core.appId, never);
    await arrived;
    await core.courier().advance(core.appId, never);
    expect(core.relay.sent).toHaveLength(1);
    expect(core.wakes).toEqual([core.clock.now() + leaseMs / 3]);
    answer(accepted);
    await first;
    expect(core.relay.sent).toHaveLength(3);
  });

  test('gives the app back when it is done', async () => {
    const core = openCore(store.db);
    await core.drain();
    await core.submit([listOf(1)]);
    await core.drain(core.courier());
    expect(core.relay.sent).toHaveLength(1);
  });

  test('what was in flight when its process died is unknown, and is not sent again', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit(batchesOf(3));
    const { arrived } = held(core);
    void core.courier().advance(core.appId, never);
    await arrived;
    await endLease(store.db, core.appId);
    core.relay.script.answer = async () => accepted;
    await core.drain();
    expect(await statesOf(id)).toEqual(['unknown', 'accepted', 'accepted']);
    expect((await core.summary(id)).doubts).toEqual([{ doubt: 'crash', addressees: 100 }]);
    expect(core.nudges.reports.filter((one) => one === id).length).toBeGreaterThan(1);
    expect(core.relay.sent).toHaveLength(3);
  });

  test('the answer to a call that seemed to have died with its process still counts', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const { arrived, answer } = held(core);
    const stopped = core.courier().advance(core.appId, never);
    await arrived;
    await endLease(store.db, core.appId);
    await core.drain();
    expect(await statesOf(id)).toEqual(['unknown']);
    answer({ type: 'accepted', invalid: [{ kind: 'parent', id: 'p2' }] });
    await stopped;
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 2, invalid: 1, unknown: 0 });
  });

  test('a late answer changes nothing once a person has decided', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const { arrived, answer } = held(core);
    const stopped = core.courier().advance(core.appId, never);
    await arrived;
    await endLease(store.db, core.appId);
    await core.drain();
    await core.ledger.decideUnknown(id, 'U0WANG', 'leave');
    answer(accepted);
    await stopped;
    expect(await statesOf(id)).toEqual(['unknown']);
  });

  test('a process that was stopped right before its request leaves does not send it', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const clock = stillClock(core.clock.now());
    let asleep = false;
    const db = meddledWith(store.db, {
      after: async () => {
        if (asleep || (await statesOf(id))[0] !== 'sending') return;
        // The intent is committed; now the process is stopped for longer than its lease, and another takes over.
        asleep = true;
        await endLease(store.db, core.appId);
        await core.drain();
        expect(await statesOf(id)).toEqual(['unknown']);
        clock.advance(leaseMs + 1);
      },
    });
    await core.courier({ db, clock }).advance(core.appId, never);
    expect(asleep).toBe(true);
    expect(core.relay.sent).toEqual([]);
    // It surely was not sent, so it may be now.
    await core.drain();
    expect(core.relay.sent).toHaveLength(1);
    expect(await core.summary(id)).toMatchObject({ tally: { accepted: 3 }, delivery: { halt: null } });
    expect((await core.summary(id)).delivery.endedAt).not.toBeNull();
  });

  test('a process whose app was taken over writes no intent', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit(batchesOf(3));
    core.relay.script.answer = async () => {
      await store.db.execute(sql`update app_states set lease_token = 'another' where app_id = ${core.appId}`);
      return accepted;
    };
    await core.courier().advance(core.appId, never);
    expect(core.relay.sent).toHaveLength(1);
    expect(await statesOf(id)).toEqual(['accepted', 'planned', 'planned']);
    expect(core.wakes).toEqual([core.clock.now() + leaseMs]);
  });

  test('a lease that another process has had in between is lost for good, although it was given back', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit(batchesOf(3));
    const clock = stillClock(core.clock.now());
    const { arrived, answer } = held(core);
    const slow = core.courier({ clock }).advance(core.appId, never);
    await arrived;
    await endLease(store.db, core.appId);
    core.relay.script.answer = async () => accepted;
    await core.drain();
    expect(await statesOf(id)).toEqual(['unknown', 'accepted', 'accepted']);
    clock.advance(leaseMs / 3);
    await core.ledger.decideUnknown(id, 'U0WANG', 'resend');
    answer(accepted);
    await slow;
    expect(core.relay.sent).toHaveLength(3);
    await core.drain();
    expect(core.relay.sent).toHaveLength(4);
  });

  test('nothing leaves once a person has stopped the delivery, and what was in flight is waited for', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit(batchesOf(9));
    core.relay.script.answer = async () => {
      await core.ledger.halt(id, { type: 'cancelled', at: core.clock.now(), by: 'U0WANG' });
      return accepted;
    };
    await core.drain();
    expect(core.relay.sent).toHaveLength(1);
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 100, unsent: 701 });
    core.relay.script.answer = async () => accepted;
    await core.ledger.resume(id, 'U0WANG');
    await core.drain();
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 801, unsent: 0 });
    expect(new Set(idsIn(core.relay.sent)).size).toBe(idsIn(core.relay.sent).length);
  });

  test('many answers at once are saved in few transactions', async () => {
    const core = openCore(store.db);
    const db = meddledWith(store.db, {});
    await core.submit(batchesOf(129));
    const worker = core.courier({ db, concurrency: { start: 32, max: 32 } });
    await core.drain(worker);
    expect(core.relay.sent).toHaveLength(129);
    // One each would be 258.
    expect(db.transactions).toBeLessThan(60);
  });

  test('an answer that could not be saved is saved later, and its call is not repeated', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    let failures = 0;
    const db = meddledWith(store.db, {
      before: async () => {
        if (core.relay.sent.length === 0 || failures === 3) return;
        failures += 1;
        setImmediate(() => core.clock.advance(10_000));
        throw new Error('disk full');
      },
    });
    await core.courier({ db }).advance(core.appId, never);
    expect(failures).toBe(3);
    expect(core.relay.sent).toHaveLength(1);
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 3 });
  });

  test('an answer that can never be saved makes its batch unknown, not sent again', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const db = meddledWith(store.db, {
      before: async () => {
        if (core.relay.sent.length === 0) return;
        setImmediate(() => core.clock.advance(4000));
        throw new Error('disk full');
      },
    });
    await expect(core.courier({ db }).advance(core.appId, never)).rejects.toThrow('disk full');
    await core.drain();
    expect(core.relay.sent).toHaveLength(1);
    expect(await core.summary(id)).toMatchObject({ tally: { unknown: 3 }, undecided: { batches: 1 } });
  });

  test('a store that takes no intent lets nothing out', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const db = meddledWith(store.db, {
      before: async () => {
        if (core.relay.uploads.length === 0) return;
        setImmediate(() => core.clock.advance(4000));
        throw new Error('disk full');
      },
    });
    await expect(core.courier({ db }).advance(core.appId, never)).rejects.toThrow('disk full');
    expect(core.relay.sent).toEqual([]);
    await core.drain();
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 3 });
  });

  test('all processes wait out one throttle window, and then go on alone', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit(batchesOf(3));
    const until = core.clock.now() + minute;
    core.relay.script.answer = async () => (core.clock.now() < until ? refusedWith(45009, 'throttled') : accepted);
    await core.courier().advance(core.appId, never);
    await core.courier().advance(core.appId, never);
    expect(core.relay.sent).toHaveLength(1);
    expect(core.wakes).toEqual([until, until]);
    expect((await core.summary(id)).wait).toEqual({ type: 'throttled', until });
    core.clock.advance(minute);
    await core.drain();
    expect(core.relay.sent.map(({ at }) => at >= until)).toEqual([false, true, true, true]);
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 201 });
  });

  test('a minute, then an hour, then the rest of the day: that stops, and says until when', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit(batchesOf(2));
    core.relay.script.answer = async () => refusedWith(45009, 'throttled');
    await core.drain();
    const [first, second, third] = core.relay.sent.map(({ at }) => at);
    expect([(second ?? 0) - (first ?? 0), (third ?? 0) - (second ?? 0)]).toEqual([minute, 60 * minute]);
    expect(core.relay.sent).toHaveLength(3);
    expect((await core.summary(id)).delivery.halt).toMatchObject({
      ...{ type: 'dailyLimit', until: Date.UTC(2026, 10, 23, 16) },
    });
  });

  test('refusals that come together slow it down once', async () => {
    const core = openCore(store.db);
    await core.submit(batchesOf(17));
    const waves: number[] = [];
    const wave: (() => void)[] = [];
    core.relay.script.answer = ({ ids }) => {
      if (ids[0] === 'd1') return Promise.resolve(accepted);
      return new Promise((resolve) => {
        if (wave.length === 0)
          setImmediate(() => {
            waves.push(wave.length);
            core.clock.advance(1);
            for (const answer of wave.splice(0)) answer();
          });
        wave.push(() => resolve(waves.length === 1 ? refusedWith(45033, 'slowDown') : accepted));
      });
    };
    await core.drain(core.courier({ concurrency: { start: 8, max: 8 } }));
    expect(waves.slice(0, 3)).toEqual([8, 4, 4]);
  });

  test('five calls that cannot leave open the circuit: one probe in thirty seconds', async () => {
    const core = openCore(store.db);
    await core.submit(batchesOf(2));
    const end = core.clock.now() + 10 * minute;
    core.relay.script.answer = async () =>
      core.clock.now() < end ? { type: 'notSent', hurdle: 'unreachable', detail: '' } : accepted;
    await core.drain();
    const tries = core.relay.sent.filter(({ at }) => at < end).map(({ at }) => at);
    const probes = tries.slice(5).map((at, i) => at - (tries[i + 4] ?? 0));
    expect(probes.every((wait) => wait >= 30_000)).toBe(true);
    expect(core.relay.sent.length - tries.length).toBe(2);
  });

  test('one batch that must wait does not keep the others back', async () => {
    const core = openCore(store.db);
    await core.submit(batchesOf(4));
    core.relay.script.answer = async ({ ids }) =>
      ids[0] === 'd1' && core.relay.sent.length < 5 ? refusedWith(-1, 'busy') : accepted;
    const begin = core.clock.now();
    await core.courier({ concurrency: { start: 1, max: 1 } }).advance(core.appId, never);
    expect(core.relay.sent.map(({ ids }) => ids[0])).toEqual(['d1', 'd101', 'd201', 'd301']);
    expect(core.wakes).toEqual([begin + 2000]);
  });
});
