/**
 * The environment, read once. `main` hands it in; nothing else looks at it.
 * A fault names the variable and the cure, and never repeats what was in it: it may be a secret.
 */
import { z } from 'zod';
import { Secret } from './config-secret.ts';
import {
  aesKey,
  callbackToken,
  readSuitesFile,
  type SuiteConfig,
  type SuiteEntry,
  suiteId,
  suiteOf,
} from './config-suites.ts';
import type { Locale } from './delivery/summary.ts';
import { nearest } from './spelling.ts';

/** Slack users (U…, W…) and user groups (S…). Both empty: nobody. */
export type Roster = { users: string[]; groups: string[] };

type MiniProgram = { name: string; appid: string };

const required = z.string('is missing');
const secret = required.regex(/^\S+$/, 'must not contain blanks').transform((text) => new Secret(text));
const tokenBeginning = (prefix: RegExp, shown: string) =>
  required
    .regex(prefix, `must begin with ${shown}`)
    .regex(/^\S+$/, 'must not contain blanks')
    .transform((text) => new Secret(text));
const httpUrl = z.url({ protocol: /^https?$/, error: 'must be a URL beginning with https:// (or http://)' });

function wholeNumber(low: number, high: number) {
  const message = `must be a whole number from ${low} to ${high}`;
  return z
    .string()
    .regex(/^\d{1,10}$/, message)
    .transform(Number)
    .refine((value) => value >= low && value <= high, message);
}

const roster = z
  .string()
  .transform((text) => text.split(/[\s,，、;；]+/).filter((id) => id !== ''))
  .refine(
    (ids) => ids.every((id) => /^[UWS][A-Z0-9]+$/.test(id)),
    'must be Slack user ids (U… or W…) or user-group ids (S…), separated by commas',
  )
  .transform((ids): Roster => {
    const unique = [...new Set(ids)];
    return {
      users: unique.filter((id) => !id.startsWith('S')),
      groups: unique.filter((id) => id.startsWith('S')),
    };
  });

/** Slack cuts nothing by itself: an option's text holds 75 characters, a select 100 options. */
const miniProgram = z
  .string()
  .transform((text) => text.split(/[=＝]/).map((part) => part.trim()))
  .pipe(z.tuple([z.string().min(1).max(75), z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)]))
  .transform(([name, appid]): MiniProgram => ({ name, appid }));

const miniPrograms = z
  .string()
  .transform((text) => text.split(/[;；]/).filter((part) => part.trim() !== ''))
  .pipe(z.array(miniProgram).max(100))
  .refine((list) => new Set(list.map((each) => each.appid)).size === list.length);

/** As the driver reads it: user and password are decoded. */
function isDatabaseUrl(text: string): boolean {
  try {
    const { username, password } = new URL(text);
    decodeURIComponent(username);
    decodeURIComponent(password);
    return true;
  } catch {
    return false;
  }
}

/** One entry a variable; an absent one is undefined here, and so is an empty one. */
export const envSchema = z.object({
  SLACK_BOT_TOKEN: tokenBeginning(/^(xoxe\.)?xoxb-/, 'xoxb-'),
  SLACK_SIGNING_SECRET: secret.optional(),
  SLACK_APP_TOKEN: tokenBeginning(/^xapp-/, 'xapp-').optional(),
  SLACK_API_URL: httpUrl.default('https://slack.com/api/'),
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(3000),
  WECOM_API_URL: httpUrl.default('https://qyapi.weixin.qq.com'),
  WECOM_CORP_ID: z.string().optional(),
  WECOM_AGENT_ID: wholeNumber(1, 4_294_967_295).optional(),
  WECOM_SECRET: secret.optional(),
  WECOM_APP_NAME: z.string().default('WeCom'),
  WECOM_CONCURRENCY: wholeNumber(1, 32).default(4),
  WECOM_DUPLICATE_CHECK: z.enum(['on', 'off'], 'must be on or off').default('off'),
  WECOM_SUITE_ID: suiteId.optional(),
  WECOM_SUITE_SECRET: secret.optional(),
  WECOM_SUITE_NAME: z.string().max(75, 'must be at most 75 characters').default('WeCom'),
  WECOM_CALLBACK_TOKEN: callbackToken.transform((text) => new Secret(text)).optional(),
  WECOM_CALLBACK_AES_KEY: aesKey.transform((text) => new Secret(text)).optional(),
  WECOM_PROVIDER_CORP_ID: z.string().optional(),
  WECOM_SUITES_FILE: z.string().optional(),
  WECOM_INSTALL_URL: httpUrl.default('https://open.work.weixin.qq.com/3rdapp/install'),
  SECRET_KEY: z
    .string()
    .min(32, 'must be at least 32 characters, for example from: openssl rand -base64 32')
    .transform((text) => new Secret(text))
    .optional(),
  PUBLIC_URL: httpUrl.optional(),
  MINI_PROGRAMS: miniPrograms.default([]),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/\S+$/, 'must begin with postgres:// (or be empty for the embedded database)')
    .refine(
      isDatabaseUrl,
      'is not a URL: in user and password write @ as %40, / as %2F, # as %23, ? as %3F and % as %25',
    )
    .transform((text) => new Secret(text))
    .optional(),
  DATA_DIR: z.string().default('./data'),
  RETAIN_LISTS_DAYS: wholeNumber(1, 36_500).default(30),
  RETAIN_AUDIT_DAYS: wholeNumber(1, 36_500).default(365),
  SENDERS: roster.default({ users: [], groups: [] }),
  ADMINS: roster.default({ users: [], groups: [] }),
  DEFAULT_LOCALE: z.enum(['zh', 'en'] satisfies Locale[], 'must be zh or en').default('zh'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be one of fatal, error, warn, info, debug, trace, silent',
    })
    .default('info'),
});
type Parsed = z.infer<typeof envSchema>;

export type Config = ReturnType<typeof shape>;
/** How Slack reaches us: over a socket we open, or by signed requests to HOST:PORT. */
type Door = { type: 'socket'; appToken: Secret } | { type: 'http'; signingSecret: Secret };

/** Every fault at once, or the configuration. Pass `process.env`. */
export function readConfig(
  env: Record<string, string | undefined>,
): { type: 'config'; config: Config } | { type: 'faults'; faults: string[] } {
  const written = Object.fromEntries(
    Object.keys(envSchema.shape).map((name) => [name, bare(env[name]) || undefined] as const),
  );
  const parsed = envSchema.safeParse(written);
  const file = written.WECOM_SUITES_FILE ? readSuitesFile(written.WECOM_SUITES_FILE) : { entries: [], faults: [] };
  const faults = [
    ...(parsed.success ? [] : parsed.error.issues.map(faultText)),
    ...missingOfApps(written),
    ...(written.SLACK_APP_TOKEN || written.SLACK_SIGNING_SECRET ? [] : [missingDoor]),
    ...file.faults,
    ...(parsed.success ? twiceConfigured(suitesOf(parsed.data, file.entries)) : []),
    ...strangers(env),
  ];
  if (!parsed.success || faults.length > 0) return { type: 'faults', faults: [...new Set(faults)] };
  return { type: 'config', config: shape(parsed.data, suitesOf(parsed.data, file.entries)) };
}

/** Both places of a store, for moving it from one to the other. */
export function readStores(env: Record<string, string | undefined>): { dir: string; url: Secret | null } {
  const { DATA_DIR, DATABASE_URL } = envSchema
    .pick({ DATA_DIR: true, DATABASE_URL: true })
    .parse({ DATA_DIR: bare(env.DATA_DIR) || undefined, DATABASE_URL: bare(env.DATABASE_URL) || undefined });
  return { dir: DATA_DIR, url: DATABASE_URL ?? null };
}

/** Without the quotation marks that `docker --env-file` leaves on. */
function bare(text: string | undefined): string | undefined {
  return text?.trim().replace(/^(["'])(.*)\1$/s, '$2');
}

type Written = Record<string, string | undefined>;

const ownNames = ['WECOM_CORP_ID', 'WECOM_AGENT_ID', 'WECOM_SECRET'];
const suiteNames = ['WECOM_SUITE_ID', 'WECOM_SUITE_SECRET', 'WECOM_CALLBACK_TOKEN', 'WECOM_CALLBACK_AES_KEY'];

/** An own app, a suite, or both; each of them whole. */
function missingOfApps(written: Written): string[] {
  const missing = (names: string[]) => names.filter((name) => !written[name]).map((name) => `${name} is missing`);
  const some = (names: string[]) => names.some((name) => written[name]);
  const hasSuites = some(suiteNames) || written.WECOM_SUITES_FILE !== undefined;
  return [
    ...(some(ownNames) || !hasSuites ? missing(ownNames) : []),
    ...(some(suiteNames) ? missing(suiteNames) : []),
    ...(hasSuites ? missing(['SECRET_KEY']) : []),
  ];
}

function suitesOf(env: Parsed, more: SuiteEntry[]): SuiteConfig[] {
  const { WECOM_SUITE_ID: id, WECOM_SUITE_SECRET: key, WECOM_CALLBACK_TOKEN: token, WECOM_CALLBACK_AES_KEY: aes } = env;
  const first =
    id && key && token && aes
      ? [
          suiteOf({
            suiteId: id,
            suiteSecret: key.reveal(),
            callbackToken: token.reveal(),
            callbackAesKey: aes.reveal(),
            name: env.WECOM_SUITE_NAME,
          }),
        ]
      : [];
  return [...first, ...more.map(suiteOf)];
}

function twiceConfigured(suites: SuiteConfig[]): string[] {
  const ids = suites.map((suite) => suite.suiteId);
  return new Set(ids).size === ids.length ? [] : ['WECOM_SUITES_FILE names a suite that is configured already'];
}

const missingDoor =
  'SLACK_SIGNING_SECRET is missing (for HTTP), or set SLACK_APP_TOKEN instead (for Socket Mode, which needs no public address)';

function faultText(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0]);
  if (name === 'MINI_PROGRAMS') {
    return 'MINI_PROGRAMS must be name=appid;name=appid, each appid once, names up to 75 characters, at most 100 of them';
  }
  return `${name} ${issue.message}`;
}

/** A misspelt name would otherwise be ignored in silence. SLACK_CLI_… is set by Slack's own command line. */
function strangers(env: Record<string, string | undefined>): string[] {
  const known = Object.keys(envSchema.shape);
  return Object.keys(env)
    .filter((name) => /^(SLACK|WECOM)_/.test(name) && !name.startsWith('SLACK_CLI_') && !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known, 3);
      return `${name} is not a known variable${meant === null ? '' : `; did you mean ${meant}?`}`;
    });
}

function shape(env: Parsed, suites: SuiteConfig[]) {
  return {
    slack: { botToken: env.SLACK_BOT_TOKEN, apiUrl: withSlash(env.SLACK_API_URL), door: doorOf(env) },
    http: { host: env.HOST, port: env.PORT },
    wecom: {
      apiUrl: withoutSlash(env.WECOM_API_URL),
      installUrl: env.WECOM_INSTALL_URL,
      concurrency: env.WECOM_CONCURRENCY,
      own: ownApp(env),
      suites,
      providerCorpId: env.WECOM_PROVIDER_CORP_ID ?? null,
    },
    /** Seals what is kept of third-party apps; set whenever there are any. */
    secretKey: env.SECRET_KEY ?? null,
    /** Where WeCom's install page sends an administrator back to. */
    publicUrl: env.PUBLIC_URL === undefined ? null : withoutSlash(env.PUBLIC_URL),
    miniPrograms: env.MINI_PROGRAMS,
    store: env.DATABASE_URL
      ? { type: 'postgres' as const, url: env.DATABASE_URL }
      : { type: 'embedded' as const, dir: env.DATA_DIR },
    /** How long lists and the audit are kept. */
    retention: { listsDays: env.RETAIN_LISTS_DAYS, auditDays: env.RETAIN_AUDIT_DAYS },
    senders: env.SENDERS,
    admins: env.ADMINS,
    defaultLocale: env.DEFAULT_LOCALE,
    logLevel: env.LOG_LEVEL,
  };
}

function doorOf(env: Parsed): Door {
  if (env.SLACK_APP_TOKEN) return { type: 'socket', appToken: env.SLACK_APP_TOKEN };
  if (env.SLACK_SIGNING_SECRET) return { type: 'http', signingSecret: env.SLACK_SIGNING_SECRET };
  throw new Error('neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET');
}

export type OwnApp = { corpId: string; agentId: number; secret: Secret; name: string; duplicateCheck: boolean };

function ownApp(env: Parsed): OwnApp | null {
  const { WECOM_CORP_ID: corpId, WECOM_AGENT_ID: agentId, WECOM_SECRET: secret } = env;
  if (!(corpId && agentId && secret)) return null;
  return { corpId, agentId, secret, name: env.WECOM_APP_NAME, duplicateCheck: env.WECOM_DUPLICATE_CHECK === 'on' };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

/** Every secret of a configuration, for the log to hide. */
export function secretsOf(config: Config): Secret[] {
  const { door } = config.slack;
  return [
    config.slack.botToken,
    door.type === 'socket' ? door.appToken : door.signingSecret,
    ...(config.wecom.own ? [config.wecom.own.secret] : []),
    ...config.wecom.suites.flatMap(({ secret, callbackToken, aesKey }) => [secret, callbackToken, aesKey]),
    ...(config.secretKey ? [config.secretKey] : []),
    ...(config.store.type === 'postgres' ? [config.store.url] : []),
  ];
}
