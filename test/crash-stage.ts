/** One bot that is killed at one point: what the person does, and what the thread says held against WeCom's log. */
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import { type KillableRehearsal, startKillableRehearsal } from '../src/sandbox/rehearsal.ts';
import type { Person } from '../src/sandbox/slack/person.ts';
import { zh } from '../src/words/zh.ts';
import type { StorePlace } from './databases.ts';
import { channel, channelId, type Notice, parentMessages, reviewed, wang } from './story-kit.ts';

const title = '断电也不怕';
/** Three batches; the first, the middle and the last have one that WeCom does not know. */
const ids = Array.from({ length: 2050 }, (_, i) => `Parent_${i + 1}`);
const invalidIds = ['Parent_7', 'Parent_1500', 'Parent_2050'];
const notice: Notice = { title, list: { name: 'parents.csv', bytes: Buffer.from(`${ids.join('\n')}\n`) } };

const { accepted, invalid, refused, unknown, unsent } = zh.report.ends;

export type Stage = {
  school: KillableRehearsal;
  teacher: Person;
  /** Resolves when the person has an answer, or sees that none came. */
  submitted: Promise<unknown>;
  /** Results read so far. */
  rounds: number;
  /** Everything stood in the thread before the bot was killed: perhaps it has nothing left to do. */
  mayBeOver: boolean;
  /** How often the person had it sent again to an id of which nobody knew. */
  resent: Map<string, number>;
};

/** The review stands in front of the person. */
export async function openStage(place: StorePlace): Promise<Stage> {
  const school = await startKillableRehearsal({
    door: 'http',
    ...place,
    wecom: { directory: 'open', invalidIds },
    // On a server the app belongs to the dead process for a while, and so does the report.
    patience: { waitMs: 100_000, lookMs: 10_000 },
  });
  const teacher = school.slack.person(wang);
  await reviewed(teacher, notice);
  return { school, teacher, submitted: Promise.resolve(), rounds: 0, mayBeOver: false, resent: new Map() };
}

export function submit(stage: Stage): void {
  stage.submitted = stage.teacher.submit();
}

/** One result: how many ended how, and each one's end. */
type Result = { sum: Map<string, number>; ends: Map<string, string> };

/** The next result once it stands with everything under it; it must agree with what WeCom has. */
export async function nextResult(stage: Stage): Promise<Result> {
  stage.rounds += 1;
  const { school, rounds } = stage;
  await school.slack.waitFor(() => (stands(school, rounds) ? true : null), `result ${rounds}`);
  const result = resultOf(school, rounds);
  agrees(stage, result);
  return result;
}

/** The person presses the button, whose answer is told to nobody else. */
export async function press({ teacher }: Stage, button: string): Promise<void> {
  await teacher.click(button, { channel });
}

/** What a person does until everybody who can be reached is: whatever the last result offers. The outcomes, in short. */
export async function decideUntilDone(stage: Stage): Promise<string[]> {
  const outcomes: string[] = [];
  for (;;) {
    const { sum, ends } = await nextResult(stage);
    outcomes.push([...sum].map(([end, n]) => `${end} ${n}`).join(' + '));
    if (sum.has(unsent)) await press(stage, zh.report.next.sendRest(count(sum.get(unsent))));
    else if (sum.has(unknown)) await resend(stage, { sum, ends });
    else return outcomes;
  }
}

export async function resend(stage: Stage, { sum, ends }: Result): Promise<void> {
  for (const [id, end] of ends) if (end === unknown) stage.resent.set(id, (stage.resent.get(id) ?? 0) + 1);
  await press(stage, zh.report.next.sendAgain(count(sum.get(unknown))));
}

function count(n = 0): string {
  return n.toLocaleString('en');
}

/** Exactly one parent, one of each reply, one of each file, and no more results than were read. */
export function nothingTwice({ school, rounds }: Stage): void {
  const [parent, ...others] = parentMessages(school, title);
  expect(others).toEqual([]);
  const thread = pieces(school);
  expect(thread.map(({ piece }) => piece)).toEqual([...new Set(thread.map(({ piece }) => piece))]);
  expect(thread.filter(({ piece }) => piece.startsWith('result:'))).toHaveLength(rounds);
  const files = school.slack
    .messages(channelId, String(parent?.ts))
    .flatMap((one) => (one.files ?? []) as { name: string }[]);
  expect(files.map(({ name }) => name)).toEqual([...new Set(files.map(({ name }) => name))]);
}

/** Whether everything about this result stands in the thread: its next steps come last. */
export function stands(school: KillableRehearsal, round: number): boolean {
  return pieces(school).some(({ piece }) => piece === `next:${round}`);
}

type Written = { piece: string; text: string };

/** What the thread is made of, as the messages themselves say. */
function pieces(school: KillableRehearsal): Written[] {
  const [parent] = parentMessages(school, title);
  if (parent === undefined) return [];
  return school.slack.messages(channelId, String(parent.ts)).flatMap(({ metadata, text }) => {
    const piece = pieceOf({ metadata });
    return piece === null ? [] : [{ piece, text: String(text) }];
  });
}

/** Which piece of a report a message is, or will be. */
export function pieceOf({ metadata }: Record<string, unknown>): string | null {
  return (metadata as { event_payload: { piece: string } } | undefined)?.event_payload.piece ?? null;
}

function resultOf(school: KillableRehearsal, round: number): Result {
  const text = pieces(school).find(({ piece }) => piece === `result:${round}`)?.text ?? '';
  const [, names = '', numbers = '', total = ''] = / · (.+) = 名单：(.+) = ([\d,]+)$/.exec(text) ?? [];
  const amounts = numbers.split(' + ').map((each) => Number(each.replaceAll(',', '')));
  const sum = new Map(names.split(' + ').map((name, i) => [name, amounts[i] ?? 0]));
  expect([total, amounts.reduce((a, b) => a + b)], text).toEqual(['2,050', ids.length]);
  // There is no list of everybody.
  if (sum.get(unsent) === ids.length) return { sum, ends: new Map(ids.map((id) => [id, unsent])) };
  const lists = [
    ...(sum.has(invalid) || sum.has(refused) ? listed(school, 'invalid', round) : []),
    ...(sum.has(unknown) || sum.has(unsent) ? listed(school, 'unsent', round) : []),
  ];
  return { sum, ends: new Map(lists) };
}

/** Ids and ends in the list of this result; the same list is not shared again. */
function listed({ slack }: KillableRehearsal, kind: 'invalid' | 'unsent', round: number): [string, string][] {
  const names = Array.from({ length: round }, (_, i) => `N-0001-${kind}${i === 0 ? '' : `-${i + 1}`}.csv`);
  const file = names.map((name) => slack.file(name)).findLast((found) => found !== null);
  const [, ...rows] = parse(file?.bytes ?? '', { bom: true }) as string[][];
  return rows.map(([id = '', , , end = '']) => [id, end]);
}

/** The report against WeCom's own log: nobody lost, nobody in two ends, nobody sent to twice unless a person said so. */
function agrees({ school, resent }: Stage, { sum, ends }: Result): void {
  const received = new Map(school.wecom.received().map(({ id, times }) => [id, times]));
  const counted = new Map<string, number>();
  for (const id of ids) {
    const end = ends.get(id) ?? accepted;
    counted.set(end, (counted.get(end) ?? 0) + 1);
    const again = resent.get(id) ?? 0;
    const [least, most] = bounds(end, again);
    const times = received.get(id) ?? 0;
    if (times < least || times > most) throw new Error(`${id} is "${end}" and was sent to ${times} times`);
  }
  expect(counted).toEqual(sum);
}

/** How often somebody with this end may have been sent to, when it was sent `again` so often. */
function bounds(end: string, again: number): [number, number] {
  switch (end) {
    case accepted:
      return [1, 1 + again];
    case unknown:
      return [0, 1 + again];
    case unsent:
    case invalid:
    case refused:
      return [0, 0];
    default:
      throw new Error(`no end: ${end}`);
  }
}
