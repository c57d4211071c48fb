import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLedger } from '../src/delivery/ledger.ts';
import { notAccepted } from '../src/delivery/not-accepted.ts';
import type { Halt } from '../src/delivery/states.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { audit } from '../src/store/schema.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { batchesOf, type Core, listOf, lost, openCore, refusedWith, start, submissionOf } from './delivery-stage.ts';

describeOnEachStore('the ledger', (newPlace) => {
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

  const cancelled: Halt = { type: 'cancelled', at: start, by: 'U0WANG' };
  const noPlace: Halt = { type: 'noPlace', at: start, error: 'not_in_channel' };
  const ask = ({ appId, clock }: Core, over: { id?: string } = {}) =>
    submissionOf({ appId, lists: [listOf(3)], at: clock.now(), ...over });
  const trail = async (id: string) => {
    const rows = await store.db.select().from(audit).where(eq(audit.deliveryId, id)).orderBy(audit.id);
    return rows.map(({ actor, action }) => `${actor} ${action}`);
  };
  /** Its first batch is unknown, the others are accepted. */
  const withUnknown = async (core: Core) => {
    core.relay.script.answer = async () => (core.relay.sent.length === 1 ? lost : { type: 'accepted', invalid: [] });
    const delivery = await core.submit(batchesOf(2));
    await core.drain();
    return delivery;
  };

  test('a hundred submissions of one form at once are one delivery', async () => {
    const core = openCore(store.db);
    const one = ask(core);
    const answers = await Promise.all(Array.from({ length: 100 }, () => core.ledger.submit(one)));
    expect(answers.filter(({ type }) => type === 'saved')).toHaveLength(1);
    expect(new Set(answers.map(({ delivery }) => `${delivery.id} ${delivery.number}`)).size).toBe(1);
    expect((await core.summary(one.id)).batches.total).toBe(1);
    expect(core.nudges.reports).toEqual([one.id]);
  });

  test('numbers have no gaps, also when a submission in between could not be saved', async () => {
    const core = openCore(store.db);
    const broken = createLedger({
      ...{ db: store.db, clock: core.clock },
      nudge: {
        report: () => Promise.reject(new Error('no job')),
        advance: async () => undefined,
        recall: async () => undefined,
      },
    });
    const asked = Array.from({ length: 30 }, (_, i) => ({ submission: ask(core), fails: i % 5 === 0 }));
    const tried = await Promise.allSettled(
      asked.map(({ submission, fails }) => (fails ? broken : core.ledger).submit(submission)),
    );
    const saved = tried.filter((one) => one.status === 'fulfilled').map(({ value }) => value.delivery.number);
    expect(saved).toHaveLength(24);
    saved.sort((a, b) => a - b);
    expect((saved.at(-1) ?? 0) - (saved[0] ?? 0)).toBe(23);
    for (const { submission, fails } of asked)
      expect((await core.ledger.find(submission.id)) === null, submission.id).toBe(fails);
  });

  test('what keeps one submission from being saved keeps no other of the same moment', async () => {
    const core = openCore(store.db);
    const asked = Array.from({ length: 5 }, () => ask(core));
    const unstorable = { ...ask(core), note: 'a\0b' };
    const tried = await Promise.allSettled([...asked, unstorable].map((one) => core.ledger.submit(one)));
    expect(tried.map(({ status }) => status)).toEqual([...asked.map(() => 'fulfilled'), 'rejected']);
    for (const { id } of asked) expect((await core.summary(id)).batches.total).toBe(1);
    expect(await core.ledger.find(unstorable.id)).toBeNull();
  });

  test('finds the same notice of the last hour, the newest one, and no other', async () => {
    const core = openCore(store.db);
    const fingerprint = randomUUID();
    for (const minutes of [0, 10, 20]) {
      await core.ledger.submit({ ...ask(core), fingerprint, submittedAt: start + minutes * 60_000 });
    }
    expect((await core.ledger.twin(fingerprint, start))?.submittedAt).toBe(start + 20 * 60_000);
    expect(await core.ledger.twin(fingerprint, start + 20 * 60_000)).toBeNull();
    expect(await core.ledger.twin('another', start)).toBeNull();
  });

  test('finds a delivery by its name, and lists the newest first, all or one sender’s', async () => {
    const core = openCore(store.db);
    const sender = `U${randomUUID()}`;
    const ids: string[] = [];
    for (const at of [1, 2, 3]) {
      const { delivery } = await core.ledger.submit({ ...ask(core), sender, submittedAt: start + at });
      ids.unshift(delivery.id);
      expect((await core.ledger.byName('N', delivery.number))?.id).toBe(delivery.id);
      expect(await core.ledger.byName('T', delivery.number)).toBeNull();
    }
    expect((await core.ledger.recent(sender, 2)).map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(await core.ledger.recent(null, 1)).toHaveLength(1);
    expect(await core.ledger.recent('U0NOBODY', 10)).toEqual([]);
  });

  test('halts once, resumes once, and keeps a record of who did', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    expect(await core.ledger.halt(id, cancelled)).toBe(true);
    expect(await core.ledger.halt(id, noPlace)).toBe(false);
    expect((await core.summary(id)).delivery.halt).toEqual(cancelled);
    expect(await core.ledger.resume(id, 'U0LI')).toBe(true);
    expect(await core.ledger.resume(id, 'U0LI')).toBe(false);
    await core.drain();
    expect(await core.ledger.halt(id, cancelled)).toBe(false);
    expect(await trail(id)).toEqual(['U0WANG submit', 'relay started', 'U0WANG halt:cancelled', 'U0LI resume']);
  });

  test('a change whose job cannot be sent is no change', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)]);
    const broken = createLedger({
      ...{ db: store.db, clock: core.clock },
      nudge: {
        report: async () => undefined,
        advance: () => Promise.reject(new Error('no job')),
        recall: async () => undefined,
      },
    });
    await expect(broken.halt(id, cancelled)).rejects.toThrow('no job');
    expect((await core.summary(id)).delivery.halt).toBeNull();
    expect(await trail(id)).toEqual(['U0WANG submit', 'relay started']);
  });

  test('moves the report to a direct message only where Slack had no place for it', async () => {
    const core = openCore(store.db);
    const { id } = await core.submit([listOf(3)], { started: false });
    expect(await core.ledger.reportByDm(id, 'U0WANG')).toBe(false);
    await core.ledger.halt(id, noPlace);
    expect(await core.ledger.reportByDm(id, 'U0WANG')).toBe(true);
    expect(await core.ledger.find(id)).toMatchObject({ halt: null, channel: 'U0WANG' });
  });

  test('what nobody knows is sent again only when a person says so, and only once', async () => {
    const core = openCore(store.db);
    const { id } = await withUnknown(core);
    expect(await core.summary(id)).toMatchObject({ undecided: { batches: 1, addressees: 100 } });
    expect(await core.ledger.decideUnknown(id, 'U0WANG', 'resend')).toBe(1);
    expect(await core.ledger.decideUnknown(id, 'U0WANG', 'resend')).toBe(0);
    expect(await core.ledger.decideUnknown(id, 'U0LI', 'leave')).toBe(0);
    await core.drain();
    expect(core.relay.sent.map(({ ids }) => ids[0])).toEqual(['d1', 'd101', 'd1']);
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 101, unknown: 0 });
    expect((await trail(id)).slice(2)).toEqual(['U0WANG unknown:resend']);
  });

  test('while the rest is stopped it is not sent again: it would pass for not sent', async () => {
    const core = openCore(store.db);
    const { id } = await withUnknown(core);
    await store.db.execute(sql`update batches set state = 'planned' where delivery_id = ${id} and state = 'accepted'`);
    await store.db.execute(sql`update deliveries set ended_at = null where id = ${id}`);
    await core.ledger.halt(id, cancelled);
    expect(await core.ledger.decideUnknown(id, 'U0WANG', 'resend')).toBe(0);
    expect((await core.summary(id)).tally).toMatchObject({ unknown: 100, unsent: 1 });
    await core.ledger.resume(id, 'U0WANG');
    await core.drain();
    expect(await core.ledger.decideUnknown(id, 'U0WANG', 'resend')).toBe(1);
  });

  test('left as it is, it stays unknown and asks nobody any more', async () => {
    const core = openCore(store.db);
    const { id } = await withUnknown(core);
    expect(await core.ledger.decideUnknown(id, 'U0WANG', 'leave')).toBe(1);
    expect(await core.ledger.decideUnknown(id, 'U0WANG', 'resend')).toBe(0);
    await core.drain();
    expect(core.relay.sent).toHaveLength(2);
    expect(await core.summary(id)).toMatchObject({
      tally: { accepted: 1, unknown: 100 },
      undecided: { batches: 0, addressees: 0 },
    });
  });

  test('names everyone who was not accepted as the sender wrote them, in the order of the list', async () => {
    const core = openCore(store.db);
    const parents = { kind: 'parent' as const, ids: ['Mum', 'Dad', 'Gran'], lines: [2, 3, 5] };
    const departments = listOf(101, 'department');
    core.relay.script.answer = async ({ kinds, ids }) => {
      if (kinds.length > 1) return refusedWith(60011, 'recipients');
      if (kinds[0] === 'parent') return { type: 'accepted', invalid: [{ kind: 'parent', id: 'dad' }] };
      return ids.length === 100 ? refusedWith(60011, 'recipients') : lost;
    };
    const { id } = await core.submit([parents, departments]);
    await core.drain();
    const list = await notAccepted(store.db, await core.summary(id));
    expect(list[0]).toMatchObject({ kind: 'department', id: 'd101', end: 'unknown', reason: { doubt: 'timeout' } });
    expect(list[1]).toEqual({
      ...{ kind: 'parent', id: 'Dad', line: 3, end: 'invalid', reason: { type: 'invalid' }, batch: 3 },
    });
    expect(list.slice(2)).toHaveLength(100);
    expect(list[2]).toMatchObject({ kind: 'department', id: 'd1', end: 'refused', batch: 4 });
    expect((await core.summary(id)).byKind).toEqual([
      { kind: 'department', tally: { accepted: 0, invalid: 0, refused: 100, unknown: 1, unsent: 0 } },
      { kind: 'parent', tally: { accepted: 2, invalid: 1, refused: 0, unknown: 0, unsent: 0 } },
    ]);
  });
});
