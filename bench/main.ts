/**
 * `npm run bench`: the product's speed beside what it is measured against, in one run of about ten minutes.
 * A whole run is written to `bench/results.json`, which the README quotes.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { benchAcks } from './acks.ts';
import { benchList, type Row } from './list.ts';
import { benchRelay } from './relay.ts';
import { json, machine, printed } from './report.ts';
import { type Figure, measureStarts } from './starts.ts';
import { benchSubmissions } from './submissions.ts';
import { benchUnderLoad } from './under-load.ts';

const { values: flags } = parseArgs({
  options: {
    /** Two rounds instead of seven: to see that everything runs, not to quote. */
    quick: { type: 'boolean', default: false },
    /** P1, P2, P3, P4, P7 or starts; may be given several times. */
    only: { type: 'string', multiple: true },
    /** A server on which starts are measured too, in a database of their own. */
    postgres: { type: 'string', default: process.env.TEST_DATABASE_URL },
  },
});

const rounds = flags.quick ? 2 : 7;
const benches: Record<string, () => Promise<Row[]>> = {
  P1: () => benchAcks(rounds),
  P2: () => benchSubmissions(rounds),
  P3: () => benchUnderLoad(rounds),
  P4: () => benchRelay(rounds),
  P7: benchList,
};
const isWanted = (name: string) => flags.only?.includes(name) ?? true;
const strangers = flags.only?.filter((name) => !(name in benches) && name !== 'starts') ?? [];
if (strangers.length > 0) throw new Error(`--only takes ${Object.keys(benches).join(', ')} or starts`);

const on = machine();
const rows: Row[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (!isWanted(name)) continue;
  process.stderr.write(`${name} …\n`);
  rows.push(...(await bench()));
}
const figures: Figure[] = isWanted('starts') ? await starts() : [];

console.log(printed({ rounds, rows, figures }, on));
if (flags.quick) console.log('\nA quick run: these figures are not for quoting.');
if (!flags.quick && flags.only === undefined) {
  writeFileSync(new URL('./results.json', import.meta.url), json({ rounds, rows, figures }, on));
}
process.exit();

function starts(): Promise<Figure[]> {
  process.stderr.write('starts …\n');
  if (!flags.postgres) process.stderr.write('without PostgreSQL: neither --postgres nor TEST_DATABASE_URL is set\n');
  return measureStarts({
    firsts: flags.quick ? 1 : 3,
    laters: flags.quick ? 2 : 7,
    ...(flags.postgres && { postgres: flags.postgres }),
  });
}
