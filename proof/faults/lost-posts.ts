/** F12: Slack posts a message and the answer is lost. */
import { type Conditions, type Finding, lengthOf, type Probe } from '../probe.ts';
import { stands } from './judge.ts';
import { finding, type HandedIn, handIn, judge } from './verdicts.ts';
import { openWorld } from './world.ts';

export const lostPosts: Probe = { row: 'F12', name: 'answers to chat.postMessage are lost', stores: 'each', run };

const lostIn = { quick: 6, full: 50, long: 100 };

async function run(conditions: Conditions): Promise<Finding> {
  const wanted = lostIn[lengthOf(conditions)];
  const world = await openWorld(await conditions.newPlace(), {});
  const { slack } = world;
  const lost = () => slack.calls('chat.postMessage').filter(({ answer }) => answer === null).length;
  try {
    await world.startBot();
    slack.loseAnswer('chat.postMessage', { times: wanted });
    const sent: HandedIn[] = [];
    const all = () => sent.every(({ title }) => stands(slack, title));
    while (lost() < wanted) {
      // As many as are enough when three posts of each are lost, or one more when that was not so.
      const missing = Math.max(1, Math.ceil((wanted - lost()) / 3));
      for (let i = 0; i < missing; i += 1) sent.push(await handIn(world, `答复丢了 ${sent.length + 1}。`, 2));
      await slack.waitFor(() => all() || null, 'the results');
    }
    const { wrong } = await judge(world, sent);
    return finding(
      wrong,
      `${lost()} answers lost under ${sent.length} deliveries: one report each, no piece of it twice`,
    );
  } finally {
    await world.stop();
  }
}
