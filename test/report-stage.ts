/** The reporter before a real Slack server and a real database; the ledger is what the test says it is. */
import { webApi } from '@slack/bolt';
import { pino } from 'pino';
import type { Halt } from '../src/delivery/states.ts';
import type { Delivery, NotAccepted } from '../src/delivery/summary.ts';
import type { Log } from '../src/log.ts';
import { createReporter } from '../src/report/poster.ts';
import { type SandboxSlack, type SlackOptions, startSlack } from '../src/sandbox/slack/slack.ts';
import { type Database, openStore } from '../src/store/open.ts';
import type { StorePlace } from './databases.ts';
import { type Case, now, summaryOf } from './report-fixtures.ts';

export type Stage = Awaited<ReturnType<typeof openStage>>;

const closers: (() => Promise<unknown>)[] = [];

export async function closeStages(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

/** One for a suite. */
export async function openDatabase(place: StorePlace): Promise<{ db: Database; close(): Promise<void> }> {
  const store = await openStore({ ...place, log: pino({ level: 'silent' }) });
  return {
    db: store.db,
    async close() {
      await store.close();
      await place.remove();
    },
  };
}

export async function openStage(db: Database, options: { slack?: Partial<SlackOptions> } = {}) {
  const slack = await startSlack({
    signingSecret: 's',
    botToken: 'xoxb-test',
    appToken: 'xapp-test',
    ...options.slack,
  });
  const clock = quickClock();
  const ledger = fakeLedger();
  const log = keptLog();
  const deps = {
    client: clientFor(slack),
    fetch,
    unseal: (sealed: string) => sealed || null,
    db,
    clock,
    log,
    ...ledger.port,
    miniProgramName: () => '晨光家校',
    reportLater: async (id: string, at: number) => void ledger.later.push({ id, at }),
  };
  closers.push(() => slack.stop());
  return { db, slack, clock, log, ledger, deps, ...createReporter(deps), anotherReplica: () => createReporter(deps) };
}

function clientFor(slack: SandboxSlack): webApi.WebClient {
  return new webApi.WebClient('xoxb-test', {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: webApi.LogLevel.ERROR,
    logger: {
      debug() {},
      info() {},
      warn() {},
      error() {},
      setLevel() {},
      getLevel: () => webApi.LogLevel.ERROR,
      setName() {},
    },
  });
}

/** Deliveries by id, as the ledger would hold them. */
function fakeLedger() {
  const cases = new Map<string, { one: Case; list: NotAccepted[] }>();
  const started: string[] = [];
  const later: { id: string; at: number }[] = [];
  const get = (id: string) => cases.get(id);
  const change = (id: string, over: Partial<Delivery>) => {
    const held = cases.get(id);
    if (held !== undefined) held.one = { ...held.one, delivery: { ...held.one.delivery, ...over } };
  };
  return {
    started,
    later,
    change,
    /** What is true about the delivery from now on; what was said about it before and is not said again stays. */
    set(id: string, one: Case, list: NotAccepted[] = []) {
      const before = cases.get(id)?.one.delivery ?? { id, startedAt: null, submittedAt: Date.now() };
      cases.set(id, { one: { ...one, delivery: { ...before, ...one.delivery } }, list });
    },
    halt: (id: string) => cases.get(id)?.one.delivery?.halt ?? null,
    port: {
      summary: async (id: string) => {
        const held = get(id);
        return held === undefined ? null : summaryOf(held.one);
      },
      notAccepted: async ({ delivery }: { delivery: { id: string } }) => get(delivery.id)?.list ?? [],
      halt: async (id: string, halt: Halt) => change(id, { halt }),
      started: async (id: string) => {
        started.push(id);
        change(id, { startedAt: now });
      },
    },
  };
}

/** Waits are written down, not waited for: the clock is ahead by them. A sleeper still lets others have their turn. */
function quickClock() {
  const waits: number[] = [];
  let ahead = 0;
  return {
    waits,
    now: () => Date.now() + ahead,
    sleep: (ms: number) => {
      waits.push(ms);
      ahead += ms;
      return new Promise<void>((resolve) => setTimeout(resolve, 5));
    },
  };
}

function keptLog() {
  const errors: string[] = [];
  const keep = (_: unknown, text?: string) => void errors.push(text ?? '');
  const nothing = () => undefined;
  const log: Log = { fatal: keep, error: keep, warn: nothing, info: nothing, debug: nothing, trace: nothing };
  return Object.assign(log, { errors });
}
