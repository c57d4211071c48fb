/** C2: the same submission a hundred times at once, and a signed request that is replayed. */

import { noticeTo, parentIds } from '../../test/story-delivery-kit.ts';
import { reviewed, signedAgain, wang } from '../../test/story-kit.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { stands } from './judge.ts';
import { finding, judge, logOf } from './verdicts.ts';
import { openWorldWith } from './world.ts';

export const repeatedSubmissions: Probe = {
  row: 'C2',
  name: 'the same submission again and again',
  stores: 'each',
  run,
};

async function run({ isQuick, newPlace }: Conditions): Promise<Finding> {
  const times = isQuick ? 20 : 100;
  const world = await openWorldWith(await newPlace(), { wecom: {}, env: {}, answerWithinMs: 3000 });
  const { slack, env } = world;
  const title = '同时很多次';
  try {
    await world.startBot();
    await reviewed(slack.person(wang), noticeTo(3, title));
    const first = slack.person(wang).submit();
    const inbound = slack.lastSubmission();
    const copies = Array.from({ length: times - 1 }, (_, i) =>
      signedAgain(inbound, env.SLACK_SIGNING_SECRET ?? '', Date.now() - (i + 1) * 1000),
    );
    const answers = await Promise.all(copies.map(slack.redeliver));
    await first;
    await slack.waitFor(() => stands(slack, title) || null, 'the result');
    const replays = [await slack.redeliver(inbound), await slack.redeliver(inbound)];
    const { wrong } = await judge(world, [{ title, ids: parentIds(3, title) }]);
    const sends = (await logOf(world, 'send')).length;
    if (sends !== 1) wrong.push(`${sends} requests to WeCom`);
    if (replays.some(({ outcome }) => outcome === 'acked')) wrong.push('a replay was taken');
    const acked = answers.filter(({ outcome }) => outcome === 'acked').length;
    return finding(
      wrong,
      `${times} at once (${acked + 1} acknowledged within 3 s), then 2 replays (refused): one delivery, one report, one request to WeCom`,
    );
  } finally {
    await world.stop();
  }
}
