import { expect, test } from 'vitest';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import { parent, parentMessages, reviewed, sendRequests, sharedRehearsal, timesReceived, wang } from './story-kit.ts';

const { noPlace } = wordsFor('zh').report;
const office = '教务处';
const hidden = 'no-bot';

describeOnEachStore('story 8: the bot is not in the channel', (newPlace) => {
  const school = sharedRehearsal(newPlace);
  const teacher = () => school().slack.person(wang);
  const submitted = async (title: string, id: string, where: string) => {
    await reviewed(teacher(), { title, parents: id, in: where });
    expect(await teacher().submit()).toEqual({ closed: true });
    return teacher().waitForPrivate('没有地方报告结果', { channel: where });
  };

  test('she is told privately, with two ways out, and WeCom is not even asked for a token', async () => {
    const { slack, wecom } = school();
    const told = await submitted('办公室的通知', parent(1), office);
    expect(told).toContain('N-0001 还没有发送');
    expect(told).toContain('机器人不在这个频道里');
    expect(told).toContain('/invite');
    expect(told).toContain(noPlace.retry);
    expect(told).toContain(noPlace.byDm);
    expect(slack.messages(office)).toEqual([]);
    expect(wecom.log()).toEqual([]);
    expect(slack.faults).toEqual([]);
  });

  test('“try again” without an invitation says so again; with one it goes out, reported in the channel', async () => {
    const { slack, wecom } = school();
    await teacher().click(noPlace.retry, { channel: office });
    const shown = () => teacher().privateTexts({ channel: office });
    await slack.waitFor(() => shown()[1], 'a second telling');
    const { retrying } = wordsFor('zh').report.buttons;
    expect(shown()).toEqual([retrying('N-0001'), expect.stringContaining('没有地方报告结果')]);
    expect(wecom.log()).toEqual([]);

    slack.inviteBotTo(office);
    await teacher().click(noPlace.retry, { channel: office });
    const { ts } = await slack.waitForMessage(/已受理 1/, { channel: office });
    await slack.waitFor(() => /1 = 1/.exec(slack.threadText(office, ts)), 'the result in the thread');
    expect(parentMessages(school(), '办公室的通知', office)).toHaveLength(1);
    expect(timesReceived(school(), parent(1))).toBe(1);
    slack.removeBotFrom(office);
    expect(slack.faults).toEqual([]);
  });

  test('a private channel the bot cannot see: the report comes by direct message, and only there', async () => {
    const { slack } = school();
    const told = await submitted('不便公开的通知', parent(2), hidden);
    expect(told).toContain('机器人不在这个频道或私聊里，看不到它');
    expect(sendRequests(school())).toHaveLength(1);

    await teacher().click(noPlace.byDm, { channel: hidden });
    const dm = slack.directMessage(wang);
    const { ts } = await slack.waitForMessage(/已受理 1/, { channel: dm });
    await slack.waitFor(() => /1 = 1/.exec(slack.threadText(dm, ts)), 'the result in the direct message');
    expect(slack.threadText(dm, ts)).toContain('不便公开的通知');
    expect(slack.messages(hidden)).toEqual([]);
    expect(timesReceived(school(), parent(2))).toBe(1);
    expect(slack.faults).toEqual([]);
  });

  test('removed in mid-send: the sending goes on and its result comes by direct message', async () => {
    const { slack, wecom } = school();
    const held = wecom.holdNext();
    await reviewed(teacher(), { title: '发到一半被移出', parents: parent(3) });
    await teacher().submit();
    await held.arrived;
    slack.removeBotFrom('家校通知');
    held.release();

    const dm = slack.directMessage(wang);
    const { ts, text } = await slack.waitForMessage('发到一半被移出', { channel: dm });
    expect(text).toContain('家校通知 里不能再报告（机器人不在这个频道里）');
    await slack.waitFor(() => /1 = 1/.exec(slack.threadText(dm, ts)), 'the result in the direct message');
    expect(timesReceived(school(), parent(3))).toBe(1);
    expect(slack.threadText('家校通知', String(slack.messages('家校通知').at(-1)?.ts))).not.toContain('1 = 1');
    expect(slack.faults).toEqual([]);
  });
});
