/** F7: the access token dies under a thousand sends; and the secret is wrong. */
import { Keyv } from 'keyv';
import { systemClock } from '../../src/clock.ts';
import { openLog } from '../../src/log.ts';
import { chenguangApp } from '../../src/sandbox/wecom/options.ts';
import { startWecomProcess } from '../../src/sandbox/wecom/remote.ts';
import { openWecomApp } from '../../src/wecom/app.ts';
import { zh } from '../../src/words/zh.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { stands } from './judge.ts';
import { finding, type HandedIn, handInBatches, judge, logOf } from './verdicts.ts';
import { openWorld, type World } from './world.ts';

export const tokens: Probe[] = [
  {
    row: 'F7',
    name: 'the token dies under a thousand requests; then the secret is wrong (40001)',
    stores: 'each',
    run: tokenDies,
  },
  { row: 'F7', name: 'a thousand requests at once meet a dead token', stores: 'none', run: atOnce },
];

async function tokenDies({ isQuick, newPlace }: Conditions): Promise<Finding> {
  const [requests, deaths, deliveries] = isQuick ? [120, 1, 1] : [1000, 4, 3];
  const world = await openWorld(await newPlace(), {}, { WECOM_CONCURRENCY: '32' });
  try {
    await world.startBot();
    await world.wecom.inject({ api: 'send', times: null, fault: { type: 'slow', ms: 20, carriedOut: true } });
    const passed = Math.floor(requests / (deaths + 1));
    const due = await Promise.all(Array.from({ length: deaths }, (_, i) => heldFrom(world, passed * (i + 1))));
    const dying = (async () => {
      for (const held of due) {
        await held.arrived();
        await world.wecom.expireTokens({ as: 42_001 });
        await held.release();
      }
    })();
    dying.catch(() => undefined);
    const sent = await handedInBatches(world, '凭证过期', requests);
    await dying;
    const died = await judgeTokens(world, sent, { requests, deaths });
    const refused = await secretWrong(world, deliveries);
    return finding([...died.wrong, ...refused.wrong], `${died.figures}; ${refused.figures}`);
  } finally {
    await world.stop();
  }
}

/** And its result stands. */
async function handedInBatches(world: World, title: string, requests: number): Promise<HandedIn> {
  const sent = await handInBatches(world, title, requests);
  await world.slack.waitFor(() => stands(world.slack, title) || null, `the result of ${title}`);
  return sent;
}

/** After so many sends the next ones wait, so that some are left for the dead token however late it dies. */
function heldFrom({ wecom }: World, sends: number) {
  return wecom.inject({ api: 'send', skip: sends, times: null, fault: { type: 'hold' } });
}

type Part = { wrong: string[]; figures: string };

async function judgeTokens(world: World, sent: HandedIn, told: { requests: number; deaths: number }): Promise<Part> {
  const { wrong, results } = await judge(world, [sent]);
  const refused = (await logOf(world, 'send')).filter(({ answer }) => answer?.includes('42001')).length;
  const asked = (await logOf(world, 'gettoken')).length - 1;
  if (asked !== told.deaths) wrong.push(`${asked} token calls`);
  if (refused < told.deaths) wrong.push(`only ${refused} requests met a dead token`);
  if (results.get(sent.title)?.sum.get(zh.report.ends.accepted) !== sent.ids.length) wrong.push('not all accepted');
  return {
    wrong,
    figures: `${told.requests} requests, 32 at once, the token died ${told.deaths} times under ${refused} of them: ${asked} token calls, all accepted once`,
  };
}

/** Deliveries within a minute, each of twenty requests. */
async function secretWrong(world: World, deliveries: number): Promise<Part> {
  const before = { asked: (await logOf(world, 'gettoken')).length, sends: (await logOf(world, 'send')).length };
  await world.wecom.inject({ api: 'gettoken', times: null, fault: { type: 'errcode', errcode: 40_001 } });
  await world.wecom.expireTokens({ as: 42_001 });
  const sent: HandedIn[] = [];
  for (let i = 0; i < deliveries; i += 1) sent.push(await handedInBatches(world, `密钥不对 ${i + 1}。`, 20));
  const { wrong, results } = await judge(world, sent);
  const asked = (await logOf(world, 'gettoken')).length - before.asked;
  const met = (await logOf(world, 'send')).slice(before.sends);
  // Those of the first delivery that left together meet the dead token; there is no other one for them, nor for later ones.
  if (asked !== 1 || met.length > 32) wrong.push(`${asked} token calls, ${met.length} sends`);
  if (met.some(({ answer }) => !answer?.includes('42001'))) wrong.push('something was sent');
  for (const { title, ids } of sent)
    if (results.get(title)?.sum.get(zh.report.ends.unsent) !== ids.length) wrong.push(`${title} not stopped`);
  return {
    wrong,
    figures: `then 40001: ${asked} token call for ${deliveries} deliveries, ${met.length} requests met the dead token, nothing sent, each delivery stopped and said why`,
  };
}

/** More than the bot ever has in flight: the way to WeCom alone. */
async function atOnce(): Promise<Finding> {
  const wecom = await startWecomProcess({ directory: 'open' });
  const log = openLog({ level: 'silent', secrets: [] });
  const app = openWecomApp({ ...chenguangApp, apiUrl: wecom.url, keyv: new Keyv(), log, clock: systemClock });
  const body = (id: string) => new TextEncoder().encode(JSON.stringify({ to_parent_userid: [id], agentid: 1 }));
  const send = (id: string) => app.send('notice', body(id));
  try {
    await send('before');
    await wecom.expireTokens({ as: 42_001 });
    await Promise.all(Array.from({ length: 1000 }, (_, i) => send(`M_${i}`)));
    const dead = (await wecom.log('send')).filter(({ answer }) => answer?.includes('42001')).length;
    const asked = (await wecom.log('gettoken')).length - 1;
    return finding(
      asked === 1 ? [] : [`${asked} token calls`],
      `1,000 requests at once, ${dead} met the dead token, 1,000 sent again with the new one: ${asked} token call`,
    );
  } finally {
    await app.close();
    await wecom.stop();
  }
}
