/** P1: how many commands a second are acknowledged, and how many forms get onto the screen. */
import { type LightSlack, startLightSlack } from './light-slack.ts';
import type { Row } from './list.ts';
import { cpuMsOf, type Served } from './processes.ts';
import { startBareBolt, startProduct } from './product.ts';
import { connections, openLine, schoolNotice } from './slack-requests.ts';
import { inTurns, inWords } from './statistics.ts';
import { type EmptyStore, onEachStore } from './stores.ts';
import { composeForm } from './under-load.ts';

/** Acknowledged and drawn a second; milliseconds of CPU that one takes from beginning to end. */
type Rates = { acks: number; forms: number; cpuMs: number };

const commands = 800;

/** The bare app opens the same form for everybody, without asking who it is. */
export function benchAcks(rounds: number, server: string | undefined): Promise<Row[]> {
  return onEachStore(server, (store) => acksOn(store, rounds));
}

async function acksOn({ name: storeName, ...place }: EmptyStore, rounds: number): Promise<Row[]> {
  const slack = await startLightSlack();
  const product = await startProduct({ slack, ...place });
  const line = openLine(product.url);
  const { view } = await composeForm(slack, line);
  await line.close();
  const bare = await startBareBolt({ slack, ...place, view });
  const pairs = await inTurns(
    rounds,
    () => turn(slack, product),
    () => turn(slack, bare),
  );
  for (const each of [product, bare, slack]) await each.stop();
  const words = (side: 'ours' | 'other', what: keyof Rates, digits = 0) =>
    inWords(
      pairs.map((pair) => pair[side][what]),
      digits,
    );
  const cpu = `CPU a command ${words('ours', 'cpuMs', 2)} ms to ${words('other', 'cpuMs', 2)} ms`;
  const row = (what: 'acks' | 'forms'): Pick<Row, 'ratios' | 'note'> => ({
    ratios: pairs.map(({ ours, other }) => ours[what] / other[what]),
    note: `${words('ours', what)} a second to ${words('other', what)}; ${cpu}; ${commands} commands a turn`,
  });
  return [
    {
      name: `P1 slash command acknowledged, ${connections} connections, ${storeName}`,
      against: 'bare Bolt 5 app that acks and opens the same form',
      aim: '≥0.80',
      ...row('acks'),
    },
    {
      name: `P1 the same until the last form is on the screen, ${storeName}`,
      against: 'the same bare app',
      aim: 'none',
      ...row('forms'),
    },
  ];
}

async function turn(slack: LightSlack, server: Served): Promise<Rates> {
  const line = openLine(server.url);
  const bodies = Array.from({ length: commands }, () => schoolNotice(slack.apiUrl).body);
  const ended = slack.count('views.open') + commands;
  const cpuBefore = cpuMsOf(server.pid);
  const from = performance.now();
  const ackedMs = await line.sendAll(bodies);
  await slack.counted('views.open', ended);
  const endedMs = performance.now() - from;
  const cpuMs = (cpuMsOf(server.pid) - cpuBefore) / commands;
  await line.close();
  await slack.quiet(300);
  return { acks: (commands / ackedMs) * 1000, forms: (commands / endedMs) * 1000, cpuMs };
}
