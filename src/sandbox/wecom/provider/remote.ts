/** The provider's side of a sandbox in another process. */
import type { AppMessage } from '../message/outbox.ts';
import type { Picked } from '../message/selected-tickets.ts';
import type { SuiteTokenEnd } from '../tokens.ts';
import type { AuthorisationKey, Change, Consent } from './authorisations.ts';
import type { AnyEvent } from './herald.ts';
import type { ProviderSide } from './judge.ts';
import type { Provider, Template } from './options.ts';
import type { Push } from './pusher.ts';

type Wire = {
  get<T>(name: string): Promise<T>;
  post<T>(name: string, body?: unknown): Promise<T>;
};

export function providerControlsOf({ get, post }: Wire) {
  return {
    provider: () => get<Provider>('provider'),
    setCallback: (url: string | null, suiteId?: string) => post<void>('callback', { url, suiteId }),
    checkUrl: (suiteId: string) => post<Push>('callback/check', { suiteId }),
    pushTicket: (suiteId: string) => post<Push>('tickets/push', { suiteId }),
    withholdTickets: (withheld: boolean) => post<void>('tickets/withhold', { withheld }),
    expireTickets: () => post<void>('tickets/expire'),
    expireSuiteTokens: (how: { as: SuiteTokenEnd }) => post<void>('expire-suite-tokens', how),
    authorise: (consent: Consent) => post<Push>('authorise', consent),
    changeAuth: (key: AuthorisationKey, change: Change) => post<Push>('authorisation/change', { ...key, change }),
    cancelAuth: (key: AuthorisationKey) => post<Push>('authorisation/cancel', key),
    resetPermanentCode: (key: AuthorisationKey) => post<Push>('authorisation/reset-code', key),
    pushEvent: (event: AnyEvent) => post<Push>('events', event),
    putTemplate: (template: Template) => post<void>('templates', template),
    pickMembers: async (picked: Picked) => (await post<{ ticket: string }>('selected-tickets', picked)).ticket,
    authorisations: () => get<ReturnType<ProviderSide['authorisations']>>('authorisations'),
    pushes: (type?: string) => get<Push[]>(type === undefined ? 'pushes' : `pushes?type=${type}`),
    messages: () => get<AppMessage[]>('messages'),
    memberInbox: (userId: string) => get<AppMessage[]>(`member-inbox?id=${encodeURIComponent(userId)}`),
  };
}
