/**
 * `npm run published`: writes the tables of faults, attacks and speeds into both READMEs, from the files that the last full
 * runs left. A test compares, so that no figure in the README is one that nobody measured.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Row as Compared } from '../bench/list.ts';
import { inWords } from '../bench/statistics.ts';
import { picture } from './curves.ts';
import type { Machine, Ran, Row } from './probe.ts';
import { rowTitles } from './row-titles.ts';

type Locale = 'zh' | 'en';
type Suite = Ran & { isLong?: boolean; rows: Row[] };
type Ratio = Compared & { isMet: boolean | null };
type Figure = { name: string; unit: string; values: number[]; note: string };
type Bench = Ran & { rounds: number; ratios: Ratio[]; figures: Figure[] };

const words = {
  en: {
    ...{ faults: 'Faults', attacks: 'Attacks', speeds: 'Speed' },
    ...{ what: 'what', outcome: 'what came of it', ratio: 'ratio', aim: 'aim', against: 'against', figure: 'measured' },
    growth: 'how cost grows',
    ...{ met: 'met', missed: 'missed', pass: 'pass', fail: 'FAIL' },
    ran: (command: string, day: string, on: string) => `\`${command}\`, ${day}, ${on}.`,
    again: (day: string, on: string) => ` (run again ${day}, ${on})`,
    notYet: (command: string) => `There was no full run of \`${command}\` yet; a cut of it is part of \`npm test\`.`,
    rounds: (rounds: number) => `Side by side in turns, ${rounds} rounds each; median (least–most).`,
  },
  zh: {
    ...{ faults: '故障', attacks: '攻击', speeds: '速度' },
    ...{ what: '内容', outcome: '结果', ratio: '比值', aim: '目标', against: '对照', figure: '测得' },
    growth: '成本如何增长',
    ...{ met: '达到', missed: '未达到', pass: '通过', fail: '未通过' },
    ran: (command: string, day: string, on: string) => `\`${command}\`，${day}，${on}。细目由程序写出，为英文。`,
    again: (day: string, on: string) => `（${day} 重跑，${on}）`,
    notYet: (command: string) => `\`${command}\` 还没有完整运行过；\`npm test\` 包含其中一部分。`,
    rounds: (rounds: number) => `并排轮流测，各 ${rounds} 轮；中位数（最小–最大）。`,
  },
};

const marks = { from: '<!-- published: written by `npm run published` -->', to: '<!-- /published -->' };

/** A cell holds no line break and no bar. */
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const madeOn = ({ cpus, cpu, memoryGb, node }: Machine) => `${cpus} × ${cpu}, ${memoryGb} GB, Node ${node.slice(1)}`;

function suiteSection(name: 'faults' | 'attacks', locale: Locale): string {
  const file = `./${name}.json`;
  if (existsSync(new URL(file, import.meta.url))) return suiteTable(name, read<Suite>(file), locale);
  return `### ${words[locale][name]}\n\n${words[locale].notYet(`npm run ${name}`)}`;
}

function suiteTable(name: 'faults' | 'attacks', suite: Suite, locale: Locale): string {
  const { measuredAt, isLong = false, machine, rows } = suite;
  const say = words[locale];
  const byRow = Map.groupBy(rows, ({ row }) => row);
  const lines = [...byRow].map(([row, probes]) => [
    row,
    rowTitles[row]?.[locale] ?? '',
    probes.map((probe) => outcome(probe, say)).join('<br>'),
  ]);
  return [
    `### ${say[name]}`,
    say.ran(`npm run ${name}${isLong ? ' -- --long' : ''}`, measuredAt.slice(0, 10), madeOn(machine)),
    table(['', say.what, say.outcome], lines),
  ].join('\n\n');
}

function outcome({ name, store, isPassed, figures, again }: Row, say: (typeof words)[Locale]): string {
  const where = store === null ? '' : ` (${store})`;
  const later = again ? say.again(again.measuredAt.slice(0, 10), madeOn(again.machine)) : '';
  return `${isPassed ? say.pass : `**${say.fail}**`} · ${cell(name)}${where}: ${cell(figures)}${later}`;
}

function speedTables({ measuredAt, machine, rounds, ratios, figures }: Bench, locale: Locale): string {
  const say = words[locale];
  const verdict = ({ isMet }: Ratio) => (isMet === null ? '' : isMet ? say.met : `**${say.missed}**`);
  const compared = ratios.map((row) => [
    cell(row.name),
    inWords(row.ratios, 2),
    `${cell(row.aim)} ${verdict(row)}`.trim(),
    cell(`${row.against}. ${row.note}`),
  ]);
  const measured = figures.map(({ name, unit, values, note }) => [
    cell(name),
    `${inWords(values)} ${unit}`,
    cell(note),
  ]);
  return [
    `### ${say.speeds}`,
    `${say.ran('npm run bench', measuredAt.slice(0, 10), madeOn(machine))} ${say.rounds(rounds)}`,
    table([say.what, say.ratio, say.aim, say.against], compared),
    `![${say.growth}](docs/growth.svg)`,
    table([say.what, say.figure, ''], measured),
  ].join('\n\n');
}

const read = <T>(file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as T;

/** The tables as they should stand in the README of that language. */
function published(locale: Locale): string {
  return [
    ...(['faults', 'attacks'] as const).map((name) => suiteSection(name, locale)),
    speedTables(read<Bench>('../bench/results.json'), locale),
  ].join('\n\n');
}

export const readmes: Record<Locale, URL> = {
  en: new URL('../README.md', import.meta.url),
  zh: new URL('../README.zh-CN.md', import.meta.url),
};

/** The curves of the last bench. */
export function growthPicture(): string {
  const { ratios } = read<Bench>('../bench/results.json');
  return picture(ratios.flatMap(({ curve }) => curve ?? []));
}

export const pictureFile = new URL('../docs/growth.svg', import.meta.url);

/** The README with the tables as they should stand in it. */
export function withTables(readme: string, locale: Locale): string {
  const [before, rest] = readme.split(marks.from);
  const after = rest?.split(marks.to)[1];
  if (before === undefined || after === undefined) throw new Error(`the README has no ${marks.from} … ${marks.to}`);
  return `${before}${marks.from}\n\n${published(locale)}\n\n${marks.to}${after}`;
}

if (import.meta.main) {
  writeFileSync(pictureFile, growthPicture());
  for (const locale of ['zh', 'en'] as const) {
    writeFileSync(readmes[locale], withTables(readFileSync(readmes[locale], 'utf8'), locale));
  }
}
