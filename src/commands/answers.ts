/** How the answers to /wecom look. Private, so that numbers stay with those who may see them. */
import { type Delivery, deliveryName, type Summary } from '../delivery/summary.ts';
import { actions, type Block, button, context, escapeMrkdwn, header, mrkdwn, pairs, section } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { verbs, type Wish } from './parse.ts';
import { templateCommand, wecomCommand } from './surface.ts';

/** `text` is what notifications and screen readers get. */
export type Answer = { text: string; blocks?: Block[] };

/** A delivery with the line and the link that stand for it; the link is null where there is no thread. */
export type Seen = { summary: Summary; headline: string; link: string | null };

export const menuActions = { notice: 'menu:notice', list: 'menu:list' } as const;

export function sentence(text: string): Answer {
  return { text, blocks: [section(mrkdwn(text))] };
}

export function helpAnswer(words: Words, noticeCommand: string): Answer {
  const { help } = words.commands;
  const example = deliveryName({ series: 'N', number: 42 });
  const lines = [
    line(noticeCommand, help.notice),
    line(templateCommand, help.template),
    line(`${spelt('status', words)} ${example}`, help.status),
    line(spelt('list', words), help.list),
    line(`${spelt('cancel', words)} ${example}`, help.cancel),
  ];
  return {
    text: help.title,
    blocks: [
      header(help.title),
      section(help.lead),
      section(mrkdwn(lines.join('\n'))),
      actions(
        button({ action: menuActions.notice, text: help.openNotice, value: 'open', style: 'primary' }),
        button({ action: menuActions.list, text: help.openList, value: 'open' }),
      ),
      context(help.note),
    ],
  };
}

function line(command: string, does: string): string {
  return `\`${command}\`  ${does}`;
}

/** "/wecom status · 状态" */
function spelt(verb: keyof typeof verbs, words: Words): string {
  const [english, chinese] = verbs[verb];
  return `${wecomCommand} ${words.commands.help.verb(english, chinese)}`;
}

export function numberMissing(wish: Extract<Wish, { type: 'numberMissing' }>, words: Words): Answer {
  const example = `${wecomCommand} ${wish.verb} ${deliveryName({ series: 'N', number: 42 })}`;
  return sentence(words.commands.whichOne(example));
}

export function statusAnswer(seen: Seen, words: Words): Answer {
  const { summary, headline, link } = seen;
  const { delivery, tally, batches, undecided } = summary;
  const { status } = words.commands;
  const name = deliveryName(delivery);
  const ends = (Object.keys(tally) as (keyof typeof tally)[]).filter((end) => tally[end] > 0);
  const rows: [string, string][] = [
    [status.addressees, isWholeSchool(summary) ? status.wholeSchool : count(delivery.size)],
    [status.batches, status.batchesDone(count(batches.ended), count(batches.total))],
    ...(isWholeSchool(summary) ? [] : ends.map((end): [string, string] => [words.report.ends[end], count(tally[end])])),
  ];
  return {
    text: `${name} ${headline}`,
    blocks: [
      section(mrkdwn(`*${name}*  ${headline}`)),
      section(titleOf(delivery)),
      pairs(rows.slice(0, 5)),
      ...(rows.length > 5 ? [pairs(rows.slice(5))] : []),
      ...(undecided.addressees > 0 ? [section(status.undecided(count(undecided.addressees)))] : []),
      ...(link === null ? [] : [context(mrkdwn(`<${link}|${status.openThread}>`))]),
    ],
  };
}

export function listAnswer(seen: Seen[], options: { everyone: boolean }, words: Words): Answer {
  const { list } = words.commands;
  if (seen.length === 0) return sentence(list.empty);
  const heading = options.everyone ? list.everyone : list.own;
  const rows = seen.map((each) => section(mrkdwn(listLine(each, options.everyone))));
  return { text: heading, blocks: [header(heading), ...rows] };
}

function listLine({ summary: { delivery }, headline, link }: Seen, everyone: boolean): string {
  const name = deliveryName(delivery);
  const when = `<!date^${Math.floor(delivery.submittedAt / 1000)}^{date_short_pretty} {time}|${new Date(delivery.submittedAt).toISOString()}>`;
  const who = everyone ? ` · <@${delivery.sender}>` : '';
  return `*${link === null ? name : `<${link}|${name}>`}*  ${headline}\n${escapeMrkdwn(titleOf(delivery))}\n${when}${who}`;
}

function titleOf({ message }: Delivery): string {
  return message.title || '–';
}

function isWholeSchool({ byKind }: Summary): boolean {
  return byKind.some(({ kind }) => kind === 'school');
}

function count(amount: number): string {
  return amount.toLocaleString('en-US');
}
