/** What Prometheus reads: it agrees with the story, and tells nothing about anybody. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, get as request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { backlog } from '../src/delivery/backlog.ts';
import type { Settlement } from '../src/delivery/settle.ts';
import { openMetrics } from '../src/metrics.ts';
import { startKillableRehearsal, startRehearsal } from '../src/sandbox/rehearsal.ts';
import { openTokenGate } from '../src/slack/token-gate.ts';
import { openStore } from '../src/store/open.ts';
import { describeOnEachStore, embeddedPlace } from './databases.ts';
import { batchesOf, listOf, openCore, start } from './delivery-stage.ts';
import { quietLog } from './store-kit.ts';
import { noticeTo, until } from './story-delivery-kit.ts';
import { movableClock, send, threadWith, wang } from './story-kit.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The sum of all lines of that name whose labels contain these; null when there is none. */
function amountOf(text: string, name: string, labels: Record<string, string> = {}): number | null {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const found = lines.filter((line) => wanted.every((each) => line.includes(each)));
  return found.length === 0 ? null : found.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

describeOnEachStore('metrics of a story', (newPlace) => {
  test('they agree with the thread, and name nobody', async () => {
    const place = await newPlace();
    const port = await freePort();
    const title = '看得见的指标';
    const clock = movableClock();
    const lines: string[] = [];
    const school = await startRehearsal({
      ...{ door: 'http', ...place, clock, env: { PORT: String(port), LOG_LEVEL: 'debug' } },
      wecom: { directory: 'open', invalidIds: ['P_1', 'P_2'] },
      log: (line) => lines.push(line),
    });
    closers.push(async () => {
      await school.stop();
      await place.remove();
    });
    const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(amountOf(await scrape(), 'relay_deliveries', { state: 'sending' })).toBe(0);

    school.wecom.inject({ api: 'send', fault: { type: 'errcode', errcode: 45033 }, times: 1 });
    const ids = Array.from({ length: 2093 }, (_, i) => `P_${i + 1}`);
    const list = { name: 'parents.csv', bytes: Buffer.from(ids.join('\n')) };
    const ts = await send(school, school.slack.person(wang), { title, list });
    await threadWith(school, ts, '2,091 \\+ 2 = 2,093');
    clock.advance(6_000);
    const text = await scrape();

    expect(amountOf(text, 'relay_recipients_total', { end: 'accepted' })).toBe(2091);
    expect(amountOf(text, 'relay_recipients_total', { end: 'invalid' })).toBe(2);
    expect(amountOf(text, 'relay_batches_total', { end: 'accepted' })).toBe(3);
    expect(amountOf(text, 'relay_retries_total', { reason: 'slowDown' })).toBe(1);
    expect(amountOf(text, 'relay_throttles_total', { errcode: '45033' })).toBe(1);
    expect(amountOf(text, 'relay_token_refreshes_total', { outcome: 'ok' })).toBe(1);
    for (const event of ['submit', 'started', 'ended'])
      expect(amountOf(text, 'relay_delivery_events_total', { event })).toBe(1);
    const sends = { api: 'externalcontact/message/send' };
    expect(amountOf(text, 'relay_wecom_call_seconds_count', { ...sends, outcome: 'ok' })).toBe(3);
    expect(amountOf(text, 'relay_wecom_call_seconds_count', { ...sends, outcome: 'refused' })).toBe(1);
    expect(
      amountOf(text, 'relay_slack_call_seconds_count', { api: 'chat.postMessage', outcome: 'ok' }),
    ).toBeGreaterThan(1);
    expect(amountOf(text, 'relay_ack_seconds_count', { kind: 'command', outcome: 'answered' })).toBe(1);
    expect(amountOf(text, 'relay_ack_seconds_count', { kind: 'submission', outcome: 'answered' })).toBeGreaterThan(1);
    expect(amountOf(text, 'relay_ack_seconds_sum')).toBeGreaterThan(0);
    for (const state of ['preparing', 'sending', 'halted', 'stopped'])
      expect(amountOf(text, 'relay_deliveries', { state })).toBe(0);
    expect(amountOf(text, 'relay_store_up')).toBe(1);
    expect(amountOf(text, 'process_resident_memory_bytes')).toBeGreaterThan(1e6);

    const logged = lines.map((line) => JSON.parse(line) as { msg: string; delivery?: string; event?: string });
    expect(logged.filter(({ msg }) => msg === 'delivery').map(({ event }) => event)).toEqual([
      'submit',
      'started',
      'ended',
    ]);
    const about = logged.filter(({ msg }) => ['delivery', 'batch'].includes(msg));
    expect(about).toHaveLength(7);
    expect(new Set(about.map(({ delivery }) => delivery))).toEqual(new Set(['N-0001']));
    expect(lines.filter((line) => /https?:|P_\d|指标/.test(line))).toEqual([]);
    expect(text).not.toMatch(/P_\d|U0WANG|C0NOTICE|ww5a3c|xoxb|http|token=|指标/);
  });
});

describeOnEachStore('what waits', (newPlace) => {
  test('by state, with the age of the oldest; what has ended is not looked at', async () => {
    const place = await newPlace();
    const store = await openStore({ ...place, log: quietLog });
    closers.push(async () => {
      await store.close();
      await place.remove();
    });
    await store.db.execute('create schema pgboss');
    await store.db.execute("create type pgboss.job_state as enum ('created', 'retry', 'active', 'completed')");
    await store.db.execute('create table pgboss.job (name text, state pgboss.job_state, start_after timestamptz)');
    await store.db.execute(`insert into pgboss.job values
      ('advance', 'created', now() - interval '90 seconds'), ('advance', 'active', now() - interval '1 hour'),
      ('report', 'created', now() + interval '1 hour'), ('else', 'created', now() - interval '1 day')`);
    const core = openCore(store.db);
    core.relay.script.answer = async () => ({ type: 'unknown', doubt: 'timeout', detail: '' });
    await core.submit([listOf(1)]);
    await core.drain();
    core.clock.advance(60_000);
    await core.submit([listOf(2)], { started: false });
    await core.submit(batchesOf(3));
    const { id } = await core.submit(batchesOf(3));
    await core.ledger.halt(id, { type: 'cancelled', at: core.clock.now(), by: 'U0WANG' });
    await core.ledger.halt((await core.submit(batchesOf(3))).id, { type: 'appGone', at: core.clock.now() });
    const waiting = await backlog(store.db, start + 100_000);
    expect(waiting).toMatchObject({
      deliveries: { preparing: 1, sending: 1, halted: 1, stopped: 1 },
      ...{ unknownBatches: 1, throttledApps: 0, oldestDeliveryMs: 40_000 },
    });
    // Neither the one that is being worked on, nor one of somebody else's queue.
    expect(waiting.oldestJobMs).toBeGreaterThanOrEqual(90_000);
    expect(waiting.oldestJobMs).toBeLessThan(3_600_000);
  });
});

describe('counting', () => {
  const nothing = async () => {
    throw new Error('no database');
  };
  const recipients = [listOf(10), listOf(5, 'student')];
  const none = { type: 'none' } as const;
  const again = { state: 'planned', dueAt: 0, tries: 1, busyTries: 0 } as const;
  const refusal = { errcode: 1, errmsg: '' };
  const doubt = {
    state: 'unknown',
    answeredAt: 0,
    doubt: 'timeout',
    detail: '',
    left: false,
    firstSentAt: null,
    dueAt: 0,
    tries: 0,
  } as const;
  const cases: [string, Settlement, string[]][] = [
    [
      'refused',
      { state: { state: 'refused', answeredAt: 0, refusal }, consequence: none },
      ['batches_total{end="refused"} 1', 'recipients_total{end="refused"} 15'],
    ],
    [
      'invalid',
      { state: { state: 'invalid', answeredAt: 0, refusal }, consequence: none },
      ['batches_total{end="invalid"} 1', 'recipients_total{end="invalid"} 15'],
    ],
    [
      'unknown',
      { state: { ...doubt, pause: null }, consequence: none } as Settlement,
      ['batches_total{end="unknown"} 1', 'recipients_total{end="unknown"} 15'],
    ],
    [
      'about to be repeated',
      { state: { ...doubt, pause: 'repeat' }, consequence: none } as Settlement,
      ['retries_total{reason="repeat"} 1'],
    ],
    [
      'split',
      { state: { state: 'split', answeredAt: 0, refusal }, consequence: none },
      ['batches_total{end="split"} 1'],
    ],
    [
      'not sent',
      { state: { ...again, pause: 'unreachable' }, consequence: { type: 'hurdle' } },
      ['retries_total{reason="unreachable"} 1'],
    ],
    [
      '45009',
      { state: { ...again, pause: null }, consequence: { type: 'throttled' } },
      ['retries_total{reason="throttled"} 1', 'throttles_total{errcode="45009"} 1'],
    ],
  ];
  test.each(cases)('%s', async (_name, settlement, lines) => {
    const metrics = openMetrics({ clock: movableClock(), backlog: nothing });
    metrics.settled(settlement, recipients);
    const counted = (await metrics.text())
      .split('\n')
      .filter((line) => /^relay_(batches|recipients|retries|throttles)_total\{/.test(line));
    expect(counted.toSorted()).toEqual(lines.map((line) => `relay_${line}`).toSorted());
  });

  test('a database that does not answer is said, and costs one question in five seconds; no gauge lies', async () => {
    const clock = movableClock();
    let asked = 0;
    const metrics = openMetrics({
      clock,
      backlog: () => {
        asked += 1;
        return nothing();
      },
    });
    const texts = await Promise.all([metrics.text(), metrics.text(), metrics.text()]);
    expect(asked).toBe(1);
    for (const text of texts) {
      expect(amountOf(text, 'relay_store_up')).toBe(0);
      for (const name of [
        'relay_deliveries',
        'relay_unknown_batches',
        'relay_throttled_apps',
        'relay_queue_age_seconds',
      ])
        expect(amountOf(text, name), name).toBeNull();
    }
    clock.advance(5_001);
    await metrics.text();
    expect(asked).toBe(2);
  });

  test('a database that says nothing is not waited for', async () => {
    const metrics = openMetrics({ clock: movableClock(), backlog: () => new Promise(() => undefined) });
    expect(amountOf(await metrics.text(), 'relay_store_up')).toBe(0);
  });
});

test.each(['docs/operations.md', 'docs/operations.zh-CN.md'])('%s describes every metric there is', async (file) => {
  const metrics = openMetrics({ clock: movableClock(), backlog: () => Promise.reject(new Error('no database')) });
  const there = [...(await metrics.text()).matchAll(/^# TYPE (relay_\w+)/gm)].map(([, name]) => name);
  const described = [...readFileSync(file, 'utf8').matchAll(/^\| `(relay_\w+)`/gm)].map(([, name]) => name);
  expect(described.toSorted()).toEqual(there.toSorted());
  expect(there.length).toBeGreaterThan(10);
});

describe('whether Slack knows us', () => {
  const gateOver = (answers: ('unreachable' | 'good')[]) => {
    const clock = movableClock();
    let asked = 0;
    const gate = openTokenGate({
      ...{ clock, log: quietLog },
      async checkToken() {
        asked += 1;
        return answers.shift() === 'good'
          ? { type: 'good', teamId: 'T1', team: '晨光', botUserId: 'U1' }
          : { type: 'unreachable', detail: 'x' };
      },
    });
    return { gate, clock, asked: () => asked };
  };

  test('a Slack out of reach is asked once in fifteen seconds, however often we are', async () => {
    const { gate, clock, asked } = gateOver(['unreachable', 'unreachable', 'good']);
    const all = await Promise.all(Array.from({ length: 50 }, () => gate()));
    expect(all).toEqual(all.map(() => ['Slack is unreachable']));
    expect(asked()).toBe(1);
    clock.advance(15_000);
    expect(await gate()).toEqual(['Slack is unreachable']);
    clock.advance(15_000);
    expect(await gate()).toEqual([]);
    clock.advance(60 * 60_000);
    expect(await gate()).toEqual([]);
    expect(asked()).toBe(3);
  });
});

test('SIGTERM: not ready at once, what is under way is waited for, nothing is unknown', async () => {
  const place = await embeddedPlace();
  const port = await freePort();
  const school = await startKillableRehearsal({
    ...{ door: 'http', ...place, env: { PORT: String(port) }, wecom: { directory: 'open' } },
  });
  closers.push(async () => {
    await school.stop();
    await place.remove();
  });
  const held = school.wecom.inject({ api: 'send', fault: { type: 'hold', carriedOut: true }, times: 1 });
  const title = '停机时在路上';
  const ts = await send(school, school.slack.person(wang), noticeTo(2050, title));
  await held.arrived;
  const ended = school.kill('SIGTERM');
  const isReady = () =>
    new Promise<boolean>((resolve) => {
      const asking = request({ port, host: '127.0.0.1', path: '/readyz' }, ({ statusCode }) =>
        resolve(statusCode === 200),
      );
      asking.on('error', () => resolve(false));
    });
  await until(async () => !(await isReady()), 'being not ready');
  held.release();
  expect(await ended).toBe(0);
  await school.start();
  const thread = await threadWith(school, ts, '2,050 = 2,050');
  expect(thread).not.toContain('❓');
  expect(school.wecom.log('send')).toHaveLength(3);
});
