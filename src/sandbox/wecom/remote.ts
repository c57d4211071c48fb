/** Starts a sandbox WeCom in its own process and speaks to its control endpoints. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Api } from './calls.ts';
import { controlPrefix } from './control.ts';
import type { FastTally } from './fast.ts';
import type { FaultRule } from './fault-rules.ts';
import type { LogEntry } from './log.ts';
import type { Addressed } from './message/outbox.ts';
import type { WecomSettings } from './options.ts';
import type { InboxItem, Received, Sent } from './outbox.ts';
import { providerControlsOf } from './provider/remote.ts';

type RemoteRule = {
  id: number;
  /** Resolves when the rule was first hit. */
  arrived(): Promise<void>;
  hits(): Promise<number>;
  release(): Promise<void>;
  remove(): Promise<void>;
};

const mainFile = fileURLToPath(new URL('./main.ts', import.meta.url));
/** Where the bot keeps what it compiled: a start takes half as long. */
const compileCache = fileURLToPath(new URL('../../../node_modules/.cache/slack-wecom-relay', import.meta.url));

async function readUrl(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the sandbox has no stdout');
  for await (const line of createInterface({ input: child.stdout })) return String(JSON.parse(line).url);
  throw new Error('the WeCom sandbox ended before it listened');
}

/** What comes back is the judge's own JSON: `T` names it. */
async function ask<T>(url: string, request: { method: 'GET' | 'POST'; name: string; body?: unknown }): Promise<T> {
  const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
  const response = await fetch(`${url}${controlPrefix}${request.name}`, { method: request.method, ...body });
  const text = await response.text();
  if (!response.ok) throw new Error(`WeCom sandbox ${request.name}: ${text}`);
  return JSON.parse(text) as T;
}

function controlsOf(url: string) {
  const get = <T>(name: string) => ask<T>(url, { method: 'GET', name });
  const post = <T>(name: string, body?: unknown) => ask<T>(url, { method: 'POST', name, body });
  return {
    async inject(rule: FaultRule): Promise<RemoteRule> {
      const { id } = await post<{ id: number }>('rules', rule);
      return {
        id,
        arrived: () => post('rules/arrived', { id }),
        hits: async () => (await post<{ hits: number }>('rules/hits', { id })).hits,
        release: () => post('rules/release', { id }),
        remove: () => post('rules/remove', { id }),
      };
    },
    clearFaults: () => post<void>('rules/clear'),
    log: (api?: Api) => get<LogEntry[]>(api === undefined ? 'log' : `log?api=${api}`),
    sent: () => get<Sent[]>('sent'),
    received: () => get<(Received | Addressed)[]>('received'),
    inbox: (id: string) => get<InboxItem[]>(`inbox?id=${encodeURIComponent(id)}`),
    tally: () => get<FastTally>('tally'),
    takeUnanswerable: () => post<string[]>('unanswerable/take'),
    addInvalid: (ids: string[]) => post<void>('invalid-ids', { ids }),
    expireTokens: (how: { as: 40014 | 42001 }) => post<void>('expire-tokens', how),
    expireMedia: () => post<void>('expire-media'),
    limitConcurrency: (calls: number | null) => post<void>('limit', { calls }),
    /** Connections are refused for this long. */
    outage: (ms: number) => post<void>('outage', { ms }),
    reset: () => post<void>('reset'),
    ...providerControlsOf({ get, post }),
  };
}

export type RemoteWecom = ReturnType<typeof controlsOf> & { url: string; pid: number; stop(): Promise<void> };

/** It ends with this process, however this one dies. `stop` rejects when there were calls it could not answer. */
export async function startWecomProcess(settings: WecomSettings = {}): Promise<RemoteWecom> {
  const args = [mainFile, '--until-stdin-ends', '--options', JSON.stringify(settings)];
  const env = { ...process.env, NODE_COMPILE_CACHE: compileCache };
  const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const exited = once(child, 'exit');
  const url = await readUrl(child).catch((cause: unknown) => {
    throw new Error(`the WeCom sandbox did not start: ${errors.join('')}`, { cause });
  });
  child.stdout.resume();
  const stop = async () => {
    child.kill('SIGTERM');
    const [code] = await exited;
    if (code !== 0) throw new Error(errors.join(''));
  };
  return { ...controlsOf(url), url, pid: child.pid ?? 0, stop };
}
