/** The window in which WeCom wants no calls of an app (45009). All processes share it through the store. */
import type { Clock } from '../clock.ts';
import type { Desk } from './desk.ts';
import { throttledUntil, throttleWindow } from './retry.ts';

export class Throttle {
  readonly #appId: string;
  readonly #desk: Desk;
  readonly #clock: Clock;
  #window: { until: number; level: number };

  private constructor(appId: string, deps: { desk: Desk; clock: Clock }, window: { until: number; level: number }) {
    this.#appId = appId;
    this.#desk = deps.desk;
    this.#clock = deps.clock;
    this.#window = window;
  }

  static async of(appId: string, deps: { desk: Desk; clock: Clock }): Promise<Throttle> {
    const { until, level } = await deps.desk.throttle(appId);
    return new Throttle(appId, deps, { until: throttledUntil(until, deps.clock.now()), level });
  }

  /** Nothing may be called before (ms since 1970). */
  get until(): number {
    return this.#window.until;
  }

  /** WeCom refused a call sent then. Parallel refusals of one window count once. True: the day is over for this app. */
  async refused(sentAt: number): Promise<boolean> {
    if (sentAt < this.#window.until) return false;
    const { until, level, daily } = throttleWindow(this.#clock.now(), this.#window.level);
    this.#window = { until, level };
    await this.#desk.setThrottle(this.#appId, this.#window);
    return daily;
  }

  /** WeCom took a call sent then. */
  async passed(sentAt: number): Promise<void> {
    if (this.#window.level === 0 || sentAt < this.#window.until) return;
    this.#window = { until: 0, level: 0 };
    await this.#desk.setThrottle(this.#appId, this.#window);
  }
}
