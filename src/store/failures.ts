/** What can go wrong with the store, told apart by what a person can do about it. */
import { DrizzleQueryError } from 'drizzle-orm';

/**
 * - full: no space left on the disk
 * - lost: the database does not answer, or not to us
 * - slow: a statement or a lock took longer than it may
 * - broken: the embedded database stopped itself and is opened again
 */
export type StoreTrouble = 'full' | 'lost' | 'slow' | 'broken';

/** Thrown while the embedded database cannot be used; nothing was saved. */
export class StoreUnavailable extends Error {
  readonly trouble: StoreTrouble;

  constructor(trouble: StoreTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreUnavailable';
    this.trouble = trouble;
  }
}

/** SQLSTATE classes and the codes of Node's sockets and files. */
const troubles: [RegExp, StoreTrouble][] = [
  [/^(53100|ENOSPC|EDQUOT)$/, 'full'],
  [/^(57014|55P03|25P03|40P01)$/, 'slow'],
  [/^(08...|57P0[1-5]|53300|ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/, 'lost'],
];

/** node-postgres gives these no code. */
const lostMessages =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection|Query read timeout)/;

/** Null when the store is not to blame: a bug, a broken rule of the schema, something else altogether. */
export function storeTrouble(error: unknown): StoreTrouble | null {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each instanceof StoreUnavailable) return each.trouble;
    const code = 'code' in each && typeof each.code === 'string' ? each.code : '';
    const known = troubles.find(([pattern]) => pattern.test(code));
    if (known !== undefined) return known[1];
    if (lostMessages.test(each.message)) return 'lost';
    if (each instanceof AggregateError && each.errors.length > 0) return storeTrouble(each.errors[0]);
  }
  return null;
}

/**
 * The error as it may be logged: Drizzle puts the values of a failed statement into its message,
 * and PostgreSQL those of a refused row into `detail`. They are people's words and lists.
 */
export function withoutValues(error: unknown): unknown {
  if (!(error instanceof DrizzleQueryError)) return error;
  const { cause } = error;
  const message = `${cause?.message ?? 'no cause'} (in: ${error.query.replace(/\s+/g, ' ').trim().slice(0, 300)})`;
  const plain = new Error(message, cause === undefined ? undefined : { cause: plainCause(cause) });
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? [];
  plain.stack = [`Error: ${message}`, ...frames].join('\n');
  return plain;
}

function plainCause(cause: Error): Error {
  const plain = new Error(cause.message);
  if ('code' in cause) Object.assign(plain, { code: cause.code });
  return plain;
}

/** For the readiness of the process: nothing, or what is missing. */
export async function missingAnswer(ask: () => PromiseLike<unknown>): Promise<string[]> {
  try {
    await ask();
    return [];
  } catch (error) {
    return [`the database does not answer (${storeTrouble(error) ?? 'unknown'})`];
  }
}
