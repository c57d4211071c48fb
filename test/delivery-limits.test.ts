/** WeCom's limits on one app, counted by ourselves before a template message is sent. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecipientList } from '../src/audience.ts';
import { limitWarnings } from '../src/delivery/limits.ts';
import { nextDayInShanghai } from '../src/delivery/retry.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { batches, deliveries } from '../src/store/schema.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { listOf, start as now, submissionOf } from './delivery-stage.ts';
import { meeting } from './report-fixtures.ts';

const second = 1000;
const hour = 3600 * second;
const nothing = { perMinute: 0, perHour: 0, daily: null };

type Sent = {
  to: RecipientList[] | null;
  times?: number;
  at?: number;
  state?: 'accepted' | 'unknown' | 'sending' | 'invalid' | 'refused' | 'planned';
  invalid?: number;
  series?: 'N' | 'T';
  appId?: string;
};

describeOnEachStore('limits', (newPlace) => {
  let place: StorePlace;
  let store: Store;
  let number = 0;
  beforeAll(async () => {
    place = await newPlace();
    store = await openStore({ ...place, log: pino({ level: 'silent' }) });
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  /** What the app sent, as the ledger would have left it. */
  async function sent(appId: string, { to, times = 1, at = now, state = 'accepted', ...more }: Sent): Promise<void> {
    const kind = to?.[0]?.kind ?? 'allMembers';
    const rows = Array.from({ length: times }, () => {
      number += 1;
      const { audience: _, ...asked } = submissionOf({ appId: more.appId ?? appId, lists: to, at });
      const size = to?.reduce((sum, { ids }) => sum + ids.length, 0) ?? 1;
      return { ...asked, series: more.series ?? 'T', message: meeting, number, size, endedAt: at } as const;
    });
    await store.db.insert(deliveries).values(rows);
    await store.db.insert(batches).values(
      rows.map(({ id, size }) => ({
        ...{ deliveryId: id, seq: 1, sizes: { [kind]: size }, recipients: to, state, sentAt: at },
        invalidSizes: more.invalid ? { [kind]: more.invalid } : null,
      })),
    );
  }
  const app = () => `suite:ww1:${randomUUID()}`;
  const members = (...ids: string[]): RecipientList[] => [{ kind: 'member', ids, lines: ids.map(() => 0) }];
  const warned = (appId: string, recipients: RecipientList[] | null, userMax: number | null = null) =>
    limitWarnings(store.db, { appId, recipients, userMax, now });

  test('an app that sent nothing exceeds nothing', async () => {
    expect(await warned(app(), members('a'), 1)).toEqual(nothing);
    expect(await warned(app(), null)).toEqual(nothing);
  });

  test('the thirty-first message to a member within a minute', async () => {
    const appId = app();
    await sent(appId, { to: members('Amy', 'Ben'), times: 29 });
    expect(await warned(appId, members('amy'))).toEqual(nothing);
    await sent(appId, { to: members('AMY', 'cem'), at: now - 59 * second });
    expect(await warned(appId, members('amy'))).toEqual({ ...nothing, perMinute: 1 });
    expect(await warned(appId, members('amy', 'ben', 'dan'))).toEqual({ ...nothing, perMinute: 1 });
  });

  test('what is older than a minute counts for the hour only', async () => {
    const appId = app();
    await sent(appId, { to: members('amy'), times: 29 });
    await sent(appId, { to: members('amy'), times: 970, at: now - 60 * second });
    expect(await warned(appId, members('amy', 'ben'))).toEqual(nothing);
    await sent(appId, { to: members('amy'), at: now - 10 * 60 * second });
    expect(await warned(appId, members('amy', 'ben'))).toEqual({ ...nothing, perHour: 1 });
    await sent(appId, { to: members('ben'), at: now - hour });
    expect(await warned(appId, members('ben'))).toEqual(nothing);
  });

  test('only template messages of this app that reached WeCom, or may have, count', async () => {
    const appId = app();
    await sent(appId, { to: members('amy'), times: 28 });
    for (const state of ['invalid', 'refused', 'planned'] as const)
      await sent(appId, { to: members('amy'), state, times: 5 });
    await sent(appId, { to: members('amy'), series: 'N', times: 5 });
    await sent(appId, { to: members('amy'), appId: app(), times: 5 });
    expect(await warned(appId, members('amy'))).toEqual(nothing);
    for (const state of ['unknown', 'sending'] as const) await sent(appId, { to: members('amy'), state });
    expect(await warned(appId, members('amy'))).toEqual({ ...nothing, perMinute: 1 });
  });

  test('a message to all members counts for each of them, and everybody may be too many', async () => {
    const appId = app();
    await sent(appId, { to: null, times: 20 });
    await sent(appId, { to: members('amy'), times: 10 });
    expect(await warned(appId, members('amy', 'ben'))).toEqual({ ...nothing, perMinute: 1 });
    expect(await warned(appId, null)).toEqual({ ...nothing, perMinute: 1 });
    await sent(appId, { to: null, times: 10 });
    expect(await warned(appId, members('amy', 'ben'))).toEqual({ ...nothing, perMinute: 2 });
    expect(await warned(appId, null)).toEqual({ ...nothing, perMinute: 1 });
  });

  test('a tag is another than a member or a department of the same name', async () => {
    const appId = app();
    await sent(appId, { to: [listOf(1, 'department', '')], times: 30 });
    expect(await warned(appId, [listOf(1, 'tag', '')])).toEqual(nothing);
    expect(await warned(appId, [listOf(1, 'department', '')])).toEqual({ ...nothing, perMinute: 1 });
  });

  test('accounts × 200 person-times a day in Shanghai, without those WeCom called invalid', async () => {
    const appId = app();
    const midnight = nextDayInShanghai(now) - 24 * hour;
    await sent(appId, { to: [listOf(1000, 'member')], at: midnight });
    await sent(appId, { to: [listOf(1000, 'member')], at: midnight + 1, invalid: 10 });
    await sent(appId, { to: [listOf(1000, 'member')], state: 'unknown', at: now - 2 * hour });
    expect(await warned(appId, [listOf(10, 'member')], 10)).toEqual(nothing);
    expect(await warned(appId, [listOf(11, 'member')], 10)).toEqual({
      ...nothing,
      daily: { used: 1990, limit: 2000, adds: 11 },
    });
    expect(await warned(appId, [listOf(11, 'member')])).toEqual(nothing);
  });

  test('all members are as many as the company may have', async () => {
    const appId = app();
    await sent(appId, { to: null, times: 199, at: now - 3 * hour });
    expect(await warned(appId, null, 50)).toEqual(nothing);
    await sent(appId, { to: null, at: now - 2 * hour });
    expect(await warned(appId, null, 50)).toEqual({ ...nothing, daily: { used: 10_000, limit: 10_000, adds: 50 } });
  });
});
