/**
 * The log: one JSON object a line. Secrets are taken out of the finished line, the last place before it leaves,
 * so that no message, cause, header or URL can carry one past us.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { unescape as percentDecode } from 'node:querystring';
import { inspect } from 'node:util';
import { type Logger as BoltLogger, LogLevel } from '@slack/bolt';
import { type Level, type Logger, pino } from 'pino';
import type { Config } from './config.ts';
import type { Secret } from './config-secret.ts';
import { withoutValues } from './store/failures.ts';

export type Log = Pick<Logger, Level>;

/** `write` gets whole lines and defaults to standard output. */
export function openLog(options: {
  level: Config['logLevel'];
  secrets: Secret[];
  write?: (line: string) => void;
}): Log {
  const hide = hider(options.secrets);
  const write = options.write ?? ((line: string) => process.stdout.write(line));
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: subjectOf,
      redact: { paths: secretPaths, censor: '<secret>' },
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError },
    },
    { write: (line) => write(hide(line)) },
  );
}

type Subject = { delivery: string };
const subject = new AsyncLocalStorage<Subject>();
/** What was being done when an error was thrown, for whoever logs it later. */
const subjects = new WeakMap<object, Subject>();

/** Every line that is logged in the course of `work`, or about an error it ends with, says which delivery (N-0042) it is about. */
export async function about<T>(delivery: string, work: () => Promise<T>): Promise<T> {
  try {
    return await subject.run({ delivery }, work);
  } catch (error) {
    if (error instanceof Error) subjects.set(error, { delivery });
    throw error;
  }
}

/** A fresh object each time: pino writes the line's own fields into it. */
function subjectOf({ err }: { err?: unknown }): Partial<Subject> {
  return { ...(subject.getStore() ?? (err instanceof Error ? subjects.get(err) : undefined)) };
}

/** Fields that would hold a secret, whatever is in them; what is in the text is found by its looks, see below. */
const secretFields = ['token', 'secret', 'password', 'authorization', 'cookie', 'url', 'response_url'];
const secretPaths = secretFields.flatMap((name) => [name, `*.${name}`]);

/** What an error may say in the log. Only these fields: clients hang headers, configurations and bodies on their errors. */
function describeError(given: unknown, depth = 0): Record<string, unknown> | string {
  const thrown = withoutValues(given);
  if (!(thrown instanceof Error)) return typeof thrown === 'object' ? 'not an Error' : String(thrown);
  const { code, statusCode, data } = thrown as { code?: unknown; statusCode?: unknown; data?: { error?: unknown } };
  const inner = [...(thrown instanceof AggregateError ? thrown.errors : []), ...(thrown.cause ? [thrown.cause] : [])];
  return {
    type: thrown.name,
    message: thrown.message,
    ...(typeof code === 'string' && { code }),
    ...(typeof statusCode === 'number' && { statusCode }),
    ...(typeof data?.error === 'string' && { answer: data.error }),
    stack: thrown.stack,
    ...(inner.length > 0 && depth < 4 && { causes: inner.map((each) => describeError(each, depth + 1)) }),
  };
}

/**
 * What fields and parameters that hold a secret are called. A response_url and an upload_url need no other key, and a
 * trigger_id opens a form in front of somebody.
 */
const named = String.raw`\b(\w*(?:token|secret|ticket|password|authorization|cookie|signature|auth_code|permanent_code|aes_?key|trigger_id|response_?url|upload_url))`;

/** Forms in which a secret nobody told us about shows itself. A quote may be escaped: JSON inside a JSON string. */
const telltales: [RegExp, string][] = [
  [/\bxox[a-z](?:\.xox[a-z])?-[\w-]+/g, '<secret>'],
  [/\bxapp-[\w-]+/g, '<secret>'],
  [/\b(bearer|basic)(\s+|%20)[\w.~+/=%-]+/gi, '$1 <secret>'],
  // Query strings and forms: access_token=…
  [new RegExp(String.raw`${named}(=|%3D)[^&\s"'\\<]+`, 'gi'), '$1$2<secret>'],
  // Fields: "access_token":"…", token: '…', authorization: ["…"]
  [new RegExp(String.raw`${named}(\\*["']?\s*:\s*(?:\[\s*)?)(\\*["'])(?:(?!(?<!\\)\3).)*\3`, 'gi'), '$1$2$3<secret>$3'],
  [/\b([a-z][a-z0-9+]{0,20}:\/\/)[^\s/:@"'\\]*:[^\s/@"'\\]+@/gi, '$1<secret>@'],
  [/https:\/\/hooks\.slack(?:-gov)?\.com\/[^\s"'\\<]+/g, '<secret>'],
];

/** Takes known secrets, however encoded, and everything that looks like one out of a line. */
export function hider(secrets: Secret[]): (line: string) => string {
  const known = secrets.flatMap((secret) => spellings(secret.reveal())).sort((a, b) => b.length - a.length);
  const patterns = known.map((text): [RegExp, string] => [inAnyQuotes(text), '<secret>']);
  return (line) =>
    [...patterns, ...telltales].reduce((text, [pattern, instead]) => text.replace(pattern, instead), line);
}

/** As it is, as in a URL, and the password of a URL alone. Too short a text would eat the log. */
function spellings(value: string): string[] {
  const password = URL.parse(value)?.password ?? '';
  return [value, password, percentDecode(password)]
    .filter((text) => text.length >= 6)
    .flatMap((text) => [text, encodeURIComponent(text), String(new URLSearchParams([['', text]])).slice(1)]);
}

/** The text, with the backslashes that JSON in JSON (in JSON …) puts before quotes and backslashes. */
function inAnyQuotes(text: string): RegExp {
  const pieces = [...text].map((each) => {
    if (each === '\\') return '\\\\+';
    return /["'/]/.test(each) ? `\\\\*${each}` : RegExp.escape(each);
  });
  return new RegExp(pieces.join(''), 'g');
}

/** Bolt logs whole payloads at debug: they go to trace here. Its `setLevel` is ignored, the log's own level counts. */
export function boltLogger(log: Log, level: Config['logLevel']): BoltLogger {
  const at =
    (method: Level) =>
    (...parts: unknown[]) =>
      log[method](errorIn(parts), parts.map(textOf).join(' '));
  return {
    // Payloads are large: not even put into words where nobody reads them.
    debug: level === 'trace' ? at('trace') : () => undefined,
    info: at('debug'),
    warn: at('warn'),
    error: at('error'),
    setLevel: () => undefined,
    getLevel: () => (level === 'trace' ? LogLevel.DEBUG : LogLevel.INFO),
    setName: () => undefined,
  };
}

function errorIn(parts: unknown[]): { err?: Error } {
  const err = parts.find((part) => part instanceof Error);
  return err ? { err } : {};
}

function textOf(part: unknown): string {
  if (part instanceof Error) return part.message;
  // Not JSON: it throws on what holds itself, and a line of the log must never break what it is about.
  return typeof part === 'string' ? part : inspect(part, { depth: 5, breakLength: Number.POSITIVE_INFINITY });
}
