/** How the answers to /wecom look. Private, so that numbers stay with those who may see them. */
import { ends } from '../delivery/states.ts';
import { deliveryName, inFlightApart, type Summary } from '../delivery/summary.ts';
import { titleOf } from '../message.ts';
import { actions, type Block, button, context, escapeMrkdwn, header, mrkdwn, pairs, section } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { laterVerbs, verbs, type Wish } from './parse.ts';
import { templateCommand, wecomCommand } from './surface.ts';

/** `text` is what notifications and screen readers get. */
export type Answer = { text: string; blocks?: Block[] };

/** A delivery with the line and the link that stand for it; the link is null where there is no thread. */
export type Seen = { summary: Summary; headline: string; link: string | null };

export const menuActions = { notice: 'menu:notice', template: 'menu:template', list: 'menu:list' } as const;

export function sentence(text: string): Answer {
  return { text, blocks: [section(mrkdwn(text))] };
}

export function helpAnswer(words: Words, noticeCommand: string): Answer {
  const { help } = words.commands;
  const example = deliveryName({ series: 'N', number: 42 });
  const templateExample = deliveryName({ series: 'T', number: 17 });
  const lines = [
    line(noticeCommand, help.notice),
    line(templateCommand, help.template),
    line(`${spelt('status', words)} ${example}`, help.status),
    line(spelt('list', words), help.list),
    line(`${spelt('cancel', words)} ${example}`, help.cancel),
    line(`${spelt('recall', words)} ${templateExample}`, help.recall),
    line(spelt('admin', words), help.admin),
  ];
  return {
    text: help.title,
    blocks: [
      header(help.title),
      section(help.lead),
      section(mrkdwn(lines.join('\n'))),
      actions(
        button({ action: menuActions.notice, text: help.openNotice, value: 'open', style: 'primary' }),
        button({ action: menuActions.template, text: help.openTemplate, value: 'open' }),
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
  const named =
    wish.verb === 'recall' ? ({ series: 'T', number: 17 } as const) : ({ series: 'N', number: 42 } as const);
  const example = `${spelt(wish.verb, words)} ${deliveryName(named)}`;
  return sentence(words.commands.whichOne(example));
}

export function unsure({ verb, of }: Extract<Wish, { type: 'unsure' }>, words: Words): Answer {
  return sentence(words.commands.didYouMean(`${spelt(verb, words)} ${deliveryName(of)}`));
}

export function notYet({ verb }: Extract<Wish, { type: 'later' }>, words: Words): Answer {
  const [english, chinese] = laterVerbs[verb];
  return sentence(words.commands.notYet(words.commands.help.verb(english, chinese)));
}

export function statusAnswer(seen: Seen, words: Words): Answer {
  const { summary, headline, link } = seen;
  const { delivery, batches, undecided } = summary;
  const { status } = words.commands;
  const name = deliveryName(delivery);
  const everyone = summary.byKind.map(({ kind }) => kind).find(isEveryone);
  const named = everyone && words.report.kinds[everyone];
  const rows: [string, string][] = [
    [status.addressees, named ?? count(delivery.size)],
    [status.batches, status.batchesDone(count(batches.ended), count(batches.total))],
    ...(named ? [] : amountRows(summary, words)),
  ];
  return {
    text: `${name} ${headline}`,
    blocks: [
      section(mrkdwn(`*${name}*  ${headline}`)),
      section(titleOf(delivery.message)),
      pairs(rows.slice(0, 5)),
      ...(rows.length > 5 ? [pairs(rows.slice(5))] : []),
      ...(undecided.addressees > 0
        ? [section(status.undecided(named ?? words.report.counted(count(undecided.addressees))))]
        : []),
      ...(delivery.listGoneAt === null ? [] : [context(words.report.result.listGone)]),
      ...(link === null ? [] : [context(mrkdwn(`<${link}|${status.openThread}>`))]),
    ],
  };
}

/** How many ended how, and how many WeCom has not answered yet. */
function amountRows(summary: Summary, words: Words): [string, string][] {
  const { inFlight, settled } = inFlightApart(summary);
  const rows: [string, number][] = [
    [words.commands.status.inFlight, inFlight],
    ...ends.map((end): [string, number] => [words.report.ends[end], settled[end]]),
  ];
  return rows.filter(([, amount]) => amount > 0).map(([label, amount]) => [label, count(amount)]);
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
  return `*${link === null ? name : `<${link}|${name}>`}*  ${headline}\n${escapeMrkdwn(titleOf(delivery.message))}\n${when}${who}`;
}

/** Everyone at once counts as one: showing "1" would mislead. */
function isEveryone(kind: Summary['byKind'][number]['kind']): boolean {
  return kind === 'wholeSchool' || kind === 'allMembers';
}

function count(amount: number): string {
  return amount.toLocaleString('en-US');
}
