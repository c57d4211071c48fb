/** When Slack has no place for the report nothing is sent, and the person is told privately, with two ways out. */
import { deliveryName, type Summary } from '../delivery/summary.ts';
import { actions, button, mrkdwn, section } from '../slack/blocks.ts';
import type { Words } from '../words/zh.ts';
import { type Post, post } from './post.ts';
import { noPlaceCure, whyNoPlace } from './reasons.ts';
import { reportActions } from './report-actions.ts';
import { callSlack, type Run, save } from './run.ts';

export function noPlacePost(summary: Summary, words: Words, error: string): Post {
  const { headline, sentence, retry, byDm } = words.report.noPlace;
  const value = summary.delivery.id;
  const line = headline(deliveryName(summary.delivery));
  const why = sentence(whyNoPlace(error, words));
  return post(`${line} ${why}`, [
    section(mrkdwn(`*${line}*`)),
    section(mrkdwn(`${why}\n${noPlaceCure(error, words)}`)),
    actions(
      button({ action: reportActions.retryPlace, text: retry, value, style: 'primary' }),
      button({ action: reportActions.reportByDm, text: byDm, value }),
    ),
  ]);
}

/** Once a halt: by the command's response_url, which works where the bot is no member; else directly. */
export async function tellNoPlace(run: Run, error: string, haltedAt: number): Promise<void> {
  const piece = `told:${haltedAt}`;
  if (run.rows.has(piece)) return;
  const { delivery } = run.summary;
  const content = noPlacePost(run.summary, run.words, error);
  const told = (await tellByUrl(run, content)) || (await tellDirectly(run, content));
  if (!told) run.deps.log.error({ delivery: deliveryName(delivery), error }, 'not sent, and nobody could be told so');
  await save(run, { piece, channel: delivery.channel, ts: told ? 'told' : 'untold', digest: '' });
}

const answerMs = 10_000;

/** 30 minutes, 5 uses; Slack answers a spent one with 404. */
async function tellByUrl({ deps, summary }: Run, content: Post): Promise<boolean> {
  const url = deps.unseal(summary.delivery.responseUrl);
  if (url === null) return false;
  const response = await deps.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...content }),
    redirect: 'error',
    signal: AbortSignal.timeout(answerMs),
  });
  const answer = await response.text();
  return response.ok && !answer.includes('"ok":false');
}

async function tellDirectly(run: Run, content: Post): Promise<boolean> {
  const channel = run.summary.delivery.sender;
  const answer = await callSlack(run, 'chat.postMessage', () =>
    run.deps.client.chat.postMessage({ channel, ...content, parse: 'none' }),
  );
  return answer.type === 'ok';
}
