/**
 * What WeCom pushes to us, read and judged; nothing here is stored or answered.
 * Suites have one URL together, so whose token signed a request tells which suite it is for. Two suites may share a token;
 * then receiveid and SuiteId decide. Only XML is read: for suites no other format is documented.
 * Sources: developer.work.weixin.qq.com/document/path/90930 (check of the URL), 91116 (pushes), 97172 (suite_ticket),
 * 97175 (authorisations).
 */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { decrypt, isSignedWith, type Signable } from './crypto.ts';
import { readXml } from './xml.ts';

/** Of a suite, authenticated: signed, encrypted and named by it. Tickets and codes are secrets: never log them. */
export type SuiteEvent =
  | { type: 'suite_ticket'; suiteId: string; ticket: string }
  | { type: 'create_auth'; suiteId: string; authCode: string; state: string }
  | { type: 'change_auth'; suiteId: string; corpId: string }
  | { type: 'cancel_auth'; suiteId: string; corpId: string }
  | { type: 'reset_permanent_code'; suiteId: string; authCode: string }
  /** Anything else, a change of the school's contacts for one: answered with success, otherwise left alone. */
  | { type: 'other'; name: string };

export type CallbackSuite = {
  suiteId: string;
  token: string;
  /** EncodingAESKey, 43 characters. */
  aesKey: string;
  /** WeCom names the suite, the provider's corp or the authorised corp, depending on the kind of push. */
  mayReceive(receiveId: string): boolean;
};

/** `why` is for the log and holds nothing of what was sent. */
export type RefusedCallback = { type: 'refused'; why: string };
export type Echo = { type: 'echo'; text: string };
/** `id`: 64 hex digits; a request sent again has the same. */
export type ReceivedEvent = { type: 'event'; event: SuiteEvent; id: string };

/**
 * WeCom gives a push 5 seconds and 3 tries, so a genuine one is seconds old; the rest is for clocks that differ. Either
 * way, or a copy with a time to come would stay good until then. Whoever refuses ids seen before must keep them for
 * twice as long.
 */
const maxSkewMs = 10 * 60 * 1000;

/** The largest documented push is far below. Whoever reads a body may stop here. */
export const maxBodyBytes = 64 * 1024;

/** The check of the URL: what to answer with, or why not. `now` in milliseconds. */
export function readEcho(
  query: URLSearchParams,
  suites: readonly CallbackSuite[],
  now: number,
): Echo | RefusedCallback {
  const envelope = readQuery(query, now);
  if (envelope.type === 'refused') return envelope;
  // a + that WeCom did not escape was decoded to a blank; base64 has none
  const encrypt = only(query, 'echostr')?.replaceAll(' ', '+');
  if (!encrypt) return refused('echostr missing or twice');
  return open({ ...envelope, encrypt }, suites, (text) => ({ type: 'echo', text }));
}

/** One push. `now` in milliseconds. */
export function readEvent(
  { query, body }: { query: URLSearchParams; body: Uint8Array },
  suites: readonly CallbackSuite[],
  now: number,
): ReceivedEvent | RefusedCallback {
  const envelope = readQuery(query, now);
  if (envelope.type === 'refused') return envelope;
  if (body.length > maxBodyBytes) return refused('body too large');
  const encrypt = isUtf8(body) && readXml(Buffer.from(body).toString(), ['Encrypt'])?.Encrypt;
  if (!encrypt) return refused('body is no envelope');
  const id = createHash('sha256').update(envelope.signature).update(encrypt).digest('hex');
  return open({ ...envelope, encrypt }, suites, (xml, suiteId) => {
    const event = readSuiteEvent(xml, suiteId);
    return event.type === 'refused' ? event : { type: 'event', event, id };
  });
}

type Envelope = { type: 'envelope'; signature: string; timestamp: string; nonce: string };

/**
 * The signature covers the parts sorted and joined, so characters can be moved from one part to another unseen. With ten
 * digits of time and a short nonce no such move leaves whole blocks in Encrypt, and id and event stay what they were.
 */
function readQuery(query: URLSearchParams, now: number): Envelope | RefusedCallback {
  const [signature, timestamp, nonce] = ['msg_signature', 'timestamp', 'nonce'].map((name) => only(query, name) ?? '');
  if (!signature || !/^[0-9a-f]{40}$/.test(signature)) return refused('msg_signature missing, twice or malformed');
  if (!timestamp || !/^\d{10}$/.test(timestamp)) return refused('timestamp missing, twice or malformed');
  if (!nonce || !/^[!-~]{1,64}$/.test(nonce)) return refused('nonce missing, twice or malformed');
  const ageMs = now - Number(timestamp) * 1000;
  if (Math.abs(ageMs) > maxSkewMs) return refused(ageMs > 0 ? 'stale' : 'of the future');
  return { type: 'envelope', signature, timestamp, nonce };
}

function only(query: URLSearchParams, name: string): string | undefined {
  const values = query.getAll(name);
  return values.length === 1 ? values[0] : undefined;
}

/** What `read` makes of it with the suite it is for: of those that may have been meant, the first that fits throughout. */
function open<Read extends Echo | ReceivedEvent>(
  sealed: Signable & { signature: string },
  suites: readonly CallbackSuite[],
  read: (message: string, suiteId: string) => Read | RefusedCallback,
): Read | RefusedCallback {
  const whys = new Set<string>();
  for (const suite of suites) {
    if (!isSignedWith(suite.token, sealed.signature, sealed)) continue;
    const opened = decrypt(suite.aesKey, sealed.encrypt);
    const answer = !opened
      ? refused('not encrypted with our EncodingAESKey')
      : suite.mayReceive(opened.receiveId)
        ? read(opened.message, suite.suiteId)
        : refused('receiveid is not ours');
    if (answer.type !== 'refused') return answer;
    whys.add(answer.why);
  }
  return refused([...whys].join(', ') || 'signed with no token of ours');
}

const eventFields = [
  'SuiteId',
  'InfoType',
  'SuiteTicket',
  'AuthCode',
  'AuthCorpId',
  'State',
  'MsgType',
  'Event',
] as const;

/** Pushes about the suite have an InfoType and a SuiteId; pushes out of a company have a MsgType and no SuiteId. */
function readSuiteEvent(xml: string, expected: string): SuiteEvent | RefusedCallback {
  const fields = readXml(xml, eventFields);
  if (fields === null) return refused('event is not as WeCom writes it');
  const { SuiteId: suiteId, InfoType: type, SuiteTicket: ticket, AuthCode: authCode, AuthCorpId: corpId } = fields;
  if (suiteId !== undefined && suiteId !== expected) return refused('SuiteId is of another suite');
  const incomplete = refused('event is incomplete');
  switch (type) {
    case 'suite_ticket':
      return suiteId && ticket ? { type, suiteId, ticket } : incomplete;
    case 'create_auth':
      return suiteId && authCode ? { type, suiteId, authCode, state: fields.State ?? '' } : incomplete;
    case 'change_auth':
    case 'cancel_auth':
      return suiteId && corpId ? { type, suiteId, corpId } : incomplete;
    case 'reset_permanent_code':
      return suiteId && authCode ? { type, suiteId, authCode } : incomplete;
  }
  const name = type || (fields.MsgType === 'event' ? fields.Event : fields.MsgType);
  return name ? { type: 'other', name } : incomplete;
}

function refused(why: string): RefusedCallback {
  return { type: 'refused', why };
}
