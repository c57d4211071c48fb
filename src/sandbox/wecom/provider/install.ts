/** /3rdapp/install: the page a provider's link leads to, where a company's administrator says yes. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../../clock.ts';
import type { Reply } from '../answers.ts';
import { type Call, readCall } from '../calls.ts';
import type { Log } from '../log.ts';
import { readBody, writeReply } from '../wire.ts';
import type { AuthorisationBook } from './authorisations.ts';
import type { PreAuth, PreAuthBook } from './codes.ts';
import { confirmPage, refusalPage } from './install-page.ts';
import type { Provider, Suite } from './options.ts';

export const installPath = '/3rdapp/install';

/** As told to the provider; the code itself lives as long. */
const authCodeLifeSeconds = 600;
/** Source: the page on authorisation started by the provider: letters and digits, at most 128 bytes. */
const stateShape = /^[a-zA-Z0-9]{0,128}$/;

type Link = { suite: Suite; code: string; preAuth: PreAuth; redirect: URL; state: string };
type Parts = {
  provider: Provider;
  authorisations: AuthorisationBook;
  preAuth: PreAuthBook;
  log: Log;
  clock: Clock;
};

export class InstallPage {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async serve(request: IncomingMessage, response: ServerResponse) {
    const { log, clock } = this.#parts;
    const call = readCall(request, log.nextNo());
    const entry = log.begin(call, { token: null, now: clock.now() });
    call.body = (await readBody(request)) ?? Buffer.alloc(0);
    const link = this.#readLink(call.query);
    const reply = typeof link === 'string' ? page(400, refusalPage(link)) : this.#answer(call, link);
    if (reply.status === 302) entry.effect = 'authorised';
    log.finish(Object.assign(entry, { end: 'answered', status: reply.status, answeredAt: clock.now() }));
    writeReply(response, reply);
  }

  /** What is wrong with the link, in words, or what it asks for. */
  #readLink(query: URLSearchParams): Link | string {
    const { provider, preAuth } = this.#parts;
    const suite = provider.suites.find(({ suiteId }) => suiteId === query.get('suite_id'));
    if (!suite) return 'suite_id';
    const code = query.get('pre_auth_code') ?? '';
    const found = preAuth.find(suite, code);
    if (typeof found === 'number') return `pre_auth_code (${found})`;
    const redirect = URL.parse(query.get('redirect_uri') ?? '');
    if (redirect?.hostname !== suite.redirectDomain) return `redirect_uri: ${suite.redirectDomain}`;
    const state = query.get('state') ?? '';
    return stateShape.test(state) ? { suite, code, preAuth: found, redirect, state } : 'state: [a-zA-Z0-9]{0,128}';
  }

  #answer(call: Call, link: Link): Reply {
    const { provider } = this.#parts;
    if (call.method !== 'POST') return page(200, confirmPage(provider, link.suite));
    const wanted = new URLSearchParams(call.body.toString()).get('corp_id');
    const company =
      wanted === null ? provider.companies[0] : provider.companies.find(({ corpId }) => corpId === wanted);
    return company ? redirectTo(this.#consent(link, company.corpId)) : page(400, refusalPage('corp_id'));
  }

  /** The code goes back with the browser: an installation from the provider's own site pushes no create_auth. */
  #consent({ suite, code, preAuth, redirect, state }: Link, corpId: string): URL {
    const { formal } = preAuth;
    const authCode = this.#parts.authorisations.authorise({ suiteId: suite.suiteId, corpId, formal, state });
    this.#parts.preAuth.use(code);
    redirect.searchParams.set('auth_code', authCode);
    redirect.searchParams.set('expires_in', String(authCodeLifeSeconds));
    redirect.searchParams.set('state', state);
    return redirect;
  }
}

function page(status: number, text: string): Reply {
  return { status, contentType: 'text/html; charset=UTF-8', headers: {}, text };
}

function redirectTo(url: URL): Reply {
  return { status: 302, contentType: 'text/html; charset=UTF-8', headers: { Location: url.href }, text: '' };
}
