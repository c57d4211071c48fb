/** P1: how many commands a second are acknowledged, and how many forms get onto the screen. */
import type { LightSlack } from './light-slack.ts';
import { startLightSlack } from './light-slack.ts';
import type { Row } from './list.ts';
import { dropFolder, newFolder, type Served } from './processes.ts';
import { startBareBolt, startProduct } from './product.ts';
import { connections, openLine, schoolNotice } from './slack-requests.ts';
import { inTurns, inWords } from './statistics.ts';

/** A second. */
type Rates = { acks: number; forms: number };

const commands = 1500;

export async function benchAcks(rounds: number): Promise<Row[]> {
  const slack = await startLightSlack();
  const folder = newFolder();
  const product = await startProduct({ slack, folder });
  const bare = await startBareBolt({ slack, folder });
  const pairs = await inTurns(
    rounds,
    () => turn(slack, product, 'views.update'),
    () => turn(slack, bare, 'views.open'),
  );
  for (const each of [product, bare, slack]) await each.stop();
  dropFolder(folder);
  const rates = (side: 'ours' | 'other', what: keyof Rates) => inWords(pairs.map((pair) => pair[side][what]));
  const row = (what: keyof Rates): Pick<Row, 'ratios' | 'note'> => ({
    ratios: pairs.map(({ ours, other }) => ours[what] / other[what]),
    note: `${rates('ours', what)} a second to ${rates('other', what)}; ${commands} commands a turn, embedded store`,
  });
  return [
    {
      name: `P1 slash command acknowledged, ${connections} connections`,
      against: 'bare Bolt 5 app that acks and opens the same first view',
      aim: '≥0.80',
      ...row('acks'),
    },
    {
      name: 'P1 the same until the last form is on the screen: draft committed, compose form drawn',
      against: 'the same bare app, which opens a view that never changes and keeps nothing',
      aim: 'none',
      ...row('forms'),
    },
  ];
}

/** `last`: the call to Slack that ends a command. */
async function turn(slack: LightSlack, server: Served, last: string): Promise<Rates> {
  const line = openLine(server.url);
  const bodies = Array.from({ length: commands }, () => schoolNotice(slack.apiUrl).body);
  const ended = slack.count(last) + commands;
  const from = performance.now();
  const ackedMs = await line.sendAll(bodies);
  await slack.counted(last, ended);
  const endedMs = performance.now() - from;
  await line.close();
  await slack.quiet(300);
  return { acks: (commands / ackedMs) * 1000, forms: (commands / endedMs) * 1000 };
}
