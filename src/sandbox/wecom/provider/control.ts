/** The provider's side under /_sandbox/: the same controls as in-process, as JSON. */
import { z } from 'zod';
import type { Judge } from '../judge.ts';
import { modeSchema, scopeSchema, templateSchema } from './options.ts';

const id = z.string().min(1);
const keySchema = z.strictObject({ suiteId: id, corpId: id });
const suiteSchema = z.strictObject({ suiteId: id });
const callbackSchema = z.strictObject({ url: z.string().nullable(), suiteId: id.optional() });
const withheldSchema = z.strictObject({ withheld: z.boolean() });
const expirySchema = z.strictObject({ as: z.union([z.literal(40082), z.literal(42009)]) });
const changeSchema = z.strictObject({
  ...keySchema.shape,
  change: z.strictObject({ scope: scopeSchema.exactOptional(), mode: modeSchema.exactOptional() }),
});
const consentSchema = z.strictObject({
  ...keySchema.shape,
  mode: modeSchema.exactOptional(),
  formal: z.boolean().exactOptional(),
  state: z.string().exactOptional(),
});
const eventSchema = z.strictObject({
  suiteId: id,
  fields: z.record(id, z.union([z.string(), z.number()])),
  receiveId: z.string().exactOptional(),
  toUserName: z.string().exactOptional(),
});
const pickedSchema = z.strictObject({
  ...keySchema.shape,
  operator: id,
  members: z.array(id),
  lifeSeconds: z.int().min(1).exactOptional(),
  ticket: id.exactOptional(),
});

type Route = (body: unknown, query: URLSearchParams) => unknown;

export function providerRoutes(judge: Judge): Record<string, Route> {
  return {
    'GET provider': () => judge.provider,
    'GET authorisations': () => judge.authorisations(),
    'GET pushes': (_, query) => judge.pushes(query.get('type') ?? undefined),
    'GET messages': () => judge.messages(),
    'GET member-inbox': (_, query) => judge.memberInbox(query.get('id') ?? ''),
    'POST callback': (body) => {
      const { url, suiteId } = callbackSchema.parse(body);
      judge.setCallback(url, suiteId);
    },
    'POST callback/check': (body) => judge.checkUrl(suiteSchema.parse(body).suiteId),
    'POST tickets/push': (body) => judge.pushTicket(suiteSchema.parse(body).suiteId),
    'POST tickets/withhold': (body) => judge.withholdTickets(withheldSchema.parse(body).withheld),
    'POST tickets/expire': () => judge.expireTickets(),
    'POST expire-suite-tokens': (body) => judge.expireSuiteTokens(expirySchema.parse(body)),
    'POST authorise': (body) => judge.authorise(consentSchema.parse(body)),
    'POST authorisation/change': (body) => {
      const { change, ...key } = changeSchema.parse(body);
      return judge.changeAuth(key, change);
    },
    'POST authorisation/cancel': (body) => judge.cancelAuth(keySchema.parse(body)),
    'POST authorisation/reset-code': (body) => judge.resetPermanentCode(keySchema.parse(body)),
    'POST events': (body) => judge.pushEvent(eventSchema.parse(body)),
    'POST templates': (body) => judge.putTemplate(templateSchema.parse(body)),
    'POST selected-tickets': (body) => ({ ticket: judge.pickMembers(pickedSchema.parse(body)) }),
  };
}
