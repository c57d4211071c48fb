/** What the review shows of a template message: the card, and whom WeCom would ignore. */
import type { SendingApp } from '../compose/app.ts';
import type { MiniPrograms } from '../compose/deps.ts';
import type { CheckedDraft } from '../compose/draft.ts';
import { alert, type Block, context, pairs, section } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { isOnlyUnauth, itemsOf, type TemplateParts, templateOf } from './draft.ts';
import { tokensIn } from './tokens.ts';

type Checked = CheckedDraft<TemplateParts>;
type Carded = { draft: Checked; apps: SendingApp[]; words: Words };
type Row = [name: string, value: string];

const pairsInSection = 5;

export function card({ miniPrograms }: { miniPrograms: MiniPrograms }, { draft, apps, words }: Carded): Block[] {
  const say = words.forms.template.review;
  const { values } = draft;
  const { url, miniProgram, name, items } = templateOf(draft);
  const app = apps.length > 1 ? apps.find(({ id }) => id === values.app) : undefined;
  const rows: Row[] = [
    [say.template, name],
    ...items.map(({ key, value }): Row => [key, value]),
    ...(miniProgram ? [[say.miniProgram, programName(miniProgram.appid, miniPrograms)] satisfies Row] : []),
    ...(miniProgram ? [[words.forms.template.compose.pagepath, miniProgram.pagepath] satisfies Row] : []),
    ...(app ? [[say.app, app.name] satisfies Row] : []),
    ...(values.idTranslation ? [[say.idTranslation, say.on] satisfies Row] : []),
    ...(values.note ? [[say.note, values.note] satisfies Row] : []),
  ];
  return [
    ...inSections(rows),
    ...(url === null ? [] : [section(`${say.url}\n${url}`)]),
    ...(url !== null && miniProgram ? [context(say.both)] : []),
    ...translationWarnings(draft, words),
  ];
}

function programName(appid: string, miniPrograms: MiniPrograms): string {
  const listed = miniPrograms.find((each) => each.appid === appid);
  return listed ? `${listed.name} ${appid}` : appid;
}

function inSections(rows: Row[]): Block[] {
  const starts = rows.flatMap((_row, i) => (i % pairsInSection === 0 ? [i] : []));
  return starts.map((start) => pairs(rows.slice(start, start + pairsInSection)));
}

/** WeCom says nothing about what it does not translate: it shows it as it was typed. */
function translationWarnings({ values, offered }: Checked, words: Words): Block[] {
  const say = words.forms.template.review;
  const items = offered.template ? itemsOf(offered.template, values) : [];
  const found = items.map(({ value }) => tokensIn(value));
  const wrong = found.flatMap((tokens) => tokens.wrong);
  const right = found.flatMap((tokens) => tokens.right);
  if (values.idTranslation) return wrong.length > 0 ? [alert(say.notTranslated(wrong), 'warning')] : [];
  return right.length > 0 ? [alert(say.translationOff(right), 'warning')] : [];
}

export function remarks(draft: Checked, words: Words): { above: Block[]; below: string[] } {
  const say = words.forms.template.review;
  const { withTickets } = draft.values;
  const isOnly = isOnlyUnauth(draft.values);
  const { ignored, ignoresEveryone } = draft.checked.content;
  const texts = [
    ...(isOnly ? [say.onlyUnauth] : []),
    ...(ignoresEveryone ? [say.allIgnored] : []),
    ...(ignored.length > 0 ? [isOnly ? say.ignoredByUnauth(ignored) : say.ignoredByAll(ignored)] : []),
    ...limitTexts(draft, words),
  ];
  const above = texts.map((text) => alert(text, 'warning'));
  return { above, below: [...(withTickets ? [say.tickets] : []), say.cannotCheck] };
}

function limitTexts({ checked }: Checked, words: Words): string[] {
  const say = words.forms.template.review;
  const { perMinute, perHour, daily } = checked.content.warnings;
  return [
    ...(perMinute > 0 ? [say.perMinute(perMinute)] : []),
    ...(perHour > 0 ? [say.perHour(perHour)] : []),
    ...(daily ? [say.daily(daily)] : []),
  ];
}
