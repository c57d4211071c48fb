/**
 * `npm run sandbox`: a Slack and a WeCom on this machine with the real bot between them. Plays a sample notice and
 * a sample template message through the front door, prints what people saw, and stays up until Ctrl-C; `-- --once` ends after the samples.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { playNotice } from './play-notice.ts';
import { playTemplate, stranger } from './play-template.ts';
import { startRehearsal } from './rehearsal.ts';
import { sampleList } from './sample-list.ts';

const { values: flags } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    /** Ms Smith, who reads English, instead of 王老师. */
    en: { type: 'boolean', default: false },
    /** Socket Mode instead of signed HTTP requests. */
    socket: { type: 'boolean', default: false },
    /** Keeps the data there; without it they go with the process. */
    data: { type: 'string' },
  },
});

const locale = flags.en ? 'en' : 'zh';
const list = sampleList();
const say = (text: string) => process.stdout.write(`${text}\n`);

const dataDir = flags.data ?? mkdtempSync(join(tmpdir(), 'slack-wecom-relay-'));
process.once('exit', () => {
  if (flags.data === undefined) rmSync(dataDir, { recursive: true, force: true });
});
let stop = async () => {};
process.once('SIGINT', end);
process.once('SIGTERM', end);

say('Creating the database and starting Slack, WeCom and the bot on this machine …');
const rehearsal = await startRehearsal({
  door: flags.socket ? 'socket' : 'http',
  dataDir,
  thirdParty: true,
  env: { WECOM_SUITES_FILE: '' },
  wecom: { directory: 'open', invalidIds: [...list.invalidIds, stranger] },
});
stop = () => rehearsal.stop();
await playNotice(rehearsal, { locale, list }, say);
await playTemplate(rehearsal, locale, say);
if (flags.once) await end();
else say(`\nEverything stays up until Ctrl-C. What WeCom was asked, in full: ${rehearsal.wecom.url}/_sandbox/log`);

async function end(): Promise<void> {
  await stop();
  process.exit(0);
}
