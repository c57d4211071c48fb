/** Every request as it came in and what was answered: in memory, and in a JSONL file that is only ever appended to. */
import { appendFileSync, closeSync, openSync } from 'node:fs';
import type { Effect } from './answers.ts';
import type { Api, Call } from './calls.ts';

/** `open`: no answer yet. `cut`: the sandbox ended the connection. `clientGone`: the caller did. */
export type LogEnd = 'open' | 'answered' | 'cut' | 'clientGone';

/**
 * One request. `query` is without secrets; `token` is the number of the token used, null for none or an unknown one.
 * `body` is the text received (uploads: a description of the file), `answer` the text sent, `effect` what the call
 * changed (also when its answer was lost), `fault` the injected one.
 */
export type LogEntry = {
  no: number;
  api: Api | null;
  method: string;
  path: string;
  query: Record<string, string>;
  token: number | null;
  body: string;
  bodyBytes: number;
  receivedAt: number;
  answeredAt: number | null;
  end: LogEnd;
  status: number | null;
  answer: string | null;
  effect: Effect;
  fault: string | null;
  notes: string[];
};

const secretParameters = ['access_token', 'suite_access_token', 'corpsecret', 'pre_auth_code'];
const secretFields =
  /("(?:access_token|suite_access_token|suite_secret|suite_ticket|pre_auth_code|auth_code|permanent_code)"\s*:\s*")[^"]*/g;

/** A secret is one even here: the log is shown and compared. */
export function withoutSecrets(json: string): string {
  return json.replace(secretFields, '$1<secret>');
}

function openQuery(call: Call): Record<string, string> {
  return Object.fromEntries([...call.query].filter(([name]) => !secretParameters.includes(name)));
}

export class Log {
  /** Called when a request has come, was answered, or something else was written. */
  readonly listeners = new Set<() => void>();
  readonly #descriptor: number | null;
  #entries: LogEntry[] = [];
  #lastNo = 0;

  /** `file`: JSONL to append to. */
  constructor(file: string | undefined) {
    this.#descriptor = file === undefined ? null : openSync(file, 'a');
  }

  nextNo(): number {
    return ++this.#lastNo;
  }

  all(): LogEntry[] {
    return this.#entries;
  }

  begin(call: Call, at: { token: number | null; now: number }): LogEntry {
    const { no, api, method, path } = call;
    const entry: LogEntry = {
      ...{ no, api, method, path, query: openQuery(call), token: at.token, body: '', bodyBytes: 0 },
      ...{ receivedAt: at.now, answeredAt: null, end: 'open', status: null, answer: null },
      ...{ effect: 'none', fault: null, notes: [] },
    };
    this.#entries.push(entry);
    this.#ring();
    return entry;
  }

  /** Written at once and in full: the line is there before a byte of the answer is. */
  finish(entry: LogEntry) {
    this.append(entry);
  }

  /** A line of another kind, in the file only. */
  append(line: object) {
    if (this.#descriptor !== null) appendFileSync(this.#descriptor, `${JSON.stringify(line)}\n`);
    this.#ring();
  }

  clear() {
    this.#entries = [];
    this.#ring();
  }

  #ring() {
    for (const listener of this.listeners) listener();
  }

  close() {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
  }
}
