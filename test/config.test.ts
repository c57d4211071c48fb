import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { type Config, envSchema, readConfig, secretsOf } from '../src/config.ts';
import { Secret } from '../src/config-secret.ts';

const least = {
  SLACK_BOT_TOKEN: 'xoxb-canary-bot',
  SLACK_SIGNING_SECRET: 'canary-signing',
  WECOM_CORP_ID: 'ww0123456789abcdef',
  WECOM_AGENT_ID: '1000014',
  WECOM_SECRET: 'canary-wecom',
};

function configOf(env: Record<string, string>): Config {
  const read = readConfig({ ...least, ...env });
  if (read.type === 'faults') throw new Error(read.faults.join('\n'));
  return read.config;
}

function faultsOf(env: Record<string, string>): string[] {
  const read = readConfig(env);
  return read.type === 'faults' ? read.faults : [];
}

describe('defaults', () => {
  test('the least environment gives the documented defaults', () => {
    const config = configOf({});
    expect(config.slack.apiUrl).toBe('https://slack.com/api/');
    expect(config.slack.door.type).toBe('http');
    expect(config.http).toEqual({ host: '127.0.0.1', port: 3000 });
    expect(config.wecom).toMatchObject({
      apiUrl: 'https://qyapi.weixin.qq.com',
      concurrency: 4,
      own: { agentId: 1000014 },
    });
    expect(config.store).toEqual({ type: 'embedded', dir: './data' });
    expect(config.retention).toEqual({ listsDays: 30, auditDays: 365 });
    expect(config.senders).toEqual({ users: [], groups: [] });
    expect(config.admins).toEqual({ users: [], groups: [] });
    expect(config.miniPrograms).toEqual([]);
    expect(config.defaultLocale).toBe('zh');
    expect(config.logLevel).toBe('info');
  });

  test('an empty or blank variable is an absent one', () => {
    expect(configOf({ PORT: '', HOST: '  ', DATABASE_URL: '', SENDERS: ' ', LOG_LEVEL: '' })).toEqual(configOf({}));
  });

  test('quotation marks around a value are no part of it', () => {
    const config = configOf({ SLACK_BOT_TOKEN: '"xoxb-quoted"', WECOM_APP_NAME: "'晨光 家校'", PORT: ' "3001" ' });
    expect(config.slack.botToken.reveal()).toBe('xoxb-quoted');
    expect(config.http.port).toBe(3001);
    expect(configOf({ DATA_DIR: '""' })).toEqual(configOf({}));
  });

  test('an app token means Socket Mode, with or without a signing secret', () => {
    expect(configOf({ SLACK_APP_TOKEN: 'xapp-1-canary' }).slack.door.type).toBe('socket');
    expect(configOf({ SLACK_APP_TOKEN: 'xapp-1-canary', SLACK_SIGNING_SECRET: '' }).slack.door.type).toBe('socket');
  });

  test('.env.example names every variable once, and shows its default', () => {
    const lines = readFileSync('.env.example', 'utf8')
      .split('\n')
      .filter((line) => /^[A-Z_]+=/.test(line));
    const example = Object.fromEntries(lines.map((line) => [line.replace(/=.*/, ''), line.replace(/^\w+=/, '')]));
    expect(lines.length).toBe(Object.keys(example).length);
    expect(Object.keys(example).sort()).toEqual(Object.keys(envSchema.shape).sort());
    const filledIn = Object.fromEntries(Object.entries(example).filter(([, value]) => value !== ''));
    expect(configOf(filledIn)).toEqual(configOf({}));
    expect(Object.keys(filledIn).sort()).toEqual(
      Object.entries(envSchema.shape)
        .filter(([, schema]) => ['string', 'number'].includes(typeof schema.safeParse(undefined).data))
        .map(([name]) => name)
        .sort(),
    );
  });
});

describe('values', () => {
  test('lists of people take commas of both kinds, users and groups apart, each once', () => {
    expect(configOf({ SENDERS: 'U01ABC, W02DEF，S03GHI、U01ABC' }).senders).toEqual({
      users: ['U01ABC', 'W02DEF'],
      groups: ['S03GHI'],
    });
  });

  test('mini-programs: name=appid;name=appid', () => {
    expect(configOf({ MINI_PROGRAMS: '家校通=wx0123456789abcdef； 食堂 = wxfedcba9876543210;' }).miniPrograms).toEqual([
      { name: '家校通', appid: 'wx0123456789abcdef' },
      { name: '食堂', appid: 'wxfedcba9876543210' },
    ]);
  });

  test('URLs are brought into one form', () => {
    const config = configOf({ SLACK_API_URL: 'http://127.0.0.1:9/api', WECOM_API_URL: 'http://127.0.0.1:8/' });
    expect(config.slack.apiUrl).toBe('http://127.0.0.1:9/api/');
    expect(config.wecom.apiUrl).toBe('http://127.0.0.1:8');
  });

  test('a database URL means PostgreSQL', () => {
    const { store } = configOf({ DATABASE_URL: 'postgres://relay:canary@db/relay' });
    expect(store.type === 'postgres' && store.url.reveal()).toBe('postgres://relay:canary@db/relay');
  });
});

describe('faults', () => {
  test('an empty environment names everything that is missing, at once', () => {
    expect(faultsOf({})).toEqual([
      'SLACK_BOT_TOKEN is missing',
      'WECOM_CORP_ID is missing',
      'WECOM_AGENT_ID is missing',
      'WECOM_SECRET is missing',
      expect.stringContaining('SLACK_SIGNING_SECRET is missing'),
    ]);
  });

  test.each([
    ['SLACK_BOT_TOKEN', 'xapp-canary', 'must begin with xoxb-'],
    ['SLACK_BOT_TOKEN', 'xoxb-canary with blanks', 'must not contain blanks'],
    ['SLACK_APP_TOKEN', 'xoxb-canary', 'must begin with xapp-'],
    ['SLACK_SIGNING_SECRET', 'canary canary', 'must not contain blanks'],
    ['SLACK_API_URL', 'slack.canary', 'must be a URL'],
    ['SLACK_API_URL', 'ftp://canary/api/', 'must be a URL'],
    ['WECOM_API_URL', 'file:///canary', 'must be a URL'],
    ['PORT', '70000', 'must be a whole number from 0 to 65535'],
    ['PORT', 'canary', 'must be a whole number'],
    ['PORT', '3e3', 'must be a whole number'],
    ['WECOM_AGENT_ID', '0', 'must be a whole number from 1'],
    ['WECOM_AGENT_ID', 'canary', 'must be a whole number'],
    ['WECOM_CONCURRENCY', '33', 'from 1 to 32'],
    ['WECOM_CONCURRENCY', '0', 'from 1 to 32'],
    ['RETAIN_LISTS_DAYS', '0', 'must be a whole number from 1'],
    ['RETAIN_AUDIT_DAYS', 'canary', 'must be a whole number from 1'],
    ['WECOM_DUPLICATE_CHECK', 'canary', 'must be on or off'],
    ['MINI_PROGRAMS', 'canary', 'must be name=appid'],
    ['MINI_PROGRAMS', '=wxcanary', 'must be name=appid'],
    ['MINI_PROGRAMS', 'a=wxcanary;b=wxcanary', 'each appid once'],
    ['DATABASE_URL', 'mysql://canary', 'must begin with postgres://'],
    ['DATABASE_URL', 'postgres://relay:canary#1@db/relay', 'write @ as %40'],
    ['DATABASE_URL', 'postgres://relay:canary/1@db/relay', 'write @ as %40'],
    ['DATABASE_URL', 'postgres://relay:50%canary@db/relay', 'and % as %25'],
    ['SENDERS', 'canary', 'must be Slack user ids'],
    ['ADMINS', 'U01ABC,@canary', 'must be Slack user ids'],
    ['DEFAULT_LOCALE', 'canary', 'must be zh or en'],
    ['LOG_LEVEL', 'canary', 'must be one of fatal, error'],
  ])('%s=%s', (name, value, sentence) => {
    const faults = faultsOf({ ...least, [name]: value });
    expect(faults).toEqual([expect.stringContaining(sentence)]);
    expect(faults[0]).toMatch(new RegExp(`^${name} `));
    expect(faults.join()).not.toContain('canary');
  });

  test('several at once, none hidden by another', () => {
    const faults = faultsOf({ ...least, PORT: 'x', LOG_LEVEL: 'x', WECOM_SECRET: '', SLACK_SIGNIN_SECRET: 'x' });
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'PORT',
      'LOG_LEVEL',
      'WECOM_SECRET',
      'SLACK_SIGNIN_SECRET',
    ]);
  });

  test('a misspelt name is a fault with its cure; other programs keep their variables', () => {
    expect(faultsOf({ ...least, SLACK_BOT_TOKN: 'canary', WECOM_AGENTID: '1', WECOM_UNHEARD_OF: '1' })).toEqual([
      'SLACK_BOT_TOKN is not a known variable; did you mean SLACK_BOT_TOKEN?',
      'WECOM_AGENTID is not a known variable; did you mean WECOM_AGENT_ID?',
      'WECOM_UNHEARD_OF is not a known variable',
    ]);
    expect(faultsOf({ ...least, PATH: '/bin', SLACK_CLI_XOXB: 'set by the Slack command line' })).toEqual([]);
  });
});

describe('third-party apps', () => {
  const suite = {
    WECOM_SUITE_ID: 'ww0123456789abcdef',
    WECOM_SUITE_SECRET: 'canary-suite',
    WECOM_CALLBACK_TOKEN: 'canarytoken',
    WECOM_CALLBACK_AES_KEY: `canarykey${'a'.repeat(34)}`,
    SECRET_KEY: `canary-key-${'k'.repeat(32)}`,
  };
  const { WECOM_CORP_ID, WECOM_AGENT_ID, WECOM_SECRET, ...slackOnly } = least;
  const own = { WECOM_CORP_ID, WECOM_AGENT_ID, WECOM_SECRET };
  const folder = mkdtempSync(join(tmpdir(), 'relay-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileOf = (content: string) => {
    const path = join(folder, 'suites.json');
    writeFileSync(path, content);
    return path;
  };
  const entry = {
    suiteId: 'dk0123456789abcdef',
    suiteSecret: 'canary-second',
    callbackToken: 'canarytoken2',
    callbackAesKey: `canarykey${'b'.repeat(34)}`,
    name: '晨光代开发',
  };

  test('an own app, a suite, or both', () => {
    const read = readConfig({ ...slackOnly, ...suite });
    expect(read.type === 'config' && read.config.wecom).toMatchObject({
      own: null,
      suites: [{ suiteId: 'ww0123456789abcdef', kind: 'suite', name: 'WeCom' }],
    });
    expect(configOf(suite).wecom).toMatchObject({ own: { corpId: WECOM_CORP_ID }, suites: [{ kind: 'suite' }] });
    expect(configOf({}).wecom.suites).toEqual([]);
  });

  test('the duplicate check is off unless switched on, for the own app and for each suite of a file', () => {
    expect(configOf({}).wecom.own?.duplicateCheck).toBe(false);
    expect(configOf({ WECOM_DUPLICATE_CHECK: 'on' }).wecom.own?.duplicateCheck).toBe(true);
    const file = fileOf(JSON.stringify([{ ...entry, duplicateCheck: true }]));
    const { suites } = configOf({ ...suite, WECOM_DUPLICATE_CHECK: 'on', WECOM_SUITES_FILE: file }).wecom;
    expect(suites.map(({ duplicateCheck }) => duplicateCheck)).toEqual([false, true]);
  });

  test('more suites by a file; dk is a delegated one', () => {
    const { suites } = configOf({ ...suite, WECOM_SUITES_FILE: fileOf(JSON.stringify([entry])) }).wecom;
    expect(suites.map(({ suiteId, kind }) => [suiteId, kind])).toEqual([
      ['ww0123456789abcdef', 'suite'],
      ['dk0123456789abcdef', 'delegated'],
    ]);
  });

  test.each([
    ['not JSON', 'canary{', 'WECOM_SUITES_FILE is not JSON'],
    ['not a list', '{"canary": 1}', 'not so: the whole'],
    ['a wrong key', JSON.stringify([entry, { ...entry, callbackAesKey: 'canary' }]), 'not so: 1.callbackAesKey'],
    ['the same twice', JSON.stringify([entry, entry]), 'a suite that is configured already'],
  ])('a file with %s', (_what, content, sentence) => {
    const faults = faultsOf({ ...least, ...suite, WECOM_SUITES_FILE: fileOf(content) });
    expect(faults).toEqual([expect.stringContaining(sentence)]);
    expect(faults.join()).not.toContain('canary');
  });

  test('no such file', () => {
    expect(faultsOf({ ...least, ...suite, WECOM_SUITES_FILE: join(folder, 'none.json') })).toEqual([
      'WECOM_SUITES_FILE cannot be read',
    ]);
  });

  test('half of one names the other half', () => {
    expect(faultsOf({ ...slackOnly, WECOM_SUITE_ID: 'ww0123456789abcdef', WECOM_CORP_ID: 'ww1' })).toEqual([
      'WECOM_AGENT_ID is missing',
      'WECOM_SECRET is missing',
      'WECOM_SUITE_SECRET is missing',
      'WECOM_CALLBACK_TOKEN is missing',
      'WECOM_CALLBACK_AES_KEY is missing',
      'SECRET_KEY is missing',
    ]);
  });

  test.each([
    ['WECOM_SUITE_ID', 'canary', 'must be a suite id'],
    ['WECOM_CALLBACK_TOKEN', 'ca', 'must be 3 to 32'],
    ['WECOM_CALLBACK_AES_KEY', 'canary', '43 letters'],
    ['SECRET_KEY', 'canary', 'at least 32 characters'],
    ['PUBLIC_URL', 'canary', 'must be a URL'],
  ])('%s=%s', (name, value, sentence) => {
    expect(faultsOf({ ...slackOnly, ...own, ...suite, [name]: value })).toEqual([expect.stringContaining(sentence)]);
  });

  test('its secrets are hidden too', () => {
    const config = configOf({ ...suite, WECOM_SUITES_FILE: fileOf(JSON.stringify([entry])) });
    expect([JSON.stringify(config), inspect(config, { depth: 9, showHidden: true })].join()).not.toContain('canary');
    expect(secretsOf(config).map((each) => each.reveal())).toEqual(
      expect.arrayContaining(['canary-suite', 'canary-second', suite.SECRET_KEY, entry.callbackAesKey, 'canarytoken']),
    );
  });
});

test('secrets print as <secret> however a configuration is printed', () => {
  const config = configOf({ SLACK_APP_TOKEN: 'xapp-canary', DATABASE_URL: 'postgres://relay:canary@db/relay' });
  const printed = [
    JSON.stringify(config),
    inspect(config, { depth: 9, showHidden: true }),
    String(new Secret('canary')),
  ];
  expect(printed.join()).not.toContain('canary');
  expect(`${new Secret('canary')}`).toBe('<secret>');
  expect(secretsOf(config).map((each) => each.reveal())).toEqual([
    'xoxb-canary-bot',
    'xapp-canary',
    'canary-wecom',
    'postgres://relay:canary@db/relay',
  ]);
});
