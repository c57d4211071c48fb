/** The provider's side, for tests and other processes: its console, what companies do, and what messages became. */
import type { Picked } from '../message/selected-tickets.ts';
import type { SuiteTokenEnd } from '../tokens.ts';
import type { World } from '../world.ts';
import type { AuthorisationKey, Change, Consent } from './authorisations.ts';
import type { AnyEvent } from './herald.ts';
import type { Template } from './options.ts';

function openConsole({ herald, books: { provider, tokens, tickets } }: World) {
  return {
    /** Suites, companies and templates as they are. */
    provider,
    /** Where events go, of one suite or of all; from then on tickets are pushed every ten minutes. Null: nowhere. */
    setCallback: (url: string | null, suiteId?: string) => herald.setCallback(url, suiteId),
    /** WeCom's GET when the URL is saved; the push tells whether it was answered. */
    checkUrl: (suiteId: string) => herald.checkUrl(suiteId),
    /** A new ticket, now. */
    pushTicket: (suiteId: string) => herald.pushTicket(suiteId),
    /** While they are withheld no ticket is pushed by itself. */
    withholdTickets: (withheld: boolean) => herald.withholdTickets(withheld),
    /** All tickets so far end now, as after thirty minutes. */
    expireTickets: () => tickets.expireAll(),
    /** All suite tokens given out so far end now, with this code. */
    expireSuiteTokens: (how: { as: SuiteTokenEnd }) => tokens.expireSuites(how.as),
    /** Registers a template, or changes one, e.g. to approved. */
    putTemplate: (template: Template) => {
      const others = provider.templates.filter(({ templateId }) => templateId !== template.templateId);
      provider.templates = [...others, template];
    },
  };
}

/** Each resolves when its event was taken or given up. */
function openCompanies({ herald, books: { authorisations, selected } }: World) {
  return {
    /** From WeCom's market; pushes create_auth. Through the install page nothing is pushed. */
    authorise: (consent: Consent) => herald.authorise(consent),
    /** The visible range or the mode changes; pushes change_auth. */
    changeAuth: (key: AuthorisationKey, change: Change) => herald.changeAuth(key, change),
    cancelAuth: (key: AuthorisationKey) => herald.cancelAuth(key),
    /** Delegated apps only; pushes reset_permanent_code. */
    resetPermanentCode: (key: AuthorisationKey) => herald.resetPermanentCode(key),
    /** Any other event, known or not. */
    pushEvent: (event: AnyEvent) => herald.push(event),
    /** A selected_ticket, as the picker inside WeCom would give it. */
    pickMembers: (picked: Picked) => selected.add(picked),
    /** Cancelled ones too. `isFetched`: the provider has exchanged an auth_code. */
    authorisations: () =>
      authorisations.all().map(({ suite, staff, permanentCode, ...rest }) => ({
        ...rest,
        ...{ suiteId: suite.suiteId, corpName: staff.company.name, isFetched: permanentCode !== null },
      })),
  };
}

function openRecords({ pusher, books: { messages } }: World) {
  return {
    /** In order; `type` is the InfoType, or urlCheck. */
    pushes: (type?: string) => pusher.all().filter((push) => type === undefined || push.type === type),
    messages: () => messages.all(),
    memberInbox: (userId: string) => messages.inbox(userId),
  };
}

export function openProviderSide(world: World) {
  return { ...openConsole(world), ...openCompanies(world), ...openRecords(world) };
}
export type ProviderSide = ReturnType<typeof openProviderSide>;
