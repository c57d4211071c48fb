/** The process: environment → configuration → store → app → start; SIGTERM → drain. The only file that acts when imported. */
import { existsSync } from 'node:fs';
import { createApp } from './app.ts';
import { readConfig, secretsOf } from './config.ts';
import { openLog } from './log.ts';
import { openStore } from './store/open.ts';

if (existsSync('.env')) process.loadEnvFile('.env');

const read = readConfig(process.env);
if (read.type === 'faults') {
  process.stderr.write(`slack-wecom-relay cannot start:\n${read.faults.map((fault) => `  - ${fault}\n`).join('')}`);
  process.exit(1);
}
const { config } = read;
const log = openLog({ level: config.logLevel, secrets: secretsOf(config) });

try {
  const store = await openStore({ ...storeOptions(), log });
  const app = createApp({ config, store, log });
  const port = await app.start();
  log.info({ port, door: config.slack.door.type, store: store.kind }, 'ready');
  let stopping = false;
  const stop = async (signal: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    await app.stop();
    await store.close();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
} catch (err) {
  log.fatal({ err }, 'cannot start');
  process.exit(1);
}

function storeOptions() {
  return config.store.type === 'postgres'
    ? { databaseUrl: config.store.url.reveal(), dataDir: '' }
    : { databaseUrl: null, dataDir: config.store.dir };
}
