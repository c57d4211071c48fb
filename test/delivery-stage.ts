/** The delivery core alone: a real database, a WeCom that answers as it is told, and a clock that stands still. */
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { RecipientKind, RecipientList } from '../src/audience.ts';
import type { Clock } from '../src/clock.ts';
import { type Courier, type CourierDeps, createCourier } from '../src/delivery/courier.ts';
import { createLedger, type Ledger, type Nudge } from '../src/delivery/ledger.ts';
import type { Relay, UploadAnswer } from '../src/delivery/relay.ts';
import { concurrency } from '../src/delivery/retry.ts';
import type { SendAnswer } from '../src/delivery/states.ts';
import type { Submission } from '../src/delivery/submit.ts';
import type { Delivery, Summary } from '../src/delivery/summary.ts';
import type { Database } from '../src/store/open.ts';

/** One request as it left: whom it named, and when. */
export type Sent = { ids: string[]; kinds: RecipientKind[]; mediaId: string; at: number };

export const accepted: SendAnswer = { type: 'accepted', invalid: [] };
export const lost: SendAnswer = { type: 'unknown', doubt: 'timeout', detail: 'DEADLINE' };
export const unreachable: SendAnswer = { type: 'notSent', hurdle: 'unreachable', detail: 'ECONNREFUSED' };

export function refusedWith(errcode: number, advice: Extract<SendAnswer, { type: 'refused' }>['advice']): SendAnswer {
  return { type: 'refused', refusal: { errcode, errmsg: 'no' }, advice };
}

export type StillClock = Clock & { advance(ms: number): void };

/** Time passes when the test says so; whoever sleeps until then wakes. */
export function stillClock(now: number): StillClock {
  const sleepers = new Set<{ at: number; wake: () => void }>();
  return {
    now: () => now,
    sleep(ms, signal) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const sleeper = { at: now + ms, wake: resolve };
      sleepers.add(sleeper);
      if (signal?.aborted) resolve();
      signal?.addEventListener('abort', () => resolve());
      return promise.finally(() => sleepers.delete(sleeper));
    },
    advance(ms) {
      now += ms;
      for (const { at, wake } of sleepers) if (at <= now) wake();
    },
  };
}

/** Answers "accepted" unless told otherwise; remembers every request that left. */
function scriptedRelay(clock: StillClock) {
  const sent: Sent[] = [];
  const uploads: { fresh: boolean; at: number }[] = [];
  const script = {
    answer: async (_request: Sent): Promise<SendAnswer> => accepted,
    dropsCopies: false,
    upload: async (): Promise<UploadAnswer> => ({ type: 'uploaded', mediaId: `media-${uploads.length}` }),
  };
  const relay: Relay = {
    upload(_cover, { fresh }) {
      uploads.push({ fresh, at: clock.now() });
      return script.upload();
    },
    render: (_message, request) => new TextEncoder().encode(JSON.stringify(request)),
    async send(_type, body, mayLeave = () => true) {
      if (!mayLeave()) return { type: 'notSent', hurdle: 'unreachable', detail: 'NOT_ALLOWED' };
      const { mediaId, recipients } = JSON.parse(new TextDecoder().decode(body)) as {
        mediaId: string;
        recipients: RecipientList[] | null;
      };
      const ids = recipients?.flatMap((list) => list.ids) ?? ['@all'];
      const request = { ids, kinds: recipients?.map(({ kind }) => kind) ?? [], mediaId, at: clock.now() };
      sent.push(request);
      return script.answer(request);
    },
    recall: async () => ({ type: 'recalled' }),
    canDropCopies: () => script.dropsCopies,
  };
  return { relay, sent, uploads, script };
}

export type Core = {
  appId: string;
  clock: StillClock;
  ledger: Ledger;
  relay: ReturnType<typeof scriptedRelay>;
  /** When the courier asked to be called again, and how often the ledger asked for a report or for an advance. */
  wakes: number[];
  nudges: { reports: string[]; advances: number; recalls: string[] };
  /** A courier of this app; each is a process of its own as far as the database can tell. */
  courier(over?: Partial<CourierDeps>): Courier;
  /** Saved and, unless `started` is false, reported in Slack. */
  submit(lists: RecipientList[] | null, over?: { started?: boolean; fingerprint?: string }): Promise<Delivery>;
  /** Lets a courier work and time pass until nothing happens by itself any more. */
  drain(courier?: Courier): Promise<void>;
  summary(id: string): Promise<Summary>;
};

export const start = Date.UTC(2026, 10, 23, 8, 0, 0);

/** An app of its own on a database that may be shared. */
export function openCore(db: Database, appId: string = `app-${randomUUID()}`): Core {
  const clock = stillClock(start);
  const wakes: number[] = [];
  const nudges = { reports: [] as string[], advances: 0, recalls: [] as string[] };
  const nudge: Nudge = {
    report: async (_tx, id) => void nudges.reports.push(id),
    advance: async () => {
      nudges.advances += 1;
    },
    recall: async (_tx, id) => void nudges.recalls.push(id),
  };
  const ledger = createLedger({ db, clock, nudge });
  const relay = scriptedRelay(clock);
  const bytes = new Uint8Array([1]);
  const courier: Core['courier'] = (over = {}) =>
    createCourier({
      ...{ db, ledger, nudge, clock, concurrency },
      random: () => 0.5,
      log: pino({ level: 'silent' }),
      relay: async () => relay.relay,
      cover: async (sha256) => ({ sha256, bytes, mimeType: 'image/png', name: 'cover.png' }),
      changed: () => undefined,
      wake: async (_appId, at) => void wakes.push(at),
      ...over,
    });
  return {
    ...{ appId, clock, ledger, relay, wakes, nudges, courier },
    async submit(lists, { started = true, ...over } = {}) {
      const { delivery } = await ledger.submit(submissionOf({ appId, lists, at: clock.now(), ...over }));
      if (started) await ledger.started(delivery.id);
      return delivery;
    },
    async drain(worker = courier()) {
      for (let turn = 0; turn < 100; turn += 1) {
        const before = wakes.length;
        await worker.advance(appId, new AbortController().signal);
        const next = wakes.slice(before).at(-1);
        if (next === undefined) return;
        if (next > clock.now()) clock.advance(next - clock.now());
      }
      throw new Error('the courier never comes to rest');
    },
    async summary(id) {
      const summary = await ledger.summary(id);
      if (summary === null) throw new Error(`no delivery ${id}`);
      return summary;
    },
  };
}

export function submissionOf(asked: {
  appId: string;
  lists: RecipientList[] | null;
  at: number;
  id?: string;
  fingerprint?: string;
}): Submission {
  const { appId, lists, at, id = randomUUID(), fingerprint = `of-${id}` } = asked;
  return {
    ...{ id, series: 'N', appId, fingerprint, arithmetic: null, teamId: 'T0SCHOOL', sender: 'U0WANG' },
    ...{ channel: 'C0NOTICE', responseUrl: '', locale: 'zh', note: '', submittedAt: at },
    message: {
      ...{ type: 'notice', title: '家长会', appid: 'wx1234567890abcdef', pagepath: 'pages/index' },
      ...{ cover: '0'.repeat(64), idTranslation: false },
    },
    audience: lists === null ? { type: 'wholeSchool' } : { type: 'lists', lists },
  };
}

/** `count` ids of one kind, numbered from 1. */
export function listOf(count: number, kind: RecipientKind = 'parent', prefix = kind[0] ?? ''): RecipientList {
  const ids = Array.from({ length: count }, (_, i) => `${prefix}${i + 1}`);
  return { kind, ids, lines: ids.map((_, i) => i + 1) };
}

/** As many batches as wanted, one department each, so that many stay small. */
export function batchesOf(count: number): RecipientList[] {
  return [listOf((count - 1) * 100 + 1, 'department')];
}

/** Every id that left in any request, with repetitions. */
export function idsIn(sent: Sent[]): string[] {
  return sent.flatMap(({ ids }) => ids);
}

type Meddling = {
  /** Right before a transaction is begun; what it throws is what the transaction throws. */
  before?: () => Promise<void>;
  /** After a transaction was committed, before its caller knows. */
  after?: () => Promise<void>;
};

/** A database whose transactions can be counted, kept waiting or refused. */
export function meddledWith(db: Database, meddling: Meddling): Database & { transactions: number } {
  const counted = { transactions: 0 };
  const transaction: Database['transaction'] = async (work, config) => {
    counted.transactions += 1;
    await meddling.before?.();
    const result = await db.transaction(work, config);
    await meddling.after?.();
    return result;
  };
  return new Proxy(db, {
    get(target, name) {
      if (name === 'transactions') return counted.transactions;
      if (name === 'transaction') return transaction;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  }) as Database & { transactions: number };
}
