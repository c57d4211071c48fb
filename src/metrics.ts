/**
 * What Prometheus reads at /metrics: counts and times, never a name, an id or a URL. Each process counts what it does itself;
 * the gauges come from the database and are the same in all of them.
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { RecipientList } from './audience.ts';
import type { Clock } from './clock.ts';
import type { Backlog } from './delivery/backlog.ts';
import type { Settlement } from './delivery/settle.ts';
import type { End } from './delivery/states.ts';
import type { AckSeen } from './slack/receiver-dispatch.ts';
import type { Route } from './slack/receiver-server.ts';
import { answer } from './slack/receiver-server.ts';
import type { CallSeen } from './wecom/http.ts';

export type Metrics = ReturnType<typeof openMetrics>;

/** How long what the database said is good for, and how long a reader waits for it. */
const [backlogMs, patienceMs] = [5_000, 2_000];

/** Slack gives up after three seconds. */
const ackBuckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3];
const callBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 35];

export function openMetrics({ clock, backlog }: { clock: Clock; backlog(): Promise<Backlog> }) {
  const registry = new Registry();
  const registers = [registry];
  const count = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name: `relay_${name}`, help, labelNames, registers });
  const time = <L extends string>(name: string, help: string, buckets: number[], ...labelNames: L[]) =>
    new Histogram({ name: `relay_${name}`, help, labelNames, buckets, registers });

  const acks = time('ack_seconds', 'From a request of Slack to our answer', ackBuckets, 'kind', 'outcome');
  const wecomCalls = time('wecom_call_seconds', 'Calls to WeCom', callBuckets, 'api', 'outcome');
  const slackCalls = time('slack_call_seconds', 'Calls to Slack', callBuckets, 'api', 'outcome');
  const tokens = count('token_refreshes_total', 'Tokens asked of WeCom', 'outcome');
  const deliveries = count('delivery_events_total', 'What happened to deliveries', 'event');
  const batches = count('batches_total', 'Requests to WeCom that came to an end', 'end');
  const recipients = count('recipients_total', 'Addressees that came to an end', 'end');
  const retries = count('retries_total', 'Batches to be sent again, by what came of the last try', 'reason');
  const throttles = count('throttles_total', 'Refusals because of a limit of WeCom', 'errcode');
  const showBacklog = backlogGauges(registers);
  const fresh = remembered(backlog, clock);

  return {
    acked: ({ kind, outcome, ms }: AckSeen) => acks.observe({ kind, outcome }, ms / 1000),
    calledSlack: ({ api, outcome, ms }: { api: string; outcome: string; ms: number }) =>
      slackCalls.observe({ api, outcome }, ms / 1000),
    calledWecom({ api, outcome, ms }: CallSeen) {
      wecomCalls.observe({ api, outcome }, ms / 1000);
      if (tokenApis.has(api)) tokens.inc({ outcome });
    },
    /** submit, started, halt:…, resume, ended, …: the words of the audit. */
    happened: (event: string) => deliveries.inc({ event }),
    settled({ state, consequence }: Settlement, sentTo: RecipientList[] | null) {
      if (consequence.type === 'throttled') throttles.inc({ errcode: '45009' });
      if (consequence.type === 'slowDown') throttles.inc({ errcode: '45033' });
      const pause = 'pause' in state ? state.pause : null;
      if (pause !== null || state.state === 'planned') return retries.inc({ reason: pause ?? consequence.type });
      batches.inc({ end: state.state });
      for (const [end, size] of endsOf(state, sizeOf(sentTo))) recipients.inc({ end }, size);
    },
    /** What Prometheus gets. */
    async text(): Promise<string> {
      showBacklog(await fresh());
      return `${await registry.metrics()}\n${await processMetrics().metrics()}`;
    },
  };
}

/** A token refused as dead is asked for anew; this tells how often. */
const tokenApis = new Set(['gettoken', 'service/get_suite_token', 'service/get_corp_token']);

export function metricsRoute(metrics: Metrics): Route {
  const type = Registry.PROMETHEUS_CONTENT_TYPE;
  return {
    method: 'GET',
    path: '/metrics',
    handle: async (_request, response) => answer(response, 200, { text: await metrics.text(), type }),
  };
}

/** Everyone at once counts as one, as in the reports. */
function sizeOf(sentTo: RecipientList[] | null): number {
  return sentTo === null ? 1 : sentTo.reduce((sum, { ids }) => sum + ids.length, 0);
}

function endsOf(state: Settlement['state'], size: number): [End, number][] {
  switch (state.state) {
    case 'accepted':
      return [
        ['accepted', size - state.invalid.length],
        ['invalid', state.invalid.length],
      ];
    case 'invalid':
    case 'refused':
    case 'unknown':
      return [[state.state, size]];
    case 'planned':
    case 'sending':
    case 'split':
      return [];
  }
}

/** Null: the database did not tell in time. Then the gauges are absent rather than wrong. */
function backlogGauges(registers: Registry[]): (backlog: Backlog | null) => void {
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name: `relay_${name}`, help, labelNames, registers });
  const up = gauge('store_up', 'Whether the database answered');
  const open = gauge('deliveries', 'Deliveries that have not ended', 'state');
  const undecided = gauge('unknown_batches', 'Batches of unknown fate a person has yet to decide about');
  const throttled = gauge('throttled_apps', 'Apps that wait because WeCom said so');
  const age = gauge('queue_age_seconds', 'Age of the oldest thing that is due', 'queue');
  return (backlog) => {
    // Without labels a reset would leave a 0.
    for (const each of [open, age]) each.reset();
    for (const each of [undecided, throttled]) each.remove();
    up.set(backlog === null ? 0 : 1);
    if (backlog === null) return;
    for (const [state, amount] of Object.entries(backlog.deliveries)) open.set({ state }, amount);
    undecided.set(backlog.unknownBatches);
    throttled.set(backlog.throttledApps);
    age.set({ queue: 'jobs' }, backlog.oldestJobMs / 1000);
    age.set({ queue: 'deliveries' }, backlog.oldestDeliveryMs / 1000);
  };
}

/** Asked for at most once in `backlogMs`, however many read; null when it takes too long or fails. */
function remembered(ask: () => Promise<Backlog>, clock: Clock): () => Promise<Backlog | null> {
  let last: { answer: Promise<Backlog | null>; until: number } | null = null;
  return () => {
    if (last !== null && clock.now() < last.until) return last.answer;
    const late = clock.sleep(patienceMs).then(() => null);
    const answer = Promise.race([ask().catch(() => null), late]);
    last = { answer, until: clock.now() + backlogMs };
    return answer;
  };
}

let ofProcess: Registry | null = null;

/** One heap and one event loop, however many apps; watched from the first reader on, so that others do not pay for it. */
function processMetrics(): Registry {
  if (ofProcess === null) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}
