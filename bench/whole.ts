/** P8: a million recipients, from the upload of their list to the last word of the report, against 6 s and the floor. */
import { reviewCallback } from '../src/compose/review.ts';
import { type LightSlack, startLightSlack } from './light-slack.ts';
import type { Row } from './list.ts';
import { dropFolder, hire, memoryOf, type Worker } from './processes.ts';
import { fillStore, startProduct } from './product.ts';
import { openLine, submission } from './slack-requests.ts';
import { inWords, spread } from './statistics.ts';
import { newStoreFolder } from './stores.ts';
import { composeForm, haltedDeliveries, upload } from './under-load.ts';
import type { WecomAnswer, WecomAsk } from './wecom-child.ts';

const recipients = 1_000_000;
const inFlight = 32;
const answerMs = 50;
/** One in twenty: 5 %. */
const invalidEvery = 20;
const limit = { ms: 6000, mb: 400, slackCalls: 5 };
const floorMs = (recipients / 1000 / inFlight) * answerMs;

type Turn = { readMs: number; sentMs: number; wholeMs: number; mb: number; slackCalls: Map<string, number> };

/** Each in a process and a store of its own, so that memory is that of one list. */
export async function benchWhole(rounds: number): Promise<Row[]> {
  const turns: Turn[] = [];
  for (let round = 0; round < rounds; round++) turns.push(await turn());
  const middle = (pick: (turn: Turn) => number) => inWords(turns.map(pick));
  const calls = turns.map(({ slackCalls }) => [...slackCalls.values()].reduce((sum, each) => sum + each, 0));
  const named = [...(turns[0]?.slackCalls ?? [])].map(([method, count]) => `${method} ${count}`).join(', ');
  const against = (what: string, most: string) => ({
    against: most,
    aim: '≤1.00',
    name: `P8 1,000,000 recipients, ${what}`,
  });
  return [
    {
      ...against('from upload to report, nobody hesitating', `${limit.ms} ms`),
      ratios: turns.map(({ wholeMs }) => wholeMs / limit.ms),
      note:
        `${middle(({ wholeMs }) => wholeMs)} ms: list read and reviewed ${middle(({ readMs }) => readMs)}, ` +
        `saved and sent ${middle(({ sentMs }) => sentMs)} (floor of the calls alone ${floorMs}); ` +
        `5 % invalid, ${inFlight} in flight, ${answerMs} ms answers, embedded store`,
    },
    {
      ...against('memory at its most', `${limit.mb} MB`),
      ratios: turns.map(({ mb }) => mb / limit.mb),
      note: `${middle(({ mb }) => mb)} MB resident`,
    },
    {
      ...against('calls to Slack after the submission', `${limit.slackCalls}`),
      ratios: calls.map((each) => each / limit.slackCalls),
      note: `${spread(calls).median}: ${named}`,
    },
  ];
}

async function turn(): Promise<Turn> {
  const folder = await newStoreFolder();
  const slack = await startLightSlack();
  const wecom: Worker<WecomAsk, WecomAnswer> = hire(
    new URL('./wecom-child.ts', import.meta.url),
    [answerMs, invalidEvery].map(String),
  );
  const { url: wecomUrl } = await wecom.ask({ do: 'url' });
  await fillStore({ folder }, (store, ledger) => haltedDeliveries(store, ledger, 1));
  const product = await startProduct({ slack, folder, wecomUrl, concurrency: inFlight });
  const line = openLine(product.url);
  const list = Buffer.from(
    Array.from({ length: recipients }, (_, i) => `p${i.toString(36).padStart(7, '0')}`).join('\n'),
  );
  const file = { id: 'F1', name: 'list.txt', size: list.length, url_private_download: slack.keepFile('list', list) };
  const form = await composeForm(slack, line);
  const from = performance.now();
  const review = await upload({ slack, line, form, file });
  if (review.callback_id !== reviewCallback({ name: 'notice' }))
    throw new Error(`instead of the review ${review.callback_id}`);
  const reviewedAt = performance.now();
  const before = slack.counts();
  const submit = () => line.send(submission({ ...review, blocks: [] }, {}, form.trigger));
  // On a busy machine Slack's three seconds may pass; a person submits again, and the first submission is found.
  const closed = await submit().catch(submit);
  if (closed !== '') throw new Error(`not plainly acknowledged: ${closed}`);
  await reported(slack);
  const { takings } = await wecom.ask({ do: 'takings' });
  if (takings.calls !== recipients / 1000 || takings.refused > 0) throw new Error(`${takings.calls} calls`);
  const { most: mb } = memoryOf(product.pid);
  const slackCalls = callsSince(slack, before);
  const [readMs, wholeMs] = [reviewedAt - from, slack.lastCallAt() - from];
  await line.close();
  for (const each of [product, slack, wecom]) await each.stop();
  dropFolder(folder);
  return { readMs, sentMs: wholeMs - readMs, wholeMs, mb, slackCalls };
}

/** The list of the invalid is the last thing but one; what follows it follows at once. */
async function reported(slack: LightSlack): Promise<void> {
  await slack.counted('files.completeUploadExternal', 1);
  await slack.quiet(1500);
}

function callsSince(slack: LightSlack, before: Map<string, number>): Map<string, number> {
  const since = [...slack.counts()].map(([method, count]) => [method, count - (before.get(method) ?? 0)] as const);
  return new Map(since.filter(([, count]) => count > 0));
}
