/** Which company has authorised which suite, the codes that prove it, and the codes to fetch those with. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import { isDelegated, type Mode, type Provider, type Scope, type Suite } from './options.ts';
import { Staff } from './staff.ts';

const authCodeLifeMs = 600_000;

/** One company's authorisation of one suite: the app inside that company. */
export type Authorisation = {
  suite: Suite;
  staff: Staff;
  corpId: string;
  agentId: number;
  name: string;
  miniPrograms: string[];
  inParentAppList: boolean;
  mode: Mode;
  /** A test authorisation may use templates that are not approved. */
  formal: boolean;
  scope: Scope;
  /** What a link or a QR code carried; WeCom tells it again for delegated apps only. */
  state: string;
  /** Null until an auth_code was exchanged. */
  permanentCode: string | null;
  /** False once cancelled. */
  live: boolean;
};

type AuthCode = { authorisation: Authorisation; resets: boolean; expiresAt: number };

/** `mode` is the company's unless given. */
export type Consent = { suiteId: string; corpId: string; mode?: Mode; formal?: boolean; state?: string };
export type AuthorisationKey = { suiteId: string; corpId: string };
export type Change = { scope?: Scope; mode?: Mode };

function newCode(): string {
  return randomBytes(64).toString('base64url');
}

/** In member mode nobody but those who authorised is visible; here all who would be visible have. */
function scopeOf(staff: Staff, mode: Mode): Scope {
  const { scope } = staff.company;
  if (mode === 'admin') return scope;
  return { members: [...staff.visible(scope)].map(({ userId }) => userId), departments: [], tags: [] };
}

export class AuthorisationBook {
  readonly #provider: Provider;
  readonly #clock: Clock;
  readonly #staffs: Map<string, Staff>;
  readonly #authCodes = new Map<string, AuthCode>();
  #authorisations: Authorisation[] = [];

  constructor(provider: Provider, clock: Clock) {
    this.#provider = provider;
    this.#clock = clock;
    this.#staffs = new Map(provider.companies.map((company) => [company.corpId, new Staff(company)]));
  }

  all(): Authorisation[] {
    return this.#authorisations;
  }

  /** The living authorisation; throws where there is none, which is a mistake of whoever asks. */
  get({ suiteId, corpId }: AuthorisationKey): Authorisation {
    const found = this.#find(suiteId, corpId);
    if (!found) throw new RangeError(`${corpId} has not authorised ${suiteId}`);
    return found;
  }

  /** The company says yes. Answers an auth_code; a company that authorises again keeps its permanent code. */
  authorise(consent: Consent): string {
    const known = this.#find(consent.suiteId, consent.corpId);
    const fresh = this.#make(consent);
    const authorisation = known ? Object.assign(known, { ...fresh, permanentCode: known.permanentCode }) : fresh;
    if (!known) this.#authorisations.push(authorisation);
    return this.#newAuthCode(authorisation, false);
  }

  change(key: AuthorisationKey, change: Change): Authorisation {
    const authorisation = this.get(key);
    const mode = change.mode ?? authorisation.mode;
    const scope = change.scope ?? (change.mode ? scopeOf(authorisation.staff, mode) : authorisation.scope);
    return Object.assign(authorisation, { mode, scope });
  }

  cancel(key: AuthorisationKey): Authorisation {
    return Object.assign(this.get(key), { live: false });
  }

  /** 重新获取secret. Undocumented: here the old code works until the new one was handed out. */
  resetPermanentCode(key: AuthorisationKey): string {
    const authorisation = this.get(key);
    if (!isDelegated(authorisation.suite)) throw new RangeError('only delegated apps have their code reset');
    return this.#newAuthCode(authorisation, true);
  }

  /** Exchanges an auth_code, which works once and for ten minutes. */
  take(suite: Suite, authCode: string): Authorisation | null {
    const found = this.#authCodes.get(authCode);
    if (!found || found.authorisation.suite !== suite) return null;
    this.#authCodes.delete(authCode);
    const { authorisation, resets, expiresAt } = found;
    if (!authorisation.live || expiresAt <= this.#clock.now()) return null;
    if (resets || authorisation.permanentCode === null) authorisation.permanentCode = newCode();
    return authorisation;
  }

  /** Null: no such code, of another suite or company, or cancelled. */
  byPermanentCode(suite: Suite, corpId: string, permanentCode: string): Authorisation | null {
    const found = this.#find(suite.suiteId, corpId);
    return found?.permanentCode === permanentCode ? found : null;
  }

  ofCorp(corpId: string): Authorisation[] {
    return this.#authorisations.filter((one) => one.live && one.corpId === corpId);
  }

  #find(suiteId: string, corpId: string): Authorisation | undefined {
    return this.#authorisations.find((one) => one.live && one.suite.suiteId === suiteId && one.corpId === corpId);
  }

  #make({ suiteId, corpId, mode: wanted, formal = true, state = '' }: Consent): Authorisation {
    const index = this.#provider.suites.findIndex((candidate) => candidate.suiteId === suiteId);
    const suite = this.#provider.suites[index];
    const staff = this.#staffs.get(corpId);
    if (!suite || !staff) throw new RangeError(`no suite ${suiteId} or no company ${corpId}`);
    const mode = wanted ?? staff.company.mode;
    return {
      ...{ suite, staff, corpId, mode, formal, state, permanentCode: null, live: true },
      agentId: staff.company.firstAgentId + index,
      name: suite.name,
      miniPrograms: suite.miniPrograms,
      inParentAppList: suite.mayNotifySchools,
      scope: scopeOf(staff, mode),
    };
  }

  #newAuthCode(authorisation: Authorisation, resets: boolean): string {
    const code = newCode();
    this.#authCodes.set(code, { authorisation, resets, expiresAt: this.#clock.now() + authCodeLifeMs });
    return code;
  }
}
