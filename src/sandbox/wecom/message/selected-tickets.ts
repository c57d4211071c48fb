/** selected_ticket: what the picker inside WeCom gives an app for people somebody picked. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import { type Outcome, refuse } from '../answers.ts';
import type { Authorisation } from '../provider/authorisations.ts';

/** `operator` picked; `members` were picked, whether or not the app may see them. `ticket`: one of one's own choice. */
export type Picked = {
  suiteId: string;
  corpId: string;
  operator: string;
  members: string[];
  lifeSeconds?: number;
  ticket?: string;
};

/** Undocumented. */
const defaultLifeSeconds = 7200;

export class SelectedTickets {
  readonly #clock: Clock;
  readonly #tickets = new Map<string, Picked & { expiresAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(picked: Picked): string {
    const ticket = picked.ticket ?? randomBytes(24).toString('base64url');
    const expiresAt = this.#clock.now() + (picked.lifeSeconds ?? defaultLifeSeconds) * 1000;
    this.#tickets.set(ticket, { ...picked, expiresAt });
    return ticket;
  }

  /** 60222: unknown or expired; 60219: made for another app, and a suite in two companies is two apps. */
  find(ticket: string, app: Authorisation): Picked | Outcome {
    const found = this.#tickets.get(ticket);
    if (!found || found.expiresAt <= this.#clock.now()) return refuse(60222);
    return found.suiteId === app.suite.suiteId && found.corpId === app.corpId ? found : refuse(60219);
  }
}
