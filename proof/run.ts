/** Runs the probes of a suite on the stores they name, prints each row as it ends, and writes the results of a full run. */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { machine } from '../bench/report.ts';
import { embeddedPlace, serverPlace, templatePlace } from './places.ts';
import { type Conditions, inWords, isFor, type Probe, type Ran, type Row, run, type StoreName } from './probe.ts';

const { values: flags } = parseArgs({
  options: {
    /** A short cut: to see that everything runs, not to quote. */
    quick: { type: 'boolean', default: false },
    /** With crashes and lost answers many times as often: most of an hour. */
    long: { type: 'boolean', default: false },
    /** A row of the table, F1 or B4; may be given several times. */
    only: { type: 'string', multiple: true },
    /** With `only`: what came of these rows takes its place among the results of the last full run, and says when. */
    replace: { type: 'boolean', default: false },
    /** To have the same again. */
    seed: { type: 'string' },
    /** A server on which fresh databases are made. */
    postgres: { type: 'string', default: process.env.TEST_DATABASE_URL },
  },
});

type Suite = {
  /** The file beside this one that is written after a full run. */
  results: string;
  probes: Probe[];
  /** Whether probes may run at the same time: not where time and memory are measured. */
  isSideBySide: boolean;
};

/** Ends the process: with 1 where a row failed. */
export async function runSuite(suite: Suite): Promise<never> {
  // Each bot has one, so that none outlives this process.
  process.setMaxListeners(100);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const wanted = suite.probes.filter(({ row }) => flags.only?.includes(row) ?? true);
  if (wanted.length === 0)
    throw new Error(`--only takes ${[...new Set(suite.probes.map(({ row }) => row))].join(', ')}`);
  const rows = await runOnStores(wanted, suite.isSideBySide);
  const failures = rows.filter(({ isPassed }) => !isPassed);
  console.log(`${rows.length} rows, ${failures.length} failed`);
  if (!flags.quick && flags.only === undefined) write(suite.results, { ...ranNow(), isLong: flags.long, rows });
  else if (flags.replace) write(suite.results, replaced(suite.results, rows));
  process.exit(failures.length > 0 ? 1 : 0);
}

/** Where a probe runs. */
type Ground = { store: StoreName; newPlace: Conditions['newPlace'] };

async function runOnStores(probes: Probe[], isSideBySide: boolean): Promise<Row[]> {
  const seed = Number(flags.seed ?? Date.now() % 2 ** 31);
  const { postgres } = flags;
  const template = await templatePlace();
  const grounds: Ground[] = [{ store: 'embedded', newPlace: () => embeddedPlace(template.dataDir) }];
  if (postgres) grounds.push({ store: 'PostgreSQL', newPlace: () => serverPlace(postgres) });
  else console.log('without PostgreSQL: neither --postgres nor TEST_DATABASE_URL is set');
  const rows: Row[] = [];
  const work = async (queue: Iterable<[Probe, Ground]>) => {
    for (const [probe, { store, newPlace }] of queue) {
      const row = await run(probe, { store, seed, isQuick: flags.quick, isLong: flags.long, newPlace });
      console.log(inWords(row));
      rows.push(row);
    }
  };
  const pairs = probes.flatMap((probe) =>
    grounds.filter(({ store }) => isFor(probe, store)).map((ground): [Probe, Ground] => [probe, ground]),
  );
  const isAlone = ([probe, { store }]: [Probe, Ground]) => !flags.quick && probe.alone === store;
  const queue = pairs.filter((pair) => !isAlone(pair)).values();
  // Probes mostly wait, for what a dead process still holds or for a clock.
  const atOnce = isSideBySide ? grounds.length * (flags.quick ? 4 : 2) : 1;
  await Promise.all(Array.from({ length: atOnce }, () => work(queue)));
  await work(pairs.filter(isAlone));
  await template.remove();
  return rows;
}

/** F2 before F10. */
function byRow(a: Row, b: Row): number {
  return a.row.localeCompare(b.row, 'en', { numeric: true });
}

function ranNow(): Ran {
  const { load: _, ...on } = machine();
  return { measuredAt: new Date().toISOString(), machine: on };
}

type Results = Ran & { isLong: boolean; rows: Row[] };

function replaced(file: string, found: Row[]): Results {
  const last = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Results;
  const key = ({ row, name, store }: Row) => `${row} ${name} ${store}`;
  const keys = new Set(found.map(key));
  const again = found.map((row) => ({ ...row, again: ranNow() }));
  return { ...last, rows: [...last.rows.filter((row) => !keys.has(key(row))), ...again] };
}

function write(file: string, { rows, ...run }: Results): void {
  const content = { ...run, rows: rows.toSorted(byRow) };
  writeFileSync(new URL(file, import.meta.url), `${JSON.stringify(content, null, 2)}\n`);
}
