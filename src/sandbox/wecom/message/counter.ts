/** message/send and message/recall: template messages of third-party apps, every documented check in one order. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import { readFlag } from '../addressees.ts';
import { isOutcome, NotModelled, type Outcome, refuse } from '../answers.ts';
import { agentFault, readJson } from '../body.ts';
import { type Call, tokenOf } from '../calls.ts';
import type { Authorisation } from '../provider/authorisations.ts';
import { isDelegated, type Provider } from '../provider/options.ts';
import type { CorpApp, TokenBook } from '../tokens.ts';
import { translateIds } from './id-translation.ts';
import type { SendLimits } from './limits.ts';
import { type Named, namedFields, readNamed } from './named.ts';
import type { MessageOutbox } from './outbox.ts';
import { type Reach, type Rules, reachOf } from './reach.ts';
import type { Picked, SelectedTickets } from './selected-tickets.ts';
import { readTemplateCard, type TemplateCard, templateFields } from './template.ts';

const recallWithinMs = 24 * 3_600_000;

const knownFields = [...namedFields, 'agentid', 'msgtype', 'template_msg', 'enable_id_trans'];
const otherMessageTypes = [
  ...['text', 'image', 'voice', 'video', 'file', 'textcard', 'news', 'mpnews', 'markdown'],
  ...['miniprogram_notice', 'template_card'],
];

export type MessageParts = {
  provider: Provider;
  apps: () => CorpApp[];
  tokens: TokenBook;
  tickets: SelectedTickets;
  limits: SendLimits;
  outbox: MessageOutbox;
  clock: Clock;
  rules: Rules;
};

type Body = Record<string, unknown>;
type Request = { app: Authorisation; card: TemplateCard; named: Named; picked: Picked[]; translate: boolean };

/** 60206: template messages are for third-party apps only; 60207: and those may send nothing else. */
function readSender(app: CorpApp, type: unknown): Authorisation | Outcome {
  const isThirdParty = 'suite' in app && !isDelegated(app.suite);
  if (type === 'template_msg') return isThirdParty ? app : refuse(60206);
  if (typeof type !== 'string' || !otherMessageTypes.includes(type)) return refuse(40008);
  if (isThirdParty) return refuse(60207);
  throw new NotModelled(`an app message of type ${type}`);
}

/** Fields nobody documented for this type are accepted, and named in the log. */
function notesOn(body: Body): string[] {
  const fields = [
    ...Object.keys(body).filter((field) => !knownFields.includes(field)),
    ...Object.keys(body.template_msg as Body).filter((field) => !templateFields.includes(field)),
  ];
  return fields.map((field) => `unknown field ${field}`);
}

/** The four lists of the answer: joined by a bar, in lower case, and left out where there is nobody. */
function answerFields(reach: Reach): Record<string, string> {
  const { invalid, unlicensed } = reach;
  const lists = {
    ...{ invaliduser: invalid.members, invalidparty: invalid.departments, invalidtag: invalid.tags },
    unlicenseduser: unlicensed,
  };
  const filled = Object.entries(lists).filter(([, ids]) => ids.length > 0);
  return Object.fromEntries(filled.map(([field, ids]) => [field, ids.join('|').toLowerCase()]));
}

/** Departments and tags count even when nobody is in them. */
function isNobody({ members, valid }: Reach): boolean {
  return !valid.everyone && members.length + valid.departments.length + valid.tags.length === 0;
}

export class MessageCounter {
  readonly #parts: MessageParts;

  constructor(parts: MessageParts) {
    this.#parts = parts;
  }

  send(call: Call): Outcome {
    const app = this.#parts.tokens.appOf(tokenOf(call));
    if (isOutcome(app)) return app;
    const body = readJson(call);
    if (isOutcome(body)) return body;
    const request = this.#read(app, body);
    if (isOutcome(request)) return request;
    const reach = reachOf(request.named, request.picked, { app: request.app, rules: this.#parts.rules });
    const msgid = randomBytes(48).toString('base64url');
    const fields = { ...answerFields(reach), msgid };
    const notes = notesOn(body);
    // Seen in the wild: a msgid also where nobody was valid.
    if (isNobody(reach)) return { ...refuse(81013), fields, notes };
    if (!this.#parts.limits.spend(request.app, reach.members.length)) return refuse(45009, 'account limit * 200 a day');
    this.#deliver(call.no, msgid, { request, reach });
    return { errcode: 0, fields, effect: 'sent', notes };
  }

  /** Recalling twice is not documented; here it is answered 0 again. */
  recall(call: Call): Outcome {
    const app = this.#parts.tokens.appOf(tokenOf(call));
    if (isOutcome(app)) return app;
    const body = readJson(call);
    if (isOutcome(body)) return body;
    const message = this.#parts.outbox.find(String(body.msgid));
    if (!message || message.corpId !== app.corpId || message.agentId !== app.agentId) return refuse(40058, 'msgid');
    const now = this.#parts.clock.now();
    if (now > message.at + recallWithinMs) return refuse(42052);
    message.recalledAt ??= now;
    return { errcode: 0, effect: 'recalled' };
  }

  #read(anyApp: CorpApp, body: Body): Request | Outcome {
    const fault = agentFault(body, anyApp);
    if (fault) return fault;
    const app = readSender(anyApp, body.msgtype);
    if (isOutcome(app)) return app;
    const { provider, apps } = this.#parts;
    const card = readTemplateCard(body.template_msg, { templates: provider.templates, app, apps: apps() });
    if (isOutcome(card)) return card;
    const translate = readFlag(body.enable_id_trans, [0, 1]);
    if (translate === null) return refuse(40058, 'enable_id_trans');
    const named = readNamed(body, app.mode);
    if (isOutcome(named)) return named;
    const picked = this.#pickedBy(named.tickets, app);
    return Array.isArray(picked) ? { app, card, named, picked, translate: translate === 1 } : picked;
  }

  #pickedBy(tickets: string[], app: Authorisation): Picked[] | Outcome {
    const picked: Picked[] = [];
    for (const ticket of tickets) {
      const found = this.#parts.tickets.find(ticket, app);
      if (isOutcome(found)) return found;
      picked.push(found);
    }
    return picked;
  }

  /** Members over their limit are passed over; the caller is not told. */
  #deliver(no: number, msgid: string, { request, reach }: { request: Request; reach: Reach }) {
    const { app, card, translate } = request;
    const fates = reach.members.map(({ userId }) => ({ userId, limit: this.#parts.limits.limitOf(app, userId) }));
    const { suite, corpId, agentId } = app;
    this.#parts.outbox.add({
      ...{ no, msgid, at: this.#parts.clock.now(), suiteId: suite.suiteId, corpId, agentId },
      templateId: card.template.templateId,
      items: card.items.map(({ key, value }) => ({ key, value: translate ? translateIds(value, app) : value })),
      opens: card.opens,
      named: reach.valid,
      reached: fates.filter(({ limit }) => limit === null).map(({ userId }) => userId),
      dropped: fates.flatMap(({ userId, limit }) => (limit === null ? [] : { userId, limit })),
      recalledAt: null,
    });
  }
}
