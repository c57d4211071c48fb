/** /_sandbox/*: the judge for another process, on loopback only. JSON in, JSON out; faults are rules as plain data. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { apis } from './calls.ts';
import { ruleSchema } from './fault-rules.ts';
import type { RuleHandle } from './faults.ts';
import type { Judge, Outage } from './judge.ts';
import { providerRoutes } from './provider/control.ts';
import { readBody, writeReply } from './wire.ts';

export const controlPrefix = '/_sandbox/';

const idSchema = z.strictObject({ id: z.int() });
const idsSchema = z.strictObject({ ids: z.array(z.string()) });
const expirySchema = z.strictObject({ as: z.union([z.literal(40014), z.literal(42001)]) });
const limitSchema = z.strictObject({ calls: z.int().min(1).nullable() });
const outageSchema = z.strictObject({ ms: z.int().min(0) });
const apiSchema = z.enum(apis).optional();

type Route = (body: unknown, query: URLSearchParams) => unknown;
type Subject = Judge & Outage;

function known(rule: RuleHandle | null): RuleHandle {
  if (!rule) throw new RangeError('no such rule');
  return rule;
}

/** `POST rules/arrived` answers only when the rule was first hit. */
function routesOf(judge: Subject): Record<string, Route> {
  const rule = (body: unknown) => known(judge.rule(idSchema.parse(body).id));
  return {
    'GET log': (_, query) => judge.log(apiSchema.parse(query.get('api') ?? undefined)),
    'GET sent': () => judge.sent(),
    'GET received': () => judge.received(),
    'GET inbox': (_, query) => judge.inbox(query.get('id') ?? ''),
    'GET tally': () => judge.tally(),
    'GET school': () => judge.school,
    'POST unanswerable/take': () => judge.takeUnanswerable(),
    'POST rules': (body) => ({ id: judge.inject(ruleSchema.parse(body)).id }),
    'POST rules/arrived': (body) => rule(body).arrived,
    'POST rules/hits': (body) => ({ hits: rule(body).hits() }),
    'POST rules/release': (body) => rule(body).release(),
    'POST rules/remove': (body) => rule(body).remove(),
    'POST rules/clear': () => judge.clearFaults(),
    'POST invalid-ids': (body) => judge.addInvalid(idsSchema.parse(body).ids),
    'POST expire-tokens': (body) => judge.expireTokens(expirySchema.parse(body)),
    'POST expire-media': () => judge.expireMedia(),
    'POST limit': (body) => judge.limitConcurrency(limitSchema.parse(body).calls),
    'POST reset': () => judge.reset(),
    // Answered first: the outage takes this connection with it.
    'POST outage': (body) => void beDown(judge, outageSchema.parse(body).ms),
    ...providerRoutes(judge),
  };
}

function beDown(judge: Subject, ms: number) {
  setImmediate(async () => {
    await judge.goDown();
    setTimeout(judge.comeUp, ms);
  });
}

function isLoopback(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? '';
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

async function answerTo(
  routes: Record<string, Route>,
  request: IncomingMessage,
): Promise<{ status: number; value: unknown }> {
  const url = new URL(request.url ?? '', 'http://sandbox');
  const name = `${request.method} ${url.pathname.slice(controlPrefix.length)}`;
  const route = routes[name];
  if (!isLoopback(request)) return { status: 403, value: { error: 'loopback only' } };
  if (!route) return { status: 404, value: { error: `no ${name}`, known: Object.keys(routes) } };
  const text = (await readBody(request))?.toString() ?? '';
  const value = await route(text === '' ? undefined : JSON.parse(text), url.searchParams);
  return { status: 200, value: value ?? {} };
}

export function openControl(judge: Subject) {
  const routes = routesOf(judge);
  return (request: IncomingMessage, response: ServerResponse) => {
    answerTo(routes, request)
      .catch((error: unknown) => ({ status: 400, value: { error: String(error) } }))
      .then(({ status, value }) => {
        const text = JSON.stringify(value);
        writeReply(response, { status, contentType: 'application/json', headers: {}, text });
      });
  };
}
