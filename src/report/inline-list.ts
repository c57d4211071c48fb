/** The first ids that were not accepted, by end and kind. Ids only: names and numbers of phones never stand in a channel. */
import { looksLikePhone } from '../audience.ts';
import type { NotAccepted } from '../delivery/summary.ts';
import { type Block, context, mrkdwn, plain, section } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { count } from './amounts.ts';

/** So many stand in the message itself; all of them are in the file. */
const maxInline = 50;

const maxSectionChars = 2800;

/** `file` holds the complete list; null when there is none. Invalid ids come first. */
export function inlineList(notAccepted: NotAccepted[], file: string | null, words: Words): Block[] {
  if (file === null) return [];
  const invalid = notAccepted.filter(({ end }) => end === 'invalid');
  const refused = notAccepted.filter(({ end }) => end === 'refused');
  const all = [...invalid, ...refused];
  const listed = all.filter(({ id }) => !looksLikePhone(id));
  const phones = all.length - listed.length;
  const more = listed.length - maxInline;
  const { more: moreLine, phones: phonesLine, complete } = words.report.result;
  const last = more > 0 ? moreLine(count(more), file) : complete(file);
  return [
    ...groups(listed.slice(0, maxInline)).flatMap((group) => groupBlocks(group, words)),
    ...(phones > 0 ? [section(phonesLine(count(phones)))] : []),
    context(mrkdwn(last)),
  ];
}

/** The same end and kind, those without a licence apart; the list comes sorted by end, and by kind within a batch. */
function groups(listed: NotAccepted[]): NotAccepted[][] {
  const byName = Map.groupBy(listed, ({ end, kind, reason }) => `${end} ${kind} ${reason.type === 'unlicensed'}`);
  return [...byName.values()];
}

function groupBlocks(group: NotAccepted[], words: Words): Block[] {
  const [first] = group;
  if (first === undefined) return [];
  const { ends, kinds, listSeparator, result } = words.report;
  const ids = group.map(({ id }) => shortened(id));
  const kind = kinds[first.kind];
  const isUnlicensed = first.reason.type === 'unlicensed';
  const name = isUnlicensed ? `${kind} · ${result.unlicensed}` : kind;
  return [
    section(mrkdwn(result.listOf(ends[first.end], name))),
    ...chunks(ids, listSeparator).map((text) => section(plain(text))),
    ...(isUnlicensed ? [context(result.unlicensedCure)] : []),
  ];
}

function chunks(ids: string[], separator: string): string[] {
  const texts: string[] = [];
  for (const id of ids) {
    const last = texts.at(-1);
    const longer = last === undefined ? id : last + separator + id;
    if (last === undefined || longer.length > maxSectionChars) texts.push(id);
    else texts[texts.length - 1] = longer;
  }
  return texts;
}

/** WeCom's ids hold 64 characters; whatever is longer got here by mistake and stands in full in the file. */
function shortened(id: string): string {
  return id.length > 80 ? `${id.slice(0, 80)}…` : id || '—';
}
