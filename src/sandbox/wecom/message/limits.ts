/** How much an app may send: per member, where more is dropped without a word, and per day, where more is refused. */
import type { Clock } from '../../../clock.ts';
import type { Authorisation } from '../provider/authorisations.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const perMinute = 30;
const perHour = 1000;
const perAccountAndDay = 200;
const chinaOffsetMs = 8 * hourMs;

/** Which limit kept a message from a member. */
export type Limit = 'minute' | 'hour';

export class SendLimits {
  readonly #clock: Clock;
  readonly #received = new Map<string, number[]>();
  readonly #today = new Map<string, { day: number; used: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether this many people more may be written to today, the natural day of China; counts them if so. */
  spend(app: Authorisation, people: number): boolean {
    const key = keyOf(app);
    const day = Math.floor((this.#clock.now() + chinaOffsetMs) / dayMs);
    const known = this.#today.get(key);
    const used = (known?.day === day ? known.used : 0) + people;
    if (used > app.staff.company.userMax * perAccountAndDay) return false;
    this.#today.set(key, { day, used });
    return true;
  }

  /** Null: the member gets it, and that counts. What was dropped does not. */
  limitOf(app: Authorisation, userId: string): Limit | null {
    const now = this.#clock.now();
    const key = `${keyOf(app)} ${userId.toLowerCase()}`;
    const times = (this.#received.get(key) ?? []).filter((at) => at > now - hourMs);
    this.#received.set(key, times);
    if (times.length >= perHour) return 'hour';
    if (times.filter((at) => at > now - minuteMs).length >= perMinute) return 'minute';
    times.push(now);
    return null;
  }
}

function keyOf({ suite, corpId }: Authorisation): string {
  return `${suite.suiteId} ${corpId}`;
}
