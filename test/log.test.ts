import { inspect } from 'node:util';
import { webApi } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { Secret } from '../src/config-secret.ts';
import { about, boltLogger, openLog } from '../src/log.ts';

/** One canary a kind of secret; the odd characters change when they are put into JSON or a URL. */
const canaries = {
  signing: 'canary-signing-8f742231b10e',
  wecom: `canary"wecom\\/+=&(it's)~!*secret`,
  database: 'postgres://relay:canary%2Fpass@db.example/relay',
};

function openTestLog(level: 'info' | 'debug' | 'trace' = 'trace') {
  const lines: string[] = [];
  const secrets = Object.values(canaries).map((each) => new Secret(each));
  const log = openLog({ level, secrets, write: (line) => lines.push(line) });
  return { log, lines, text: () => lines.join('') };
}

/** The parts of a canary that give it away. */
const giveaways = ['canary'];

function expectNoCanary(text: string) {
  for (const each of giveaways) expect(text).not.toContain(each);
}

const leaks: [string, (secret: string) => unknown][] = [
  ['in a message', (secret) => new Error(`refused: ${secret}`)],
  ['in a cause', (secret) => new Error('refused', { cause: new Error('inner', { cause: new Error(secret) }) })],
  ['in an aggregate', (secret) => new AggregateError([new Error(secret), 'x'], 'both failed')],
  ['in a configuration', (secret) => Object.assign(new Error('refused'), { config: { headers: { 'X-Key': secret } } })],
  ['in headers', (secret) => Object.assign(new Error('refused'), { headers: { cookie: secret } })],
  ['in the answer', (secret) => Object.assign(new Error('refused'), { data: { error: secret, body: secret } })],
  ['in a name', (secret) => Object.assign(new Error('refused'), { name: secret, code: secret })],
  ['in a URL', (secret) => new Error(`GET https://api.example/x?q=${encodeURIComponent(secret)} failed`)],
  ['in JSON', (secret) => new Error(`body: ${JSON.stringify({ note: secret })}`)],
  ['in JSON in JSON', (secret) => new Error(JSON.stringify({ body: JSON.stringify({ note: secret }) }))],
  ['thrown bare', (secret) => secret],
  ['in a thrown object', (secret) => ({ secret })],
];

describe.each(Object.entries(canaries))('the %s secret', (_name, secret) => {
  test.each(leaks)('%s stays out', (_where, make) => {
    const { log, text } = openTestLog();
    const thrown = make(secret);
    log.error({ err: thrown }, 'failed');
    log.error({ error: thrown, detail: String(thrown) }, `failed: ${secret}`);
    boltLogger(log, 'trace').error('failed', thrown, { secret });
    boltLogger(log, 'trace').debug(inspect(thrown));
    expect(text()).toContain('failed');
    expectNoCanary(text());
  });
});

test('a password alone is a secret, as written and decoded', () => {
  const { log, text } = openTestLog();
  log.error({ seen: 'canary/pass', raw: 'canary%2Fpass' }, 'x');
  expectNoCanary(text());
});

test('a secret in a form is one too', () => {
  const { log, text } = openTestLog();
  log.error({ body: new URLSearchParams({ note: canaries.wecom, "it's": "can't" }).toString() }, 'x');
  expect(text()).toContain('note=<secret>');
});

test.each([
  ['a bot token', 'called with xoxb-123-canary'],
  ['a rotated token', 'xoxe.xoxb-1-canary'],
  ['an app token', 'xapp-1-A0-canary'],
  ['an authorization header', { headers: { Authorization: 'Bearer canary' } }],
  ['a header as a list', { headers: { authorization: ['Bearer canary'] } }],
  ['a WeCom URL', 'POST https://qyapi.weixin.qq.com/cgi-bin/message/send?access_token=canary&debug=1 timed out'],
  ['an encoded URL', 'redirect=https%3A%2F%2Fx%2F%3Faccess_token%3Dcanary'],
  ['gettoken', 'GET /cgi-bin/gettoken?corpid=ww1&corpsecret=canary'],
  ['a token answer', '{"errcode":0,"access_token":"canary","expires_in":7200}'],
  ['a token answer with an escaped quote', '{"access_token":"can\\"canary"}'],
  [
    'a token answer as an object',
    { answer: { access_token: 'canary', suite_ticket: 'canary', permanent_secret: 'canary' } },
  ],
  ['a printed object', "{ token: 'canary', refreshToken: 'canary' }"],
  ['a database URL', 'connect postgres://relay:canary@db:5432/relay failed'],
  ['a response_url', 'https://hooks.slack.com/commands/T1/2/canary'],
  ['a response_url of a stand-in', { body: '{"response_url":"http://127.0.0.1/actions/canary"}' }],
  ['a response_url in a form', 'command=%2Fwecom&response_url=https%3A%2F%2Fhooks.slack.com%2Fcanary&user_id=U1'],
  ['a printed response_url', "{ responseUrl: 'http://127.0.0.1/actions/canary' }"],
  ["a suite's codes", { answer: { permanent_code: 'canary', auth_code: 'canary', pre_auth_code: 'canary' } }],
  ['a key of callbacks', '{"EncodingAESKey":"canary"}'],
  ['a trigger_id', { body: '{"trigger_id":"1.2.canary","team_id":"T1"}' }],
  ['a trigger_id in a form', 'trigger_id=1.2.canary&user_id=U1'],
  ['an upload_url', { answer: { ok: true, upload_url: 'https://files.slack.com/upload/v1/canary' } }],
  ["Slack's old verification token", { body: '{"token":"canary","team_id":"T1"}' }],
])('%s nobody told the log about stays out', (_name, leak) => {
  const { log, text } = openTestLog();
  if (typeof leak === 'string') log.warn(leak);
  else log.warn(leak, 'leak');
  log.warn({ err: new Error(typeof leak === 'string' ? leak : JSON.stringify(leak)) }, 'leak');
  expect(text()).toContain('<secret>');
  expectNoCanary(text());
});

test('a field that holds a secret by its name is not written, whatever is in it', () => {
  const { log, text } = openTestLog();
  log.warn(
    { token: { value: 'canary' }, request: { cookie: ['canary'], url: new URL('https://slack.com/canary') } },
    'x',
  );
  expect(text()).toContain('"token":"<secret>"');
  expectNoCanary(text());
});

test('every line in the course of a delivery says which, and so does the error it ends with, whoever logs it', async () => {
  const { log, lines } = openTestLog();
  const failure = new Error('no');
  const work = about('N-0042', async () => {
    log.info('begun');
    await Promise.resolve();
    log.info({ batch: 1 }, 'batch');
    throw failure;
  });
  const beside = about('T-0017', async () => log.info('beside'));
  await Promise.allSettled([work, beside]);
  log.error({ err: failure }, 'a job failed');
  log.info('after');
  const said = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(said.map(({ msg, delivery }) => [msg, delivery])).toEqual([
    ['begun', 'N-0042'],
    ['beside', 'T-0017'],
    ['batch', 'N-0042'],
    ['a job failed', 'N-0042'],
    ['after', undefined],
  ]);
});

test('what is no secret stays readable', () => {
  const { log, lines } = openTestLog();
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  log.error(
    { err: new webApi.WebAPIPlatformError({ ok: false, error: 'not_in_channel' }), delivery: 'N-0042' },
    'post',
  );
  log.error({ err: new Error('send failed', { cause }), next_cursor: 'dXNlcg' }, 'send');
  const [first, second] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(first).toMatchObject({ level: 'error', msg: 'post', delivery: 'N-0042', err: { answer: 'not_in_channel' } });
  expect(second).toMatchObject({ next_cursor: 'dXNlcg', err: { causes: [{ code: 'ECONNREFUSED' }] } });
});

test("Bolt's debug lines hold what people typed: they show at trace only", () => {
  const { log, lines } = openTestLog('debug');
  boltLogger(log, 'debug').debug('Received a message on the WebSocket: …');
  expect(lines).toEqual([]);
  boltLogger(log, 'debug').warn('ack() has already been called.');
  expect(lines).toHaveLength(1);
});

test('what holds itself is no reason for Bolt to fail', () => {
  const { log, lines } = openTestLog();
  const loop: Record<string, unknown> = { token: 'canary' };
  loop.self = loop;
  boltLogger(log, 'trace').error('odd', loop, 1n);
  expect(lines).toHaveLength(1);
  expectNoCanary(lines.join());
});

test.each([
  ['words and signs', 'a+'],
  ['beginnings of addresses', 'a://b:'],
  ['beginnings of fields', 'token: '],
  ['opened quotation marks', "token:'"],
  ['escaped quotation marks', 'token\\":\\"'],
  ['names of secrets', 'token'],
  ['blanks', ' '],
  ['backslashes', '\\'],
])('a long line is looked through once, not once a letter: %s', (_name, piece) => {
  const { log, lines } = openTestLog();
  const began = performance.now();
  log.info({ body: `token:${piece.repeat(300_000 / piece.length)}` }, 'long');
  // A few milliseconds; letter by letter it would be half a minute.
  expect(performance.now() - began).toBeLessThan(5000);
  expect(lines).toHaveLength(1);
});
