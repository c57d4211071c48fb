/** Whom something went to is deleted after its time; what is said about it afterwards is still true. */
import { eq, sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { statusAnswer } from '../src/commands/answers.ts';
import { notAccepted } from '../src/delivery/not-accepted.ts';
import type { Summary } from '../src/delivery/summary.ts';
import { nextStepsPost } from '../src/report/next-steps.ts';
import { createJobs } from '../src/store/jobs.ts';
import { openStore, rowsOf, type Store } from '../src/store/open.ts';
import { forget } from '../src/store/retention.ts';
import { audit, batches } from '../src/store/schema.ts';
import { en } from '../src/words/en.ts';
import { zh } from '../src/words/zh.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { type Core, listOf, openCore, start } from './delivery-stage.ts';
import { quietLog } from './store-kit.ts';
import { movableClock } from './story-kit.ts';

const day = 24 * 60 * 60_000;
const kept = { listsDays: 30, auditDays: 365 };

describeOnEachStore('retention', (newPlace) => {
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

  /** Three are invalid of 1,200 in two batches; the second batch ends as it is told. */
  const sentPartly = async (core: Core, second: 'accepted' | 'unknown' | 'stop') => {
    core.relay.script.answer = async ({ ids }) => {
      if (ids.includes('p1')) {
        if (second === 'stop') await core.ledger.halt(id, { type: 'cancelled', at: core.clock.now(), by: 'U0WANG' });
        return { type: 'accepted', invalid: ['P1', 'p2', 'p3'].map((id) => ({ kind: 'parent', id })) };
      }
      return second === 'unknown'
        ? { type: 'unknown', doubt: 'timeout', detail: '' }
        : { type: 'accepted', invalid: [] };
    };
    const { id } = await core.submit([listOf(1200)]);
    await core.drain();
    return id;
  };
  const bodies = async (id: string) => {
    const rows = await store.db.select().from(batches).where(eq(batches.deliveryId, id)).orderBy(batches.seq);
    return JSON.stringify(rows.map(({ recipients, invalid }) => ({ recipients, invalid })));
  };
  const said = (summary: Summary) => JSON.stringify(statusAnswer({ summary, headline: '', link: null }, zh));

  test('lists go 30 days after the end, not a moment before; the numbers stay', async () => {
    const core = openCore(store.db);
    const id = await sentPartly(core, 'accepted');
    const before = await core.summary(id);
    await forget(store.db, start + 30 * day, kept);
    expect(await bodies(id)).toContain('"p1200"');
    expect(said(before)).not.toContain(zh.report.result.listGone);

    await forget(store.db, start + 30 * day + 60_000, kept);
    expect(await bodies(id)).not.toMatch(/p\d/i);
    const after = await core.summary(id);
    expect(after).toEqual({ ...before, delivery: { ...before.delivery, listGoneAt: start + 30 * day + 60_000 } });
    expect(after.tally).toMatchObject({ accepted: 1197, invalid: 3 });
    expect(await notAccepted(store.db, await core.summary(id))).toEqual([]);
    expect(said(after)).toContain(zh.report.result.listGone);
  });

  test('what may still be sent keeps its list, however old', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)], { started: false });
    await forget(store.db, start + 1000 * day, kept);
    expect(await bodies(id)).toContain('"p3"');
  });

  test('what was stopped and never resumed ends with its list: no button can send it any more', async () => {
    const core = openCore(store.db);
    const id = await sentPartly(core, 'stop');
    core.clock.advance(31 * day);
    const buttons = async () => JSON.stringify(nextStepsPost(await core.summary(id), en, core.clock.now()));
    expect(await buttons()).toContain('resume');
    await forget(store.db, core.clock.now(), kept);
    expect(await bodies(id)).not.toMatch(/p\d/i);
    expect(await buttons()).not.toContain('resume');
    expect(await buttons()).toContain(en.report.next.restListGone);
    expect(await core.ledger.resume(id, 'U0WANG')).toBe(false);
    const sent = core.relay.sent.length;
    await core.drain();
    expect(core.relay.sent).toHaveLength(sent);
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 997, invalid: 3, unsent: 200 });
  });

  test('what is unknown stays unknown, and is not sent again without its list', async () => {
    const core = openCore(store.db);
    const id = await sentPartly(core, 'unknown');
    core.clock.advance(31 * day);
    await forget(store.db, core.clock.now(), kept);
    expect(await core.ledger.decideUnknown(id, 'U0WANG', 'resend')).toBe(0);
    expect(JSON.stringify(nextStepsPost(await core.summary(id), en, core.clock.now()))).not.toContain('resendUnknown');
    expect(await core.ledger.decideUnknown(id, 'U0WANG', 'leave')).toBe(1);
    expect((await core.summary(id)).tally.unknown).toBe(200);
  });

  test('"everyone" is no list: it stays everyone', async () => {
    const core = openCore(store.db);
    core.relay.script.answer = async () => ({ type: 'unknown', doubt: 'timeout', detail: '' });
    const { id } = await core.submit(null);
    await core.drain();
    await forget(store.db, start + 31 * day, kept);
    expect(await notAccepted(store.db, await core.summary(id))).toMatchObject([{ id: '@all', end: 'unknown' }]);
  });

  test('many at once, each once; the time is the one that was set', async () => {
    const core = openCore(store.db);
    const ids: string[] = [];
    for (let i = 0; i < 25; i += 1) ids.push((await core.submit([listOf(1)])).id);
    await core.drain();
    await forget(store.db, start + 3 * day, { ...kept, listsDays: 2 });
    for (const id of ids) expect(await bodies(id)).toBe('[{"recipients":[],"invalid":[]}]');
  });

  test('who did what: a year', async () => {
    await store.db.delete(audit);
    const lines = Array.from({ length: 1500 }, (_, i) => ({ at: start + i, actor: 'U0WANG', action: 'submit' }));
    await store.db.insert(audit).values(lines);
    const left = async () =>
      rowsOf<{ n: number }>(await store.db.execute(sql`select count(*)::int as n from audit`))[0]?.n;
    await forget(store.db, start + 365 * day, kept);
    expect(await left()).toBe(1500);
    await forget(store.db, start + 365 * day + 1200, kept);
    expect(await left()).toBe(300);
    await store.db.delete(audit);
  });

  test('a job does it, an hour after the last one did', async () => {
    const clock = movableClock();
    const nothing = async () => undefined;
    const handlers = { advance: nothing, report: nothing, recall: nothing, suite: nothing };
    const jobs = createJobs({ store, log: quietLog, handlers, clock, retention: { ...kept, auditDays: 1 } });
    await jobs.start();
    try {
      for (const later of [61_000, 3_601_000]) {
        await store.db.insert(audit).values({ at: clock.now() - 2 * day, actor: 'U0WANG', action: 'submit' });
        clock.advance(later);
        await vi.waitFor(async () => expect(await store.db.select().from(audit)).toEqual([]), { timeout: 10_000 });
      }
    } finally {
      await jobs.stop({ timeoutMs: 1000 });
    }
  });
});
