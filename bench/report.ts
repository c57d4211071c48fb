/** The tables, on the screen and as JSON. */
import { cpus, loadavg, totalmem } from 'node:os';
import type { Row } from './list.ts';
import type { Figure } from './starts.ts';
import { inWords, spread, turnsIn } from './statistics.ts';

export type Findings = { rounds: number; rows: Row[]; figures: Figure[] };

const rounded = (value: number) => Number(value.toPrecision(3));

/** Whether the median keeps what the row aims at; null where it aims at nothing. */
function isMet({ aim, ratios }: Row): boolean | null {
  const [, sign, number] = /^([≤≥])([\d.]+)/.exec(aim) ?? [];
  if (sign === undefined) return null;
  const { median } = spread(ratios);
  return sign === '≤' ? median <= Number(number) : median >= Number(number);
}

const verdicts = { true: 'met', false: 'MISSED', null: '' };

export function machine() {
  return {
    cpus: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? '',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    load: loadavg().map((load) => rounded(load)),
  };
}

export function printed(findings: Findings, on: ReturnType<typeof machine>): string {
  const ratios = findings.rows.map((row) => [
    row.name,
    inWords(row.ratios, 2),
    row.aim,
    verdicts[`${isMet(row)}`],
    `${row.against}. ${row.note}`,
  ]);
  const figures = findings.figures.map(({ name, unit, values, note }) => [name, `${inWords(values)} ${unit}`, note]);
  return [
    `${on.cpus} CPUs (${on.cpu}), ${on.memoryGb} GB, ${on.system}, Node ${on.node}, load ${on.load.join(' ')}`,
    `Side by side in turns, ${turns(findings.rounds)}; median (least–most)`,
    ...(ratios.length > 0 ? ['', ...table(['', 'ratio', 'aim', '', 'against'], ratios)] : []),
    ...(figures.length > 0 ? ['', ...table(['', 'measured', ''], figures)] : []),
  ].join('\n');
}

function turns(rounds: number): string {
  return turnsIn(rounds) > rounds ? `${rounds} of each after one to warm up` : `${rounds} of each, not warmed up`;
}

function table(head: string[], rows: string[][]): string[] {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`);
}

/** Formatted as the project's JSON files are: lists of numbers on one line. */
export function json({ rounds, rows, figures }: Findings, on: ReturnType<typeof machine>): string {
  const content = {
    measuredAt: new Date().toISOString(),
    machine: on,
    rounds,
    ratios: rows.map((row) => ({
      ...row,
      ...roundedSpread(row.ratios),
      isMet: isMet(row),
      ratios: row.ratios.map(rounded),
    })),
    figures: figures.map((figure) => ({
      ...figure,
      ...roundedSpread(figure.values),
      values: figure.values.map(rounded),
    })),
  };
  const text = JSON.stringify(content, null, 2);
  return `${text.replace(/\[\s+([\d.,\s-]+?)\s+\]/g, (_, numbers) => `[${numbers.replace(/\s+/g, ' ')}]`)}\n`;
}

function roundedSpread(numbers: number[]) {
  const { median, min, max } = spread(numbers);
  return { median: rounded(median), min: rounded(min), max: rounded(max) };
}
