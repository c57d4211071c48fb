/** A process of its own that opens an embedded store, says so, and writes until it is killed. */
import { sql } from 'drizzle-orm';
import { openStore } from '../src/store/open.ts';
import { quietLog } from './store-kit.ts';

const [dataDir = '', commits = 'Infinity'] = process.argv.slice(2);
const store = await openStore({ databaseUrl: null, dataDir, log: quietLog });
process.stdout.write('open\n');
for (let i = 1; i <= Number(commits); i += 1) {
  await store.db.execute(sql`insert into cache (key, value) values (${`k${i}`}, ${'x'.repeat(500)})`);
  process.stdout.write(`${i}\n`);
}
await store.close();
