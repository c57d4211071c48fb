/** `npm run move`: what is in DATA_DIR goes to DATABASE_URL. Acts when imported, as `main.ts` does; the bot is stopped. */
import { existsSync } from 'node:fs';
import { readStores } from './config.ts';
import { hider, openLog } from './log.ts';
import { moveStore } from './store/move.ts';
import { openStore, type Store } from './store/open.ts';

if (existsSync('.env')) process.loadEnvFile('.env');

const stores = readStores(process.env);
const secrets = stores.url === null ? [] : [stores.url];
const log = openLog({ level: 'error', secrets });
const open: Store[] = [];

async function opened(databaseUrl: string | null): Promise<Store> {
  const store = await openStore({ databaseUrl, dataDir: stores.dir, log });
  open.push(store);
  return store;
}

try {
  if (stores.url === null) throw new Error('DATABASE_URL is missing: where to');
  if (!existsSync(stores.dir)) throw new Error(`DATA_DIR ${stores.dir} is not there: where from`);
  const moved = await moveStore(await opened(null), await opened(stores.url.reveal()), log);
  for (const { table, rows } of moved) process.stdout.write(`${table}: ${rows}\n`);
  process.stdout.write('Moved. Start the bot with DATABASE_URL; the folder is of no use any more.\n');
} catch (err) {
  process.exitCode = 1;
  process.stderr.write(hider(secrets)(`Nothing was moved: ${err instanceof Error ? err.message : String(err)}\n`));
} finally {
  for (const store of open) await store.close();
}
