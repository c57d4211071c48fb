/** WeCom's own requests to the provider: encrypted, signed, within a time, three tries, and every answer kept. */
import { randomInt } from 'node:crypto';
import type { Clock } from '../../../clock.ts';
import type { Log } from '../log.ts';
import { encrypt, signatureOf } from './crypt.ts';
import type { Suite } from './options.ts';

const maxTries = 3;

/** `fault`: no answer at all, or none in time. */
type PushTry = { at: number; status: number | null; text: string | null; fault: string | null };

/** `type`: the InfoType, or urlCheck. `taken`: answered as it has to be, at the last of `tries`. */
export type Push = { no: number; suiteId: string; type: string; at: number; tries: PushTry[]; taken: boolean };

/** Elements in order: numbers stand as they are, text in CDATA, as in WeCom's examples. */
export type Xml = Record<string, string | number>;

type PushOrder = {
  suite: Suite;
  type: string;
  fields: Xml;
  withinMs: number;
  receiveId?: string;
  toUserName?: string;
};

type Shipment = Pick<PushOrder, 'suite' | 'type' | 'withinMs'> & {
  url: URL;
  init: RequestInit;
  tries: number;
  /** Null: any answer with 200 will do. */
  expected: string | null;
};

function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

function xmlOf(fields: Xml): string {
  const elements = Object.entries(fields).map(
    ([name, value]) => `<${name}>${typeof value === 'number' ? value : cdata(value)}</${name}>`,
  );
  return `<xml>${elements.join('')}</xml>`;
}

export class Pusher {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #urls = new Map<string, string>();
  readonly #ended = new AbortController();
  readonly #underWay = new Set<Promise<Push>>();
  #pushes: Push[] = [];
  #lastNo = 0;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  all(): Push[] {
    return this.#pushes;
  }

  clear() {
    this.#pushes = [];
  }

  /** Aborts when the sandbox stops. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  async stop() {
    this.#ended.abort();
    await Promise.all(this.#underWay);
  }

  setUrl(suite: Suite, url: string | null) {
    if (url === null) this.#urls.delete(suite.suiteId);
    else this.#urls.set(suite.suiteId, url);
  }

  hasUrl(suite: Suite): boolean {
    return this.#urls.has(suite.suiteId);
  }

  /** POSTs an event until it is answered, three times at most; one with an InfoType with exactly `success`. */
  push(order: PushOrder): Promise<Push> {
    const { suite, type, withinMs, receiveId = suite.suiteId, toUserName = suite.suiteId } = order;
    const encrypted = encrypt(suite.aesKey, { text: xmlOf(order.fields), receiveId });
    const body = xmlOf({ ToUserName: toUserName, AgentID: '', Encrypt: encrypted });
    const init = { method: 'POST', body, headers: { 'content-type': 'text/xml' } };
    const url = this.#sign(suite, encrypted);
    const expected = 'InfoType' in order.fields ? 'success' : null;
    return this.#ship({ suite, type, withinMs, url, init, tries: maxTries, expected });
  }

  /** The GET that has to be answered with what was in it, once. */
  checkUrl(order: Pick<PushOrder, 'suite' | 'withinMs'> & { receiveId: string }): Promise<Push> {
    const { suite, withinMs, receiveId } = order;
    const expected = String(randomInt(2 ** 47));
    const echo = encrypt(suite.aesKey, { text: expected, receiveId });
    const url = this.#sign(suite, echo);
    url.searchParams.set('echostr', echo);
    return this.#ship({ suite, type: 'urlCheck', withinMs, url, init: {}, tries: 1, expected });
  }

  #sign(suite: Suite, encrypted: string): URL {
    const callback = this.#urls.get(suite.suiteId);
    if (callback === undefined) throw new Error(`${suite.suiteId} has no callback URL`);
    const url = new URL(callback);
    const timestamp = String(Math.floor(this.#clock.now() / 1000));
    const nonce = String(randomInt(2 ** 31));
    const signature = signatureOf({ token: suite.callbackToken, timestamp, nonce, encrypted });
    url.searchParams.set('msg_signature', signature);
    url.searchParams.set('timestamp', timestamp);
    url.searchParams.set('nonce', nonce);
    return url;
  }

  #ship(shipment: Shipment): Promise<Push> {
    const { suite, type } = shipment;
    const at = this.#clock.now();
    const push: Push = { no: ++this.#lastNo, suiteId: suite.suiteId, type, at, tries: [], taken: false };
    this.#pushes.push(push);
    const done = this.#carry(push, shipment);
    this.#underWay.add(done);
    return done.finally(() => this.#underWay.delete(done));
  }

  async #carry(push: Push, shipment: Shipment): Promise<Push> {
    const { tries, expected } = shipment;
    while (!push.taken && push.tries.length < tries && !this.signal.aborted) {
      const answer = await this.#try(shipment);
      push.tries.push(answer);
      push.taken = answer.status === 200 && (expected === null || answer.text === expected);
    }
    this.#log.append({ push });
    return push;
  }

  async #try({ url, init, withinMs }: Shipment): Promise<PushTry> {
    const at = this.#clock.now();
    const done = new AbortController();
    const signal = AbortSignal.any([this.signal, done.signal]);
    const answer = fetch(url, { ...init, signal, redirect: 'manual' }).then(
      async (response): Promise<PushTry> => ({ at, status: response.status, text: await response.text(), fault: null }),
    );
    const lost = answer.catch((error: unknown) =>
      noAnswer(at, String(error instanceof Error ? (error.cause ?? error) : error)),
    );
    const late = this.#clock.sleep(withinMs, signal).then(() => noAnswer(at, `no answer within ${withinMs} ms`));
    const first = await Promise.race([lost, late]);
    // Cuts the connection of an answer that is late, and wakes the clock of one that is not.
    done.abort();
    return first;
  }
}

function noAnswer(at: number, fault: string): PushTry {
  return { at, status: null, text: null, fault };
}
