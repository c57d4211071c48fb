/** One request from arrival to answer: faults, the limit of calls at once, the work itself, the log, the reply. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../clock.ts';
import { jsonReply, NotModelled, type Outcome, type Reply, refuse } from './answers.ts';
import { type Api, type Call, readCall, tokenOf } from './calls.ts';
import type { EarlyFault, LateFault } from './fault-rules.ts';
import type { FaultBook, Plan } from './faults.ts';
import type { Log, LogEnd, LogEntry } from './log.ts';
import type { MediaShelf } from './media.ts';
import type { TokenDesk } from './tokens.ts';
import { cut, readBody, writePart, writeReply } from './wire.ts';

export type Parts = {
  clock: Clock;
  log: Log;
  faults: FaultBook;
  tokens: TokenDesk;
  media: MediaShelf;
  work: Record<Api, (call: Call) => Outcome | Promise<Outcome>>;
  /** Sends of one corp at once; null: no limit. */
  maxConcurrent: number | null;
  /** Calls this sandbox could not answer, in words. */
  unanswerable: string[];
};

/** One request under way. `gone` resolves when the connection is. */
type Visit = {
  call: Call;
  entry: LogEntry;
  request: IncomingMessage;
  response: ServerResponse;
  gone: Promise<void>;
};

export function openDesk(parts: Parts) {
  const { clock, log, faults, tokens, media, unanswerable } = parts;
  const underWay = new Map<string, number>();
  let lastNo = 0;

  function close(entry: LogEntry, end: LogEnd, reply?: Reply) {
    entry.end = end;
    entry.answeredAt = clock.now();
    if (reply) {
      entry.status = reply.status;
      // A token is a secret even here: the log is shown and compared.
      entry.answer = reply.text.replace(/("access_token":")[^"]*/, '$1<secret>');
    }
    log.finish(entry);
  }

  function originOf(call: Call) {
    return { no: call.no, ip: call.ip, nowMs: clock.now() };
  }

  function answer({ call, entry, response }: Visit, outcome: Outcome) {
    const reply = jsonReply(outcome, originOf(call));
    close(entry, 'answered', reply);
    writeReply(response, reply);
  }

  /** Carries the call out and says so in the log, whatever is answered later. */
  async function carryOut({ call, entry }: Visit): Promise<Outcome> {
    if (call.api === null) throw new NotModelled(`${call.method} ${call.path}`);
    const outcome = await parts.work[call.api](call);
    entry.effect = outcome.effect;
    entry.notes.push(...(outcome.notes ?? []));
    if (outcome.effect === 'uploaded') entry.body = media.describe(String(outcome.fields?.media_id));
    return outcome;
  }

  async function meetEarly(visit: Visit, fault: EarlyFault) {
    const { call, entry, request, gone } = visit;
    entry.fault = fault.type;
    if (fault.type === 'blackHole') {
      await gone;
      close(entry, 'clientGone');
      return;
    }
    if (fault.type === 'cutInBody') call.body = (await readBody(request, fault.bytes)) ?? call.body;
    entry.body = call.body.toString();
    entry.bodyBytes = call.body.length;
    close(entry, 'cut');
    cut(request.socket, fault.how);
  }

  async function meetFinal(visit: Visit, fault: LateFault, done: Outcome | null) {
    const { call, entry, response, request } = visit;
    const outcome = done ?? (fault.carriedOut ? await carryOut(visit) : null);
    switch (fault.type) {
      case 'errcode': {
        const { errcode, errmsg, fields } = fault;
        answer(visit, { errcode, fields, effect: 'none', ...(errmsg === undefined ? {} : { errmsg }) });
        return;
      }
      case 'http': {
        const reply = { status: fault.status, contentType: fault.contentType, headers: {}, text: fault.body };
        close(entry, 'answered', reply);
        writeReply(response, reply);
        return;
      }
      case 'cutBeforeAnswer':
        close(entry, 'cut');
        cut(request.socket, fault.how);
        return;
      case 'cutInAnswer': {
        const reply = jsonReply(outcome ?? { errcode: 0, effect: 'none' }, originOf(call));
        close(entry, 'cut', reply);
        writePart(response, reply, fault);
      }
    }
  }

  async function meetPlan(visit: Visit, plan: Plan) {
    const { waits, final } = plan;
    visit.entry.fault = [...waits.map(({ fault }) => fault.type), ...(final ? [final.type] : [])].join('+') || null;
    const first = waits.some(({ fault }) => fault.carriedOut);
    const done = first ? await carryOut(visit) : null;
    if (waits.length > 0) {
      await Promise.race([Promise.all(waits.map(({ released }) => released)), visit.gone]);
      if (visit.request.socket.destroyed) return close(visit.entry, 'clientGone');
    }
    if (final) await meetFinal(visit, final, done);
    else answer(visit, done ?? (await carryOut(visit)));
  }

  /** Per corp and API, as WeCom counts. */
  function laneOf(call: Call): string {
    const app = tokens.appOf(tokenOf(call));
    return `${call.api} ${'corpId' in app ? app.corpId : ''}`;
  }

  async function meetInTurn(visit: Visit) {
    const lane = laneOf(visit.call);
    const others = underWay.get(lane) ?? 0;
    const limited = visit.call.api === 'send' && parts.maxConcurrent !== null && others >= parts.maxConcurrent;
    if (limited) return answer(visit, refuse(45033));
    underWay.set(lane, others + 1);
    try {
      await meetPlan(visit, faults.late(visit.call));
    } finally {
      underWay.set(lane, (underWay.get(lane) ?? 1) - 1);
    }
  }

  function begin(request: IncomingMessage, response: ServerResponse): Visit {
    const call = readCall(request, ++lastNo);
    const entry = log.begin(call, { token: tokens.numberOf(tokenOf(call)), now: clock.now() });
    const gone = new Promise<void>((resolve) => void response.once('close', resolve));
    if (request.headers['transfer-encoding'] !== undefined) entry.notes.push('no content-length');
    return { call, entry, request, response, gone };
  }

  async function meet(visit: Visit) {
    const { call, entry, request } = visit;
    const early = faults.early(call);
    if (early) return meetEarly(visit, early);
    const body = await readBody(request);
    if (body === null) return close(entry, 'clientGone');
    call.body = body;
    entry.bodyBytes = body.length;
    if (call.api !== 'upload') entry.body = body.toString();
    await meetInTurn(visit);
  }

  /** A call nobody modelled, or a fault of the sandbox itself: told loudly, never as an answer of WeCom's. */
  function giveUp({ entry, response }: Visit, error: unknown) {
    const what = error instanceof NotModelled ? error.message : String(error instanceof Error ? error.stack : error);
    unanswerable.push(what);
    const text = `The WeCom sandbox does not know ${what}\n`;
    const reply = { status: 500, contentType: 'text/plain; charset=UTF-8', headers: {}, text };
    close(entry, 'answered', reply);
    if (!response.headersSent) writeReply(response, reply);
  }

  return function serve(request: IncomingMessage, response: ServerResponse) {
    const visit = begin(request, response);
    meet(visit).catch((error: unknown) => giveUp(visit, error));
  };
}
