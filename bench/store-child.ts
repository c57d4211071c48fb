/** How long the store and its job engine take to open, in a process that does nothing else: `node store-child.ts <folder> [<url>]`. */
import '../src/start-resolve.ts';
import { openLog } from '../src/log.ts';
import { createJobs } from '../src/store/jobs.ts';
import { openStore } from '../src/store/open.ts';
import { work } from './processes.ts';

export type StoreAsk = { do: 'open' };
export type StoreAnswer = { ms: number };

const [, , dataDir = '', databaseUrl = ''] = process.argv;
const log = openLog({ level: 'warn', secrets: [] });
const nothing = async () => undefined;
const handlers = { advance: nothing, report: nothing, recall: nothing, suite: nothing };

work<StoreAsk, StoreAnswer>(async () => {
  const from = performance.now();
  const store = await openStore({ databaseUrl: databaseUrl || null, dataDir, log });
  const jobs = createJobs({ store, log, handlers });
  await jobs.start();
  const ms = performance.now() - from;
  await jobs.stop({ timeoutMs: 1000 });
  await store.close();
  return { ms };
});
