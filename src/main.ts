/** The process: environment → configuration → store → app → start; SIGTERM → drain. The only file that acts when imported. */
import { existsSync } from 'node:fs';
import { createApp, type RelayApp } from './app.ts';
import { type Roster, readConfig, secretsOf } from './config.ts';
import { hider, openLog } from './log.ts';
import { startTrouble } from './main-trouble.ts';
import { openStore, type Store } from './store/open.ts';

if (existsSync('.env')) process.loadEnvFile('.env');

const read = readConfig(process.env);
if (read.type === 'faults') {
  process.stderr.write(`slack-wecom-relay cannot start:\n${read.faults.map((fault) => `  - ${fault}\n`).join('')}`);
  process.exit(1);
}
const { config } = read;
const log = openLog({ level: config.logLevel, secrets: secretsOf(config) });

/** Longer than everything that `stop` waits for. */
const endWithinMs = 30_000;
let store: Store | null = null;
let app: RelayApp | null = null;
let ending = false;

process.on('SIGTERM', stop);
process.on('SIGINT', stop);
// Unhandled rejections come here too. Node itself would print the error with all that hangs on it, past the log.
process.on('uncaughtException', (err) => {
  log.fatal({ err }, 'unexpected; ending');
  void end(1);
});

try {
  store = await openStore({ ...storeOptions(), log });
  app = createApp({ config, store, log, isRestored: process.argv.includes('--restored') });
  const port = await app.start();
  log.info({ port, door: config.slack.door.type, store: store.kind }, 'listening');
  if (isNobody(config.senders)) log.warn('SENDERS is empty: nobody may send');
} catch (err) {
  if (!ending) tellTrouble(err);
  await end(1);
}

/** One plain line for whoever starts it; the stack is for whoever asks for more. */
function tellTrouble(err: unknown): void {
  const hide = hider(secretsOf(config));
  process.stderr.write(hide(`slack-wecom-relay cannot start: ${startTrouble(err, config)}\n`));
  log.debug({ err }, 'cannot start');
}

function isNobody({ users, groups }: Roster): boolean {
  return users.length + groups.length === 0;
}

function stop(signal: NodeJS.Signals): void {
  log.info({ signal }, 'stopping');
  void end(0);
}

/** What is on its way to WeCom is waited for, also when the start has failed half-way. Asked again, it goes on as it was. */
async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  setTimeout(() => process.exit(1), endWithinMs).unref();
  try {
    await app?.stop();
    await store?.close();
  } catch (err) {
    log.error({ err }, 'stopping failed');
    process.exit(1);
  }
  process.exit(code);
}

function storeOptions() {
  return config.store.type === 'postgres'
    ? { databaseUrl: config.store.url.reveal(), dataDir: '' }
    : { databaseUrl: null, dataDir: config.store.dir };
}
