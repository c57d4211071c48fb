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
export function openTokenDesk(options: { apps: OwnApp[]; clock: Clock; lifeSeconds: number; banAfter: number }) {
  const { apps, clock, lifeSeconds, banAfter } = options;
  const tokens = new Map<string, Token>();
  const failures = new Map<string, number[]>();
  const bannedUntil = new Map<string, number>();

  /** Every failure within the hour counts, whichever app it was for: WeCom bans the address, not the app. */
  function wrongSecret(ip: string): Outcome {
    const now = clock.now();
    const recent = (failures.get(ip) ?? []).filter((at) => at > now - hourMs);
    recent.push(now);
    failures.set(ip, recent);
    if (recent.length >= banAfter) {
      bannedUntil.set(ip, now + hourMs);
      failures.delete(ip);
    }
    return refuse(40001);
  }

  function alive(app: OwnApp): Token | undefined {
    return [...tokens.values()].find((token) => token.app === app && !token.dead && token.expiresAt > clock.now());
  }

  function make(app: OwnApp): Token {
    const text = randomBytes(160).toString('base64url');
    const expiresAt = clock.now() + lifeSeconds * 1000;
    const token: Token = { no: tokens.size + 1, text, app, expiresAt, dead: 0 };
    tokens.set(text, token);
    return token;
  }

  return {
    issue(call: Call): Outcome {
      const corpId = call.query.get('corpid');
      const secret = call.query.get('corpsecret');
      if ((bannedUntil.get(call.ip) ?? 0) > clock.now()) return refuse(45009, 'too many wrong secrets from this ip');
      if (!corpId) return refuse(41002);
      if (!secret) return refuse(41004);
      const inCorp = apps.filter((app) => app.corpId === corpId);
      if (inCorp.length === 0) return refuse(40013);
      const app = inCorp.find((candidate) => candidate.secret === secret);
      // The same token comes back while it lives: a second caller does not end the first one's.
      return app ? issued(alive(app) ?? make(app), lifeSeconds) : wrongSecret(call.ip);
    },
    /** The app a token speaks for, or why it speaks for none. */
    appOf(text: string | null): OwnApp | Outcome {
      if (!text) return refuse(41001);
      const token = tokens.get(text);
      if (!token) return refuse(40014);
      if (token.dead) return refuse(token.dead);
      return token.expiresAt > clock.now() ? token.app : refuse(42001);
    },
    numberOf: (text: string | null) => (text === null ? null : (tokens.get(text)?.no ?? null)),
    /** WeCom may end a token early; expiry shows up as either code. */
    expireAll(as: 40014 | 42001) {
      for (const token of tokens.values()) token.dead ||= as;
    },
  };
}
export type TokenDesk = ReturnType<typeof openTokenDesk>;
