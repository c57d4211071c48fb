/** What no program on this machine can do faster: `node floor-child.ts <folder> [<url of a database>]`. */
import fs from 'node:fs';
import { join } from 'node:path';
import { openLog } from '../src/log.ts';
import { openStore } from '../src/store/open.ts';
import { audit } from '../src/store/schema.ts';
import { work } from './processes.ts';

export type FloorAsk = { do: 'fsync' | 'commit'; times: number };
export type FloorAnswer = { perSecond: number };

const [, , dataDir = '', databaseUrl = ''] = process.argv;
const { db } = await openStore({
  databaseUrl: databaseUrl || null,
  dataDir,
  log: openLog({ level: 'warn', secrets: [] }),
});

/** Eight kilobytes each, as PostgreSQL writes its log. */
async function fsyncs(times: number): Promise<void> {
  const file = fs.openSync(join(dataDir, 'fsync'), 'w');
  const page = Buffer.alloc(8192, 1);
  for (let i = 0; i < times; i++) {
    fs.writeSync(file, page, 0, page.length, 0);
    fs.fsyncSync(file);
  }
  fs.closeSync(file);
}

/** Of one row, one after the other. */
async function commits(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await db.insert(audit).values({ at: i, actor: 'bench', action: 'floor' });
}

work<FloorAsk, FloorAnswer>(async (ask) => {
  const from = performance.now();
  await (ask.do === 'fsync' ? fsyncs : commits)(ask.times);
  return { perSecond: (ask.times / (performance.now() - from)) * 1000 };
});
