/**
 * Sends one delivery: cover first, then its batches, as many at once as the pace allows.
 * One side effect, then one save; for the send the save comes first.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Desk, DueBatch, Throttle } from './desk.ts';
import type { Journal } from './journal.ts';
import type { Lease } from './lease.ts';
import type { Ledger } from './ledger.ts';
import type { Pace } from './pace.ts';
import type { Cover, Relay } from './relay.ts';
import { backoffMs, throttleWindow } from './retry.ts';
import { type Consequence, type Settlement, settle } from './settle.ts';
import type { Advice, Halt, Pause, Refusal, SendAnswer } from './states.ts';
import { type Delivery, deliveryName } from './summary.ts';

export type RunDeps = {
  desk: Desk;
  journal: Journal;
  ledger: Ledger;
  relay: Relay;
  pace: Pace;
  lease: Lease;
  clock: Clock;
  random: () => number;
  log: Log;
  cover(sha256: string): Promise<Cover | null>;
  /** Something about the delivery changed that its thread may show. */
  changed(deliveryId: string): void;
};

/** Why a run ended: the delivery is over (or halted), it waits, or this process must let go of the app. */
export type RunEnd = { type: 'over' } | { type: 'waits'; until: number } | { type: 'letGo' };

/** How many batches are read ahead of the sends. */
const readAhead = 128;

/** How often a save of an answer is tried: an answer that came but is not saved would become unknown. */
const maxSaves = 6;

export async function runDelivery(delivery: Delivery, deps: RunDeps, signal: AbortSignal): Promise<RunEnd> {
  const run = new Run(delivery, deps, await deps.desk.throttle(delivery.appId));
  const end = await run.loop(signal);
  if (end.type === 'over') await deps.desk.close(delivery.id, deps.clock.now());
  return end;
}

class Run {
  readonly #delivery: Delivery;
  readonly #deps: RunDeps;
  readonly #inFlight = new Map<number, Promise<void>>();
  #ready: DueBatch[] = [];
  #throttle: Throttle;
  #mediaId: string | null;
  #uploads = 0;
  /** Set once nothing more may be launched from here. */
  #end: RunEnd | null = null;
  #failure: unknown = null;
  #turn = Promise.withResolvers<void>();

  constructor(delivery: Delivery, deps: RunDeps, throttle: Throttle) {
    this.#delivery = delivery;
    this.#deps = deps;
    this.#throttle = throttle;
    this.#mediaId = delivery.mediaId;
  }

  async loop(signal: AbortSignal): Promise<RunEnd> {
    const wake = () => this.#turn.resolve();
    signal.addEventListener('abort', wake);
    try {
      return await this.#rounds(signal);
    } finally {
      signal.removeEventListener('abort', wake);
    }
  }

  async #rounds(signal: AbortSignal): Promise<RunEnd> {
    for (;;) {
      if (signal.aborted || this.#deps.lease.lost()) this.#end ??= { type: 'letGo' };
      if (this.#end === null) await this.#launchDue();
      if (this.#end === null && this.#inFlight.size === 0) this.#end = await this.#idle();
      if (this.#end !== null || this.#failure !== null) return this.#settled();
      if (this.#inFlight.size > 0) await this.#turn.promise;
      this.#turn = Promise.withResolvers<void>();
    }
  }

  async #launchDue(): Promise<void> {
    const { clock, pace } = this.#deps;
    if (clock.now() < this.#throttle.until) return;
    if (this.#mediaId === null) await this.#uploadCover();
    await this.#refill();
    while (this.#end === null && this.#mediaId !== null && this.#inFlight.size < pace.limit(clock.now())) {
      const batch = this.#ready.shift();
      if (batch === undefined) return;
      this.#launch(batch, this.#mediaId);
    }
  }

  async #refill(): Promise<void> {
    if (this.#ready.length > 0) return;
    const { desk, clock } = this.#deps;
    const due = await desk.dueBatches(this.#delivery.id, clock.now(), readAhead + this.#inFlight.size);
    this.#ready = due.filter(({ seq }) => !this.#inFlight.has(seq));
  }

  #launch(batch: DueBatch, mediaId: string): void {
    const sending = this.#send(batch, mediaId)
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => {
        this.#inFlight.delete(batch.seq);
        this.#turn.resolve();
      });
    this.#inFlight.set(batch.seq, sending);
  }

  /** Nothing is in flight: over, waiting, or (null) something is due at once. */
  async #idle(): Promise<RunEnd | null> {
    const { desk, pace, clock } = this.#deps;
    const due = await desk.nextDue(this.#delivery.id);
    if (due === null) return { type: 'over' };
    const until = Math.max(due, this.#throttle.until, pace.openUntil());
    return until > clock.now() ? { type: 'waits', until } : null;
  }

  async #settled(): Promise<RunEnd> {
    await Promise.all(this.#inFlight.values());
    if (this.#failure !== null) throw this.#failure;
    return this.#end ?? { type: 'letGo' };
  }

  async #send(batch: DueBatch, mediaId: string): Promise<void> {
    const { relay, journal, lease, clock, pace, log, changed } = this.#deps;
    const { id: deliveryId, message } = this.#delivery;
    const { seq, recipients, tries, busyTries } = batch;
    const body = relay.render(message, mediaId, recipients);
    const sha256 = createHash('sha256').update(body).digest('hex');
    const sentAt = clock.now();
    const leaseToken = lease.token;
    if (!(await journal.intend({ deliveryId, seq, sha256, mediaId, sentAt, leaseToken }))) return this.#forbidden();
    // A process that was stopped may wake up here long after: look at the lease again, with nothing awaited in between.
    const answer: SendAnswer = lease.lost() ? leaseLost : await relay.send(body);
    const sending = { state: 'sending', sentAt, tries, busyTries } as const;
    const settlement = settle({ batch: sending, recipients, answer, now: clock.now(), random: this.#deps.random() });
    pace.learn(settlement.consequence, clock.now());
    await Promise.all([
      this.#follow(settlement.consequence, sentAt, mediaId),
      this.#save(() => journal.settle({ deliveryId, seq, sentAt, state: settlement.state, recipients })),
    ]);
    log.info({ delivery: deliveryName(this.#delivery), batch: seq, ...outcomeOf(settlement, answer) }, 'batch');
    changed(deliveryId);
  }

  /** The intent was not written: a person stopped the delivery, or the app now belongs to another process. */
  async #forbidden(): Promise<void> {
    const delivery = await this.#deps.ledger.find(this.#delivery.id);
    this.#end ??= delivery?.halt == null ? { type: 'letGo' } : { type: 'over' };
  }

  async #save(save: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await save();
      } catch (error) {
        if (attempt === maxSaves) throw error;
        this.#deps.log.error({ err: error }, 'an answer could not be saved; trying again');
        await this.#deps.clock.sleep(500 * attempt);
      }
    }
  }

  async #follow(consequence: Consequence, sentAt: number, mediaId: string): Promise<void> {
    switch (consequence.type) {
      case 'clean':
        return this.#unthrottle(sentAt);
      case 'throttled':
        return this.#throttled(sentAt);
      case 'uploadAgain':
        return this.#uploadAgain(consequence.refusal, mediaId);
      case 'halt':
        return this.#halt({ type: 'refused', at: this.#deps.clock.now(), refusal: consequence.refusal });
      case 'hurdle':
      case 'slowDown':
      case 'none':
        return;
    }
  }

  async #halt(halt: Halt): Promise<void> {
    this.#end ??= { type: 'over' };
    await this.#deps.ledger.halt(this.#delivery.id, halt);
  }

  /** Parallel refusals of one window count once. */
  async #throttled(sentAt: number): Promise<void> {
    if (sentAt < this.#throttle.until) return;
    const now = this.#deps.clock.now();
    const { until, level, daily } = throttleWindow(now, this.#throttle.level);
    this.#throttle = { until, level };
    if (daily) this.#end ??= { type: 'over' };
    await this.#deps.desk.setThrottle(this.#delivery.appId, this.#throttle);
    if (daily) await this.#halt({ type: 'dailyLimit', at: now, until });
  }

  async #unthrottle(sentAt: number): Promise<void> {
    if (this.#throttle.level === 0 || sentAt < this.#throttle.until) return;
    this.#throttle = { until: 0, level: 0 };
    await this.#deps.desk.setThrottle(this.#delivery.appId, this.#throttle);
  }

  /** The media_id died: upload once more; a second death of a fresh one is not ours to mend. */
  async #uploadAgain(refusal: Refusal, deadMediaId: string): Promise<void> {
    if (deadMediaId !== this.#mediaId) return;
    if (this.#uploads > 1) return this.#halt({ type: 'cover', at: this.#deps.clock.now(), refusal });
    this.#uploads = 1;
    this.#mediaId = null;
  }

  async #uploadCover(): Promise<void> {
    const { message, id } = this.#delivery;
    const cover = await this.#deps.cover(message.cover);
    if (cover === null) throw new Error(`${deliveryName(this.#delivery)}: its cover is not in the store`);
    const answer = await this.#deps.relay.upload(cover, { fresh: this.#uploads > 0 });
    switch (answer.type) {
      case 'uploaded':
        this.#uploads += 1;
        this.#mediaId = answer.mediaId;
        return this.#deps.desk.setMediaId(id, answer.mediaId);
      case 'notSent':
      case 'unknown':
        return this.#postpone('unreachable');
      case 'refused':
        return this.#uploadRefused(answer.refusal, answer.advice);
    }
  }

  async #uploadRefused(refusal: Refusal, advice: Advice): Promise<void> {
    const at = this.#deps.clock.now();
    switch (advice) {
      case 'busy':
      case 'slowDown':
        return this.#postpone(advice);
      case 'throttled':
        return this.#throttled(at);
      case 'stop':
        return this.#halt({ type: 'refused', at, refusal });
      case 'upload':
      case 'recipients':
        return this.#halt({ type: 'cover', at, refusal });
    }
  }

  /** The cover could not be uploaded now, so nothing of the delivery can go out before a while. */
  async #postpone(pause: Pause): Promise<void> {
    const { desk, clock, random, changed } = this.#deps;
    const [first] = await desk.dueBatches(this.#delivery.id, Number.MAX_SAFE_INTEGER, 1);
    const until = clock.now() + 1000 + backoffMs((first?.tries ?? 0) + 1, random());
    this.#end ??= { type: 'waits', until };
    await desk.postpone(this.#delivery.id, until, pause);
    changed(this.#delivery.id);
  }
}

const leaseLost: SendAnswer = { type: 'notSent', hurdle: 'circuitOpen', detail: 'lease lost' };

function outcomeOf({ state }: Settlement, answer: SendAnswer): Record<string, unknown> {
  return { state: state.state, answer: answer.type, ...('refusal' in answer && { errcode: answer.refusal.errcode }) };
}
