import { beforeEach, expect, test } from 'vitest';
import { cache } from '../src/store/schema.ts';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import {
  admin,
  channel,
  channelId,
  guest,
  parent,
  parentMessages,
  resultOf,
  reviewed,
  sendRequests,
  sharedRehearsal,
  smith,
  threadWith,
  wang,
} from './story-kit.ts';

const { forms, report } = wordsFor('zh');

describeOnEachStore('who may not send', (newPlace) => {
  const school = sharedRehearsal(newPlace, {
    wecom: { directory: 'open' },
    env: { SENDERS: 'S0SENDERS', WECOM_CONCURRENCY: '1' },
  });
  const person = (id: string) => school().slack.person(id);

  /** Who is in the group of senders from now on; what the bot remembers of it has run out, as after five minutes. */
  const senders = async (...users: string[]) => {
    const group = school().slack.workspace.userGroups.find(({ id }) => id === 'S0SENDERS');
    if (!group) throw new Error('the sandbox has no group S0SENDERS');
    group.users = users;
    await school().store.db.update(cache).set({ expiresAt: 1 });
  };
  beforeEach(() => senders(wang, smith));

  test.each([
    ['a guest', guest],
    ['an admin who is no sender', admin],
  ])('%s gets no form, but their own id and whom to give it to', async (_who, id) => {
    const { slack, wecom } = school();
    await person(id).command('/school-notice', { channel });
    const modal = await person(id).waitForModal((shown) => shown.text.includes('权限'));
    expect(modal.text).toContain(`您还没有发送学校通知的权限。请把您的 Slack ID 告诉管理员：${id}`);
    expect(modal.submit).toBeNull();
    expect(modal.values).toEqual({});
    await person(id).close();
    expect(wecom.log()).toEqual([]);
    expect(slack.faults).toEqual([]);
  });

  test('removed from the senders while the review stands open: refused at the submission, nothing is saved or sent', async () => {
    const { slack, wecom } = school();
    await reviewed(person(wang), { title: '昨天还能发', parents: parent(1) });
    await senders(smith);
    await person(wang).submit();
    expect(person(wang).modal()?.text).toContain(`您还没有发送学校通知的权限。请把您的 Slack ID 告诉管理员：${wang}`);
    expect(person(wang).modal()?.submit).toBeNull();
    await person(wang).close();
    expect(parentMessages(school(), '昨天还能发')).toEqual([]);
    expect(wecom.log()).toEqual([]);
    expect(slack.faults).toEqual([]);
  });

  test('nobody can say who is in the group: nobody may send', async () => {
    const { slack, wecom } = school();
    await senders(wang);
    slack.failNext('usergroups.users.list', 'internal_error');
    await person(wang).command('/school-notice', { channel });
    const modal = await person(wang).waitForModal((shown) => shown.text.includes('用户组'));
    expect(modal.text).toContain('现在查不到谁在可以发送的用户组里');
    expect(modal.text).toContain(wang);
    await person(wang).close();
    expect(wecom.log()).toEqual([]);
    expect(slack.faults).toEqual([]);
  });

  test('buttons under a report work for the sender and for admins, and for nobody else', async () => {
    const { slack, wecom } = school();
    const held = wecom.holdNext();
    const parents = Array.from({ length: 1001 }, (_, i) => `JiaZhang_${i}`).join('\n');
    const list = { name: '家长.csv', bytes: Buffer.from(parents) };
    await reviewed(person(wang), { title: '别人按不动', list });
    await person(wang).submit();
    await held.arrived;
    const { ts } = await slack.waitForMessage('别人按不动', { channel });

    for (const [other, refusal] of [
      [guest, '只有发送的人（@王老师）和管理员能操作 N-0001。什么都没有改变。'],
      [smith, wordsFor('en').report.buttons.notYours('@王老师', 'N-0001')],
    ] as const) {
      await person(other).click(report.parent.stop, { channel, ts });
      await person(other).waitForPrivate(refusal, { channel });
      expect(slack.channelText(channel)).toContain(report.parent.stop);
    }
    await person(admin).click(report.parent.stop, { channel, ts });
    await person(admin).waitForPrivate('N-0001 已停止', { channel });
    held.release();
    const stopped = await threadWith(school(), ts, '1,000 \\+ 1 = 1,001');
    expect(stopped).toContain('🛑 已停止：已受理 1,000，未发 1');

    const rest = report.next.sendRest('1');
    await threadWith(school(), ts, rest);
    const next = slack.messages(channelId, ts).find((message) => JSON.stringify(message).includes(rest));
    await person(guest).click(rest, { channel, ts: String(next?.ts) });
    await slack.waitFor(() => person(guest).privateTexts().length === 2 || null, 'a second refusal');
    expect(sendRequests(school())).toHaveLength(1);
    await person(wang).click(rest, { channel, ts: String(next?.ts) });
    await resultOf(school(), '别人按不动', '1,001 = 1,001');
    expect(sendRequests(school())).toHaveLength(2);
    expect(wecom.received().every(({ times }) => times === 1)).toBe(true);
    expect(slack.faults).toEqual([]);
  });
});

describeOnEachStore('an empty list of senders', (newPlace) => {
  const school = sharedRehearsal(newPlace, { env: { SENDERS: '' } });

  test('lets nobody send', async () => {
    for (const id of [wang, admin]) {
      const who = school().slack.person(id);
      await who.command('/school-notice', { channel });
      const { refused } = forms.notice;
      expect((await who.waitForModal((shown) => shown.text.includes(id))).text).toContain(refused.notListed(id));
      await who.close();
    }
    expect(school().wecom.log()).toEqual([]);
    expect(school().slack.faults).toEqual([]);
  });
});
