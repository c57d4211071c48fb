/** F8: WeCom's limits by the minute, the hour and the day, its limit of requests at once, and Slack's. */
import { nextDayInShanghai } from '../../src/delivery/retry.ts';
import { zh } from '../../src/words/zh.ts';
import { channel, channelId, tick } from '../../test/story-kit.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { type ClockedWorld, openClockedWorld, passUntil } from './clocked-world.ts';
import { stands } from './judge.ts';
import { finding, type HandedIn, handIn, handInBatches, judge, logOf } from './verdicts.ts';
import { openWorld, type World } from './world.ts';

export const limits: Probe[] = [
  { row: 'F8', name: 'throttled for a minute, an hour and the day (45009)', stores: 'each', run: throttled },
  { row: 'F8', name: 'too many requests at once (45033); Slack wants fewer calls (429)', stores: 'each', run: fewer },
];

const [second, minute, hour] = [1000, 60_000, 3_600_000];

async function throttled({ newPlace }: Conditions): Promise<Finding> {
  const world = await openClockedWorld(await newPlace());
  const { wecom, clock, slack } = world;
  const wrong: string[] = [];
  try {
    const calls = async () => (await wecom.log('send')).length;
    const refusing = await wecom.inject({ api: 'send', times: null, fault: { type: 'errcode', errcode: 45_009 } });
    const sent = await handInBatches(world, '限流', 40);
    for (const [windowMs, stepMs] of [
      [minute, second],
      [hour, minute],
    ] as const) {
      await slack.waitFor(() => pauseIn(world, windowMs) || null, 'the pause');
      const before = await calls();
      for (let passed = stepMs; passed < windowMs - stepMs; passed += stepMs) {
        clock.advance(stepMs);
        await tick(2);
      }
      await tick(100);
      const inside = (await calls()) - before;
      if (inside > 0) wrong.push(`${inside} calls inside the window of ${windowMs / second} s`);
      clock.advance(2 * stepMs);
    }
    await slack.waitFor(() => stands(slack, sent.title) || null, 'the result of the day');
    await goOnTooEarly(world, sent, wrong);
    const refused = await refusing.hits();
    if (refused !== 3) wrong.push(`${refused} calls were refused`);
    await refusing.remove();
    clock.advance(nextDayInShanghai(clock.now()) - clock.now());
    await slack.person('U0WANG').click(restButton(sent), { channel });
    await passUntil(world, () => stands(slack, sent.title, 2), 'the second result');
    wrong.push(...(await judge(world, [sent], { round: 2 })).wrong);
    return finding(
      wrong,
      '40 requests, refused for a minute, an hour and the day: 1 call refused each, none inside a window; all accepted once the next day',
    );
  } finally {
    await world.stop();
  }
}

/** The headline says that it waits for about so long. */
function pauseIn({ slack, clock }: ClockedWorld, windowMs: number): boolean {
  const [, time = ''] = /⏸ 被限流，(\d\d:\d\d:\d\d) 自动继续/.exec(slack.channelText(channelId)) ?? [];
  return [-second, 0, second, 2 * second, 3 * second, 4 * second].some(
    (off) => time === shown(clock.now() + windowMs - off),
  );
}

/** As Slack shows a time: by the second, in Shanghai. */
const format = new Intl.DateTimeFormat('zh-CN', {
  ...({ timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit', second: '2-digit' } as const),
});

function shown(at: number): string {
  return format.format(at).replace(/^24/, '00');
}

function restButton({ ids }: HandedIn): string {
  return zh.report.next.sendRest(ids.length.toLocaleString('en'));
}

async function goOnTooEarly(world: ClockedWorld, sent: HandedIn, wrong: string[]): Promise<void> {
  const before = (await world.wecom.log('send')).length;
  await world.slack.person('U0WANG').click(restButton(sent), { channel });
  await tick(300);
  const inside = (await world.wecom.log('send')).length - before;
  if (inside > 0) wrong.push(`${inside} calls before the day was over`);
}

async function fewer({ isQuick, newPlace }: Conditions): Promise<Finding> {
  const atOnce = 9;
  const world = await openWorld(await newPlace(), { maxConcurrent: atOnce }, { WECOM_CONCURRENCY: '32' });
  try {
    await world.startBot();
    await world.wecom.inject({ api: 'send', times: null, fault: { type: 'slow', ms: 25, carriedOut: true } });
    const wecom = await tooManyAtOnce(world, { requests: isQuick ? 100 : 600, atOnce });
    const slack = await slackThrottles(world, { deliveries: isQuick ? 2 : 5 });
    return finding([...wecom.wrong, ...slack.wrong], `${wecom.figures}; ${slack.figures}`);
  } finally {
    await world.stop();
  }
}

type Part = { wrong: string[]; figures: string };

async function tooManyAtOnce(world: World, told: { requests: number; atOnce: number }): Promise<Part> {
  const sent = await handInBatches(world, '并发太多', told.requests);
  await world.slack.waitFor(() => stands(world.slack, sent.title) || null, 'the result');
  const { wrong, results } = await judge(world, [sent]);
  if (results.get(sent.title)?.sum.get(zh.report.ends.accepted) !== sent.ids.length) wrong.push('not all accepted');
  const refused = (await logOf(world, 'send')).map(({ answer }) => answer?.includes('45033') ?? false);
  const half = Math.floor(refused.length / 2);
  const [first, later] = [refused.slice(0, half), refused.slice(half)].map((part) => part.filter(Boolean).length);
  if (Number(later) > half / 10) wrong.push('it does not settle');
  return {
    wrong,
    figures: `${told.requests} requests, ${told.atOnce} at once allowed, begun with 32: ${first} refused in the first half, ${later} in the second; all accepted once`,
  };
}

async function slackThrottles(world: World, { deliveries }: { deliveries: number }): Promise<Part> {
  const { slack } = world;
  const retryAfterSeconds = 2;
  const sent: HandedIn[] = [];
  for (let i = 0; i < deliveries; i += 1) {
    slack.rateLimit('chat.postMessage', { retryAfterSeconds });
    slack.rateLimit('chat.update', { retryAfterSeconds });
    sent.push(await handIn(world, `慢一点 ${i}。`, 2500));
  }
  await slack.waitFor(() => sent.every(({ title }) => stands(slack, title)) || null, 'the results');
  const { wrong } = await judge(world, sent);
  const isEarly = (call: Call) => isInsideWindow(slack.calls(call.method), call, retryAfterSeconds * second);
  const early = slack.calls().filter(isEarly);
  if (early.length > 0) wrong.push(`inside a window: ${early.map(({ method }) => method).join()}`);
  return {
    wrong,
    figures: `${slack.calls().filter(isRefused).length} calls to Slack answered 429: none of that method inside the window, every piece posted once`,
  };
}

type Call = ReturnType<ClockedWorld['slack']['calls']>[number];

function isRefused({ answer }: Call): boolean {
  return answer !== null && 'error' in answer && answer.error === 'ratelimited';
}

/** What was on its way already when Slack said so does not count. */
function isInsideWindow(ofMethod: Call[], { at }: Call, windowMs: number): boolean {
  return ofMethod.some((other) => isRefused(other) && at > other.at + second / 2 && at < other.at + windowMs);
}
