/** What WeCom and administrators reach over HTTP: the callback of all suites, and the way back from the install page. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { SuiteConfig } from '../config-suites.ts';
import type { Log } from '../log.ts';
import { openRoom, type Room, takeBody } from '../slack/receiver-body.ts';
import { answer, type Route } from '../slack/receiver-server.ts';
import { answerCallback } from '../wecom/callback/answer.ts';
import { type CallbackSuite, maxBodyBytes } from '../wecom/callback/callback.ts';
import type { Authorisations } from './authorisations.ts';
import type { Events } from './events.ts';
import { cameBackPath, type Installs } from './install.ts';

/** One URL for all suites, as 指令回调 and as 数据回调. */
export const callbackPath = '/wecom/callback';

export type RoutesDeps = {
  suites: SuiteConfig[];
  providerCorpId: string | null;
  authorisations: Authorisations;
  events: Pick<Events, 'accept'>;
  installs: Pick<Installs, 'cameBack'>;
  clock: Clock;
  log: Log;
};

/** Of all pushes that are still coming in, whoever sends them: a genuine one has a few kilobytes and comes at once. */
const roomBytes = 8 * 1024 * 1024;

export function providerRoutes(deps: RoutesDeps): Route[] {
  const suites = callbackSuites(deps);
  const room = openRoom(roomBytes);
  const callback = (request: IncomingMessage, response: ServerResponse) =>
    handleCallback(deps, { request, response, room, suites: suites() });
  return [
    { method: 'GET', path: callbackPath, handle: callback },
    { method: 'POST', path: callbackPath, handle: callback },
    {
      method: 'GET',
      path: cameBackPath,
      handle: (request, response) => handleCameBack(deps, request, response),
    },
  ];
}

/** Without the store there is nothing to say yet, but the same address will do once it is back. */
async function handleCameBack({ installs, log }: RoutesDeps, request: IncomingMessage, response: ServerResponse) {
  try {
    const known = await installs.cameBack(queryOf(request));
    answer(response, known ? 200 : 400, { text: known ? cameBackText : strayText });
  } catch (err) {
    log.error({ err }, 'an authorisation could not be stored');
    answer(response, 503, { text: laterText });
  }
}

type Callback = { request: IncomingMessage; response: ServerResponse; room: Room; suites: CallbackSuite[] };

async function handleCallback(deps: RoutesDeps, { request, response, room, suites }: Callback): Promise<void> {
  const body = await takeBody(request, response, { maxBytes: maxBodyBytes, room });
  if (body === null) return;
  const method = request.method === 'POST' ? 'POST' : 'GET';
  const { status, text } = await answerCallback(
    { method, query: queryOf(request), body },
    {
      suites,
      clock: deps.clock,
      accept: deps.events.accept,
      refused: (why) => deps.log.warn({ why }, 'callback refused'),
      failed: (err) => deps.log.error({ err }, 'a callback could not be stored; WeCom tries again'),
    },
  );
  answer(response, status, { text });
}

/** Companies are looked up this often at most, and never while a request waits: a stranger's must not cost a query. */
const companiesEveryMs = 60_000;

/** WeCom names the suite, the provider's company or the company it is about, depending on the push. */
function callbackSuites({ suites, providerCorpId, authorisations, clock, log }: RoutesDeps): () => CallbackSuite[] {
  let companies = new Set<string>();
  let lookedAt = Number.NEGATIVE_INFINITY;
  const look = () => {
    lookedAt = clock.now();
    authorisations.corpIds().then(
      (ids) => {
        companies = new Set(ids);
      },
      (err: unknown) => log.warn({ err }, 'the authorised companies could not be looked up'),
    );
  };
  const all = suites.map(({ suiteId, callbackToken, aesKey }) => ({
    suiteId,
    token: callbackToken.reveal(),
    aesKey: aesKey.reveal(),
    mayReceive: (id: string) => id === suiteId || id === providerCorpId || companies.has(id),
  }));
  return () => {
    if (clock.now() > lookedAt + companiesEveryMs) look();
    return all;
  };
}

function queryOf(request: IncomingMessage): URLSearchParams {
  return new URL(request.url ?? '/', 'http://localhost').searchParams;
}

/** Read by an administrator of another company, whose language nobody knows. */
const cameBackText =
  '已收到授权，可以关闭这个页面；结果会在 Slack 里告诉发起的人。\nAuthorised. You can close this page; whoever asked is told in Slack.\n';
const strayText =
  '这个链接已用过或已过期，请重新要一个授权链接。\nThis link was used before or is too old. Please ask for a new one.\n';
const laterText =
  '还没有记下这次授权，请几秒后刷新这个页面。\nThe authorisation is not saved yet. Please reload this page in a few seconds.\n';
