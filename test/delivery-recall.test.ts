/** Taking a template message back: by whom, until when, and whatever comes in between. */
import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RecipientList } from '../src/audience.ts';
import { leaseMs } from '../src/delivery/lease.ts';
import { createRecaller } from '../src/delivery/recall.ts';
import type { RecallAnswer } from '../src/delivery/relay.ts';
import { recallableForMs } from '../src/delivery/retry.ts';
import type { Delivery } from '../src/delivery/summary.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { audit } from '../src/store/schema.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { batchesOf, listOf, lost, openCore, submissionOf } from './delivery-stage.ts';
import { meeting } from './report-fixtures.ts';

const [wang, admin] = ['U0WANG', 'U0ADMIN'];
const recalled: RecallAnswer = { type: 'recalled' };
const unreachable: RecallAnswer = { type: 'notSent', hurdle: 'unreachable', detail: 'ECONNREFUSED' };
const noTicket: RecallAnswer = { type: 'notSent', hurdle: 'noTicket', detail: '' };
const noAnswer: RecallAnswer = { type: 'unknown', doubt: 'timeout', detail: 'DEADLINE' };
const refusedWith = (errcode: number, advice: 'recipients' | 'stop' | 'throttled' = 'stop'): RecallAnswer => ({
  type: 'refused',
  refusal: { errcode, errmsg: 'no' },
  advice,
});

describeOnEachStore('a recall', (newPlace) => {
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

  /** WeCom names what it accepts after the first id in it, and recalls what it is asked to, unless told otherwise. */
  const open = () => {
    const core = openCore(store.db);
    core.relay.script.answer = async ({ ids }) => ({ type: 'accepted', invalid: [], msgid: `of ${ids[0]}` });
    const asked: string[] = [];
    const wakes: number[] = [];
    const wecom = { answer: async (_msgid: string): Promise<RecallAnswer> => recalled, isAuthorised: true };
    const recall = (msgid: string) => {
      asked.push(msgid);
      return wecom.answer(msgid);
    };
    const recaller = createRecaller({
      ...{ db: store.db, ledger: core.ledger, clock: core.clock, random: () => 0.5, log: pino({ level: 'silent' }) },
      nudge: { report: async (_tx, id) => void core.nudges.reports.push(id) },
      relay: async () => (wecom.isAuthorised ? { ...core.relay.relay, recall } : null),
      changed: () => undefined,
      wake: async (_id, at) => void wakes.push(at),
    });
    const work = (id: string) => recaller.recall(id, new AbortController().signal);
    const submit = async (lists: RecipientList[] | null): Promise<Delivery> => {
      const notice = submissionOf({ appId: core.appId, lists, at: core.clock.now() });
      const audience = lists === null ? ({ type: 'allMembers' } as const) : notice.audience;
      const { delivery } = await core.ledger.submit({ ...notice, series: 'T', message: meeting, audience });
      await core.ledger.started(delivery.id);
      return delivery;
    };
    /** So many batches, all accepted. */
    const sent = async (batches: number) => {
      const { id } = await submit(batchesOf(batches));
      await core.drain();
      return id;
    };
    /** The answer to the n-th request from now on is kept back until it is let go. */
    const hold = (nth: number) => {
      const gate = Promise.withResolvers<void>();
      const arrived = Promise.withResolvers<void>();
      const before = core.relay.script.answer;
      let requests = 0;
      core.relay.script.answer = async (request) => {
        requests += 1;
        if (requests === nth) {
          arrived.resolve();
          await gate.promise;
        }
        return before(request);
      };
      return { arrived: arrived.promise, release: () => gate.resolve() };
    };
    const advance = () => core.courier({ concurrency: { start: 1, max: 1 } }).advance(core.appId, AbortSignal.any([]));
    return { ...core, asked, wakes, wecom, work, submit, sent, hold, advance };
  };

  test('takes back every batch, once; it is on record who asked; asking again changes nothing', async () => {
    const { ledger, asked, work, sent, summary, nudges } = open();
    const id = await sent(3);
    expect(await ledger.recall(id, admin)).toBe('asked');
    expect(nudges.recalls).toEqual([id]);
    expect((await summary(id)).recall).toMatchObject({ pending: 201, recalled: 0 });
    await work(id);
    expect(asked).toEqual(['of d1', 'of d101', 'of d201']);
    const { recall, recallableUntil, tally, delivery } = await summary(id);
    expect(recall).toMatchObject({ pending: 0, recalled: 201, refused: 0 });
    expect({ recallableUntil, accepted: tally.accepted, halt: delivery.halt }).toEqual({
      recallableUntil: null,
      accepted: 201,
      halt: null,
    });
    expect(await ledger.recall(id, wang)).toBe('already');
    await work(id);
    expect(asked).toHaveLength(3);
    const trail = await store.db.select().from(audit).where(eq(audit.deliveryId, id)).orderBy(audit.id);
    expect(trail.filter(({ action }) => action === 'recall')).toMatchObject([{ actor: admin }]);
  });

  test('two people press at once: one has asked, the other learns so', async () => {
    const { ledger, asked, work, sent } = open();
    const id = await sent(2);
    const answers = await Promise.all([ledger.recall(id, wang), ledger.recall(id, admin)]);
    expect(answers.toSorted()).toEqual(['already', 'asked']);
    await Promise.all([work(id), work(id)]);
    expect(new Set(asked)).toEqual(new Set(['of d1', 'of d101']));
  });

  test('while sending: the rest is stopped, what is on its way is taken back when it is answered', async () => {
    const { ledger, relay, nudges, asked, work, submit, hold, advance, summary } = open();
    const { arrived, release } = hold(2);
    const { id } = await submit(batchesOf(3));
    const sending = advance();
    await arrived;
    expect(await ledger.recall(id, wang)).toBe('asked');
    await work(id);
    expect(asked).toEqual(['of d1']);
    expect((await summary(id)).delivery.halt).toMatchObject({ type: 'cancelled', by: wang });
    nudges.recalls.length = 0;
    release();
    await sending;
    expect(nudges.recalls).toEqual([id]);
    await work(id);
    expect(asked).toEqual(['of d1', 'of d101']);
    expect(relay.sent).toHaveLength(2);
    expect(await summary(id)).toMatchObject({ tally: { accepted: 200, unsent: 1 }, recall: { recalled: 200 } });
    expect(await ledger.resume(id, wang)).toBe(false);
  });

  test('stopped with the first one on its way: that one can still be asked back', async () => {
    const { ledger, asked, work, submit, hold, advance, clock } = open();
    const { arrived, release } = hold(1);
    const { id } = await submit(batchesOf(2));
    const sending = advance();
    await arrived;
    await ledger.halt(id, { type: 'cancelled', at: clock.now(), by: wang });
    expect(await ledger.recall(id, wang)).toBe('asked');
    release();
    await sending;
    await work(id);
    expect(asked).toEqual(['of d1']);
  });

  test('what is unknown has no message id: it is not recalled, and not sent again either', async () => {
    const { ledger, relay, asked, work, submit, drain, summary } = open();
    relay.script.answer = async ({ ids }) =>
      relay.sent.length === 1 ? lost : { type: 'accepted', invalid: [], msgid: `of ${ids[0]}` };
    const { id } = await submit(batchesOf(2));
    await drain();
    expect(await ledger.recall(id, wang)).toBe('asked');
    await work(id);
    expect(asked).toHaveLength(1);
    expect(await summary(id)).toMatchObject({ tally: { unknown: 100, accepted: 1 }, recall: { recalled: 1 } });
    expect(await ledger.decideUnknown(id, wang, 'resend')).toBe(0);
    expect(await ledger.decideUnknown(id, wang, 'leave')).toBe(1);
  });

  test('an answer that came late, to a batch that was called unknown, is taken back as well', async () => {
    const { appId, ledger, nudges, asked, work, submit, hold, advance, clock, summary } = open();
    const { arrived, release } = hold(1);
    const { id } = await submit(batchesOf(1));
    const silent = advance();
    await arrived;
    await store.db.execute(sql`update app_states set lease_until = 0 where app_id = ${appId}`);
    clock.advance(leaseMs + 1);
    expect(await ledger.recall(id, wang)).toBe('asked');
    await advance();
    await work(id);
    expect(asked).toEqual([]);
    expect((await summary(id)).tally.unknown).toBe(1);
    release();
    await silent;
    expect(nudges.recalls).toEqual([id, id]);
    await work(id);
    expect(await summary(id)).toMatchObject({ tally: { accepted: 1 }, recall: { recalled: 1 } });
  });

  test('a crash in between: what was recalled is not asked for again, the rest is', async () => {
    const { ledger, asked, wecom, work, sent, summary } = open();
    const id = await sent(3);
    await ledger.recall(id, wang);
    wecom.answer = async (msgid) => {
      if (msgid === 'of d101') throw new Error('the process died');
      return recalled;
    };
    await expect(work(id)).rejects.toThrow('died');
    expect((await summary(id)).recall).toMatchObject({ recalled: 100, pending: 101 });
    wecom.answer = async () => recalled;
    await work(id);
    expect(asked).toEqual(['of d1', 'of d101', 'of d101', 'of d201']);
    expect((await summary(id)).recall).toMatchObject({ recalled: 201, pending: 0 });
  });

  test.each([
    ['out of reach', unreachable, 1000],
    ['without a ticket', noTicket, 60_000],
    ['at its limit', refusedWith(45009, 'throttled'), 60_000],
    ['silent', noAnswer, 1000],
  ])('WeCom is %s: waits, and goes on', async (_, answer, leastMs) => {
    const { ledger, asked, wakes, wecom, work, sent, summary, clock } = open();
    const id = await sent(2);
    await ledger.recall(id, wang);
    wecom.answer = async () => answer;
    await work(id);
    expect(asked).toHaveLength(1);
    expect((wakes[0] ?? 0) - clock.now()).toBeGreaterThanOrEqual(leastMs);
    wecom.answer = async () => recalled;
    await work(id);
    expect(wakes).toHaveLength(1);
    expect((await summary(id)).recall).toMatchObject({ recalled: 101, pending: 0 });
  });

  test('one that fails each time keeps no other one back', async () => {
    const { ledger, wecom, work, sent, summary } = open();
    const id = await sent(3);
    await ledger.recall(id, wang);
    wecom.answer = async (msgid) => (msgid === 'of d1' ? noAnswer : recalled);
    await work(id);
    await work(id);
    expect((await summary(id)).recall).toMatchObject({ recalled: 101, pending: 100 });
  });

  test('until 24 hours after WeCom accepted it, less a minute; then nobody is offered it', async () => {
    const { ledger, sent, summary, clock } = open();
    const [early, late] = [await sent(1), await sent(1)];
    const until = clock.now() + recallableForMs;
    clock.advance(recallableForMs - 1);
    expect((await summary(early)).recallableUntil).toBe(until);
    expect(await ledger.recall(early, wang)).toBe('asked');
    clock.advance(1);
    expect((await summary(late)).recallableUntil).toBe(clock.now());
    expect(await ledger.recall(late, wang)).toBe('tooLate');
    expect((await summary(late)).delivery.recall).toBeNull();
  });

  test('WeCom could not be reached until it was too late: that is the end of it', async () => {
    const { ledger, wecom, work, sent, summary, clock, wakes } = open();
    const id = await sent(1);
    await ledger.recall(id, wang);
    wecom.answer = async () => unreachable;
    await work(id);
    clock.advance(recallableForMs + 1);
    await work(id);
    expect(wakes).toHaveLength(1);
    const { recall } = await summary(id);
    expect(recall).toMatchObject({ refused: 1, pending: 0, refusals: [{ errcode: 42052 }] });
  });

  test.each([42052, 40058])('%d is the last word', async (errcode) => {
    const { ledger, wecom, work, sent, summary } = open();
    const id = await sent(1);
    await ledger.recall(id, wang);
    wecom.answer = async () => refusedWith(errcode);
    await work(id);
    expect(await summary(id)).toMatchObject({ recall: { refused: 1 }, recallableUntil: null });
    expect(await ledger.recall(id, wang)).toBe('already');
  });

  test('what can be mended may be asked for again, and only that', async () => {
    const { ledger, asked, wecom, work, sent, summary } = open();
    const id = await sent(3);
    await ledger.recall(id, wang);
    wecom.answer = async (msgid) => (msgid === 'of d1' ? recalled : refusedWith(60020));
    await work(id);
    const first = await summary(id);
    expect(first.recall).toMatchObject({ recalled: 100, refused: 101, refusals: [{ errcode: 60020 }] });
    expect(first.recallableUntil).not.toBeNull();
    wecom.answer = async () => recalled;
    expect(await ledger.recall(id, admin)).toBe('asked');
    await work(id);
    expect(asked.slice(3)).toEqual(['of d101', 'of d201']);
    expect(await summary(id)).toMatchObject({ recall: { recalled: 201, refused: 0 }, recallableUntil: null });
  });

  test('the company took its authorisation back: said at once, and possible again when it authorises anew', async () => {
    const { ledger, asked, wecom, work, sent, summary } = open();
    const id = await sent(2);
    wecom.isAuthorised = false;
    expect(await ledger.recall(id, wang)).toBe('asked');
    await work(id);
    expect(asked).toEqual([]);
    expect((await summary(id)).recall).toMatchObject({ refused: 101, isAppGone: true, pending: 0 });
    wecom.isAuthorised = true;
    expect(await ledger.recall(id, wang)).toBe('asked');
    await work(id);
    expect((await summary(id)).recall).toMatchObject({ recalled: 101, isAppGone: false });
  });

  test('an answer that comes after another process has settled the matter changes nothing', async () => {
    const { ledger, wecom, work, sent, summary } = open();
    const id = await sent(1);
    await ledger.recall(id, wang);
    const late = Promise.withResolvers<RecallAnswer>();
    wecom.answer = () => late.promise;
    const slow = work(id);
    await new Promise(setImmediate);
    const thought = open();
    await store.db.execute(sql`update batches set recall = '{"state":"recalled","at":1}' where delivery_id = ${id}`);
    late.resolve(refusedWith(40058));
    await slow;
    expect((await thought.summary(id)).recall).toMatchObject({ recalled: 1, refused: 0 });
    expect((await summary(id)).recallableUntil).toBeNull();
  });

  test('a school notice is not recalled, and goes on', async () => {
    const { ledger, summary, ...core } = open();
    const { delivery } = await ledger.submit(
      submissionOf({ appId: core.appId, lists: [listOf(3)], at: core.clock.now() }),
    );
    expect(await ledger.recall(delivery.id, wang)).toBe('notice');
    expect((await summary(delivery.id)).delivery).toMatchObject({ halt: null, recall: null });
  });

  test('where nothing was accepted there is nothing to recall', async () => {
    const { ledger, relay, submit, drain, summary } = open();
    relay.script.answer = async () => ({ type: 'allInvalid', refusal: { errcode: 81013, errmsg: 'no' } });
    const { id } = await submit([listOf(3, 'member')]);
    await drain();
    expect(await ledger.recall(id, wang)).toBe('nothing');
    expect(await ledger.recall(randomUUID(), wang)).toBe('nothing');
    expect((await summary(id)).recallableUntil).toBeNull();
  });

  test('what was accepted without a message id is counted among what could not be recalled', async () => {
    const { ledger, relay, work, submit, drain, summary } = open();
    relay.script.answer = async ({ ids }) => ({
      ...{ type: 'accepted', invalid: [] },
      msgid: ids[0] === 'd1' ? null : 'msg',
    });
    const { id } = await submit(batchesOf(2));
    await drain();
    expect(await ledger.recall(id, wang)).toBe('asked');
    await work(id);
    expect((await summary(id)).recall).toMatchObject({ recalled: 1, refused: 100, nameless: 100 });
  });

  test('before anything went out it only stops the sending', async () => {
    const { ledger, relay, asked, work, submit, drain, summary } = open();
    const { id } = await submit(batchesOf(2));
    expect(await ledger.recall(id, wang)).toBe('asked');
    await work(id);
    await drain();
    expect([relay.sent, asked]).toEqual([[], []]);
    expect((await summary(id)).tally.unsent).toBe(101);
  });
});
