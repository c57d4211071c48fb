/**
 * Sends one delivery: cover first, then its batches, as many at once as the pace allows.
 * One side effect, then one save; for the send the save comes first.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { CoverUpload } from './cover-upload.ts';
import type { Desk, DueBatch } from './desk.ts';
import type { Journal } from './journal.ts';
import type { Lease } from './lease.ts';
import type { Ledger } from './ledger.ts';
import type { Pace } from './pace.ts';
import type { Cover, Relay } from './relay.ts';
import { backoffMs } from './retry.ts';
import { type Consequence, type Settlement, settle } from './settle.ts';
import type { Advice, Halt, Pause, Refusal, SendAnswer } from './states.ts';
import { type Delivery, deliveryName } from './summary.ts';
import { Throttle } from './throttle.ts';

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
  const run = new Run(delivery, deps, await Throttle.of(delivery.appId, deps));
  const end = await run.loop(signal);
  if (end.type === 'over') await deps.desk.close(delivery.id, deps.clock.now());
  return end;
}

class Run {
  readonly #delivery: Delivery;
  readonly #deps: RunDeps;
  readonly #inFlight = new Map<number, Promise<void>>();
  #ready: DueBatch[] = [];
  /** Nothing planned is left to read, until a batch comes back. */
  #isDry = false;
  readonly #throttle: Throttle;
  readonly #cover: CoverUpload;
  /** Set once nothing more may be launched from here. */
  #end: RunEnd | null = null;
  #failure: unknown = null;
  #turn = Promise.withResolvers<void>();

  constructor(delivery: Delivery, deps: RunDeps, throttle: Throttle) {
    this.#delivery = delivery;
    this.#deps = deps;
    this.#throttle = throttle;
    this.#cover = new CoverUpload(delivery, deps);
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
    if (this.#cover.mediaId === null) await this.#uploadCover();
    await this.#refill();
    const { mediaId } = this.#cover;
    while (this.#end === null && mediaId !== null && this.#inFlight.size < pace.limit(clock.now())) {
      const batch = this.#ready.shift();
      if (batch === undefined) return;
      this.#launch(batch, mediaId);
    }
  }

  async #refill(): Promise<void> {
    if (this.#ready.length > 0 || this.#isDry) return;
    const { desk, clock } = this.#deps;
    const limit = readAhead + this.#inFlight.size;
    const due = await desk.dueBatches(this.#delivery.id, clock.now(), limit);
    this.#isDry = due.length < limit;
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
    this.#isDry = false;
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
    pace.learn(settlement.consequence, clock.now(), sentAt);
    await Promise.all([
      this.#follow(settlement.consequence, sentAt, mediaId),
      this.#save(() => journal.settle({ deliveryId, seq, sentAt, state: settlement.state, recipients })),
    ]);
    if (settlement.state.state === 'planned' || settlement.state.state === 'split') this.#isDry = false;
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
        return this.#throttle.passed(sentAt);
      case 'throttled':
        return this.#throttled(sentAt);
      case 'uploadAgain':
        if (this.#cover.died(mediaId)) return;
        return this.#halt({ type: 'cover', at: this.#deps.clock.now(), refusal: consequence.refusal });
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

  async #throttled(sentAt: number): Promise<void> {
    if (!(await this.#throttle.refused(sentAt))) return;
    await this.#halt({ type: 'dailyLimit', at: this.#deps.clock.now(), until: this.#throttle.until });
  }

  async #uploadCover(): Promise<void> {
    const answer = await this.#cover.upload();
    switch (answer.type) {
      case 'uploaded':
        return;
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
