/**
 * The environment, read once. `main` hands it in; nothing else looks at it.
 * A fault names the variable and the cure, and never repeats what was in it: it may be a secret.
 */
import { inspect } from 'node:util';
import { z } from 'zod';
import { nearest } from './config-spelling.ts';
import type { Locale } from './delivery/summary.ts';

/** A value that prints as <secret> wherever it is printed; only `reveal` gives it away. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '<secret>';
  }

  toJSON(): string {
    return '<secret>';
  }

  [inspect.custom](): string {
    return '<secret>';
  }
}

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

/** One entry a variable; an absent one is undefined here, and so is an empty one. */
export const envSchema = z.object({
  SLACK_BOT_TOKEN: tokenBeginning(/^(xoxe\.)?xoxb-/, 'xoxb-'),
  SLACK_SIGNING_SECRET: secret.optional(),
  SLACK_APP_TOKEN: tokenBeginning(/^xapp-/, 'xapp-').optional(),
  SLACK_API_URL: httpUrl.default('https://slack.com/api/'),
  HOST: z.string().default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(3000),
  WECOM_API_URL: httpUrl.default('https://qyapi.weixin.qq.com'),
  WECOM_CORP_ID: required,
  WECOM_AGENT_ID: required.pipe(wholeNumber(1, 4_294_967_295)),
  WECOM_SECRET: secret,
  WECOM_APP_NAME: z.string().default('WeCom'),
  WECOM_CONCURRENCY: wholeNumber(1, 32).default(4),
  MINI_PROGRAMS: miniPrograms.default([]),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\/\S+$/, 'must begin with postgres:// (or be empty for the embedded database)')
    .transform((text) => new Secret(text))
    .optional(),
  DATA_DIR: z.string().default('./data'),
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
    Object.keys(envSchema.shape).map((name) => [name, env[name]?.trim() || undefined] as const),
  );
  const parsed = envSchema.safeParse(written);
  const faults = [
    ...(parsed.success ? [] : parsed.error.issues.map(faultText)),
    ...(written.SLACK_APP_TOKEN || written.SLACK_SIGNING_SECRET ? [] : [missingDoor]),
    ...strangers(env),
  ];
  if (!parsed.success || faults.length > 0) return { type: 'faults', faults: [...new Set(faults)] };
  return { type: 'config', config: shape(parsed.data) };
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
      const meant = nearest(name, known);
      return `${name} is not a known variable${meant === null ? '' : `; did you mean ${meant}?`}`;
    });
}

function shape(env: Parsed) {
  return {
    slack: { botToken: env.SLACK_BOT_TOKEN, apiUrl: withSlash(env.SLACK_API_URL), door: doorOf(env) },
    http: { host: env.HOST, port: env.PORT },
    wecom: {
      apiUrl: env.WECOM_API_URL.replace(/\/+$/, ''),
      corpId: env.WECOM_CORP_ID,
      agentId: env.WECOM_AGENT_ID,
      secret: env.WECOM_SECRET,
      appName: env.WECOM_APP_NAME,
      concurrency: env.WECOM_CONCURRENCY,
    },
    miniPrograms: env.MINI_PROGRAMS,
    store: env.DATABASE_URL
      ? { type: 'postgres' as const, url: env.DATABASE_URL }
      : { type: 'embedded' as const, dir: env.DATA_DIR },
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

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}

/** Every secret of a configuration, for the log to hide. */
export function secretsOf(config: Config): Secret[] {
  const { door } = config.slack;
  return [
    config.slack.botToken,
    door.type === 'socket' ? door.appToken : door.signingSecret,
    config.wecom.secret,
    ...(config.store.type === 'postgres' ? [config.store.url] : []),
  ];
}
