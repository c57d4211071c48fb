/** Nothing is lost and nobody waits for ever, whatever fails on the way. */
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDesk } from '../src/delivery/desk.ts';
import { createJournal } from '../src/delivery/journal.ts';
import { acquireLease } from '../src/delivery/lease.ts';
import { createPace } from '../src/delivery/pace.ts';
import { runDelivery } from '../src/delivery/run.ts';
import type { BatchState, SendAnswer } from '../src/delivery/states.ts';
import { StoreUnavailable } from '../src/store/failures.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import {
  accepted,
  batchesOf,
  type Core,
  listOf,
  meddledWith,
  openCore,
  refusedWith,
  type Sent,
  stillClock,
  unreachable,
} from './delivery-stage.ts';

const never = new AbortController().signal;
const minute = 60_000;
const nothing = async () => undefined;
const nudge = { report: nothing, advance: nothing, recall: nothing };

describeOnEachStore('the courier in trouble', (newPlace) => {
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

  /** As the job engine does it: again after a failure. */
  const workUntilQuiet = async (core: Core, courier = core.courier()) => {
    for (let failures = 0; ; failures += 1) {
      try {
        return await core.drain(courier);
      } catch (error) {
        if (failures === 20) throw error;
      }
    }
  };

  test('an intent whose commit was not confirmed is no riddle: nothing left, so it is sent', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    let lost = 0;
    const db = meddledWith(store.db, {
      after: async () => {
        if (lost > 0 || core.relay.uploads.length === 0) return;
        lost += 1;
        throw new Error('Connection terminated unexpectedly');
      },
    });
    await expect(core.courier({ db }).advance(core.appId, never)).rejects.toThrow('Connection terminated');
    expect(core.relay.sent).toEqual([]);
    await core.drain();
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 3, unknown: 0 });
  });

  test('an answer is kept until a database that was gone for minutes is back', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const back = core.clock.now() + 5 * minute;
    const db = meddledWith(store.db, {
      before: async () => {
        if (core.relay.sent.length === 0 || core.clock.now() > back) return;
        setImmediate(() => core.clock.advance(10_000));
        throw new StoreUnavailable('lost', 'gone');
      },
    });
    await core.courier({ db }).advance(core.appId, never);
    await core.drain();
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 3 });
  });

  test('a delivery that fails by itself again and again is halted, and the others go out', async () => {
    const core = openCore(store.db);
    const broken = await core.submit([listOf(1, 'parent', 'broken')]);
    const next = await core.submit([listOf(1, 'parent', 'next')]);
    const { relay } = core.relay;
    const render: typeof relay.render = (message, request) => {
      if (request.recipients?.[0]?.ids[0] === 'broken1') throw new Error('a bug');
      return relay.render(message, request);
    };
    await workUntilQuiet(core, core.courier({ relay: async () => ({ ...relay, render }) }));
    expect((await core.summary(broken.id)).delivery.halt).toMatchObject({ type: 'fault' });
    expect((await core.summary(next.id)).tally).toMatchObject({ accepted: 1 });
    // Mended: a person has it sent.
    await core.ledger.resume(broken.id, 'U0WANG');
    await core.drain();
    expect((await core.summary(broken.id)).tally).toMatchObject({ accepted: 1 });
  });

  test('a database that fails again and again halts nothing', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(1)]);
    let failures = 0;
    const db = meddledWith(store.db, {
      before: async () => {
        if (failures === 12) return;
        failures += 1;
        throw new StoreUnavailable('lost', 'gone');
      },
    });
    await workUntilQuiet(core, core.courier({ db }));
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 1 });
  });

  test('what a late answer leaves to send has a job, although its process dies right after', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const [arrived, answer] = [Promise.withResolvers<Sent>(), Promise.withResolvers<SendAnswer>()];
    core.relay.script.answer = (request) => {
      arrived.resolve(request);
      return answer.promise;
    };
    const stopped = core.courier({ clock: stillClock(core.clock.now()) }).advance(core.appId, never);
    await arrived.promise;
    await store.db.execute(sql`update app_states set lease_until = 0 where app_id = ${core.appId}`);
    await core.drain();
    expect((await core.summary(id)).delivery.endedAt).not.toBeNull();
    const advances = core.nudges.advances;
    core.relay.script.answer = async () => accepted;
    answer.resolve(unreachable);
    await stopped;
    expect((await core.summary(id)).delivery.endedAt).toBeNull();
    expect(core.nudges.advances).toBe(advances + 1);
  });

  test('while WeCom cannot be reached the report says so, however many batches were not tried yet', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit(batchesOf(20));
    core.relay.script.answer = async () => unreachable;
    const courier = core.courier();
    while (core.relay.sent.length < 20) {
      await courier.advance(core.appId, never);
      const { wait } = await core.summary(id);
      expect(wait).toEqual({ type: 'unreachable', until: core.wakes.at(-1) });
      core.clock.advance((core.wakes.at(-1) ?? 0) - core.clock.now());
    }
  });

  test('while the circuit is open no cover is uploaded either', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit(batchesOf(20));
    core.relay.script.answer = async () => unreachable;
    const courier = core.courier();
    while (core.relay.sent.length < 5) {
      await courier.advance(core.appId, never);
      if (core.relay.sent.length < 5) core.clock.advance((core.wakes.at(-1) ?? 0) - core.clock.now());
    }
    await core.ledger.halt(id, { type: 'cancelled', at: core.clock.now(), by: 'U0WANG' });
    await core.submit([listOf(1)]);
    await courier.advance(core.appId, never);
    expect(core.relay.uploads).toHaveLength(1);
  });

  test('stopped and sent on by a person, it goes on at once', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(1)]);
    core.relay.script.answer = async () => unreachable;
    for (let turn = 0; turn < 4; turn += 1) {
      await core.courier().advance(core.appId, never);
      if (turn < 3) core.clock.advance((core.wakes.at(-1) ?? 0) - core.clock.now());
    }
    core.relay.script.answer = async () => accepted;
    await core.ledger.halt(id, { type: 'cancelled', at: core.clock.now(), by: 'U0WANG' });
    await core.ledger.resume(id, 'U0WANG');
    await core.courier().advance(core.appId, never);
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 1 });
  });

  test('a throttle window written under a clock that was a year ahead keeps nothing back', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(1)]);
    await store.db.execute(sql`
      insert into app_states (app_id, throttled_until, throttle_level)
      values (${core.appId}, ${core.clock.now() + 365 * 24 * 60 * minute}::bigint, 1)`);
    expect((await core.summary(id)).wait).toBeNull();
    await core.courier().advance(core.appId, never);
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 1 });
  });

  test('an answer is saved although what it asks for cannot be: the call is not taken for lost', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    core.relay.script.answer = async () => refusedWith(60020, 'stop');
    let failures = 0;
    const db = meddledWith(store.db, {
      before: async () => {
        if (core.relay.sent.length === 0 || failures === 3) return;
        failures += 1;
        setImmediate(() => core.clock.advance(10_000));
        throw new StoreUnavailable('lost', 'gone');
      },
    });
    const ledger = { ...core.ledger, halt: () => Promise.reject(new StoreUnavailable('lost', 'gone')) };
    await expect(core.courier({ db, ledger }).advance(core.appId, never)).rejects.toThrow('gone');
    await core.drain();
    expect(await core.summary(id)).toMatchObject({ tally: { unsent: 3 }, delivery: { halt: { type: 'refused' } } });
  });

  test('a batch that was sent while the next ones were being read does not stop the others', async () => {
    const core = openCore(store.db);
    const delivery = await core.submit(batchesOf(140));
    const { promise: looked, resolve: hasLooked } = Promise.withResolvers<void>();
    const { promise: saved, resolve: isSaved } = Promise.withResolvers<void>();
    const journal = createJournal(store.db, nudge);
    const desk = createDesk(store.db, nudge);
    let looks = 0;
    const lease = await acquireLease(store.db, core.clock, core.appId);
    if (lease === null) throw new Error('the app is taken');
    const end = await runDelivery(
      { ...delivery, startedAt: core.clock.now() },
      {
        ...{ ledger: core.ledger, relay: core.relay.relay, pace: createPace(), lease, clock: core.clock },
        ...{ random: () => 0.5, log: pino({ level: 'silent' }), changed: () => undefined },
        cover: async (sha256) => ({ sha256, bytes: new Uint8Array([1]), mimeType: 'image/png', name: 'c.png' }),
        // The last batch that was read at first leaves only when the next are being read, and is accepted before they are.
        journal: {
          async intend(intent) {
            if (intent.seq === 128) await looked;
            return journal.intend(intent);
          },
          async settle(outcome) {
            await journal.settle(outcome);
            if (outcome.seq === 128) setImmediate(isSaved);
          },
        },
        desk: {
          ...desk,
          async dueBatches(...asked) {
            const due = await desk.dueBatches(...asked);
            looks += 1;
            if (looks === 2) {
              hasLooked();
              await saved;
            }
            return due;
          },
        },
      },
      never,
    );
    expect(end).toEqual({ type: 'over' });
    expect(core.relay.sent).toHaveLength(140);
  });

  test('an answer that cannot be saved keeps no other of its moment from being saved', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit(batchesOf(2));
    const lease = await acquireLease(store.db, core.clock, core.appId);
    const journal = createJournal(store.db, nudge);
    const sentAt = core.clock.now();
    const request = { deliveryId: id, sentAt, sha256: 'x', mediaId: null, firstSentAt: null, isRepeat: false };
    const intend = (seq: number) => journal.intend({ ...request, seq, leaseToken: lease?.token ?? '' });
    const answer = (seq: number, msgid: string) => {
      const state: BatchState = { state: 'accepted', answeredAt: sentAt, invalid: [], msgid };
      return journal.settle({ deliveryId: id, seq, sentAt, recipients: null, state });
    };
    expect(await intend(1)).toBe(true);
    const results = await Promise.allSettled([answer(1, 'good'), intend(2), answer(2, 'not for PostgreSQL: \0')]);
    expect(results).toMatchObject([{ status: 'fulfilled' }, { value: true }, { status: 'rejected' }]);
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 100 });
  });
});
