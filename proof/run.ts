/** Runs the probes of a suite on the stores they name, prints each row as it ends, and writes the results of a full run. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { machine } from '../bench/report.ts';
import { embeddedPlace, serverPlace, templatePlace } from './places.ts';
import { type Conditions, inWords, isFor, type Probe, type Row, run, type StoreName } from './probe.ts';

const { values: flags } = parseArgs({
  options: {
    /** A short cut: to see that everything runs, not to quote. */
    quick: { type: 'boolean', default: false },
    /** A row of the table, F1 or B4; may be given several times. */
    only: { type: 'string', multiple: true },
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
  if (!flags.quick && flags.only === undefined) write(suite.results, rows);
  process.exit(failures.length > 0 ? 1 : 0);
}

async function runOnStores(probes: Probe[], isSideBySide: boolean): Promise<Row[]> {
  const seed = Number(flags.seed ?? Date.now() % 2 ** 31);
  const { postgres } = flags;
  const template = await templatePlace();
  // On a server they mostly wait for what a dead process still holds, so there are a few at once.
  const atOnce = (store: StoreName) => (isSideBySide && store === 'PostgreSQL' ? (flags.quick ? 3 : 2) : 1);
  const on = (store: StoreName, newPlace: Conditions['newPlace']) => async () => {
    const queue = probes.filter((probe) => isFor(probe, store)).values();
    const told = { store, seed, isQuick: flags.quick, newPlace };
    return (await Promise.all(Array.from({ length: atOnce(store) }, () => work(queue, told)))).flat();
  };
  const lanes = [on('embedded', () => embeddedPlace(template.dataDir))];
  if (postgres) lanes.push(on('PostgreSQL', () => serverPlace(postgres)));
  else console.log('without PostgreSQL: neither --postgres nor TEST_DATABASE_URL is set');
  const rows: Row[][] = [];
  if (isSideBySide) rows.push(...(await Promise.all(lanes.map((lane) => lane()))));
  else for (const lane of lanes) rows.push(await lane());
  await template.remove();
  return rows.flat().sort(byRow);
}

async function work(queue: Iterable<Probe>, told: Parameters<typeof run>[1]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const probe of queue) {
    const row = await run(probe, told);
    console.log(inWords(row));
    rows.push(row);
  }
  return rows;
}

/** F2 before F10. */
function byRow(a: Row, b: Row): number {
  return a.row.localeCompare(b.row, 'en', { numeric: true });
}

function write(file: string, rows: Row[]): void {
  const { load: _, ...on } = machine();
  const content = { measuredAt: new Date().toISOString(), machine: on, rows };
  writeFileSync(new URL(file, import.meta.url), `${JSON.stringify(content, null, 2)}\n`);
}
