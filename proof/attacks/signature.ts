/** B1: who is not Slack runs nothing, and what Slack said once is done once. */
import { setTimeout as tick } from 'node:timers/promises';
import { type LightSlack, startLightSlack } from '../../bench/light-slack.ts';
import { newFolder } from '../../bench/processes.ts';
import { startBareBolt, startProduct } from '../../bench/product.ts';
import { schoolNotice, signingSecret } from '../../bench/slack-requests.ts';
import type { KillableRehearsal } from '../../src/sandbox/rehearsal.ts';
import { startMain } from '../../test/main-kit.ts';
import { channelId, parent, send, sendRequests, signedAgain, threadWith, wang } from '../../test/story-kit.ts';
import type { Conditions, Finding, Probe } from '../probe.ts';
import { post, rawRequest, signatureOf } from './requests.ts';
import { nowSeconds, withSchool } from './school.ts';
import { doubledHeaders, type Original, signatureProbes } from './signature-probes.ts';

export const signature: Probe[] = [
  { row: 'B1', name: 'a request that is not Slack’s runs no handler', stores: 'none', run: strangersRunNothing },
  { row: 'B1', name: 'without a signing secret nothing starts', stores: 'none', run: noSecretNoStart },
  { row: 'B1', name: 'a submission sent again makes no second delivery', stores: 'each', run: replayedOnce },
];

/** `send` resolves with the answer's status. `before`: what goes first, and is meant to run. */
type Attempt = { name: string; before?(port: number): Promise<unknown>; send(port: number): Promise<number> };

const lateMs = 100;

async function strangersRunNothing({ newPlace }: Conditions): Promise<Finding> {
  const { dataDir: folder } = await newPlace();
  const slack = await startLightSlack();
  const product = await startProduct({ slack, folder });
  const bare = await startBareBolt({ slack, folder: newFolder() });
  const attempts = attemptsOn(schoolNotice('http://127.0.0.1:9/').body);
  const here = await thatRan(attempts, product.url, slack);
  const onBare = await thatRan(attempts, bare.url, slack);
  const genuine = await thatRan([{ name: 'genuine', send: sendGenuine }], product.url, slack);
  for (const each of [product, bare, slack]) await each.stop();
  return {
    isPassed: attempts.length >= 25 && here.length === 0 && genuine.length === 1,
    figures: `${attempts.length} probes: the handler ran for ${listed(here)}; that of a bare Bolt 5 app for ${listed(onBare)}`,
  };
}

function listed(names: string[]): string {
  return names.length === 0 ? 'none' : `${names.length} (${names.join(', ')})`;
}

function attemptsOn(body: string): Attempt[] {
  const sign: Original['sign'] = (text, { secret = signingSecret, at = nowSeconds() } = {}) =>
    signatureOf(text, { secret, at });
  const original: Original = { body, nowSeconds: nowSeconds(), sign };
  const probes = signatureProbes(original).map(({ name, body: sent, headers }) => ({
    name,
    send: async (port: number) => (await post(port, sent, headers)).status,
  }));
  const doubled = doubledHeaders(original).map(({ name, head }) => ({
    name,
    send: async (port: number) => Number((await rawRequest(port, head + body)).slice(9, 12)),
  }));
  const again = schoolNotice('http://127.0.0.1:9/').body;
  const headers = sign(again);
  const sendAgain = async (port: number) => (await post(port, again, headers)).status;
  return [...probes, ...doubled, { name: 'a copy of a genuine request', before: sendAgain, send: sendAgain }];
}

async function sendGenuine(port: number): Promise<number> {
  const { body } = schoolNotice('http://127.0.0.1:9/');
  return (await post(port, body, signatureOf(body, { secret: signingSecret, at: nowSeconds() }))).status;
}

/** The names of those whose handler ran: it opens a view, and Slack sees that. */
async function thatRan(attempts: Attempt[], url: string, slack: LightSlack): Promise<string[]> {
  const port = Number(new URL(url).port);
  const opened = () => slack.count('views.open');
  const ran: string[] = [];
  for (const { name, before, send: attempt } of attempts) {
    if (before && (await before(port)) === 200) await tick(lateMs);
    const openedBefore = opened();
    const status = await attempt(port);
    if (status === 200) await tick(lateMs);
    if (opened() > openedBefore) ran.push(name);
  }
  const openedAtLast = opened();
  await tick(lateMs);
  if (opened() > openedAtLast) ran.push('one that came late');
  return ran;
}

async function noSecretNoStart(): Promise<Finding> {
  const env = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: '', WECOM_CORP_ID: 'ww1', WECOM_AGENT_ID: '1' };
  const bot = startMain({ ...env, WECOM_SECRET: 'secret' });
  const code = await bot.ended;
  const isTold = bot.said().includes('SLACK_SIGNING_SECRET is missing');
  return { isPassed: code === 1 && isTold, figures: `it ends with ${code} and names the variable` };
}

const title = '只发一次的通知';
const copies = 20;

/** By Slack, byte for byte and signed anew, many at once, and to a bot that has forgotten the signatures it saw. */
async function replayedOnce(conditions: Conditions): Promise<Finding> {
  return withSchool(conditions, {}, async (school) => {
    const ts = await send(school, school.slack.person(wang), { title, parents: parent(1) });
    await threadWith(school, ts, '1 = 1');
    const submission = school.slack.lastSubmission();
    const sendCopies = () => Promise.all(Array.from({ length: copies }, () => school.slack.redeliver(submission)));
    const refused = (await sendCopies()).filter(({ outcome }) => outcome === 'failed').length;
    await resignedCopies(school);
    await school.kill();
    await school.start();
    await sendCopies();
    await school.slack.person(wang).command('/wecom', { channel: channelId, text: 'list' });
    await school.slack.person(wang).waitForPrivate('N-0001');
    const [calls, messages] = [sendRequests(school).length, school.slack.messages(channelId).length];
    return {
      isPassed: calls === 1 && messages === 1 && refused === copies,
      figures: `${refused} of ${copies} copies refused, ${copies} signed anew and ${copies} after kill -9: ${messages} delivery, ${calls} call to WeCom`,
    };
  });
}

async function resignedCopies({ slack, env }: KillableRehearsal): Promise<void> {
  const submission = slack.lastSubmission();
  const secret = env.SLACK_SIGNING_SECRET ?? '';
  const anew = Array.from({ length: copies }, (_, i) => signedAgain(submission, secret, Date.now() - i * 1000));
  await Promise.all(anew.map((each) => slack.redeliver(each)));
}
