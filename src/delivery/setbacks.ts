/** What stands in the way of a whole delivery: a limit, a refusal, a cover that cannot be uploaded, nobody there. */
import type { Clock } from '../clock.ts';
import type { CoverUpload } from './cover-upload.ts';
import type { Desk, Postponement } from './desk.ts';
import type { Ledger } from './ledger.ts';
import { backoffMs, ticketWaitMs } from './retry.ts';
import type { Consequence } from './settle.ts';
import type { Advice, Halt, Pause, Refusal } from './states.ts';
import type { Delivery } from './summary.ts';
import type { Throttle } from './throttle.ts';

/** Why a run ended: the delivery is over (or halted), it waits, or this process must let go of the app. */
export type RunEnd = { type: 'over' } | { type: 'waits'; until: number } | { type: 'letGo' };

type Deps = {
  delivery: Delivery;
  throttle: Throttle;
  cover: CoverUpload;
  desk: Desk;
  ledger: Pick<Ledger, 'halt'>;
  clock: Clock;
  random: () => number;
  changed(deliveryId: string): void;
  /** Nothing more is launched from then on, for this reason or an earlier one. */
  end(end: RunEnd): void;
};

export class Setbacks {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Does what the answer to a call sent then asks for, beyond its own batch. */
  async follow(consequence: Consequence, sentAt: number, mediaId: string | null): Promise<void> {
    switch (consequence.type) {
      case 'clean':
        return this.#deps.throttle.passed(sentAt);
      case 'throttled':
        return this.#throttled(sentAt);
      case 'uploadAgain':
        if (this.#deps.cover.died(mediaId)) return;
        return this.#halt({ type: 'cover', at: this.#deps.clock.now(), refusal: consequence.refusal });
      case 'halt':
        return this.#halt({ type: 'refused', at: this.#deps.clock.now(), refusal: consequence.refusal });
      case 'noTicket':
        return this.#untilTicket();
      case 'hurdle':
      case 'slowDown':
      case 'none':
        return;
    }
  }

  /** Too many calls in a row came to nothing: also what was not tried yet has to wait, and the report says so. */
  circuitOpen(until: number): Promise<void> {
    return this.#postpone({ until, pause: 'unreachable', tried: false });
  }

  async #halt(halt: Halt): Promise<void> {
    this.#deps.end({ type: 'over' });
    await this.#deps.ledger.halt(this.#deps.delivery.id, halt);
  }

  async #throttled(sentAt: number): Promise<void> {
    const { throttle, clock } = this.#deps;
    if (!(await throttle.refused(sentAt))) return;
    await this.#halt({ type: 'dailyLimit', at: clock.now(), until: throttle.until });
  }

  async uploadCover(): Promise<void> {
    const answer = await this.#deps.cover.upload();
    switch (answer.type) {
      case 'uploaded':
        return;
      case 'notSent':
        return answer.hurdle === 'noTicket' ? this.#untilTicket() : this.#uploadLater('unreachable');
      case 'unknown':
        return this.#uploadLater('unreachable');
      case 'refused':
        return this.#uploadRefused(answer.refusal, answer.advice);
    }
  }

  async #uploadRefused(refusal: Refusal, advice: Advice): Promise<void> {
    const at = this.#deps.clock.now();
    switch (advice) {
      case 'busy':
      case 'slowDown':
        return this.#uploadLater(advice);
      case 'throttled':
        await this.#throttled(at);
        return this.#deps.changed(this.#deps.delivery.id);
      case 'stop':
        return this.#halt({ type: 'refused', at, refusal });
      case 'upload':
      case 'recipients':
        return this.#halt({ type: 'cover', at, refusal });
    }
  }

  /** The cover could not be uploaded now, so nothing of the delivery can go out before a while. */
  async #uploadLater(pause: Pause): Promise<void> {
    const { delivery, desk, clock, random } = this.#deps;
    const [first] = await desk.dueBatches(delivery.id, Number.MAX_SAFE_INTEGER, 1);
    await this.#wait(pause, clock.now() + 1000 + backoffMs((first?.tries ?? 0) + 1, random()));
  }

  /** Without a ticket there is no token; the next push of one hastens what waits for it. */
  #untilTicket(): Promise<void> {
    return this.#wait('noTicket', this.#deps.clock.now() + ticketWaitMs);
  }

  async #wait(pause: Pause, until: number): Promise<void> {
    this.#deps.end({ type: 'waits', until });
    await this.#postpone({ until, pause, tried: true });
  }

  async #postpone(postponement: Omit<Postponement, 'now'>): Promise<void> {
    const { delivery, desk, changed } = this.#deps;
    await desk.postpone(delivery.id, { now: this.#deps.clock.now(), ...postponement });
    changed(delivery.id);
  }
}
