import { expect, test } from 'vitest';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import {
  channel,
  movableClock,
  parent,
  parentMessages,
  resultOf,
  reviewed,
  send,
  sharedRehearsal,
  timesReceived,
  wang,
} from './story-kit.ts';

const { notice } = wordsFor('zh').forms;

describeOnEachStore('Slack in trouble', (newPlace) => {
  const clock = movableClock();
  const school = sharedRehearsal(newPlace, { clock, env: { LOG_LEVEL: 'fatal' } });
  const teacher = () => school().slack.person(wang);

  test('the form opens too late: she is told to type again, and then it opens', async () => {
    const { slack } = school();
    slack.delayNext('views.open', 3100);
    expect(await teacher().command('/school-notice', { channel })).toEqual({ trouble: null, text: null });
    await clock.untilSleeping(3100);
    clock.advance(3100);
    await teacher().waitForPrivate('表单没能及时打开，什么都没有发出。请再输入一次命令。', { channel });
    expect(teacher().modal()).toBeNull();

    await teacher().command('/school-notice', { channel });
    await teacher().waitForModal((modal) => notice.compose.title in modal.values);
    await teacher().closeAll();
    expect(slack.faults).toEqual([]);
  });

  test('closed again before it was there: nothing went wrong, so nobody says so', async () => {
    const { slack } = school();
    // Slack has not been asked yet which language she speaks.
    const li = slack.person('U0LI');
    slack.delayNext('users.info', 1500);
    await li.command('/school-notice', { channel });
    await clock.untilSleeping(500);
    clock.advance(500);
    await li.waitForModal('School notice');
    await li.close();
    clock.advance(1000);
    await slack.waitFor(
      () => slack.calls('views.update').find(({ answer }) => answer && 'error' in answer),
      'a refusal',
    );
    await li.command('/school-notice', { channel });
    await li.waitForModal((modal) => notice.compose.title in modal.values);
    await li.closeAll();
    expect(li.privateTexts()).toEqual([]);
    expect(slack.faults).toEqual([]);
  });

  test('the answer to posting the parent message is lost: it stands once, and the notice goes out once', async () => {
    const { slack } = school();
    slack.loseAnswer('chat.postMessage');
    await send(school(), teacher(), { title: '答复丢了', parents: parent(1) });
    const thread = await resultOf(school(), '答复丢了', '1 = 1');
    expect(parentMessages(school(), '答复丢了')).toHaveLength(1);
    expect(thread.match(/已保存，断电或重启也不会丢/g)).toHaveLength(1);
    expect(timesReceived(school(), parent(1))).toBe(1);
    expect(slack.faults).toEqual([]);
  });

  test('Slack wants fewer calls: everything is reported a little later', async () => {
    const { slack } = school();
    slack.rateLimit('chat.postMessage', { retryAfterSeconds: 6 });
    slack.rateLimit('chat.update', { retryAfterSeconds: 4, times: 2 });
    await reviewed(teacher(), { title: '慢一点', parents: `${parent(6)}, Nobody_1` });
    expect(await teacher().submit()).toEqual({ closed: true });
    for (const seconds of [6, 4, 4]) {
      await clock.untilSleeping(seconds * 1000);
      clock.advance(seconds * 1000);
    }
    await resultOf(school(), '慢一点', '1 \\+ 1 = 2');
    await slack.waitForMessage(/⚠️ 已受理 1，无效 1[\s\S]*慢一点/, { channel });
    expect(slack.calls('chat.update').filter(({ answer }) => answer && 'error' in answer)).toHaveLength(2);
    expect(parentMessages(school(), '慢一点')).toHaveLength(1);
    expect(timesReceived(school(), parent(6))).toBe(1);
    expect(slack.faults).toEqual([]);
  });
});
