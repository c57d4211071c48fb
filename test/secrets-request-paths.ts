/** Requests that are not what they seem, files that are not where they should be, and a store that fails. */
import { createHmac, randomInt } from 'node:crypto';
import type { Inbound } from '../src/sandbox/slack/bot-link.ts';
import { wordsFor } from '../src/words/locale.ts';
import { newPicture, type Path, sentThrough, teacher } from './secrets-acts.ts';
import type { WatchedSchool } from './secrets-kit.ts';
import { channel, compose, parent, reviewed } from './story-kit.ts';
import { without } from './story-third-party-kit.ts';

const { forms } = wordsFor('zh');

/** What Slack sent last, changed by somebody who has the signing secret; with another secret, by somebody who has not. */
function forged(school: WatchedSchool, change: (body: string) => string, secret?: string): Inbound {
  const inbound = school.slack.lastSubmission();
  const payload = JSON.parse(change(JSON.stringify(inbound.payload)));
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const seconds = String(Math.floor(school.clock.now() / 1000));
  const hmac = createHmac('sha256', secret ?? school.env.SLACK_SIGNING_SECRET ?? '');
  const signature = `v0=${hmac.update(`v0:${seconds}:${body}`).digest('hex')}`;
  const headers = { 'x-slack-request-timestamp': seconds, 'x-slack-signature': signature };
  return { ...inbound, payload, body, headers, envelopeId: `forged-${randomInt(1e9)}` };
}

async function composedAndChecked(school: WatchedSchool, title: string): Promise<void> {
  await reviewed(teacher(school), { title, parents: parent(2) });
  await teacher(school).closeAll();
}

export const requestPaths: Path[] = [
  {
    name: 'a request with a wrong signature',
    async take(school) {
      await school.slack.redeliver(forged(school, (body) => body, 'somebody else'));
    },
  },
  {
    name: 'a submission whose metadata is none',
    async take(school) {
      await composedAndChecked(school, 'broken metadata');
      await school.slack.redeliver(
        forged(school, (body) => body.replace(/"private_metadata":"[^}]*\\"}"/, '"private_metadata":"{"')),
      );
    },
  },
  {
    name: 'a file that is not at Slack’s',
    async take(school) {
      await composedAndChecked(school, 'file elsewhere');
      const address = /"url_private(_download)?":"[^"]*"/g;
      const elsewhere = `"url_private$1":"${school.stranger.url}/list.csv"`;
      await school.slack.redeliver(forged(school, (body) => body.replaceAll(address, elsewhere)));
    },
  },
  {
    name: 'a file that Slack says is elsewhere',
    async take(school) {
      const { cover } = forms.notice.compose;
      const bytes = await newPicture();
      await compose(teacher(school), { title: 'redirected', parents: parent(1) });
      await teacher(school).upload(cover, { name: 'cover.png', bytes, movedTo: school.stranger.url });
      await teacher(school).submit();
      await teacher(school).waitForModal((modal) => modal.text.includes(forms.notice.notFetched.noAccess));
      await teacher(school).closeAll();
    },
  },
];

export const storePaths: Path[] = [
  {
    name: 'a submission that cannot be saved',
    async take(school) {
      for (const table of ['deliveries', 'batches']) {
        await reviewed(teacher(school), { title: `without ${table}`, parents: parent(3) });
        await without(school, table, () => teacher(school).submit());
        await teacher(school).closeAll();
      }
    },
  },
  {
    name: 'a command while the store is away',
    take: (school) =>
      without(school, 'covers', async () => {
        await teacher(school).command('/school-notice', { channel });
        await teacher(school).waitForModal((modal) => modal.text.includes(forms.notice.broken));
        await teacher(school).closeAll();
      }),
  },
  {
    name: 'a handler that fails',
    take: (school) =>
      without(school, 'deliveries', async () => {
        const told = teacher(school).privateTexts().length;
        await teacher(school).command('/wecom', { channel, text: 'status N-0001' });
        await school.slack.waitFor(() => teacher(school).privateTexts()[told], 'she is told');
      }),
  },
  {
    name: 'a cache that is away',
    async take(school) {
      school.wecom.expireTokens({ as: 42001 });
      await without(school, 'cache', () => sentThrough(school, 'no cache', null));
    },
  },
];
