/**
 * `npm run bench`: the product's speed beside what it is measured against, in one run of about ten minutes.
 * A whole run is written to `bench/results.json`, which the README quotes.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchAcks } from './acks.ts';
import { benchCold } from './cold.ts';
import { measureFloors } from './floors.ts';
import { benchGrowth } from './growth.ts';
import { benchList, type Row } from './list.ts';
import { benchInstant, benchRelay } from './relay.ts';
import { json, machine, printed } from './report.ts';
import { type Figure, measureStarts } from './starts.ts';
import { benchSubmissions } from './submissions.ts';
import { benchUnderLoad } from './under-load.ts';
import { benchWhole } from './whole.ts';

const { values: flags } = parseArgs({
  options: {
    /** One round instead of seven, of everything a part, on the embedded store: to see that it runs, not to quote. */
    quick: { type: 'boolean', default: false },
    /** The name of a promise, growth, floors or starts; may be given several times. */
    only: { type: 'string', multiple: true },
    /** A server on which everything is measured too that its store makes a difference to, in a database of its own. */
    postgres: { type: 'string', default: process.env.TEST_DATABASE_URL },
  },
});

const rounds = flags.quick ? 1 : 7;
const server = flags.quick ? undefined : flags.postgres || undefined;
if (!flags.quick && server === undefined)
  process.stderr.write('without PostgreSQL: neither --postgres nor TEST_DATABASE_URL is set\n');
const benches: Record<string, () => Promise<Row[]>> = {
  P1: () => benchAcks(rounds, server),
  P2: () => benchSubmissions(rounds, server),
  P3: () => benchUnderLoad(rounds),
  P4: () => benchRelay(rounds, server),
  P5: () => benchInstant(rounds, server),
  P7: () => benchList(rounds),
  P8: () => benchWhole(flags.quick ? 1 : 3),
  P10: () => benchCold(rounds, server),
  growth: () => benchGrowth(rounds),
};
const measures: Record<string, () => Promise<Figure[]>> = {
  floors: () => measureFloors(rounds, server),
  starts,
};
const isWanted = (name: string) => flags.only?.includes(name) ?? true;
const known = [...Object.keys(benches), ...Object.keys(measures)];
const strangers = flags.only?.filter((name) => !known.includes(name)) ?? [];
if (strangers.length > 0) throw new Error(`--only takes ${known.join(', ')}`);

const on = machine();
const rows = await all(benches);
const figures = await all(measures);

console.log(printed({ rounds, rows, figures }, on));
if (flags.quick) console.log('\nA quick run: these figures are not for quoting.');
if (!flags.quick && flags.only === undefined) {
  writeFileSync(new URL('./results.json', import.meta.url), json({ rounds, rows, figures }, on));
}
process.exit();

async function all<T>(parts: Record<string, () => Promise<T[]>>): Promise<T[]> {
  const found: T[] = [];
  for (const [name, part] of Object.entries(parts)) {
    if (!isWanted(name)) continue;
    process.stderr.write(`${name} … `);
    const from = performance.now();
    found.push(...(await part()));
    process.stderr.write(`${Math.round((performance.now() - from) / 1000)} s\n`);
  }
  return found;
}

function starts(): Promise<Figure[]> {
  return measureStarts({
    firsts: flags.quick ? 1 : 3,
    laters: flags.quick ? 1 : 5,
    idleSeconds: flags.quick ? 3 : 10,
    ...(server && { postgres: server }),
  });
}
