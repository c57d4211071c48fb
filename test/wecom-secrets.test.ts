/** Whatever happens, no secret, ticket, code or token reaches an answer, the log or the cache in the clear. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Keyv } from 'keyv';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Template } from '../src/message.ts';
import { openSuiteApp, type WecomApp } from '../src/wecom/app.ts';
import type { HttpTimeouts } from '../src/wecom/exchange.ts';
import { defaultTimeouts } from '../src/wecom/http.ts';
import { openSuite, type SuiteApi } from '../src/wecom/suite-api.ts';
import { promptFaults, slowFaults } from './wecom-fault-cases.ts';
import { corpTokenPath, suiteTokenPath } from './wecom-provider-stand-in.ts';
import {
  type Act,
  bytesOf,
  json,
  openAppAt,
  openStandIn,
  recallPath,
  type StandIn,
  sendPath,
  settingsAt,
  templatePath,
  tokenPath,
  uploadPath,
} from './wecom-stand-in.ts';

const names = ['secret', 'token', 'suitesecret', 'ticket', 'suitetoken', 'permanent', 'auth', 'preauth'] as const;
const canaries = Object.fromEntries(names.map((name) => [name, `CANARY/${name}+1=`])) as Record<
  (typeof names)[number],
  string
>;

const body = bytesOf({ to_parent_userid: ['p1'] });
const cover = { sha256: 'a'.repeat(64), bytes: new Uint8Array(9), mimeType: 'image/png', name: 'c.png' };
const template: Template = {
  type: 'template',
  templateId: 't',
  name: 't',
  url: 'http://a',
  miniProgram: null,
  items: [{ key: 'k', value: 'v' }],
  idTranslation: false,
  onlyUnauth: false,
};

/** Every call there is: of an app, and of a provider about a suite. */
const appCalls: ((app: WecomApp) => Promise<unknown>)[] = [
  (app) => app.send('notice', body),
  (app) => app.send('template', app.render(template, { mediaId: null, recipients: null, dropsCopies: false })),
  (app) => app.recall('msg-1'),
  (app) => app.upload(cover, { fresh: true }),
];
const suiteCalls: ((suite: SuiteApi) => Promise<{ type: string }>)[] = [
  (suite) => suite.preAuthCode(),
  (suite) => suite.setSession(canaries.preauth, 'formal'),
  (suite) => suite.permanentCode(canaries.auth),
  (suite) => suite.authInfo('c1', canaries.permanent),
];

const callPaths = [
  sendPath,
  templatePath,
  recallPath,
  uploadPath,
  '/cgi-bin/service/get_pre_auth_code',
  '/cgi-bin/service/set_session_info',
  '/cgi-bin/service/v2/get_permanent_code',
  '/cgi-bin/service/v2/get_auth_info',
];
const tokenPaths = [tokenPath, suiteTokenPath, corpTokenPath];

const given = {
  access_token: canaries.token,
  suite_access_token: canaries.suitetoken,
  permanent_code: canaries.permanent,
  pre_auth_code: canaries.preauth,
};

/** How a server that talks may quote what it was sent and what it gives. */
const quotations: Record<string, (url: string, sent: string) => string> = {
  'the URL': (url) => url,
  'the URL, decoded': (url) => decodeURIComponent(url),
  'the body': (_url, sent) => sent,
  'the body with escaped slashes': (_url, sent) => sent.replaceAll('/', '\\/'),
  'what is in the query': (url) => [...new URL(url, 'http://x').searchParams.values()].join(') ('),
  'what it gives': () => `${Object.values(given).join(') (')}`,
};

type Talk = (words: string, res: ServerResponse, req: IncomingMessage) => void;

function talking(quotation: (url: string, sent: string) => string, talk: Talk): Act {
  return (req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => talk(quotation(req.url ?? '', Buffer.concat(chunks).toString('latin1')), res, req));
  };
}

let standIn: StandIn;
beforeEach(async () => {
  standIn = await openStandIn();
  for (const path of callPaths) standIn.on(path, json({ errcode: 0, errmsg: 'ok' }));
  for (const path of tokenPaths) standIn.on(path, json({ ...given, expires_in: 7200 }));
});
afterEach(() => standIn.close());

type Told = { answers: unknown[]; lines: string[]; stored: unknown[] };

/** Makes every call there is, each by an app and a suite of its own, and gives all that came of it but what a caller asked for. */
async function use(timeouts: HttpTimeouts = defaultTimeouts): Promise<Told> {
  const told: Told = { answers: [], lines: [], stored: [] };
  const each = async (act: (opened: Opened) => Promise<unknown>) => {
    const store = new Map<string, unknown>();
    const opened = openAll({ timeouts, keyv: new Keyv({ store }) });
    told.answers.push(await act(opened));
    await opened.close();
    told.lines.push(...opened.lines);
    told.stored.push(...store);
  };
  await Promise.all([
    ...appCalls.map((call) => each(({ own }) => call(own))),
    ...appCalls.map((call) => each(({ suiteApp }) => call(suiteApp))),
    ...suiteCalls.map((call) => each(async ({ suite }) => ({ ...(await call(suite)), answer: null }))),
  ]);
  return told;
}

type Opened = ReturnType<typeof openAll>;
function openAll(more: { timeouts?: HttpTimeouts; keyv: Keyv }) {
  const { settings, lines } = settingsAt(standIn.url, more);
  const { app: own, lines: ownLines } = openAppAt(standIn.url, { ...more, secret: canaries.secret });
  const suite = openSuite({
    ...settings,
    suiteId: 's1',
    secret: canaries.suitesecret,
    ticket: async () => canaries.ticket,
  });
  const suiteApp = openSuiteApp({ ...settings, suite, corpId: 'c1', agentId: 1, permanentCode: canaries.permanent });
  return {
    own,
    suite,
    suiteApp,
    close: () => Promise.all([own, suiteApp, suite].map((one) => one.close())),
    get lines() {
      return [...lines, ...ownLines];
    },
  };
}

function expectSilence(told: Told) {
  const everything = JSON.stringify(told);
  expect(everything).not.toContain('CANARY');
  // nor any encoding of what follows it
  for (const name of names) for (const part of [`${name}+1`, `${name}%2B1`]) expect(everything).not.toContain(part);
}

test('every canary does go over the wire', async () => {
  await use();
  const sent = standIn.seen.map(({ query, body: bytes }) => `${[...query.values()]} ${bytes}`).join();
  expect(names.filter((name) => !sent.includes(canaries[name]))).toEqual([]);
  expect(new Set(standIn.seen.map(({ path }) => path))).toEqual(new Set([...callPaths, ...tokenPaths]));
});

describe('no canary after', () => {
  test.each(promptFaults)('$name', async ({ act }) => {
    for (const path of callPaths) standIn.on(path, act);
    expectSilence(await use());
  });

  test.each(slowFaults)('$name', async ({ act }) => {
    for (const path of callPaths) standIn.on(path, act);
    expectSilence(await use({ connectMs: 50, headersMs: 50, bodyMs: 50, minBytesPerMs: 100 }));
  });

  const say =
    (answer: (words: string) => object): Talk =>
    (words, res) =>
      void res.end(JSON.stringify({ ...given, ...answer(words) }));
  const talkative: [string, Talk][] = [
    ['a refusal', say((errmsg) => ({ errcode: 40058, errmsg }))],
    ['a refusal of the token', say((errmsg) => ({ errcode: 40014, errmsg }))],
    ['an unknown errcode', say((errmsg) => ({ errcode: 77777, errmsg }))],
    ['a success', say((errmsg) => ({ errcode: 0, errmsg, auth_corp_info: { corpid: 'c1' }, media_id: 'm' }))],
    ['the alarm for wrong JSON', say((words) => ({ errcode: 0, errmsg: `wrong json format ${words}`, media_id: 'm' }))],
    ['words that are cut', say((words) => ({ errcode: 40058, errmsg: `${'x'.repeat(285)}${words}` }))],
    ['an error page', (words, res) => void res.writeHead(500).end(words)],
    ['a page instead of JSON', (words, res) => void res.end(words)],
    ['a redirect', (words, res) => void res.writeHead(302, { location: encodeURI(words) }).end()],
    ['headers that break', (words, _res, req) => void req.socket.end(`HTTP/1.1 200 OK\r\n${words}\r\n\r\n`)],
    ['bytes that are no HTTP', (words, _res, req) => void req.socket.end(`${words}\r\n\r\n`)],
  ];
  const talks = talkative.flatMap(([name, talk]) =>
    Object.entries(quotations).map(([what, quotation]) => ({ name, what, act: talking(quotation, talk) })),
  );
  test.each(talks)('$name that quotes $what, from every call', async ({ act }) => {
    for (const path of callPaths) standIn.on(path, act);
    expectSilence(await use());
  });

  test.each(talks)('$name that quotes $what, from every call for a token', async ({ act }) => {
    for (const path of tokenPaths) standIn.on(path, act);
    expectSilence(await use());
  });

  test.each([40085, 41023, 40080, 42009, -1])('a call for a token that is refused (%d)', async (errcode) => {
    const act = talking(
      (url, sent) => `${url} ${sent}`,
      say((errmsg) => ({ errcode, errmsg })),
    );
    for (const path of tokenPaths) standIn.on(path, act);
    expectSilence(await use());
  });

  test('nobody listening', async () => {
    await standIn.close();
    expectSilence(await use());
  });

  test('a ticket store and a cache that throw what they know', async () => {
    const fail = (...known: unknown[]) => {
      throw new Error(`${JSON.stringify(known)} ${Object.values(canaries).join(' ')}`);
    };
    const { settings, lines } = settingsAt(standIn.url, {
      keyv: new Keyv({ store: Object.assign(new Map(), { set: fail }) }),
    });
    const options = { ...settings, suiteId: 's1', secret: canaries.suitesecret };
    const suite = openSuite({ ...options, ticket: async () => canaries.ticket });
    const ticketless = openSuite({ ...options, ticket: async () => fail() });
    const app = openSuiteApp({ ...settings, suite, corpId: 'c1', agentId: 1, permanentCode: canaries.permanent });
    const answers = [await app.send('notice', body), await ticketless.authInfo('c1', canaries.permanent)];
    await Promise.all([app, suite, ticketless].map((one) => one.close()));
    expect(answers).toMatchObject([{ type: 'accepted' }, { type: 'notSent', hurdle: 'noTicket' }]);
    expectSilence({ answers, lines, stored: [] });
  });

  test('all goes well, with the tokens kept in the cache', async () => {
    const told = await use();
    expect(told.answers.filter((answer) => (answer as { type: string }).type === 'accepted')).toHaveLength(4);
    expect(told.stored.length).toBeGreaterThanOrEqual(16);
    expectSilence(told);
  });
});
