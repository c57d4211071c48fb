/** How a suite (第三方应用, 代开发) comes to its suite_access_token: from the newest ticket WeCom pushed to us. */
import type { Clock } from '../clock.ts';
import { readAnswer } from './answer.ts';
import { isTicketRefused } from './errcodes.ts';
import type { NotSent } from './exchange.ts';
import type { Http } from './http.ts';
import { suiteTokenSchema, type TokenRoute, tokenAnswer } from './token-route.ts';
import { jsonBytes, postJson } from './wire.ts';

/** The newest suite_ticket, null when there is none yet. WeCom pushes one about every ten minutes. */
export type NewestTicket = () => Promise<string | null>;

/** A refused ticket is not shown again for this long, but a newer one is at once. */
const refusedMemoryMs = 60_000;

export function suiteTokenRoute(suite: {
  http: Http;
  suiteId: string;
  secret: string;
  ticket: NewestTicket;
  clock: Clock;
}): TokenRoute {
  const { http, suiteId, secret, clock } = suite;
  let refused: { ticket: string; until: number } | null = null;

  async function exchangeTicket(ticket: string) {
    const request = { suite_id: suiteId, suite_secret: secret, suite_ticket: ticket };
    const sent = await http.call(postJson('/cgi-bin/service/get_suite_token', jsonBytes(request)));
    return readAnswer(sent, { schema: suiteTokenSchema, secrets: [secret, ticket], errcodeOptional: true });
  }

  // a store that fails has no ticket for us: nothing was sent, and it is asked again
  const newest = () => suite.ticket().catch(() => null);

  return {
    name: `suite:${suiteId}`,
    secret,
    async ask() {
      const ticket = await newest();
      if (ticket === null) return noTicket('NO_TICKET');
      if (refused?.ticket === ticket && clock.now() < refused.until) return noTicket('NO_NEWER_TICKET');
      const answer = await exchangeTicket(ticket);
      if (answer.type !== 'refused' || !isTicketRefused(answer.refusal.errcode)) {
        return tokenAnswer('get_suite_token', answer);
      }
      refused = { ticket, until: clock.now() + refusedMemoryMs };
      // whoever pushed a newer one meanwhile found nothing waiting for it
      if ((await newest()) !== ticket) return this.ask();
      return noTicket(`errcode ${answer.refusal.errcode}`);
    },
  };
}

function noTicket(detail: string): NotSent {
  return { type: 'notSent', hurdle: 'noTicket', detail: `get_suite_token: ${detail}` };
}
