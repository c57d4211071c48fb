/** Every token given out: for an app inside a company, or for a suite. One per subject while it lives. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { type Outcome, refuse } from './answers.ts';
import type { OwnApp } from './options.ts';
import type { Authorisation } from './provider/authorisations.ts';
import type { Suite } from './provider/options.ts';

/** An app inside a company: its own, or what became of authorising a suite. */
export type CorpApp = OwnApp | Authorisation;

/** `misrouted`: a delegated app's token from get_corp_token, which nothing accepts. */
type Subject = { type: 'app'; of: CorpApp } | { type: 'misrouted'; of: Authorisation } | { type: 'suite'; of: Suite };

export type AppTokenEnd = 40014 | 42001;
export type SuiteTokenEnd = 40082 | 42009;

/** `dead` 0: not ended early. The number in the log tells tokens apart without telling them. */
type Token = {
  no: number;
  text: string;
  subject: Subject;
  expiresAt: number;
  dead: 0 | AppTokenEnd | SuiteTokenEnd;
};

export class TokenBook {
  readonly #clock: Clock;
  readonly #lifeSeconds: number;
  readonly #tokens = new Map<string, Token>();

  constructor(clock: Clock, lifeSeconds: number) {
    this.#clock = clock;
    this.#lifeSeconds = lifeSeconds;
  }

  /** The same token comes back while it lives: a second caller does not end the first one's. */
  issue(subject: Subject): { text: string; lifeSeconds: number } {
    const { text } = this.#alive(subject) ?? this.#make(subject);
    return { text, lifeSeconds: this.#lifeSeconds };
  }

  /** The app a token speaks for, or why it speaks for none. */
  appOf(text: string | null): CorpApp | Outcome {
    if (!text) return refuse(41001);
    const token = this.#tokens.get(text);
    if (!token || token.subject.type === 'suite') return refuse(40014);
    if (token.dead) return refuse(token.dead);
    if (token.expiresAt <= this.#clock.now()) return refuse(42001);
    // Source: the error table, 48002: a delegated app gets its token the way an own app does.
    if (token.subject.type === 'misrouted') return refuse(48002);
    const { of: app } = token.subject;
    return 'suite' in app && !app.live ? refuse(48004) : app;
  }

  suiteOf(text: string | null): Suite | Outcome {
    if (!text) return refuse(41022);
    const token = this.#tokens.get(text);
    if (token?.subject.type !== 'suite') return refuse(40082);
    if (token.dead) return refuse(token.dead);
    return token.expiresAt > this.#clock.now() ? token.subject.of : refuse(42009);
  }

  numberOf(text: string | null): number | null {
    return text === null ? null : (this.#tokens.get(text)?.no ?? null);
  }

  /** WeCom may end a token early; expiry shows up as either code. */
  expireApps(as: AppTokenEnd) {
    for (const token of this.#tokens.values()) if (token.subject.type !== 'suite') token.dead ||= as;
  }

  expireSuites(as: SuiteTokenEnd) {
    for (const token of this.#tokens.values()) if (token.subject.type === 'suite') token.dead ||= as;
  }

  #alive({ type, of }: Subject): Token | undefined {
    const now = this.#clock.now();
    return [...this.#tokens.values()].find(
      ({ subject, dead, expiresAt }) => subject.type === type && subject.of === of && !dead && expiresAt > now,
    );
  }

  #make(subject: Subject): Token {
    const text = randomBytes(160).toString('base64url');
    const expiresAt = this.#clock.now() + this.#lifeSeconds * 1000;
    const token: Token = { no: this.#tokens.size + 1, text, subject, expiresAt, dead: 0 };
    this.#tokens.set(text, token);
    return token;
  }
}
