/** externalcontact/message/send: every documented check, in one order, then the sending itself. */
import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { type Addressees, count, invalidFields, listFields, readAddressees, readFlag, sift } from './addressees.ts';
import { isOutcome, NotModelled, type Outcome, refuse } from './answers.ts';
import { agentFault, readJson } from './body.ts';
import { type Call, tokenOf } from './calls.ts';
import { type Card, cardFields, readCard } from './card.ts';
import type { MediaShelf } from './media.ts';
import type { Outbox } from './outbox.ts';
import type { FamilyKind } from './school.ts';
import type { CorpApp, TokenBook } from './tokens.ts';

const maxIntervalSeconds = 14_400;
const defaultIntervalSeconds = 1800;

const knownFields = new Set([
  ...listFields,
  ...['recv_scope', 'toall', 'agentid', 'msgtype', 'miniprogram', 'enable_id_trans'],
  ...['enable_duplicate_check', 'duplicate_check_interval'],
]);
const otherMessageTypes = ['text', 'image', 'voice', 'video', 'file', 'news', 'mpnews'];

type Body = Record<string, unknown>;

function appFault(body: Body, app: CorpApp): Outcome | null {
  const fault = agentFault(body, app);
  if (fault) return fault;
  return app.inParentAppList ? null : refuse(48002, 'not in parent app list');
}

function typeFault(body: Body): Outcome | null {
  if (body.msgtype === 'miniprogram') return null;
  if (typeof body.msgtype === 'string' && otherMessageTypes.includes(body.msgtype)) {
    throw new NotModelled(`a school notice of type ${body.msgtype}`);
  }
  return refuse(40008);
}

/** Seconds within which the same request is not sent again; 0: no check wanted. */
function readInterval(body: Body): number | Outcome {
  if (readFlag(body.enable_id_trans, [0, 1]) === null) return refuse(40058, 'enable_id_trans');
  const wanted = readFlag(body.enable_duplicate_check, [0, 1]);
  if (wanted === null) return refuse(40058, 'enable_duplicate_check');
  const interval = body.duplicate_check_interval ?? defaultIntervalSeconds;
  if (typeof interval !== 'number' || !Number.isInteger(interval) || interval < 1 || interval > maxIntervalSeconds) {
    return refuse(40058, 'duplicate_check_interval');
  }
  return wanted === 1 ? interval : 0;
}

/** Fields nobody documented are accepted, and named in the log. */
function notesOn(body: Body): string[] {
  const unknown = [
    ...Object.keys(body).filter((field) => !knownFields.has(field)),
    ...Object.keys(body.miniprogram as Body).filter((field) => !cardFields.includes(field)),
  ];
  return unknown.map((field) => `unknown field ${field}`);
}

type Request = { app: CorpApp; card: Card; addressees: Addressees; intervalSeconds: number; notes: string[] };

export type Counter = {
  apps: () => CorpApp[];
  tokens: TokenBook;
  media: MediaShelf;
  outbox: Outbox;
  clock: Clock;
  isValid: (kind: FamilyKind, id: string) => boolean;
};

function readRequest(call: Call, counter: Counter): Request | Outcome {
  const app = counter.tokens.appOf(tokenOf(call));
  if (isOutcome(app)) return app;
  const body = readJson(call);
  if (isOutcome(body)) return body;
  const fault = appFault(body, app) ?? typeFault(body);
  if (fault) return fault;
  const card = readCard(body.miniprogram, { app, apps: counter.apps(), media: counter.media });
  if (isOutcome(card)) return card;
  const intervalSeconds = readInterval(body);
  if (typeof intervalSeconds !== 'number') return intervalSeconds;
  const addressees = readAddressees(body);
  if (isOutcome(addressees)) return addressees;
  return { app, card, addressees, intervalSeconds, notes: notesOn(body) };
}

/** Where school notices are handed in. */
export class SendCounter {
  readonly #counter: Counter;
  readonly #lastSent = new Map<string, number>();

  constructor(counter: Counter) {
    this.#counter = counter;
  }

  send(call: Call): Outcome {
    const request = readRequest(call, this.#counter);
    if (isOutcome(request)) return request;
    const { app, card, addressees, notes } = request;
    const { valid, invalid } = sift(addressees.recipients, this.#counter.isValid);
    const fields = invalidFields(invalid);
    if (!addressees.wholeSchool && count(valid) === 0) return { ...refuse(81013), fields, notes };
    if (this.#isDuplicate(call, request)) return { errcode: 0, fields, effect: 'suppressed', notes };
    const { scope, wholeSchool } = addressees;
    const at = this.#counter.clock.now();
    const { corpId, agentId } = app;
    this.#counter.outbox.add({ no: call.no, at, corpId, agentId, card, scope, wholeSchool, recipients: valid });
    return { errcode: 0, fields, effect: 'sent', notes };
  }

  /** "The same content (request JSON)": the same bytes by the same app, within the interval since they were sent. */
  #isDuplicate(call: Call, request: Request): boolean {
    if (request.intervalSeconds === 0) return false;
    const { corpId, agentId } = request.app;
    const key = `${corpId} ${agentId} ${createHash('sha256').update(call.body).digest('hex')}`;
    const now = this.#counter.clock.now();
    const before = this.#lastSent.get(key);
    if (before !== undefined && now < before + request.intervalSeconds * 1000) return true;
    this.#lastSent.set(key, now);
    return false;
  }
}
