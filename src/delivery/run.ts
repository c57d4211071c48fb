/** Sends one delivery: cover first, then its batches, as many at once as the pace allows. */
import type { RecipientList } from '../audience.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { CoverUpload } from './cover-upload.ts';
import type { Desk, DueBatch } from './desk.ts';
import type { Journal } from './journal.ts';
import type { Lease } from './lease.ts';
import type { Happened, Ledger } from './ledger.ts';
import type { Pace } from './pace.ts';
import type { Cover, Relay } from './relay.ts';
import { sendBatch } from './send.ts';
import { type RunEnd, Setbacks } from './setbacks.ts';
import type { Settlement } from './settle.ts';
import type { BatchState } from './states.ts';
import type { Delivery } from './summary.ts';
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
  happened?: Happened;
  /** Told what came of each request, once it is saved. */
  settled?: (settlement: Settlement, sentTo: RecipientList[] | null) => void;
};

/** How many batches are read ahead of the sends. */
const readAhead = 128;

export async function runDelivery(delivery: Delivery, deps: RunDeps, signal: AbortSignal): Promise<RunEnd> {
  const throttle = await Throttle.of(delivery.appId, deps);
  const run = new Run(delivery, deps, { throttle, dropsCopies: await dropsCopies(delivery, deps) });
  const end = await run.loop(signal);
  if (end.type === 'over' && (await deps.desk.close(delivery.id, deps.clock.now()))) deps.happened?.('ended', delivery);
  return end;
}

/** A notice sent once more on purpose is no copy: WeCom would drop it, and say that it was accepted. */
async function dropsCopies(delivery: Delivery, { relay, desk }: RunDeps): Promise<boolean> {
  return relay.canDropCopies(delivery.message.type) && !(await desk.isRepetition(delivery));
}

class Run {
  readonly #delivery: Delivery;
  readonly #deps: RunDeps;
  /** Batches from their launch until what came of them is saved. */
  readonly #open = new Map<number, Promise<void>>();
  /** Those of them that WeCom has not answered. An answer makes room at once, so that it is saved with the next intent. */
  readonly #inFlight = new Set<number>();
  #ready: DueBatch[] = [];
  /** Nothing planned is left to read, until a batch comes back. */
  #isDry = false;
  readonly #throttle: Throttle;
  readonly #dropsCopies: boolean;
  readonly #cover: CoverUpload;
  readonly #setbacks: Setbacks;
  /** Set once nothing more may be launched from here. */
  #end: RunEnd | null = null;
  #failure: unknown = null;
  #turn = Promise.withResolvers<void>();

  constructor(delivery: Delivery, deps: RunDeps, state: { throttle: Throttle; dropsCopies: boolean }) {
    const { throttle, dropsCopies } = state;
    this.#delivery = delivery;
    this.#deps = deps;
    this.#throttle = throttle;
    this.#dropsCopies = dropsCopies;
    this.#cover = new CoverUpload(delivery, deps);
    const end = (end: RunEnd) => {
      this.#end ??= end;
    };
    this.#setbacks = new Setbacks({ ...deps, delivery, throttle, cover: this.#cover, end });
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
      if (this.#end === null && this.#open.size === 0) this.#end = await this.#idle();
      if (this.#end !== null || this.#failure !== null) return this.#settled();
      if (this.#open.size > 0) await this.#turn.promise;
      this.#turn = Promise.withResolvers<void>();
    }
  }

  async #launchDue(): Promise<void> {
    const { clock, pace } = this.#deps;
    if (clock.now() < Math.max(this.#throttle.until, pace.openUntil())) return;
    if (this.#cover.isMissing) await this.#setbacks.uploadCover();
    await this.#refill();
    while (this.#end === null && !this.#cover.isMissing && this.#inFlight.size < pace.limit(clock.now())) {
      const batch = this.#ready.shift();
      if (batch === undefined) return;
      this.#launch(batch, batch.earlier === null ? this.#cover.mediaId : batch.earlier.mediaId);
    }
  }

  async #refill(): Promise<void> {
    if (this.#ready.length > 0 || this.#isDry) return;
    const { desk, clock } = this.#deps;
    // As they are now: what comes to an end while the rows are read is in them as it was before.
    const open = new Set(this.#open.keys());
    const limit = readAhead + open.size;
    this.#isDry = true;
    const due = await desk.dueBatches(this.#delivery.id, clock.now(), limit);
    if (due.length === limit) this.#isDry = false;
    this.#ready = due.filter(({ seq }) => !open.has(seq));
  }

  #launch(batch: DueBatch, mediaId: string | null): void {
    const sending = this.#send(batch, mediaId)
      .catch((error: unknown) => {
        this.#failure ??= error;
      })
      .finally(() => {
        this.#open.delete(batch.seq);
        this.#makeRoom(batch);
      });
    this.#open.set(batch.seq, sending);
    this.#inFlight.add(batch.seq);
  }

  #makeRoom({ seq }: DueBatch): void {
    this.#inFlight.delete(seq);
    this.#turn.resolve();
  }

  /** Nothing is open: over, waiting, or (null) something is due at once. */
  async #idle(): Promise<RunEnd | null> {
    const { desk, pace, clock } = this.#deps;
    const due = await desk.nextDue(this.#delivery.id, clock.now());
    if (due === null) return { type: 'over' };
    this.#isDry = false;
    const until = Math.max(due, this.#throttle.until, pace.openUntil());
    if (until <= clock.now()) return null;
    if (until > Math.max(due, this.#throttle.until)) await this.#setbacks.circuitOpen(until);
    return { type: 'waits', until };
  }

  async #settled(): Promise<RunEnd> {
    await Promise.all(this.#open.values());
    if (this.#failure !== null) throw this.#failure;
    return this.#end ?? { type: 'letGo' };
  }

  async #send(batch: DueBatch, mediaId: string | null): Promise<void> {
    const { pace, clock, changed } = this.#deps;
    const settlement = await sendBatch(batch, {
      ...this.#deps,
      delivery: this.#delivery,
      mediaId,
      dropsCopies: this.#dropsCopies,
      follow: (consequence, sentAt) => {
        pace.learn(consequence, clock.now(), sentAt);
        const followed = this.#setbacks.follow(consequence, sentAt, mediaId);
        this.#makeRoom(batch);
        return followed;
      },
    });
    if (settlement === null) return this.#forbidden();
    this.#deps.settled?.(settlement, batch.recipients);
    if (isToSend(settlement.state)) this.#isDry = false;
    changed(this.#delivery.id);
  }

  /** The intent was not written: a person stopped the delivery, or the app now belongs to another process. */
  async #forbidden(): Promise<void> {
    const delivery = await this.#deps.ledger.find(this.#delivery.id);
    this.#end ??= delivery?.halt == null ? { type: 'letGo' } : { type: 'over' };
  }
}

/** It goes out once more, in itself or in its parts. */
function isToSend(state: BatchState): boolean {
  return (
    state.state === 'planned' || state.state === 'split' || (state.state === 'unknown' && state.firstSentAt !== null)
  );
}
