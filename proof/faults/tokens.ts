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
  { row: 'F7', name: 'the token dies while a thousand requests go out', stores: 'each', run: tokenDies },
  { row: 'F7', name: 'a thousand requests at once meet a dead token', stores: 'none', run: atOnce },
  { row: 'F7', name: 'the secret is wrong (40001)', stores: 'each', run: secretWrong },
];

async function tokenDies({ isQuick, newPlace }: Conditions): Promise<Finding> {
  const [requests, deaths] = isQuick ? [60, 1] : [1000, 4];
  const world = await openWorld(await newPlace(), {}, { WECOM_CONCURRENCY: '32' });
  try {
    await world.startBot();
    await world.wecom.inject({ api: 'send', times: null, fault: { type: 'slow', ms: 20, carriedOut: true } });
    const passed = Math.floor(requests / (deaths + 1));
    const due = await Promise.all(Array.from({ length: deaths }, (_, i) => reached(world, passed * (i + 1))));
    const dying = (async () => {
      for (const arrived of due) {
        await arrived();
        await world.wecom.expireTokens({ as: 42_001 });
      }
    })();
    dying.catch(() => undefined);
    const sent = await handInBatches(world, '凭证过期', requests);
    await dying;
    await world.slack.waitFor(() => stands(world.slack, sent.title) || null, 'the result');
    return await judgeTokens(world, sent, { requests, deaths });
  } finally {
    await world.stop();
  }
}

/** When so many sends have come. */
async function reached({ wecom }: World, sends: number): Promise<() => Promise<void>> {
  const rule = await wecom.inject({ api: 'send', skip: sends, fault: { type: 'slow', ms: 0 } });
  return rule.arrived;
}

async function judgeTokens(world: World, sent: HandedIn, told: { requests: number; deaths: number }): Promise<Finding> {
  const { wrong, results } = await judge(world, [sent]);
  const sends = await logOf(world, 'send');
  const refused = sends.filter(({ answer }) => answer?.includes('42001')).length;
  const asked = (await logOf(world, 'gettoken')).length;
  if (asked !== told.deaths + 1) wrong.push(`${asked} token calls`);
  if (refused < told.deaths) wrong.push(`only ${refused} requests met a dead token`);
  if (results.get(sent.title)?.sum.get(zh.report.ends.accepted) !== sent.ids.length) wrong.push('not all accepted');
  return finding(
    wrong,
    `${told.requests} requests, 32 at once, the token died ${told.deaths} times under ${refused} of them: ${asked - 1} token calls, all accepted once`,
  );
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

async function secretWrong({ isQuick, newPlace }: Conditions): Promise<Finding> {
  const deliveries = isQuick ? 2 : 3;
  const world = await openWorld(await newPlace(), {});
  try {
    await world.startBot();
    const wrongSecret = { type: 'errcode', errcode: 40_001 } as const;
    await world.wecom.inject({ api: 'gettoken', times: null, fault: wrongSecret });
    const sent: HandedIn[] = [];
    for (let i = 0; i < deliveries; i += 1) {
      const one = await handInBatches(world, `密钥不对 ${i + 1}。`, 20);
      await world.slack.waitFor(() => stands(world.slack, one.title) || null, 'the result');
      sent.push(one);
    }
    const { wrong, results } = await judge(world, sent);
    const asked = (await logOf(world, 'gettoken')).length;
    const sends = (await logOf(world, 'send')).length;
    if (asked > 1 || sends > 0) wrong.push(`${asked} token calls, ${sends} sends`);
    for (const { title, ids } of sent)
      if (results.get(title)?.sum.get(zh.report.ends.unsent) !== ids.length) wrong.push(`${title} not stopped`);
    return finding(
      wrong,
      `${deliveries} deliveries of 20 requests within a minute: ${asked} token call, nothing sent, each stopped and said why`,
    );
  } finally {
    await world.stop();
  }
}
