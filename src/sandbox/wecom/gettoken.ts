/** gettoken: for own and delegated apps; and the hour-long ban of an address that keeps sending wrong secrets. */
import type { Clock } from '../../clock.ts';
import { type Outcome, refuse } from './answers.ts';
import type { Call } from './calls.ts';
import type { OwnApp } from './options.ts';
import type { AuthorisationBook } from './provider/authorisations.ts';
import { isDelegated } from './provider/options.ts';
import type { CorpApp, TokenBook } from './tokens.ts';

const hourMs = 3_600_000;

/** `banAfter`: wrong secrets within an hour before the address is banned. */
type Rules = { apps: OwnApp[]; authorisations: AuthorisationBook; tokens: TokenBook; clock: Clock; banAfter: number };

export class TokenDesk {
  readonly #rules: Rules;
  readonly #failures = new Map<string, number[]>();
  readonly #bannedUntil = new Map<string, number>();

  constructor(rules: Rules) {
    this.#rules = rules;
  }

  issue(call: Call): Outcome {
    const { clock, tokens } = this.#rules;
    const corpId = call.query.get('corpid');
    const secret = call.query.get('corpsecret');
    if ((this.#bannedUntil.get(call.ip) ?? 0) > clock.now())
      return refuse(45009, 'too many wrong secrets from this ip');
    if (!corpId) return refuse(41002);
    if (!secret) return refuse(41004);
    const inCorp = this.#inCorp(corpId);
    if (inCorp.length === 0) return refuse(40013);
    const found = inCorp.find((candidate) => candidate.secret === secret);
    if (!found) return this.#wrongSecret(call.ip);
    const { text, lifeSeconds } = tokens.issue({ type: 'app', of: found.app });
    return { errcode: 0, fields: { access_token: text, expires_in: lifeSeconds }, effect: 'token' };
  }

  /** The permanent code of a third-party app is no secret here: it goes to get_corp_token. */
  #inCorp(corpId: string): { app: CorpApp; secret: string | null }[] {
    const { apps, authorisations } = this.#rules;
    const own = apps.filter((app) => app.corpId === corpId).map((app) => ({ app, secret: app.secret }));
    const suites = authorisations.ofCorp(corpId);
    return [...own, ...suites.map((app) => ({ app, secret: isDelegated(app.suite) ? app.permanentCode : null }))];
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
}
