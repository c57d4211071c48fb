/** gettoken: one token per app while it lives, and the hour-long ban of an address that keeps sending wrong secrets. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { type Outcome, refuse } from './answers.ts';
import type { Call } from './calls.ts';
import type { OwnApp } from './options.ts';

const hourMs = 3_600_000;

/** 0: alive. The number in the log tells tokens apart without telling them. */
type Token = { no: number; text: string; app: OwnApp; expiresAt: number; dead: 0 | 40014 | 42001 };

function issued(token: Token, lifeSeconds: number): Outcome {
  return { errcode: 0, fields: { access_token: token.text, expires_in: lifeSeconds }, effect: 'token' };
}

/** `lifeSeconds`: how long a token works; `banAfter`: wrong secrets within an hour before the address is banned. */
type Rules = { apps: OwnApp[]; clock: Clock; lifeSeconds: number; banAfter: number };

export class TokenDesk {
  readonly #rules: Rules;
  readonly #tokens = new Map<string, Token>();
  readonly #failures = new Map<string, number[]>();
  readonly #bannedUntil = new Map<string, number>();

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  issue(call: Call): Outcome {
    const { apps, clock, lifeSeconds } = this.#rules;
    const corpId = call.query.get('corpid');
    const secret = call.query.get('corpsecret');
    if ((this.#bannedUntil.get(call.ip) ?? 0) > clock.now())
      return refuse(45009, 'too many wrong secrets from this ip');
    if (!corpId) return refuse(41002);
    if (!secret) return refuse(41004);
    const inCorp = apps.filter((app) => app.corpId === corpId);
    if (inCorp.length === 0) return refuse(40013);
    const app = inCorp.find((candidate) => candidate.secret === secret);
    // The same token comes back while it lives: a second caller does not end the first one's.
    return app ? issued(this.#alive(app) ?? this.#make(app), lifeSeconds) : this.#wrongSecret(call.ip);
  }

  /** The app a token speaks for, or why it speaks for none. */
  appOf(text: string | null): OwnApp | Outcome {
    if (!text) return refuse(41001);
    const token = this.#tokens.get(text);
    if (!token) return refuse(40014);
    if (token.dead) return refuse(token.dead);
    return token.expiresAt > this.#rules.clock.now() ? token.app : refuse(42001);
  }

  numberOf(text: string | null): number | null {
    return text === null ? null : (this.#tokens.get(text)?.no ?? null);
  }

  /** WeCom may end a token early; expiry shows up as either code. */
  expireAll(as: 40014 | 42001) {
    for (const token of this.#tokens.values()) token.dead ||= as;
  }

  /** Every failure within the hour counts, whichever app it was for: WeCom bans the address, not the app. */
  #wrongSecret(ip: string): Outcome {
    const now = this.#rules.clock.now();
    const recent = (this.#failures.get(ip) ?? []).filter((at) => at > now - hourMs);
    recent.push(now);
    this.#failures.set(ip, recent);
    if (recent.length >= this.#rules.banAfter) {
      this.#bannedUntil.set(ip, now + hourMs);
      this.#failures.delete(ip);
    }
    return refuse(40001);
  }

  #alive(app: OwnApp): Token | undefined {
    const now = this.#rules.clock.now();
    return [...this.#tokens.values()].find((token) => token.app === app && !token.dead && token.expiresAt > now);
  }

  #make(app: OwnApp): Token {
    const text = randomBytes(160).toString('base64url');
    const expiresAt = this.#rules.clock.now() + this.#rules.lifeSeconds * 1000;
    const token: Token = { no: this.#tokens.size + 1, text, app, expiresAt, dead: 0 };
    this.#tokens.set(text, token);
    return token;
  }
}
