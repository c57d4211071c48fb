/** P3: how long a command waits for its acknowledgement while notices are relayed and a million-line list is read. */
import sharp from 'sharp';
import { composeCallback } from '../src/compose/compose-view.ts';
import { reviewCallback } from '../src/compose/review.ts';
import type { Ledger } from '../src/delivery/ledger.ts';
import { noticeLimits } from '../src/message.ts';
import { createCovers } from '../src/notice/covers.ts';
import { reportActions } from '../src/report/report-actions.ts';
import { fieldAction } from '../src/slack/fields.ts';
import type { Store } from '../src/store/open.ts';
import { type LightSlack, type ShownView, startLightSlack } from './light-slack.ts';
import type { Row } from './list.ts';
import { dropFolder, hire, type Worker } from './processes.ts';
import { fillStore, startBareBolt, startProduct } from './product.ts';
import { appId, audienceOf, notice } from './relay-load.ts';
import { buttonPress, connections, type Line, openLine, schoolNotice, submission, teacher } from './slack-requests.ts';
import { inTurns, inWords, quantile, turnsIn } from './statistics.ts';
import { newStoreFolder } from './stores.ts';
import type { WecomAnswer, WecomAsk } from './wecom-child.ts';

const noticeForm = { name: 'notice' } as const;
const limitMs = 60;
const inFlight = 32;
const answerMs = 50;
const batches = 1000;
/** Resumed at the beginning of a turn, one after the other; so many as outlast the reading of the list. */
const deliveriesPerTurn = 2;
/** One a second on each of Slack's connections: what a very large school could ask for. */
const commandsPerSecond = connections;
const lines = 1_000_000;

type Wecom = Worker<WecomAsk, WecomAnswer>;
type Turn = { waitsMs: number[]; readingMs: number; relayed: number };

export async function benchUnderLoad(rounds: number): Promise<Row[]> {
  const folder = await newStoreFolder();
  const slack = await startLightSlack();
  const wecom: Wecom = hire(new URL('./wecom-child.ts', import.meta.url), [String(answerMs)]);
  const { url: wecomUrl } = await wecom.ask({ do: 'url' });
  await fillStore({ folder }, (store, ledger) => haltedDeliveries(store, ledger, turnsIn(rounds) * deliveriesPerTurn));
  const product = await startProduct({ slack, folder, wecomUrl, concurrency: inFlight });
  const bare = await startBareBolt({ slack, folder });
  const list = Buffer.from(
    Array.from({ length: lines }, (_, i) => `p${(Math.imul(i, 0x9e3779b1) >>> 0).toString(36)}`).join('\n'),
  );
  const file = { id: 'F1', name: 'list.txt', size: list.length, url_private_download: slack.keepFile('list', list) };
  const pairs = await inTurns(
    rounds,
    (round) => busyTurn({ slack, wecom, url: product.url, file, round }),
    () => idleTurn(slack, bare.url),
  );
  for (const each of [product, bare, slack, wecom]) await each.stop();
  dropFolder(folder);
  const p99s = (side: 'ours' | 'other') => pairs.map((pair) => quantile(pair[side].waitsMs, 0.99));
  const readings = pairs.map(({ ours }) => ours.readingMs);
  const relayed = pairs.map(({ ours }) => ours.relayed);
  return [
    {
      name: `P3 p99 of acknowledgements, ${inFlight} sends in flight and a list of ${lines.toLocaleString('en')} lines being read`,
      against: `${limitMs} ms`,
      aim: '≤1.00',
      ratios: p99s('ours').map((p99) => p99 / limitMs),
      note:
        `${inWords(p99s('ours'))} ms; bare Bolt, with nothing else to do, ${inWords(p99s('other'))} ms; ` +
        `${commandsPerSecond} commands a second for as long as the list takes from upload to review, ${inWords(readings)} ms; meanwhile ${inWords(relayed)} batches relayed; embedded store`,
    },
  ];
}

/** Notices of a thousand batches that wait for someone to press "go on". */
export async function haltedDeliveries({ db }: Store, ledger: Ledger, count: number): Promise<void> {
  const { coverWidth: width, coverHeight: height } = noticeLimits;
  const drawn = sharp({ create: { width, height, channels: 3, background: '#2f855a' } });
  const cover = { sha256: notice.cover, bytes: await drawn.jpeg().toBuffer(), mimeType: 'image/jpeg', name: 'c.jpg' };
  await createCovers(db, Date.now).save(cover, teacher);
  for (let i = 0; i < count; i++) {
    const id = deliveryId(i);
    const audience = audienceOf({ round: i, batches, ids: 100 });
    await ledger.submit({
      ...{ id, series: 'N', appId, message: notice, fingerprint: id, audience, arithmetic: null, teamId: 'T0BENCH' },
      ...{ sender: teacher, channel: 'C0NOTICE', responseUrl: '', locale: 'zh', note: '', submittedAt: Date.now() + i },
    });
    await ledger.started(id);
    await ledger.halt(id, { type: 'cancelled', at: Date.now(), by: teacher });
  }
}

const deliveryId = (number: number) => `delivery-${number}`;

type Busy = { slack: LightSlack; wecom: Wecom; url: string; file: { id: string; name: string }; round: number };

async function busyTurn({ slack, wecom, url, file, round }: Busy): Promise<Turn> {
  const line = openLine(url);
  const own = openLine(url);
  for (let i = 0; i < deliveriesPerTurn; i++) {
    const value = deliveryId(round * deliveriesPerTurn + i);
    await own.send(buttonPress({ action: reportActions.resume, value, responseUrl: slack.apiUrl }));
  }
  const form = await composeForm(slack, own);
  await underWay(wecom);
  const from = performance.now();
  const reviewed = toReview({ slack, line: own, form, file });
  const waitsMs = await command(line, slack, reviewed);
  const readingMs = performance.now() - from;
  const relayed = (await wecom.ask({ do: 'url' })).takings.calls;
  await line.close();
  await own.close();
  await relayedAll(wecom);
  await slack.quiet(1000);
  return { waitsMs, readingMs, relayed };
}

async function idleTurn(slack: LightSlack, url: string): Promise<Turn> {
  const line = openLine(url);
  const waitsMs = await command(line, slack, new Promise((resolve) => setTimeout(resolve, 1500)));
  await line.close();
  await slack.quiet(300);
  return { waitsMs, readingMs: 0, relayed: 0 };
}

/**
 * Commands at their pace until `end`, whether or not the earlier ones are answered: each waits from the moment it was
 * due, so that a pause counts for all who meet it.
 */
export async function command(line: Line, slack: LightSlack, end: Promise<unknown>): Promise<number[]> {
  const waits: Promise<number>[] = [];
  let ended = false;
  const ending = end.finally(() => {
    ended = true;
  });
  const from = performance.now();
  while (!ended) {
    const due = from + (waits.length / commandsPerSecond) * 1000;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    waits.push(line.send(schoolNotice(slack.apiUrl).body).then(() => performance.now() - due));
  }
  await ending;
  return Promise.all(waits);
}

/** Opens the form and waits until it is drawn. */
export async function composeForm(slack: LightSlack, line: Line) {
  const { body, trigger } = schoolNotice(slack.apiUrl);
  const drawn = slack.nextView(trigger);
  await line.send(body);
  const view = await drawn;
  if (view.callback_id !== composeCallback(noticeForm)) throw new Error(`instead of the form ${view.callback_id}`);
  return { trigger, view };
}

type Upload = {
  slack: LightSlack;
  line: Line;
  form: Awaited<ReturnType<typeof composeForm>>;
  file: object;
  /** The last one unless given. */
  cover?: object;
};

/** Submits the form with the list in it; resolves with what is drawn when both are looked at: the review, or the form. */
export async function upload({ slack, line, form, file, cover }: Upload): Promise<ShownView> {
  const typed = (value: string) => ({ [fieldAction]: { type: 'plain_text_input', value } });
  const state = {
    title: typed(`期中家长会 ${form.trigger}`),
    pagepath: typed(notice.pagepath),
    miniProgram: { [fieldAction]: { type: 'static_select', selected_option: { value: notice.appid } } },
    audience: { [fieldAction]: { type: 'radio_buttons', selected_option: { value: 'file' } } },
    listFile: { [fieldAction]: { type: 'file_input', files: [file] } },
    listKind: { [fieldAction]: { type: 'radio_buttons', selected_option: { value: 'parent' } } },
    ...(cover && { cover: { [fieldAction]: { type: 'file_input', files: [cover] } } }),
  };
  const drawn = slack.nextView(form.trigger);
  await line.send(submission({ ...form.view, blocks: [] }, state, form.trigger));
  return drawn;
}

async function toReview(asked: Upload): Promise<void> {
  const view = await upload(asked);
  if (view.callback_id !== reviewCallback(noticeForm)) throw new Error(`instead of the review ${JSON.stringify(view)}`);
}

/** Waits for the full number of sends in flight. */
async function underWay(wecom: Wecom): Promise<void> {
  await until(async () => (await wecom.ask({ do: 'url' })).takings.peakInFlight >= inFlight);
  await wecom.ask({ do: 'takings' });
}

async function relayedAll(wecom: Wecom): Promise<void> {
  let before = -1;
  await until(async () => {
    const { calls } = (await wecom.ask({ do: 'url' })).takings;
    const isDone = calls === before;
    before = calls;
    return isDone;
  }, 500);
  await wecom.ask({ do: 'takings' });
}

async function until(holds: () => Promise<boolean>, everyMs = 20): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, everyMs));
}
