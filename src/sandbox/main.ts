/**
 * `npm run sandbox`: a Slack and a WeCom on this machine with the real bot between them, on a page in the browser. A sample
 * notice and a sample template message are sent through the front door; all stays up until Ctrl-C. `-- --once` prints what
 * people saw of the samples instead, and ends.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSandbox } from './page/open.ts';
import { type Say, senders } from './play.ts';
import { playNotice } from './play-notice.ts';
import { playSetUp, playTemplate, stranger } from './play-template.ts';
import { startRehearsal } from './rehearsal.ts';
import { sampleList } from './sample-list.ts';

const { values: flags } = parseArgs({
  options: {
    /** No page. */
    once: { type: 'boolean', default: false },
    /** Without the samples. */
    empty: { type: 'boolean', default: false },
    /** For a reader of English: the page, and Ms Smith instead of 王老师. */
    en: { type: 'boolean', default: false },
    /** Socket Mode instead of signed HTTP requests. */
    socket: { type: 'boolean', default: false },
    /** Keeps the data there; without it they go with the process. */
    data: { type: 'string' },
    /** The page's; any free one unless given. */
    port: { type: 'string', default: '0' },
  },
});

const locale = flags.en ? 'en' : 'zh';
const door = flags.socket ? 'socket' : 'http';
const say: Say = (text) => process.stdout.write(`${text}\n`);

const dataDir = flags.data ?? mkdtempSync(join(tmpdir(), 'slack-wecom-relay-'));
process.once('exit', () => {
  if (flags.data === undefined) rmSync(dataDir, { recursive: true, force: true });
});
let stop = async () => {};
process.once('SIGINT', end);
process.once('SIGTERM', end);

if (flags.once) await playOnce();
else {
  const sandbox = await openSandbox({ door, locale, dataDir, port: Number(flags.port), isEmpty: flags.empty }, say);
  stop = sandbox.stop;
}

async function playOnce(): Promise<void> {
  say('Creating the database and starting Slack, WeCom and the bot on this machine …');
  const list = sampleList();
  const wecom = { directory: 'open' as const, invalidIds: [...list.invalidIds, stranger] };
  const env = { WECOM_SUITES_FILE: '' };
  const rehearsal = await startRehearsal({ door, dataDir, thirdParty: true, env, wecom });
  stop = () => rehearsal.stop();
  const player = { locale, as: senders[locale] } as const;
  await playNotice(rehearsal, { ...player, list }, say);
  await playSetUp(rehearsal, say);
  await playTemplate(rehearsal, player, say);
  await end();
}

async function end(): Promise<void> {
  await stop();
  process.exit(0);
}
