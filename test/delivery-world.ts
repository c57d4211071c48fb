/** What may happen to deliveries: processes that die or are stopped, a WeCom with a log of its own, people with buttons. */
import { sql } from 'drizzle-orm';
import type { Courier } from '../src/delivery/courier.ts';
import { leaseMs } from '../src/delivery/lease.ts';
import type { Relay } from '../src/delivery/relay.ts';
import { repeats } from '../src/delivery/retry.ts';
import type { SendAnswer } from '../src/delivery/states.ts';
import { type Database, rowsOf } from '../src/store/open.ts';
import { type Core, openCore, unreachable } from './delivery-stage.ts';

/** How WeCom takes one request: what it answers, whether it carries it out, and whether the answer keeps waiting. */
export type Reply = { answer: SendAnswer; isCarriedOut: boolean; isLate: boolean };

/** WeCom's own record of a request. */
export type Received = {
  batch: string;
  body: string;
  at: number;
  ids: string[];
  accepted: string[];
  isDoubtful: boolean;
};

const acceptance: Reply = { answer: { type: 'accepted', invalid: [] }, isCarriedOut: true, isLate: false };

/** So long WeCom drops the same request, where that is asked for. */
const copiesDroppedMs = 4 * 60 * 60 * 1000;

/** Opens and shuts for everything a process does; shut for ever when it died. */
class Gate {
  #open = Promise.resolve();
  #wake = () => {};
  #inside = 0;
  isShut = false;

  /** Something that it let in has not ended. */
  get isBusy(): boolean {
    return this.#inside > 0;
  }

  shut(): void {
    if (this.isShut) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    [this.#open, this.#wake, this.isShut] = [promise, resolve, true];
  }

  open(): void {
    this.isShut = false;
    this.#wake();
  }

  /** Before and after `work`: a process may be stopped between a commit and what follows it. */
  async pass<T>(work: () => PromiseLike<T>): Promise<T> {
    await this.#open;
    this.#inside += 1;
    const result = await Promise.resolve(work()).finally(() => {
      this.#inside -= 1;
    });
    await this.#open;
    return result;
  }
}

/** The database as a process sees it that can be stopped. */
function gated<T extends object>(target: T, gate: Gate): T {
  return new Proxy(target, {
    get(from, name) {
      const value: unknown = Reflect.get(from, name, from);
      if (typeof value !== 'function') return value;
      if (name === 'then')
        return (ok: (result: unknown) => unknown, no: (error: unknown) => unknown) =>
          gate.pass(() => new Promise((resolve, reject) => value.call(from, resolve, reject))).then(ok, no);
      if (name === 'transaction') return (work: unknown) => gate.pass(() => value.call(from, work));
      return (...args: unknown[]) => {
        const result: unknown = value.apply(from, args);
        return typeof result === 'object' && result !== null ? gated(result, gate) : result;
      };
    },
  });
}

export type Process = {
  courier: Courier;
  gate: Gate;
  isDead: boolean;
  running: Promise<void> | null;
  /** Requests whose answers keep waiting. */
  waiting: (() => void)[];
};

export class World {
  readonly core: Core;
  readonly received: Received[] = [];
  readonly replies: Reply[] = [];
  /** Every id a person had sent again, once for each time. */
  readonly resent: string[] = [];
  readonly processes: Process[] = [];
  readonly deliveries: string[] = [];
  /** By halted delivery: the batches that were on their way when it was halted. */
  readonly halted = new Map<string, Set<string>>();
  readonly violations: string[] = [];
  readonly #db: Database;

  constructor(db: Database, dropsCopies: boolean) {
    this.#db = db;
    this.core = openCore(db);
    this.core.relay.script.dropsCopies = dropsCopies;
    this.start();
  }

  /** The newest process, which is the one that works. */
  get current(): Process {
    const process = this.processes.at(-1);
    if (process === undefined) throw new Error('no process');
    return process;
  }

  start(): void {
    const gate = new Gate();
    const process: Process = { gate, isDead: false, running: null, waiting: [], courier: { advance: async () => {} } };
    const relay: Relay = {
      ...this.core.relay.relay,
      send: (_type, body, mayLeave) => this.#receive(body, process, mayLeave),
    };
    process.courier = this.core.courier({ db: gated(this.#db, gate), relay: async () => relay });
    this.processes.push(process);
  }

  /** Begins to work where it does not already, and waits until it is done or only waits for answers. */
  async work(process = this.current): Promise<void> {
    process.running ??= process.courier.advance(this.core.appId, new AbortController().signal).finally(() => {
      process.running = null;
    });
    await this.settle(process);
  }

  async settle(process = this.current): Promise<void> {
    for (let quiet = 0; process.running !== null && !process.gate.isShut && quiet < 12; ) {
      await Promise.race([process.running, new Promise(setImmediate)]);
      quiet = process.waiting.length > 0 && !process.gate.isBusy ? quiet + 1 : 0;
    }
  }

  /** Silent for longer than its lease lasts: another takes over. Dead it never wakes. */
  async silence(isDeath: boolean): Promise<void> {
    this.current.gate.shut();
    this.current.isDead = isDeath;
    await this.#db.execute(sql`update app_states set lease_until = 0 where app_id = ${this.core.appId}`);
    this.core.clock.advance(leaseMs + 1);
    this.start();
  }

  async wake(): Promise<void> {
    for (const process of this.processes.filter(({ isDead }) => !isDead)) {
      process.gate.open();
      for (const answer of process.waiting.splice(0)) answer();
      await this.settle(process);
    }
  }

  async halt(id: string): Promise<void> {
    const at = this.core.clock.now();
    if (!(await this.core.ledger.halt(id, { type: 'cancelled', at, by: 'U0WANG' }))) return;
    this.halted.set(id, new Set(await this.#batches(id, sql`state = 'sending'`)));
  }

  async resume(id: string): Promise<void> {
    this.halted.delete(id);
    await this.core.ledger.resume(id, 'U0WANG');
  }

  async decide(id: string, decision: 'resend' | 'leave'): Promise<void> {
    const doubtful = await this.#batches(id, sql`state = 'unknown' and left_as_is = 0`);
    // By a person, or by what WeCom answered.
    const isHalted = (await this.core.summary(id)).delivery.halt !== null;
    const isStopped = isHalted && (await this.#batches(id, sql`state = 'planned'`)).length > 0;
    const expected = decision === 'resend' && isStopped ? 0 : doubtful.length;
    const decided = await this.core.ledger.decideUnknown(id, 'U0WANG', decision);
    if (decided !== expected) this.violations.push(`${decided} decided, ${expected} could be`);
    if (decision === 'leave' || decided === 0) return;
    this.halted.delete(id);
    const again = this.received.filter(({ batch }) => doubtful.includes(batch));
    this.resent.push(...new Set(again.flatMap(({ ids }) => ids)));
    for (const request of again) request.isDoubtful = false;
  }

  /** Batches by what they are called in WeCom's record: the first id in them. */
  async #batches(id: string, which: ReturnType<typeof sql>): Promise<string[]> {
    const result = await this.#db.execute(
      sql`select recipients::jsonb->0->'ids'->>0 as first from batches where delivery_id = ${id} and ${which}`,
    );
    return rowsOf<{ first: string }>(result).map(({ first }) => first);
  }

  async #receive(body: Uint8Array, process: Process, mayLeave = () => true): Promise<SendAnswer> {
    if (!mayLeave()) return unreachable;
    const text = new TextDecoder().decode(body);
    const { recipients } = JSON.parse(text) as { recipients: { kind: string; ids: string[] }[] };
    const ids = recipients.flatMap((list) => list.ids);
    const { answer, isCarriedOut, isLate } = this.replies.shift() ?? acceptance;
    const batch = ids[0] ?? '';
    this.#judge(batch, text, process);
    const invalid = answer.type === 'accepted' ? answer.invalid.map(({ id }) => id) : [];
    const accepted = isCarriedOut && !this.#isDropped(text) ? ids.filter((id) => !invalid.includes(id)) : [];
    const request = { batch, body: text, at: this.core.clock.now(), ids, accepted, isDoubtful: true };
    this.received.push(request);
    if (isLate) await new Promise<void>((resolve) => process.waiting.push(resolve));
    return process.gate.pass(async () => {
      // Where a person has decided meanwhile, no answer brings the doubt back.
      request.isDoubtful &&= answer.type === 'unknown';
      return answer;
    });
  }

  /** What must be true of every request at the moment it leaves. */
  #judge(batch: string, body: string, process: Process): void {
    const [first] = this.received.filter((one) => one.batch === batch && one.isDoubtful);
    if (first !== undefined && !this.#mayRepeat(first, body))
      this.violations.push(`${batch} sent again although nobody knows about the first time`);
    if (process.gate.isShut) this.violations.push(`${batch} sent by a process that was stopped`);
    for (const [id, onTheirWay] of this.halted) {
      if (batch.startsWith(id) && !onTheirWay.has(batch)) this.violations.push(`${batch} sent after a halt`);
    }
  }

  /** Byte for byte, and so early that WeCom would still drop it. */
  #mayRepeat(first: Received, body: string): boolean {
    const { relay, clock } = this.core;
    return relay.script.dropsCopies && first.body === body && clock.now() < first.at + repeats.withinMs;
  }

  #isDropped(body: string): boolean {
    const { relay, clock } = this.core;
    const isSame = (one: Received) => one.accepted.length > 0 && one.body === body;
    return (
      relay.script.dropsCopies && this.received.some((one) => isSame(one) && clock.now() < one.at + copiesDroppedMs)
    );
  }
}
