/** The stand-in with the provider's side of WeCom: it knows suites, tickets and permanent codes, and which tokens live. */
import type { IncomingMessage } from 'node:http';
import { type Act, openStandIn, sendPath, templatePath, tokenPath } from './wecom-stand-in.ts';

export const suiteTokenPath = '/cgi-bin/service/get_suite_token';
export const corpTokenPath = '/cgi-bin/service/get_corp_token';

export type ProviderStandIn = Awaited<ReturnType<typeof openProviderStandIn>>;

/** Suites `s1` and `s2` with the secret `secret of s1` …; every company's code for `s1` is `code of <corp> for s1`. */
export async function openProviderStandIn() {
  const standIn = await openStandIn();
  /** The newest ticket of each suite. */
  const tickets = new Map([
    ['s1', 'ticket-1 of s1'],
    ['s2', 'ticket-1 of s2'],
  ]);
  /** Living tokens, and whose they are. */
  const suiteTokens = new Map<string, string>();
  const corpTokens = new Map<string, string>();
  const deadCodes = { suite: 42009, corp: 42001 };
  let given = 0;

  function give(tokens: Map<string, string>, owner: string): string {
    given += 1;
    const token = `token-${given}`;
    tokens.set(token, owner);
    return token;
  }

  const refuse = (errcode: number) => ({ errcode, errmsg: 'no' });

  /** As documented: no errcode when all is well. */
  function suiteToken({ suite_id, suite_secret, suite_ticket }: Fields) {
    if (!suite_id || !tickets.has(suite_id)) return refuse(40083);
    if (suite_secret !== `secret of ${suite_id}`) return refuse(40080);
    if (!suite_ticket) return refuse(41023);
    if (suite_ticket !== tickets.get(suite_id)) return refuse(40085);
    return { suite_access_token: give(suiteTokens, suite_id), expires_in: 7200 };
  }

  function corpToken(query: URLSearchParams, { auth_corpid, permanent_code }: Fields) {
    const suiteId = suiteTokens.get(query.get('suite_access_token') ?? '');
    if (suiteId === undefined) return refuse(deadCodes.suite);
    if (permanent_code !== `code of ${auth_corpid} for ${suiteId}`) return refuse(40084);
    return { access_token: give(corpTokens, `${auth_corpid} for ${suiteId}`), expires_in: 7200 };
  }

  function ownToken(query: URLSearchParams) {
    const owner = `${query.get('corpid')} for dk1`;
    if (query.get('corpsecret') !== `code of ${owner}`) return refuse(40001);
    return { errcode: 0, errmsg: 'ok', access_token: give(corpTokens, owner), expires_in: 7200 };
  }

  /** The msgid tells by whose token the message was sent. */
  function take(query: URLSearchParams) {
    const owner = corpTokens.get(query.get('access_token') ?? '');
    return owner === undefined ? refuse(deadCodes.corp) : { errcode: 0, errmsg: 'ok', msgid: owner };
  }

  standIn.on(
    suiteTokenPath,
    answering((_query, body) => suiteToken(body)),
  );
  standIn.on(corpTokenPath, answering(corpToken));
  standIn.on(tokenPath, answering(ownToken));
  standIn.on(templatePath, answering(take));
  standIn.on(sendPath, answering(take));
  return { ...standIn, tickets, suiteTokens, corpTokens, deadCodes };
}

type Fields = Record<string, string>;

function answering(answer: (query: URLSearchParams, body: Fields) => unknown): Act {
  return (req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end(JSON.stringify(answer(queryOf(req), text === '' ? {} : JSON.parse(text))));
    });
  };
}

export function queryOf(req: IncomingMessage): URLSearchParams {
  return new URL(req.url ?? '', 'http://stand-in').searchParams;
}
