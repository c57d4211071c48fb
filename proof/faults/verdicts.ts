/** Deliveries by the front door, and what the judge says about them afterwards. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Person } from '../../src/sandbox/slack/person.ts';
import type { LogEntry } from '../../src/sandbox/wecom/log.ts';
import { zh } from '../../src/words/zh.ts';
import { noticeTo, parentIds } from '../../test/story-delivery-kit.ts';
import { compose, type Notice, wang } from '../../test/story-kit.ts';
import type { Finding } from '../probe.ts';
import { postedTwice, type Received, type Result, receivedBy, resultOf, wrongIn } from './judge.ts';
import type { World } from './world.ts';

const { compose: form, review } = zh.forms.notice;

export type HandedIn = { title: string; ids: string[] };

type Stage = Pick<World, 'slack' | 'logFile'>;

/** Resolves when the form has closed. No title may begin with another's. */
export async function handIn({ slack }: Stage, title: string, parents: number): Promise<HandedIn> {
  await handInNotice({ slack }, noticeTo(parents, title));
  return { title, ids: parentIds(parents, title) };
}

/** Those of `handInBatches`. */
export function departmentIds(title: string, requests: number): string[] {
  const first = 1_000_000 * (1 + (createHash('sha256').update(title).digest().readUInt16BE() % 1000));
  return Array.from({ length: (requests - 1) * 100 + 1 }, (_, i) => String(first + i));
}

/** As many requests as wanted, few ids in each: departments go a hundred to a request. */
export async function handInBatches({ slack }: Stage, title: string, requests: number): Promise<HandedIn> {
  const ids = departmentIds(title, requests);
  const bytes = Buffer.from(`${ids.join('\n')}\n`);
  const person = slack.person(wang);
  await compose(person, { title, list: { name: 'departments.csv', bytes } });
  await person.choose(form.listKind, zh.report.kinds.department);
  await goOn(person);
  return { title, ids };
}

export async function handInNotice({ slack }: Pick<Stage, 'slack'>, notice: Notice): Promise<void> {
  const person = slack.person(wang);
  await compose(person, notice);
  await goOn(person);
}

async function goOn(person: Person): Promise<void> {
  await person.submit();
  await person.waitForModal(review.title);
  // On a busy machine Slack's three seconds may pass; a person then tries again.
  for (let answer = await person.submit(); !('closed' in answer); answer = await person.submit())
    if (!('trouble' in answer)) throw new Error(`not handed in: ${JSON.stringify(answer).slice(0, 500)}`);
}

/** Results that were held against the log, and everything that was wrong in them. */
export type Verdicts = { results: Map<string, Result>; addressees: number; wrong: string[] };

/** `round`: which result of each. */
export async function judge(
  { slack, logFile }: Stage,
  all: HandedIn[],
  { invalidIds = [], round = 1 }: { invalidIds?: string[]; round?: number } = {},
): Promise<Verdicts> {
  const received = await receivedBy(logFile, invalidIds);
  const verdicts: Verdicts = { results: new Map(), addressees: 0, wrong: [] };
  for (const one of all) {
    const result = resultOf(slack, one.title, one.ids, round);
    verdicts.results.set(one.title, result);
    verdicts.addressees += one.ids.length;
    verdicts.wrong.push(...faultsOf(slack, one, result, received));
  }
  return verdicts;
}

function faultsOf(slack: World['slack'], { title, ids }: HandedIn, result: Result, received: Received): string[] {
  const { lost, twice, told } = wrongIn(result, ids, received);
  const posted = postedTwice(slack, title);
  return [
    ...(lost.length > 0 ? [`${title}: ${lost.length} lost`] : []),
    ...(twice.length > 0 ? [`${title}: ${twice.length} sent to twice`] : []),
    ...(told.length > 0 ? [`${title}: ${told.length} told wrongly`] : []),
    ...(posted.length > 0 ? [`${title}: twice in Slack: ${posted.join()}`] : []),
  ];
}

/** The requests WeCom wrote down, oldest first. */
export async function logOf({ logFile }: Pick<Stage, 'logFile'>, api: LogEntry['api']): Promise<LogEntry[]> {
  const lines = (await readFile(logFile, 'utf8')).split('\n');
  return lines.filter((line) => line.includes(`"api":"${api}"`)).map((line): LogEntry => JSON.parse(line));
}

/** What a probe found: passed when nothing is wrong; what is wrong comes first. */
export function finding(wrong: string[], figures: string): Finding {
  const [first, ...more] = wrong;
  if (first === undefined) return { isPassed: true, figures };
  return { isPassed: false, figures: `${[first, ...more].slice(0, 8).join('; ')} — ${figures}` };
}
