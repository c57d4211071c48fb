/** Where WeCom drops copies (the duplicate check): what is in doubt is sent again byte for byte, and only while that is safe. */
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Relay } from '../src/delivery/relay.ts';
import { repeats } from '../src/delivery/retry.ts';
import type { SendAnswer } from '../src/delivery/states.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { accepted, batchesOf, type Core, listOf, lost, openCore, refusedWith, unreachable } from './delivery-stage.ts';

const never = new AbortController().signal;
const minute = 60_000;

/** Answers in turn, then "accepted"; the exact bytes of every request. */
function listening(core: Core, ...answers: SendAnswer[]): { relay: Relay; bodies: string[] } {
  const bodies: string[] = [];
  core.relay.script.dropsCopies = true;
  core.relay.script.answer = async () => answers.shift() ?? accepted;
  const relay: Relay = {
    ...core.relay.relay,
    send(type, body, mayLeave) {
      bodies.push(new TextDecoder().decode(body));
      return core.relay.relay.send(type, body, mayLeave);
    },
  };
  return { relay, bodies };
}

describeOnEachStore('a request in doubt, where WeCom drops copies', (newPlace) => {
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

  /** Works until nothing happens by itself any more; the bytes of every request. */
  const bodiesOf = async (core: Core, ...answers: SendAnswer[]) => {
    const { relay, bodies } = listening(core, ...answers);
    await core.drain(core.courier({ relay: async () => relay }));
    return bodies;
  };

  test('is sent again with the same bytes, and its answer counts', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const bodies = await bodiesOf(core, lost, lost);
    expect(bodies).toHaveLength(3);
    expect(new Set(bodies).size).toBe(1);
    const { tally, repeated, undecided, delivery } = await core.summary(id);
    expect({ tally, repeated, undecided: undecided.batches }).toMatchObject({ tally: { accepted: 3 }, repeated: 3 });
    expect(delivery.endedAt).not.toBeNull();
  });

  test('is unknown in between, waits for its turn, and nobody has to decide yet', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const { relay } = listening(core, lost);
    await core.courier({ relay: async () => relay }).advance(core.appId, never);
    const { tally, wait, undecided, batches } = await core.summary(id);
    expect(tally.unknown).toBe(3);
    expect(wait).toMatchObject({ type: 'repeat' });
    expect({ undecided: undecided.batches, ended: batches.ended }).toEqual({ undecided: 0, ended: 0 });
  });

  test('is a person’s to decide when the clock is found to have been hours ahead: nobody knows how long ago it was', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const { relay, bodies } = listening(core, lost);
    const courier = core.courier({ relay: async () => relay });
    await courier.advance(core.appId, never);
    core.clock.advance(-8 * 60 * minute);
    await core.drain(courier);
    expect(bodies).toHaveLength(1);
    const { tally, undecided } = await core.summary(id);
    expect({ unknown: tally.unknown, undecided: undecided.batches }).toEqual({ unknown: 3, undecided: 1 });
  });

  test('is sent again by the next process when the first has died', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const { relay, bodies } = listening(core);
    const left = Promise.withResolvers<void>();
    core.relay.script.answer = () => {
      left.resolve();
      return bodies.length === 1 ? new Promise(() => {}) : Promise.resolve(accepted);
    };
    void core.courier({ relay: async () => relay }).advance(core.appId, never);
    await left.promise;
    await store.db.execute(sql`update app_states set lease_until = 0 where app_id = ${core.appId}`);
    await core.courier({ relay: async () => relay }).advance(core.appId, never);
    expect(bodies).toHaveLength(2);
    expect(new Set(bodies).size).toBe(1);
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 3, unknown: 0 });
  });

  test.each<[string, SendAnswer]>([
    ['refuses the app', refusedWith(48_002, 'stop')],
    ['refuses who is named', refusedWith(60_011, 'recipients')],
    ['calls everyone invalid', { type: 'allInvalid', refusal: { errcode: 81_013, errmsg: '' } }],
    ['knows the media_id no more', refusedWith(40_007, 'upload')],
  ])('stays unknown when WeCom %s: that says nothing about the first', async (_name, answer) => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    expect(await bodiesOf(core, lost, answer)).toHaveLength(2);
    const { tally, undecided, refusals } = await core.summary(id);
    expect({ unknown: tally.unknown, undecided: undecided.addressees, refusals }).toEqual({
      ...{ unknown: 3, undecided: 3, refusals: [] },
    });
  });

  test('keeps its media_id when the delivery has another by then', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit(batchesOf(2));
    const bodies = await bodiesOf(core, lost, refusedWith(40_007, 'upload'));
    const mediaIds = bodies.map((body) => JSON.parse(body).mediaId);
    expect(mediaIds.slice(0, 2)).toEqual(['media-1', 'media-1']);
    expect(new Set(mediaIds.slice(2))).toEqual(new Set(['media-1', 'media-2']));
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 101 });
  });

  test.each<[string, SendAnswer]>([
    ['unreachable', unreachable],
    ['too fast', refusedWith(45_033, 'slowDown')],
    ['busy', refusedWith(-1, 'busy')],
    ['throttled', refusedWith(45_009, 'throttled')],
  ])('is asked once more after a copy that was not taken: %s', async (_name, answer) => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const bodies = await bodiesOf(core, lost, answer);
    expect(bodies).toHaveLength(3);
    expect(new Set(bodies).size).toBe(1);
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 3 });
  });

  test('stopped by a person while a copy waits: unknown, not unsent', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const { relay, bodies } = listening(core, lost);
    const courier = core.courier({ relay: async () => relay });
    await courier.advance(core.appId, never);
    await core.ledger.halt(id, { type: 'cancelled', at: core.clock.now(), by: 'U0WANG' });
    core.clock.advance(minute);
    await courier.advance(core.appId, never);
    const { tally, undecided } = await core.summary(id);
    expect({ sent: bodies.length, unknown: tally.unknown, undecided: undecided.batches }).toEqual({
      ...{ sent: 1, unknown: 3, undecided: 1 },
    });
  });

  test('is not sent again once WeCom may have forgotten the first', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const { relay, bodies } = listening(core, lost);
    const courier = core.courier({ relay: async () => relay });
    await courier.advance(core.appId, never);
    core.clock.advance(repeats.withinMs);
    await courier.advance(core.appId, never);
    const { undecided, delivery } = await core.summary(id);
    expect({ sent: bodies.length, undecided: undecided.addressees }).toEqual({ sent: 1, undecided: 3 });
    expect(delivery.endedAt).not.toBeNull();
  });

  test('is not sent again for ever: a person shall not wait for hours', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const bodies = await bodiesOf(core, ...Array.from({ length: 50 }, () => lost));
    expect(bodies).toHaveLength(1 + repeats.maxTries);
    expect((await core.summary(id)).undecided.addressees).toBe(3);
  });

  test('is not sent again by a version or with a setting that makes other bytes of it', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const { relay, bodies } = listening(core, lost);
    await core.courier({ relay: async () => relay }).advance(core.appId, never);
    const another: Relay = { ...relay, render: () => new TextEncoder().encode('{"another":1}') };
    await core.drain(core.courier({ relay: async () => another }));
    expect(bodies).toHaveLength(1);
    expect((await core.summary(id)).undecided.addressees).toBe(3);
  });

  test('a delivery that a person sends once more is no copy, until WeCom has forgotten the first', async () => {
    const core = openCore(store.db);
    const same = { fingerprint: 'the same message to the same people' };
    const checked: boolean[] = [];
    for (const passed of [0, 4 * 60 * minute - 1, 4 * 60 * minute]) {
      core.clock.advance(passed);
      await core.submit([listOf(3)], same);
      for (const body of await bodiesOf(core)) checked.push(JSON.parse(body).dropsCopies);
    }
    expect(checked).toEqual([true, false, true]);
  });

  test('a delivery that a person sends once more stays as it is when it goes on hours later', async () => {
    const core = openCore(store.db);
    const same = { fingerprint: `${core.appId}: the same once more` };
    const first = await core.submit([listOf(3)], same);
    await bodiesOf(core);
    await core.submit([listOf(3)], same);
    expect((await core.summary(first.id)).delivery.endedAt).not.toBeNull();
    core.clock.advance(10 * 60 * minute);
    const bodies = await bodiesOf(core, lost);
    expect(bodies.map((body) => JSON.parse(body).dropsCopies)).toEqual([false]);
  });

  test('left as it is by a person, it is not sent again', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const { relay, bodies } = listening(core, lost);
    const courier = core.courier({ relay: async () => relay });
    await courier.advance(core.appId, never);
    await core.ledger.decideUnknown(id, 'U0WANG', 'leave');
    core.clock.advance(minute);
    await courier.advance(core.appId, never);
    expect(bodies).toHaveLength(1);
    expect((await core.summary(id)).tally.unknown).toBe(3);
  });
});
