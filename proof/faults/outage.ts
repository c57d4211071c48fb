/** F9: WeCom cannot be reached for ten minutes. The bot's clock is moved on; WeCom is really down meanwhile. */
import { channel as diagnostics } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { circuit, concurrency } from '../../src/delivery/retry.ts';
import { zh } from '../../src/words/zh.ts';
import { tick } from '../../test/story-kit.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { type ClockedWorld, openClockedWorld, passUntil } from './clocked-world.ts';
import { stands } from './judge.ts';
import { finding, handIn, handInBatches, judge } from './verdicts.ts';

export const outage: Probe = { row: 'F9', name: 'WeCom cannot be reached for ten minutes', stores: 'each', run };

const second = 1000;
/** Shorter than a lease, so that its holder keeps it. */
const stepMs = 5 * second;

async function run({ isQuick, newPlace }: Conditions): Promise<Finding> {
  const [requests, minutes] = isQuick ? [40, 2] : [200, 10];
  const line = await openLine();
  const world = await openClockedWorld(await newPlace(), {}, { WECOM_API_URL: line.url });
  const attempts = watchConnections(world, line.url);
  try {
    const before = await handIn(world, '断网以前', 1);
    await line.leadTo(world.wecom.url);
    await passUntil(world, () => stands(world.slack, before.title), 'the result before');
    await line.cut();
    attempts.at.length = 0;
    const sent = await handInBatches(world, '断网十分钟', requests);
    await passUntil(world, () => attempts.at.length >= circuit.openAfter, 'the first tries');
    for (let windows = 0; windows < minutes * 2; windows += 1) await passWindow(world, attempts.at);
    const [tries, probes] = atFirstRest(attempts.at);
    await line.leadTo(world.wecom.url);
    await passUntil(world, () => stands(world.slack, sent.title), 'the result');
    const { wrong, results } = await judge(world, [sent]);
    if (results.get(sent.title)?.sum.get(zh.report.ends.accepted) !== sent.ids.length) wrong.push('not all accepted');
    if (tries.length > circuit.openAfter + concurrency.start - 1) wrong.push(`${tries.length} tries before it rests`);
    const early = probes.filter((at, i) => i > 0 && !isRest(at, probes[i - 1]));
    if (early.length > 0) wrong.push(`${early.length} probes less than 30 s after another`);
    if (probes.length < minutes) wrong.push(`only ${probes.length} probes`);
    return finding(
      wrong,
      `${requests} requests, ${minutes} minutes on a moved clock: ${tries.length} tries, then ${probes.length} probes, never two within 30 s; drained afterwards, all accepted once`,
    );
  } finally {
    attempts.stop();
    await world.stop();
    await line.cut();
  }
}

/** The tries until it rests for the first time, and those after that. */
function atFirstRest(attempts: number[]): [number[], number[]] {
  const rest = attempts.findIndex((at, i) => i > 0 && isRest(at, attempts[i - 1]));
  return rest < 0 ? [attempts, []] : [attempts.slice(0, rest), attempts.slice(rest)];
}

function isRest(at: number, before = 0): boolean {
  return at - before >= circuit.openForMs - second;
}

/** Half a minute by the bot's clock, and a moment of real time in which it may look at it. */
async function passWindow({ clock }: ClockedWorld, attempts: number[]): Promise<void> {
  const before = attempts.length;
  for (let passed = 0; passed < circuit.openForMs; passed += stepMs) {
    clock.advance(stepMs);
    await tick(20);
  }
  const end = Date.now() + 3 * second;
  while (attempts.length === before && Date.now() < end) await tick(20);
}

type Line = { url: string; leadTo(url: string): Promise<void>; cut(): Promise<void> };

/** A port on which nobody listens until it leads somewhere. */
async function openLine(): Promise<Line> {
  let port = 0;
  let target = 0;
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(from);
      from.pipe(to).on('error', () => undefined);
      from.on('error', () => to.destroy()).on('close', () => ends.delete(from));
    }
  });
  const listen = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  };
  const shut = () => new Promise((resolve) => server.close(resolve));
  await listen();
  await shut();
  const cut = async () => {
    for (const end of ends) end.destroy();
    await shut();
  };
  return {
    url: `http://127.0.0.1:${port}`,
    async leadTo(url) {
      target = Number(new URL(url).port);
      await listen();
    },
    cut,
  };
}

/** When this process tried to connect to WeCom, as Node itself tells it. */
function watchConnections({ clock }: ClockedWorld, url: string): { at: number[]; stop(): void } {
  const port = Number(new URL(url).port);
  const at: number[] = [];
  let isWatching = true;
  const sockets = diagnostics('net.client.socket');
  const watch = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    socket.on('connectionAttempt', (_ip, to) => {
      if (to === port && isWatching) at.push(clock.now());
    });
  };
  sockets.subscribe(watch);
  return {
    at,
    stop() {
      isWatching = false;
      sockets.unsubscribe(watch);
    },
  };
}
