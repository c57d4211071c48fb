/** What the provider is told of: tickets every ten minutes, and what companies do with its apps. */
import type { Clock } from '../../../clock.ts';
import type { AuthorisationBook, AuthorisationKey, Change, Consent } from './authorisations.ts';
import type { TicketBook } from './codes.ts';
import type { Provider, Suite } from './options.ts';
import type { Push, Pusher, Xml } from './pusher.ts';

const ticketEveryMs = 600_000;

type Parts = {
  provider: Provider;
  authorisations: AuthorisationBook;
  tickets: TicketBook;
  pusher: Pusher;
  clock: Clock;
};

/** `receiveId` (told inside the encryption) and `toUserName` (outside) are the suite id unless given: they are not always. */
export type AnyEvent = { suiteId: string; fields: Xml; receiveId?: string; toUserName?: string };

type InfoEvent = { suiteId: string; type: string; more: Xml; withinMs?: number };

export class Herald {
  readonly #parts: Parts;
  #withheld = false;
  #isTicking = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Where the events of this suite go, or of every suite; null: nowhere. From then on tickets go out every ten minutes. */
  setCallback(url: string | null, suiteId?: string) {
    const { provider, pusher } = this.#parts;
    for (const suite of suiteId === undefined ? provider.suites : [this.#suite(suiteId)]) pusher.setUrl(suite, url);
    if (!this.#isTicking) this.#tick();
  }

  /** While they are withheld no ticket goes out by itself. */
  withholdTickets(withheld: boolean) {
    this.#withheld = withheld;
  }

  checkUrl(suiteId: string): Promise<Push> {
    const { provider, pusher } = this.#parts;
    const withinMs = provider.answerWithinMs.urlCheck;
    return pusher.checkUrl({ suite: this.#suite(suiteId), withinMs, receiveId: provider.corpId });
  }

  /** As when pressed at the provider's console; goes out also while tickets are withheld. */
  pushTicket(suiteId: string): Promise<Push> {
    const ticket = this.#parts.tickets.mint(this.#suite(suiteId));
    const { event: withinMs } = this.#parts.provider.answerWithinMs;
    return this.#tell({ suiteId, type: 'suite_ticket', more: { SuiteTicket: ticket }, withinMs });
  }

  /** A company authorises from WeCom's own market, or by the QR code of a delegated app. */
  authorise(consent: Consent): Promise<Push> {
    const authCode = this.#parts.authorisations.authorise(consent);
    const more = { AuthCode: authCode, State: consent.state ?? '', ExtraInfo: '' };
    return this.#tell({ suiteId: consent.suiteId, type: 'create_auth', more });
  }

  changeAuth({ suiteId, corpId }: AuthorisationKey, change: Change): Promise<Push> {
    this.#parts.authorisations.change({ suiteId, corpId }, change);
    return this.#tell({ suiteId, type: 'change_auth', more: { AuthCorpId: corpId, State: '', ExtraInfo: '' } });
  }

  cancelAuth({ suiteId, corpId }: AuthorisationKey): Promise<Push> {
    this.#parts.authorisations.cancel({ suiteId, corpId });
    return this.#tell({ suiteId, type: 'cancel_auth', more: { AuthCorpId: corpId } });
  }

  resetPermanentCode({ suiteId, corpId }: AuthorisationKey): Promise<Push> {
    const authCode = this.#parts.authorisations.resetPermanentCode({ suiteId, corpId });
    return this.#tell({ suiteId, type: 'reset_permanent_code', more: { AuthCode: authCode } });
  }

  /** An event of any other kind, known or not. */
  push({ suiteId, fields, ...ids }: AnyEvent): Promise<Push> {
    const type = String(fields.InfoType ?? fields.Event ?? '');
    const withinMs = this.#parts.provider.answerWithinMs.event;
    return this.#parts.pusher.push({ suite: this.#suite(suiteId), type, fields, withinMs, ...ids });
  }

  #tell({ suiteId, type, more, withinMs = this.#parts.provider.answerWithinMs.authorisation }: InfoEvent) {
    const timestamp = Math.floor(this.#parts.clock.now() / 1000);
    const fields = { SuiteId: suiteId, InfoType: type, TimeStamp: timestamp, ...more };
    return this.#parts.pusher.push({ suite: this.#suite(suiteId), type, fields, withinMs });
  }

  async #tick() {
    const { clock, provider, pusher } = this.#parts;
    this.#isTicking = true;
    while (!pusher.signal.aborted) {
      await clock.sleep(ticketEveryMs, pusher.signal);
      if (this.#withheld || pusher.signal.aborted) continue;
      for (const suite of provider.suites) if (pusher.hasUrl(suite)) this.pushTicket(suite.suiteId);
    }
  }

  #suite(suiteId: string): Suite {
    const suite = this.#parts.provider.suites.find((candidate) => candidate.suiteId === suiteId);
    if (!suite) throw new RangeError(`no suite ${suiteId}`);
    return suite;
  }
}
