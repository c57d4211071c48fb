/** F11: told to stop (SIGTERM) while requests are on their way: their answers are waited for, nothing is in doubt. */

import { chance } from '../../src/sandbox/chance.ts';
import { zh } from '../../src/words/zh.ts';
import { tick } from '../../test/story-kit.ts';
import { type Conditions, type Finding, lengthOf, type Probe } from '../probe.ts';
import { stands } from './judge.ts';
import { finding, type HandedIn, handInBatches, judge, logOf } from './verdicts.ts';
import { openWorld, type World } from './world.ts';

export const restarts: Probe = { row: 'F11', name: 'SIGTERM while sending', stores: 'each', run };

/** What WeCom takes for an answer. */
const answerMs = 150;
const requests = 60;

const stopsIn = { quick: 1, full: 10, long: 20 };

async function run(conditions: Conditions): Promise<Finding> {
  const { seed, newPlace } = conditions;
  const times = stopsIn[lengthOf(conditions)];
  const random = chance(seed);
  const world = await openWorld(await newPlace(), { seed });
  try {
    for (const carriedOut of [true, false])
      await world.wecom.inject({
        api: 'send',
        times: null,
        rate: carriedOut ? 0.5 : 1,
        fault: { type: 'slow', ms: answerMs, carriedOut },
      });
    const sent: HandedIn[] = [];
    const wrong: string[] = [];
    let stops = 0;
    let bot = await world.startBot();
    while (stops < times) {
      const one = await handInBatches(world, `更新版本 ${sent.length + 1}。`, requests);
      sent.push(one);
      while (stops < times && (await isSending(world, one))) {
        await tick(random() * answerMs);
        const code = await bot.kill('SIGTERM');
        if (code !== 0) wrong.push(`exit code ${code}`);
        stops += 1;
        bot = await world.startBot();
      }
      await world.slack.waitFor(() => stands(world.slack, one.title) || null, `the result of ${one.title}`);
    }
    return await verdict(world, { sent, wrong, stops });
  } finally {
    await world.stop();
  }
}

/** Waits for a request that comes; false when the delivery has ended instead. */
async function isSending({ slack, wecom }: World, { title }: HandedIn): Promise<boolean> {
  const rule = await wecom.inject({ api: 'send', fault: { type: 'slow', ms: 0 } });
  const ended = slack.waitFor(() => stands(slack, title) || null, `the result of ${title}`).then(() => false);
  const isReached = await Promise.race([rule.arrived().then(() => true), ended]);
  await rule.remove();
  return isReached;
}

type Told = { sent: HandedIn[]; wrong: string[]; stops: number };

async function verdict(world: World, { sent, wrong, stops }: Told): Promise<Finding> {
  const { results, wrong: untrue } = await judge(world, sent);
  const unknown = sent.filter(({ title }) => results.get(title)?.sum.has(zh.report.ends.unknown)).length;
  if (unknown > 0) wrong.push(`${unknown} deliveries with unknown`);
  const cut = (await logOf(world, 'send')).filter(({ end }) => end !== 'answered').length;
  if (cut > 0) wrong.push(`${cut} requests were abandoned`);
  return finding(
    [...wrong, ...untrue],
    `${stops} times while requests were on their way, ${sent.length * requests} requests: each answer waited for, 0 unknown, all accepted once`,
  );
}
