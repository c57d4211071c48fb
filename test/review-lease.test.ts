/** What leaves for WeCom leaves under a lease that is still ours at that very moment. */
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acquireLease, leaseMs } from '../src/delivery/lease.ts';
import type { Relay } from '../src/delivery/relay.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { accepted, listOf, openCore, stillClock, unreachable } from './delivery-stage.ts';
import { bytesOf, countOf, json, openAppAt, openStandIn, sendPath, tokenPath } from './wecom-stand-in.ts';

describe('a request that had to wait', () => {
  test('for a token does not leave when it may not any more', async () => {
    const standIn = await openStandIn();
    let mayLeave = true;
    standIn.on(tokenPath, (req, res) => {
      // The process is stopped while it waits for the token, for longer than its lease.
      mayLeave = false;
      json({ errcode: 0, access_token: 'token-1', expires_in: 7200 })(req, res);
    });
    standIn.on(sendPath, json({ errcode: 0 }));
    const { app } = openAppAt(standIn.url);
    expect(await app.send('notice', bytesOf({}), () => mayLeave)).toMatchObject({ type: 'notSent' });
    mayLeave = true;
    expect(await app.send('notice', bytesOf({}), () => mayLeave)).toMatchObject({ type: 'accepted' });
    expect(countOf(standIn, sendPath)).toBe(1);
    await app.close();
    await standIn.close();
  });

  test('for another token is not repeated when it may not leave any more', async () => {
    const standIn = await openStandIn();
    let mayLeave = true;
    standIn.on(sendPath, (req, res) => {
      mayLeave = false;
      json({ errcode: 42001, errmsg: 'expired' })(req, res);
    });
    const { app } = openAppAt(standIn.url);
    expect(await app.send('notice', bytesOf({}), () => mayLeave)).toMatchObject({ type: 'notSent' });
    expect(countOf(standIn, sendPath)).toBe(1);
    await app.close();
    await standIn.close();
  });
});

describeOnEachStore('the lease', (newPlace) => {
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

  test('the courier lets nothing leave that a token kept waiting past it', async () => {
    const core = openCore(store.db);
    const clock = stillClock(core.clock.now());
    const { id } = await core.submit([listOf(3)]);
    const left: boolean[] = [];
    const send: Relay['send'] = async (_type, _body, mayLeave = () => true) => {
      clock.advance(leaseMs);
      left.push(mayLeave());
      return unreachable;
    };
    const relay = async () => ({ ...core.relay.relay, send });
    await core.courier({ relay, clock }).advance(core.appId, new AbortController().signal);
    expect(new Set(left)).toEqual(new Set([false]));
    core.relay.script.answer = async () => accepted;
    await core.drain();
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 3 });
  });

  test('a clock that is put back tells nothing about it: lost until it is renewed', async () => {
    const core = openCore(store.db);
    let now = core.clock.now();
    const clock = { ...core.clock, now: () => now };
    const lease = await acquireLease(store.db, clock, core.appId);
    expect(lease?.lost()).toBe(false);
    now -= 60 * 60_000;
    expect(lease?.lost()).toBe(true);
    core.clock.advance(leaseMs / 3);
    await expect.poll(() => lease?.lost()).toBe(false);
    await lease?.release();
  });
});
