/**
 * `npm run sandbox`: a Slack and a WeCom on this machine with the real bot between them. Plays one sample notice through
 * the front door, prints what people saw, and stays up until Ctrl-C; `-- --once` ends after the sample.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { zh } from '../words/zh.ts';
import { type Rehearsal, startRehearsal } from './rehearsal.ts';
import { makeSchool } from './wecom/school.ts';

const { values: flags } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    /** Socket Mode instead of signed HTTP requests. */
    socket: { type: 'boolean', default: false },
    /** Keeps the data there; without it they go with the process. */
    data: { type: 'string' },
  },
});

const channel = { name: '家校通知', id: 'C0NOTICE' };
const say = (text: string) => process.stdout.write(`${text}\n`);

const dataDir = flags.data ?? (await mkdtemp(join(tmpdir(), 'slack-wecom-relay-')));
say('Creating the database and starting Slack, WeCom and the bot on this machine …');
const rehearsal = await startRehearsal({ door: flags.socket ? 'socket' : 'http', dataDir });
await playSample(rehearsal);
if (flags.once) await end();
else {
  say(`\nSlack at ${rehearsal.slack.url}, WeCom at ${rehearsal.wecom.url}. Ctrl-C ends everything.`);
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

async function end(): Promise<void> {
  await rehearsal.stop();
  if (flags.data === undefined) await rm(dataDir, { recursive: true, force: true });
  process.exit(0);
}

/** 王老师 sends a notice to three parents, one of whom left the school. */
async function playSample({ slack, wecom }: Rehearsal): Promise<void> {
  const { compose, review } = zh.forms.notice;
  const [first, second] = makeSchool({ parents: 60 }).students.flatMap(({ parents }) => parents);
  const wang = slack.person('U0WANG');
  say(`\n${wang.name} types /school-notice in #${channel.name} and fills in the form:\n`);
  await wang.command('/school-notice', { channel: channel.name });
  await wang.waitForModal((modal) => compose.title in modal.values);
  await wang.fill(compose.title, '期中家长会：周五下午三点');
  await wang.fill(compose.pagepath, 'pages/meeting/index?id=7');
  await wang.upload(compose.cover, { name: 'cover.jpg', bytes: await drawCover() });
  await wang.fill(compose.box('parent', 3000), `${first?.parentId}，${second?.parentId}，Moved_Away_2024`);
  await wang.submit();
  await wang.waitForModal(review.title);
  say(slack.modalText(wang.id));
  await wang.submit();
  const parent = await slack.waitForMessage(zh.report.ends.invalid, { channel: channel.name });
  await slack.waitFor(() => slack.file('N-0001-invalid.csv'), 'the list of the invalid');
  await slack.waitForMessage(zh.report.next.invalidCure.slice(0, 6), { channel: channel.name, ts: parent.ts });
  say(`\nThe thread in #${channel.name}:\n`);
  say(slack.threadText(channel.id, parent.ts));
  say('\nWhat WeCom received:\n');
  for (const { path, body, answer } of wecom.log('send')) say(`POST ${path}\n${body}\n→ ${answer}`);
}

function drawCover(): Promise<Buffer> {
  return sharp({ create: { width: 520, height: 416, channels: 3, background: '#2f855a' } })
    .jpeg()
    .toBuffer();
}
