import { symlink, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../src/config-secret.ts';
import { startTrouble } from '../src/main-trouble.ts';
import { type SandboxSlack, startSlack } from '../src/sandbox/slack/slack.ts';
import { embeddedPlace, type StorePlace } from './databases.ts';
import { startMain } from './main-kit.ts';
import { leaksIn } from './secrets-detector.ts';

const secrets = {
  SLACK_BOT_TOKEN: 'xoxb-canaryBot-Aq7Zt3Lw9Kd2',
  SLACK_SIGNING_SECRET: 'c4n4ry51gn1ng8f742231b10e',
  SLACK_APP_TOKEN: 'xapp-canaryApp-Jm5Xc8Vb1Np6',
  WECOM_SECRET: 'K3y+Wecom/canary=Zq8vT1s',
  DATABASE_URL: 'postgres://relay:Pg%40ss%2Fcanary-9vXk2@127.0.0.1:9/relay',
};
const canaries = [
  ...Object.entries(secrets).map(([name, value]) => ({ name, value })),
  { name: 'the password', value: 'Pg@ss/canary-9vXk2' },
];

let slack: SandboxSlack;
beforeAll(async () => {
  slack = await startSlack({
    signingSecret: secrets.SLACK_SIGNING_SECRET,
    botToken: secrets.SLACK_BOT_TOKEN,
    appToken: secrets.SLACK_APP_TOKEN,
  });
});
afterAll(() => slack.stop());
let place: StorePlace;
function usePlace(): void {
  beforeEach(async () => {
    place = await embeddedPlace();
  });
  afterEach(() => place.remove());
}

function env(more: Record<string, string> = {}): Record<string, string> {
  const { SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, WECOM_SECRET } = secrets;
  return {
    ...{ SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, WECOM_SECRET, SLACK_API_URL: slack.apiUrl },
    ...{ WECOM_CORP_ID: 'ww1', WECOM_AGENT_ID: '1', WECOM_API_URL: 'http://127.0.0.1:9' },
    ...{ PORT: '0', DATA_DIR: place.dataDir, LOG_LEVEL: 'trace', ...more },
  };
}

describe('it cannot start, says why, and tells no secret', () => {
  usePlace();
  const closers: (() => void)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });

  const cases: [string, () => Record<string, string> | Promise<Record<string, string>>, string[]][] = [
    ['no environment', () => ({}), ['SLACK_BOT_TOKEN is missing', 'WECOM_SECRET is missing']],
    [
      'every secret malformed',
      () => Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, `x ${value}`])),
      Object.keys(secrets),
    ],
    [
      'a secret in the wrong place',
      () =>
        env({ SLACK_BOT_TOKEN: secrets.SLACK_APP_TOKEN, LOG_LEVEL: secrets.WECOM_SECRET, PORT: secrets.WECOM_SECRET }),
      ['SLACK_BOT_TOKEN must begin', 'LOG_LEVEL must be', 'PORT must be'],
    ],
    ['a database nobody reaches', () => env({ DATABASE_URL: secrets.DATABASE_URL }), ['DATABASE_URL: nobody answers']],
    [
      'a token Slack does not know',
      () => env({ SLACK_BOT_TOKEN: secrets.SLACK_BOT_TOKEN.replace('Bot', 'Other') }),
      ['Slack refuses SLACK_BOT_TOKEN: invalid_auth'],
    ],
    [
      'an app token Slack does not know',
      () => env({ SLACK_APP_TOKEN: secrets.SLACK_APP_TOKEN.replace('App', 'Other') }),
      ['Slack refuses SLACK_APP_TOKEN: invalid_auth'],
    ],
    ['a port that is taken', async () => env({ PORT: String(await takenPort(closers)) }), ['is taken on 127.0.0.1']],
    ['a host that is not ours', () => env({ HOST: '192.0.2.1' }), ['HOST 192.0.2.1 is no address of this machine']],
    [
      'a folder that is a file',
      async () => {
        const file = join(place.dataDir, 'file');
        await writeFile(file, '');
        return env({ DATA_DIR: file });
      },
      ['is not a folder'],
    ],
    [
      'a folder below a file',
      async () => {
        await writeFile(join(place.dataDir, 'file'), '');
        return env({ DATA_DIR: join(place.dataDir, 'file', 'data') });
      },
      ['is not a folder'],
    ],
    [
      'a folder where none can be made',
      async () => {
        const link = join(place.dataDir, 'link');
        await symlink(join(place.dataDir, 'not', 'there'), link);
        return env({ DATA_DIR: link });
      },
      ['cannot be made'],
    ],
  ];
  test.each(cases)('%s', async (_name, environment, sentences) => {
    const main = startMain(await environment());
    expect(await main.ended).toBe(1);
    const plain = main.said().replaceAll(/^\{.*$/gm, '');
    expect(plain).toContain('slack-wecom-relay cannot start:');
    for (const sentence of sentences) expect(plain).toContain(sentence);
    expect(main.said()).not.toContain('"fatal"');
    expect(leaksIn(main.said(), canaries)).toEqual([]);
  });

  test('a folder that another one uses', async () => {
    const first = startMain(env());
    await first.saying('"listening"');
    const second = startMain(env());
    expect(await second.ended).toBe(1);
    expect(second.said()).toContain('is in use by another slack-wecom-relay');
    first.signal('SIGTERM');
    expect(await first.ended).toBe(0);
  });
});

async function takenPort(closers: (() => void)[]): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

describe('why it cannot start', () => {
  const embedded = { http: { host: '0.0.0.0', port: 80 }, store: { type: 'embedded', dir: '/data' } } as const;
  const failing = (code: string, more: object = {}) => Object.assign(new Error('words of its own'), { code, ...more });
  test.each([
    { error: failing('EACCES', { syscall: 'listen' }), sentence: 'PORT 80 may not be opened' },
    {
      error: failing('ENOTFOUND', { syscall: 'getaddrinfo', hostname: '0.0.0.0' }),
      sentence: 'HOST 0.0.0.0 is no address',
    },
    { error: failing('EACCES', { syscall: 'mkdir' }), sentence: 'DATA_DIR /data cannot be written' },
    { error: failing('EROFS', { syscall: 'mkdir' }), sentence: 'DATA_DIR /data cannot be written' },
    {
      error: new Error('cannot lock /data', { cause: failing('ERR_SQLITE_ERROR') }),
      sentence: 'DATA_DIR /data cannot be written',
    },
    { error: failing('ENOSPC', { syscall: 'write' }), sentence: 'disk that is full' },
    {
      error: new Error('Slack refuses SLACK_BOT_TOKEN: invalid_auth'),
      sentence: 'Slack refuses SLACK_BOT_TOKEN: invalid_auth',
    },
    { error: 'thrown bare', sentence: 'thrown bare' },
  ])('embedded: $sentence', ({ error, sentence }) => {
    expect(startTrouble(error, embedded)).toContain(sentence);
  });

  const url = new Secret('postgres://db/relay');
  const server = { ...embedded, store: { type: 'postgres', url } } as const;
  test.each([
    { error: failing('28P01'), sentence: 'refuses this user or password' },
    { error: failing('3D000'), sentence: 'no such database' },
    { error: failing('42501'), sentence: 'may not create tables' },
    { error: failing('ENOTFOUND', { syscall: 'getaddrinfo', hostname: 'db' }), sentence: 'nobody answers' },
    { error: new Error('timeout exceeded when trying to connect'), sentence: 'nobody answers' },
    { error: new Error('syntax error'), sentence: 'syntax error' },
  ])('PostgreSQL: $sentence', ({ error, sentence }) => {
    expect(startTrouble(error, server)).toContain(sentence);
  });
});

describe('it starts', () => {
  usePlace();
  test.each([
    ['nobody', '', 1],
    ['somebody', 'U0WANG', 0],
    ['a group', 'S0OFFICE', 0],
  ])('with %s named in SENDERS; without anybody it says so', async (_name, SENDERS, times) => {
    const main = startMain(env({ SENDERS }));
    await main.saying('"listening"');
    main.signal('SIGTERM');
    await main.ended;
    expect(main.said().split('SENDERS is empty: nobody may send')).toHaveLength(times + 1);
  });
});

describe('it ends', () => {
  usePlace();
  test.each([0, 100, 300, 500, 700, 900, 1200])('told to %d ms after its start', async (ms) => {
    const main = startMain(env());
    await new Promise((resolve) => setTimeout(resolve, ms));
    main.signal('SIGTERM');
    // Before it is there to listen, the signal itself ends it.
    expect([0, null]).toContain(await main.ended);
    expect(main.said()).not.toContain('cannot start');
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('by %s, twice', async (signal) => {
    const main = startMain(env());
    await main.saying('"listening"');
    main.signal(signal);
    main.signal(signal);
    expect(await main.ended).toBe(0);
    expect(main.said()).not.toContain('"error"');
  });

  test('by an accident nobody caught: logged without what hangs on it, and with an exit code', async () => {
    const accident = `process.on('SIGUSR2', () => void Promise.reject(Object.assign(new Error('accident'), { headers: process.env })))`;
    const main = startMain(env(), ['--import', `data:text/javascript,${encodeURIComponent(accident)}`]);
    await main.saying('"listening"');
    main.signal('SIGUSR2');
    expect(await main.ended).toBe(1);
    expect(main.said()).toMatch(/"fatal".*"accident".*unexpected/);
    expect(
      main
        .said()
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('{')),
    ).toEqual([]);
    expect(leaksIn(main.said(), canaries)).toEqual([]);
  });
});
