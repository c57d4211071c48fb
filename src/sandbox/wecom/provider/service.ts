/** service/*: the tokens of suites and of the companies that authorised them, and how an auth_code becomes a secret. */
import { isOutcome, type Outcome, refuse } from '../answers.ts';
import { readJson } from '../body.ts';
import { type Call, suiteTokenOf } from '../calls.ts';
import type { TokenBook } from '../tokens.ts';
import { describeAgent, describeCorp } from './auth-info.ts';
import type { Authorisation, AuthorisationBook } from './authorisations.ts';
import type { PreAuthBook, TicketBook } from './codes.ts';
import { isDelegated, type Provider, type Suite } from './options.ts';

const [authCodeMinBytes, authCodeMaxBytes] = [64, 512];

export type ServiceParts = {
  provider: Provider;
  tokens: TokenBook;
  tickets: TicketBook;
  preAuth: PreAuthBook;
  authorisations: AuthorisationBook;
};

/** A call of a suite, its JSON read: which suite, and what it says. */
type Request = { suite: Suite; body: Record<string, unknown> };

export class ServiceDesk {
  readonly #parts: ServiceParts;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  suiteToken(call: Call): Outcome {
    const body = readJson(call);
    if (isOutcome(body)) return body;
    const { suite_id: id, suite_secret: secret, suite_ticket: ticket } = body;
    if (!id) return refuse(41021);
    const suite = this.#parts.provider.suites.find(({ suiteId }) => suiteId === id);
    if (!suite) return refuse(40083);
    if (!secret) return refuse(41024);
    if (secret !== suite.secret) return refuse(40080);
    if (!ticket) return refuse(41023);
    if (!this.#parts.tickets.accepts(suite, String(ticket))) return refuse(40085);
    const { text, lifeSeconds } = this.#parts.tokens.issue({ type: 'suite', of: suite });
    // Documented: this call and get_corp_token answer an errcode only when they fail.
    return { errcode: 0, bare: true, fields: { suite_access_token: text, expires_in: lifeSeconds }, effect: 'token' };
  }

  preAuthCode(call: Call): Outcome {
    const suite = this.#parts.tokens.suiteOf(suiteTokenOf(call));
    if (isOutcome(suite)) return suite;
    const { code, lifeSeconds } = this.#parts.preAuth.issue(suite);
    return { errcode: 0, fields: { pre_auth_code: code, expires_in: lifeSeconds }, effect: 'none' };
  }

  /** auth_type 0: formal, 1: a test. */
  sessionInfo(call: Call): Outcome {
    const request = this.#read(call);
    if (isOutcome(request)) return request;
    const { pre_auth_code: code, session_info: info } = request.body;
    const preAuth = this.#parts.preAuth.find(request.suite, String(code ?? ''));
    if (typeof preAuth === 'number') return refuse(preAuth);
    const type = (info as { auth_type?: unknown } | undefined)?.auth_type ?? 0;
    if (type !== 0 && type !== 1) return refuse(40058, 'session_info.auth_type');
    preAuth.formal = type === 0;
    return { errcode: 0, effect: 'none' };
  }

  permanentCode(call: Call): Outcome {
    const request = this.#read(call);
    if (isOutcome(request)) return request;
    const { auth_code: code } = request.body;
    if (typeof code !== 'string') return refuse(40058, 'auth_code');
    if (Buffer.byteLength(code) < authCodeMinBytes) return refuse(40058, 'auth_code exceed min length 64');
    if (Buffer.byteLength(code) > authCodeMaxBytes) return refuse(40058, 'auth_code exceed max length 512');
    const authorisation = this.#parts.authorisations.take(request.suite, code);
    if (!authorisation) return refuse(40078);
    return { errcode: 0, fields: describeConsent(authorisation), effect: 'exchanged' };
  }

  authInfo(call: Call): Outcome {
    const authorisation = this.#authorisationOf(call);
    if (isOutcome(authorisation)) return authorisation;
    const fields = {
      auth_corp_info: describeCorp(authorisation.staff.company),
      auth_info: { agent: [describeAgent(authorisation)] },
    };
    return { errcode: 0, fields, effect: 'none' };
  }

  corpToken(call: Call): Outcome {
    const authorisation = this.#authorisationOf(call);
    if (isOutcome(authorisation)) return authorisation;
    const type = isDelegated(authorisation.suite) ? 'misrouted' : 'app';
    const { text, lifeSeconds } = this.#parts.tokens.issue({ type, of: authorisation });
    return { errcode: 0, bare: true, fields: { access_token: text, expires_in: lifeSeconds }, effect: 'token' };
  }

  adminList(call: Call): Outcome {
    const request = this.#read(call);
    if (isOutcome(request)) return request;
    const { auth_corpid: corpId, agentid } = request.body;
    const authorisation = this.#parts.authorisations
      .ofCorp(String(corpId))
      .find(({ suite }) => suite === request.suite);
    if (!authorisation) return refuse(48004);
    if (agentid !== authorisation.agentId) return refuse(40056);
    const admin = authorisation.staff.company.admins.map((id) => ({ userid: id, open_userid: id, auth_type: 1 }));
    return { errcode: 0, fields: { admin }, effect: 'none' };
  }

  #read(call: Call): Request | Outcome {
    const suite = this.#parts.tokens.suiteOf(suiteTokenOf(call));
    if (isOutcome(suite)) return suite;
    const body = readJson(call);
    return isOutcome(body) ? body : { suite, body };
  }

  #authorisationOf(call: Call): Authorisation | Outcome {
    const request = this.#read(call);
    if (isOutcome(request)) return request;
    const { auth_corpid: corpId, permanent_code: code } = request.body;
    if (!corpId) return refuse(41002);
    if (!code) return refuse(41025);
    const found = this.#parts.authorisations.byPermanentCode(request.suite, String(corpId), String(code));
    return found ?? refuse(40084);
  }
}

function describeConsent(authorisation: Authorisation): Record<string, unknown> {
  const { staff, permanentCode, state, suite } = authorisation;
  const { corpId, name, admins } = staff.company;
  const admin = staff.member(admins[0] ?? '');
  return {
    permanent_code: permanentCode,
    auth_corp_info: { corpid: corpId, corp_name: name },
    auth_user_info: admin ? { userid: admin.userId, open_userid: admin.userId, name: admin.name, avatar: '' } : {},
    // Documented: at present only where a delegated app's QR code carried one.
    ...(isDelegated(suite) && state !== '' ? { state } : {}),
  };
}
