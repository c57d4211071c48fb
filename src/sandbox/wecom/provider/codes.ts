/** What a provider needs before it can ask anything: suite tickets; and before a company can say yes: pre-auth codes. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import type { Suite } from './options.ts';

const ticketLifeMs = 30 * 60_000;
const preAuthLifeMs = 20 * 60_000;

/** A ticket works for thirty minutes, also beside newer ones: two pushes may be missed. */
export class TicketBook {
  readonly #clock: Clock;
  #tickets: { suite: Suite; text: string; expiresAt: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  mint(suite: Suite): string {
    const text = randomBytes(48).toString('base64url');
    this.#tickets.push({ suite, text, expiresAt: this.#clock.now() + ticketLifeMs });
    return text;
  }

  accepts(suite: Suite, text: string): boolean {
    this.#tickets = this.#tickets.filter(({ expiresAt }) => expiresAt > this.#clock.now());
    return this.#tickets.some((ticket) => ticket.suite === suite && ticket.text === text);
  }

  expireAll() {
    this.#tickets = [];
  }
}

/** `formal` is what set_session_info said last. */
export type PreAuth = { suite: Suite; expiresAt: number; formal: boolean };

export class PreAuthBook {
  readonly #clock: Clock;
  readonly #codes = new Map<string, PreAuth>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Life in seconds, as it is told. */
  issue(suite: Suite): { code: string; lifeSeconds: number } {
    const code = randomBytes(48).toString('base64url');
    this.#codes.set(code, { suite, expiresAt: this.#clock.now() + preAuthLifeMs, formal: true });
    return { code, lifeSeconds: preAuthLifeMs / 1000 };
  }

  /** Or the errcode that says why not. */
  find(suite: Suite, code: string): PreAuth | 40077 | 42007 {
    const found = this.#codes.get(code);
    if (!found || found.suite !== suite) return 40077;
    return found.expiresAt > this.#clock.now() ? found : 42007;
  }

  /** A code brings in one company. */
  use(code: string) {
    this.#codes.delete(code);
  }
}
