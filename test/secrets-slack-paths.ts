/** Every way in which Slack can fail. */
import { ended, type Path, sendsThrough, sentThrough, submitted, teacher } from './secrets-acts.ts';
import type { WatchedSchool } from './secrets-kit.ts';
import { channel, compose, parent, resultOf } from './story-kit.ts';

function slackPath(method: string, error: string, take: Path['take']): Path {
  return {
    name: `Slack, ${method}: ${error}`,
    take(school) {
      school.slack.failNext(method, error);
      return take(school);
    },
  };
}

/** There is no place for the report: she is told by the command's response_url. */
async function hasNoPlace(school: WatchedSchool, place: string): Promise<void> {
  const told = teacher(school).privateTexts().length;
  await submitted(school, `no place in ${place}`, place);
  await school.slack.waitFor(() => teacher(school).privateTexts()[told], 'she is told privately');
}

async function opensNothing(school: WatchedSchool): Promise<void> {
  const answered = () => school.slack.calls('views.open').filter(({ answer }) => answer !== null).length;
  const before = answered();
  await teacher(school).command('/school-notice', { channel });
  await school.slack.waitFor(() => (answered() > before ? true : null), 'views.open to be answered');
  if (teacher(school).modal()) await teacher(school).closeAll();
}

async function reviewsNothing(school: WatchedSchool): Promise<void> {
  const refused = () => school.slack.calls('views.update').find(({ answer }) => answer && 'error' in answer);
  await compose(teacher(school), { title: 'no review', parents: parent(1) });
  await teacher(school).submit();
  await school.slack.waitFor(refused, 'views.update to be refused');
  await teacher(school).closeAll();
}

export const slackPaths: Path[] = [
  { name: 'Slack, not_in_channel', take: (school) => hasNoPlace(school, '教务处') },
  { name: 'Slack, channel_not_found', take: (school) => hasNoPlace(school, 'no-bot') },
  ...['invalid_trigger_id', 'expired_trigger_id', 'invalid_auth', 'internal_error', 'invalid_arguments'].map((error) =>
    slackPath('views.open', error, opensNothing),
  ),
  slackPath('views.update', 'invalid_auth', reviewsNothing),
  slackPath('chat.postMessage', 'invalid_auth', sendsThrough('no post')),
  slackPath('chat.update', 'internal_error', sendsThrough('update failed')),
  slackPath('users.info', 'invalid_auth', sendsThrough('language unknown')),
  slackPath('files.getUploadURLExternal', 'invalid_auth', sendsThrough('no list file')),
  slackPath('files.completeUploadExternal', 'internal_error', sendsThrough('list file lost')),
  {
    name: 'Slack, 429',
    async take(school) {
      school.slack.rateLimit('chat.postMessage', { retryAfterSeconds: 6 });
      await submitted(school, 'rate limited');
      await school.clock.untilSleeping(6000);
      school.clock.advance(6000);
      await resultOf(school, 'rate limited', ended);
    },
  },
  {
    name: 'Slack, the answer to a post is lost',
    async take(school) {
      school.slack.loseAnswer('chat.postMessage');
      await sentThrough(school, 'answer lost', null);
    },
  },
  {
    name: 'Slack, views.open is answered too late',
    async take(school) {
      school.slack.delayNext('views.open', 3100);
      const told = teacher(school).privateTexts().length;
      await teacher(school).command('/school-notice', { channel });
      await school.clock.untilSleeping(3100);
      school.clock.advance(3100);
      await school.slack.waitFor(() => teacher(school).privateTexts()[told], 'she is told');
    },
  },
];
