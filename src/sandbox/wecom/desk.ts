/** One request from arrival to answer: faults, the limit of calls at once, the work itself, the log, the reply. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../clock.ts';
import { jsonReply, NotModelled, type Outcome, type Reply, refuse } from './answers.ts';
import { type Api, type Call, readCall, suiteTokenOf, tokenOf } from './calls.ts';
import type { EarlyFault, LateFault } from './fault-rules.ts';
import type { FaultBook, Plan } from './faults.ts';
import { type Log, type LogEnd, type LogEntry, withoutSecrets } from './log.ts';
import type { MediaShelf } from './media.ts';
import type { TokenBook } from './tokens.ts';
import { cut, readBody, writePart, writeReply } from './wire.ts';

export type Parts = {
  clock: Clock;
  log: Log;
  faults: FaultBook;
  tokens: TokenBook;
  media: MediaShelf;
  work: Record<Api, (call: Call) => Outcome | Promise<Outcome>>;
  /** Sends of one corp at once; null: no limit. */
  maxConcurrent: number | null;
  /** Calls this sandbox could not answer, in words. */
  unanswerable: string[];
};

/** One request under way. `gone` resolves when the connection is. */
type Visit = { call: Call; entry: LogEntry; request: IncomingMessage; response: ServerResponse; gone: Promise<void> };

export class Desk {
  readonly #parts: Parts;
  readonly #underWay = new Map<string, number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  serve(request: IncomingMessage, response: ServerResponse) {
    const visit = this.#begin(request, response);
    this.#meet(visit).catch((error: unknown) => this.#giveUp(visit, error));
  }

  #begin(request: IncomingMessage, response: ServerResponse): Visit {
    const { log, tokens, clock } = this.#parts;
    const call = readCall(request, log.nextNo());
    const entry = log.begin(call, { token: tokens.numberOf(tokenOf(call) ?? suiteTokenOf(call)), now: clock.now() });
    const gone = new Promise<void>((resolve) => void response.once('close', resolve));
    if (request.headers['transfer-encoding'] !== undefined) entry.notes.push('no content-length');
    return { call, entry, request, response, gone };
  }

  async #meet(visit: Visit) {
    const { call, entry, request } = visit;
    const early = this.#parts.faults.early(call);
    if (early) return this.#meetEarly(visit, early);
    const body = await readBody(request);
    if (body === null) return this.#close(entry, 'clientGone');
    this.#take(visit, body);
    const lane = this.#laneOf(call);
    const others = this.#underWay.get(lane) ?? 0;
    if (this.#isFull(call, others)) return this.#answer(visit, refuse(45033));
    this.#underWay.set(lane, others + 1);
    try {
      await this.#meetPlan(visit, this.#parts.faults.late(call));
    } finally {
      this.#underWay.set(lane, (this.#underWay.get(lane) ?? 1) - 1);
    }
  }

  async #meetEarly(visit: Visit, fault: EarlyFault) {
    const { entry, request, gone } = visit;
    entry.fault = fault.type;
    if (fault.type === 'blackHole') {
      await gone;
      this.#close(entry, 'clientGone');
      return;
    }
    if (fault.type === 'cutInBody') this.#take(visit, (await readBody(request, fault.bytes)) ?? Buffer.alloc(0));
    this.#close(entry, 'cut');
    cut(request.socket, fault.how);
  }

  async #meetPlan(visit: Visit, { waits, final }: Plan) {
    visit.entry.fault = [...waits.map(({ fault }) => fault.type), ...(final ? [final.type] : [])].join('+') || null;
    const done = waits.some(({ fault }) => fault.carriedOut) ? await this.#carryOut(visit) : null;
    if (waits.length > 0) {
      await Promise.race([Promise.all(waits.map(({ released }) => released)), visit.gone]);
      if (visit.request.socket.destroyed) return this.#close(visit.entry, 'clientGone');
    }
    if (final) await this.#meetFinal(visit, final, done);
    else this.#answer(visit, done ?? (await this.#carryOut(visit)));
  }

  async #meetFinal(visit: Visit, fault: LateFault, done: Outcome | null) {
    const outcome = done ?? (fault.carriedOut ? await this.#carryOut(visit) : null);
    switch (fault.type) {
      case 'errcode': {
        const { errcode, errmsg, fields } = fault;
        this.#answer(visit, { errcode, fields, effect: 'none', ...(errmsg === undefined ? {} : { errmsg }) });
        return;
      }
      case 'http':
        this.#reply(visit, { status: fault.status, contentType: fault.contentType, headers: {}, text: fault.body });
        return;
      case 'cutBeforeAnswer':
        this.#close(visit.entry, 'cut');
        cut(visit.request.socket, fault.how);
        return;
      case 'cutInAnswer': {
        const reply = jsonReply(outcome ?? { errcode: 0, effect: 'none' }, this.#originOf(visit.call));
        this.#close(visit.entry, 'cut', reply);
        writePart(visit.response, reply, fault);
      }
    }
  }

  /** Carries the call out and says so in the log, whatever is answered later. */
  async #carryOut({ call, entry }: Visit): Promise<Outcome> {
    if (call.api === null) throw new NotModelled(`${call.method} ${call.path}`);
    const outcome = await this.#parts.work[call.api](call);
    entry.effect = outcome.effect;
    entry.notes.push(...(outcome.notes ?? []));
    if (outcome.effect === 'uploaded') entry.body = this.#describe(String(outcome.fields?.media_id));
    return outcome;
  }

  /** What was uploaded, for the log: the bytes themselves stay out of it. */
  #describe(mediaId: string): string {
    const media = this.#parts.media.get(mediaId);
    return JSON.stringify(media && { filename: media.filename, bytes: media.bytes.length, sha256: media.sha256 });
  }

  #take({ call, entry }: Visit, body: Buffer) {
    call.body = body;
    entry.bodyBytes = body.length;
    if (call.api !== 'upload') entry.body = withoutSecrets(body.toString());
  }

  /** Per corp and API, as WeCom counts. */
  #laneOf(call: Call): string {
    const app = this.#parts.tokens.appOf(tokenOf(call));
    return `${call.api} ${'corpId' in app ? app.corpId : ''}`;
  }

  #isFull(call: Call, others: number): boolean {
    const { maxConcurrent } = this.#parts;
    const isSend = call.api === 'send' || call.api === 'message';
    return isSend && maxConcurrent !== null && others >= maxConcurrent;
  }

  #originOf(call: Call) {
    return { no: call.no, ip: call.ip, nowMs: this.#parts.clock.now() };
  }

  #answer(visit: Visit, outcome: Outcome) {
    this.#reply(visit, jsonReply(outcome, this.#originOf(visit.call)));
  }

  #reply({ entry, response }: Visit, reply: Reply) {
    this.#close(entry, 'answered', reply);
    writeReply(response, reply);
  }

  #close(entry: LogEntry, end: LogEnd, reply?: Reply) {
    entry.end = end;
    entry.answeredAt = this.#parts.clock.now();
    if (reply) {
      entry.status = reply.status;
      entry.answer = withoutSecrets(reply.text);
    }
    this.#parts.log.finish(entry);
  }

  /** A call nobody modelled, or a fault of the sandbox itself: told loudly, never as an answer of WeCom's. */
  #giveUp(visit: Visit, error: unknown) {
    const what = error instanceof NotModelled ? error.message : String(error instanceof Error ? error.stack : error);
    this.#parts.unanswerable.push(what);
    if (visit.response.headersSent) return;
    const text = `The WeCom sandbox does not know ${what}\n`;
    this.#reply(visit, { status: 500, contentType: 'text/plain; charset=UTF-8', headers: {}, text });
  }
}
