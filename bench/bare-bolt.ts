/** Bolt and nothing else: a command that is acknowledged and opens a view, always the same, a form that is acknowledged. */
import type { AddressInfo } from 'node:net';
import { App, LogLevel } from '@slack/bolt';
import { openingView, type Speaker } from '../src/compose/plain-views.ts';
import { reviewCallback } from '../src/compose/review.ts';
import { noticeCommand } from '../src/notice/register.ts';

const { SLACK_BOT_TOKEN = '', SLACK_SIGNING_SECRET = '', SLACK_API_URL = '', VIEW } = process.env;
const kind: Speaker = { name: 'notice', words: (words) => words.forms.notice };
const view = VIEW === undefined ? openingView(kind) : JSON.parse(VIEW);
const app = new App({
  token: SLACK_BOT_TOKEN,
  signingSecret: SLACK_SIGNING_SECRET,
  clientOptions: { slackApiUrl: SLACK_API_URL },
  logLevel: LogLevel.ERROR,
});
app.command(noticeCommand, async ({ ack, client, command }) => {
  await ack();
  await client.views.open({ trigger_id: command.trigger_id, view });
});
app.view(reviewCallback(kind), async ({ ack }) => {
  await ack();
});
const server = await app.start({ port: 0, host: '127.0.0.1' });
process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
