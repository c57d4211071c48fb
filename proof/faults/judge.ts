/**
 * The one judge: what WeCom wrote down in its own process, held against what the thread in Slack says.
 * Nothing the product keeps for itself is looked at.
 */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { SandboxSlack } from '../../src/sandbox/slack/slack.ts';
import { zh } from '../../src/words/zh.ts';
import { channelId, parentMessages } from '../../test/story-kit.ts';

const { accepted, invalid, refused, unknown, unsent } = zh.report.ends;
const endNames: string[] = [accepted, invalid, refused, unknown, unsent];

/** How often WeCom carried out a request that names each id; ids that it called invalid do not count. */
export type Received = Map<string, number>;

const lists = ['to_parent_userid', 'to_student_userid', 'to_party', 'to_external_user'];

export async function receivedBy(logFile: string, invalidIds: string[] = []): Promise<Received> {
  const received: Received = new Map();
  const isInvalid = new Set(invalidIds);
  const lines = (await readFile(logFile, 'utf8')).split('\n');
  for (const line of lines) {
    if (!line.includes('"effect":"sent"')) continue;
    const body: Record<string, string[] | undefined> = JSON.parse(JSON.parse(line).body);
    for (const id of lists.flatMap((list) => body[list] ?? []))
      if (!isInvalid.has(id)) received.set(id, (received.get(id) ?? 0) + 1);
  }
  return received;
}

/** One result in a thread: how many ended how, and the end of each that did not end as accepted. */
export type Result = {
  sum: Map<string, number>;
  ends: Map<string, string>;
  /** The numbers of the batches that are unknown. */
  unknownBatches: Set<string>;
};

type Written = { piece: string; text: string };

/** What the thread under the message about this title is made of, as the messages themselves say. */
function piecesOf(slack: SandboxSlack, title: string): Written[] {
  const [parent] = parentMessages({ slack }, title);
  if (parent === undefined) return [];
  return slack.messages(channelId, String(parent.ts)).flatMap(({ metadata, text }) => {
    const piece = pieceOf({ metadata });
    return piece === null ? [] : [{ piece, text: String(text) }];
  });
}

/** Which piece of a report a message is, or will be. */
export function pieceOf({ metadata }: Record<string, unknown>): string | null {
  return (metadata as { event_payload: { piece: string } } | undefined)?.event_payload.piece ?? null;
}

/** Whether this result stands with everything under it: the next steps come last, and there are none when all were accepted. */
export function stands(slack: SandboxSlack, title: string, round = 1): boolean {
  const pieces = piecesOf(slack, title);
  const result = pieces.find(({ piece }) => piece === `result:${round}`);
  if (result === undefined) return false;
  if (pieces.some(({ piece }) => piece === `next:${round}`)) return true;
  const { sum } = sumOf(result.text);
  return sum.size === 1 && sum.has(accepted);
}

/** The number of the newest result; 0 before there is one. */
export function lastRound(slack: SandboxSlack, title: string): number {
  const rounds = piecesOf(slack, title).map(({ piece }) => /^result:(\d+)$/.exec(piece)?.[1]);
  return Math.max(0, ...rounds.map((round) => Number(round ?? 0)));
}

/** "… · 已受理 + 无效 = 名单：2,081 + 12 = 2,093". Throws when the sum is wrong. */
function sumOf(text: string): { sum: Map<string, number>; total: number } {
  const [, names = '', numbers = '', of = ''] = / · (.+) = 名单：(.+) = ([\d,]+)$/.exec(text) ?? [];
  const amounts = numbers.split(' + ').map(numberOf);
  const sum = new Map(names.split(' + ').map((name, i) => [name, amounts[i] ?? 0]));
  const total = numberOf(of);
  if (amounts.reduce((a, b) => a + b) !== total) throw new Error(`it does not add up: ${text}`);
  return { sum, total };
}

function numberOf(text: string): number {
  return Number(text.replaceAll(',', ''));
}

/** Throws when the total is not the list's, an end has no name, or somebody is in two. */
export function resultOf(slack: SandboxSlack, title: string, ids: string[], round = 1): Result {
  const pieces = piecesOf(slack, title);
  const { sum, total } = sumOf(pieces.find(({ piece }) => piece === `result:${round}`)?.text ?? '');
  if (total !== ids.length) throw new Error(`${total} told, ${ids.length} listed`);
  const stranger = [...sum.keys()].find((end) => !endNames.includes(end));
  if (stranger !== undefined) throw new Error(`no end: ${stranger}`);
  // There is no list of everybody.
  if (sum.get(unsent) === ids.length)
    return { sum, ends: new Map(ids.map((id) => [id, unsent])), unknownBatches: new Set() };
  const rows = [
    ...(sum.has(invalid) || sum.has(refused) ? listed(slack, title, 'invalid', round) : []),
    ...(sum.has(unknown) || sum.has(unsent) ? listed(slack, title, 'unsent', round) : []),
  ];
  const ends = new Map(rows.map(({ id, end }) => [id, end]));
  if (ends.size < rows.length) throw new Error('somebody is listed twice');
  for (const end of endNames) {
    const told = sum.get(end) ?? 0;
    const found = ids.filter((id) => (ends.get(id) ?? accepted) === end).length;
    if (found !== told) throw new Error(`result ${round}: ${told} told as ${end}, ${found} named so`);
  }
  return { sum, ends, unknownBatches: new Set(rows.filter(({ end }) => end === unknown).map(({ batch }) => batch)) };
}

type Row = { id: string; end: string; batch: string };

/** The list of this result; the same list is not shared again. */
function listed(slack: SandboxSlack, title: string, kind: 'invalid' | 'unsent', round: number): Row[] {
  const receipt = piecesOf(slack, title).find(({ piece }) => piece === 'receipt');
  const [delivery] = /[NT]-\d{4,}/.exec(receipt?.text ?? '') ?? [];
  const names = Array.from({ length: round }, (_, i) => `${delivery}-${kind}${i === 0 ? '' : `-${i + 1}`}.csv`);
  const file = names.map((name) => slack.file(name)).findLast((found) => found !== null);
  const [, ...rows] = parse(file?.bytes ?? '', { bom: true }) as string[][];
  return rows.map(([id = '', , , end = '', , batch = '']) => ({ id, end, batch }));
}

/** People of whom the thread says something else than WeCom's log. `resent`: how often a person had it sent again to an id. */
export type Wrong = { lost: string[]; twice: string[]; told: string[] };

/**
 * lost: told as accepted, never carried out. twice: carried out more often than a person chose. told: carried out, though
 * told as not.
 */
export function wrongIn(
  { ends }: Result,
  ids: string[],
  received: Received,
  resent = new Map<string, number>(),
): Wrong {
  const wrong: Wrong = { lost: [], twice: [], told: [] };
  for (const id of ids) {
    const times = received.get(id) ?? 0;
    const end = ends.get(id) ?? accepted;
    if (times > 1 + (resent.get(id) ?? 0)) wrong.twice.push(id);
    if (end === accepted && times === 0) wrong.lost.push(id);
    if (end !== accepted && end !== unknown && times > 0) wrong.told.push(id);
  }
  return wrong;
}

/** Pieces of the report, or files, that stand there more than once; and parents beyond the first. */
export function postedTwice(slack: SandboxSlack, title: string): string[] {
  const [parent, ...others] = parentMessages({ slack }, title);
  const files = slack
    .messages(channelId, String(parent?.ts))
    .flatMap((one) => (one.files ?? []) as { name: string }[])
    .map(({ name }) => name);
  return [
    ...others.map(() => title),
    ...repeated(piecesOf(slack, title).map(({ piece }) => piece)),
    ...repeated(files),
  ];
}

function repeated(names: string[]): string[] {
  return names.filter((name, i) => names.indexOf(name) < i);
}
