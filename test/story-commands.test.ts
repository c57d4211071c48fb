import { expect, test } from 'vitest';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import {
  admin,
  channel,
  compose,
  guest,
  parent,
  resultOf,
  send,
  sendRequests,
  sharedRehearsal,
  smith,
  threadWith,
  wang,
} from './story-kit.ts';

const { commands, forms } = wordsFor('zh');
const office = '教务处';

describeOnEachStore('/wecom', (newPlace) => {
  const school = sharedRehearsal(newPlace);
  /** What the person alone is told in answer to what they typed. */
  const ask = async (id: string, text: string, where = channel): Promise<string> => {
    const person = school().slack.person(id);
    const before = person.privateTexts({ channel: where }).length;
    expect(await person.command('/wecom', { channel: where, text })).toEqual({ trouble: null, text: null });
    const look = () => person.privateTexts({ channel: where })[before];
    return school().slack.waitFor(look, `an answer to /wecom ${text}`);
  };

  test('help, nothing, and words nobody knows all show the menu, whose buttons work', async () => {
    const { slack } = school();
    const teacher = slack.person(wang);
    for (const typed of ['help', '', '帮助', 'ＨＥＬＰ', '你好 吗']) {
      const answer = await ask(wang, typed, office);
      expect(answer, typed).toContain('企业微信助手');
      expect(answer, typed).toContain('/wecom 状态 N-0042');
    }
    expect(await ask(smith, 'what can you do?')).toContain('WeCom relay');

    await teacher.click(commands.help.openList, { channel: office });
    await teacher.waitForPrivate('还没有发送过', { channel: office });
    await teacher.click(commands.help.openNotice, { channel: office });
    await teacher.waitForModal((modal) => forms.notice.compose.title in modal.values);
    await teacher.closeAll();
    await teacher.command('/wecom', { channel, text: '通知' });
    await teacher.waitForModal((modal) => forms.notice.compose.title in modal.values);
    await teacher.closeAll();
    expect(slack.messages(office)).toEqual([]);
    expect(slack.messages(channel)).toEqual([]);
    expect(slack.faults).toEqual([]);
  });

  test('status, however the number is spelt, tells the same numbers to those who may know them', async () => {
    const { slack } = school();
    await send(school(), slack.person(wang), { title: '看看进展', parents: `${parent(1)}, Nobody_1` });
    await resultOf(school(), '看看进展', '1 \\+ 1 = 2');
    const answer = await ask(wang, 'status N-0001');
    for (const shown of ['N-0001', '⚠️ 已受理 1，无效 1', '看看进展', '1 批中 1 批已结束', '打开消息串 <https://'])
      expect(answer).toContain(shown);
    for (const typed of ['status n-1', '状态 N-0001', '状态Ｎ－１', 'N1', 'STATUS  `n-0001`'])
      expect(await ask(wang, typed), typed).toBe(answer);
    expect(await ask(smith, 'status N-0001')).toContain('⚠️ accepted 1, 1 invalid');
    expect(await ask(guest, 'status N-0001')).toContain(`您还没有权限。请把您的 Slack ID 告诉管理员：\`${guest}\``);
    expect(await ask(guest, 'status N-0099')).toContain(guest);
    expect(await ask(wang, 'status N-0099')).toContain('没有 N-0099 这次发送');
    expect(await ask(wang, 'status')).toContain('请写上编号，例如 `/wecom 状态 N-0042`');
    expect(slack.faults).toEqual([]);
  });

  test('list shows one’s own, the newest first; an admin sees everyone’s', async () => {
    const { slack } = school();
    await send(school(), slack.person(smith), { title: 'Sports day', parents: parent(6), locale: 'en' });
    await resultOf(school(), 'Sports day', '1 = 1');
    await send(school(), slack.person(wang), { title: '第二条通知', parents: parent(6) });
    await resultOf(school(), '第二条通知', '1 = 1');
    const own = await ask(wang, '列表');
    expect(own.match(/N-\d{4}/g)).toEqual(['N-0003', 'N-0001']);
    expect(own).not.toContain('Sports day');
    const all = await ask(admin, 'list');
    expect(all.match(/N-\d{4}/g)).toEqual(['N-0003', 'N-0002', 'N-0001']);
    expect(all).toContain('@Ms Smith');
    expect(await ask(guest, 'list')).toContain(guest);
    expect(slack.faults).toEqual([]);
  });

  test('cancel stops what has not gone out, for its sender and for admins', async () => {
    const { slack, wecom } = school();
    const sentBefore = sendRequests(school()).length;
    const held = wecom.holdNext({ api: 'upload' });
    const { crop, cropChoice } = forms.notice.compose;
    await compose(slack.person(wang), { title: '先别发', parents: parent(11) });
    await slack.person(wang).check(crop, cropChoice(520, 416));
    await slack.person(wang).submit();
    await slack.person(wang).waitForModal(forms.notice.review.title);
    await slack.person(wang).submit();
    await held.arrived;
    expect(await ask(smith, 'cancel N-0004')).toContain('N-0004 is somebody else’s');
    expect(await ask(guest, '取消 N-0004')).toContain(guest);
    expect(await ask(wang, '取消 n-4')).toContain('N-0004 已停止');
    expect(await ask(wang, 'cancel N-0004')).toContain('N-0004 之前已经停下');
    held.release();
    const { ts } = await slack.waitForMessage('先别发', { channel });
    expect(await threadWith(school(), ts, '未发 = 名单：1 = 1')).toContain('🚫 已取消');
    expect(sendRequests(school())).toHaveLength(sentBefore);
    expect(await ask(wang, 'cancel N-0003')).toContain('N-0003 已经结束');
    expect(await ask(wang, 'cancel')).toContain('请写上编号');
    expect(slack.faults).toEqual([]);
  });

  test('while WeCom has not answered, the status says so, and not that it is unknown', async () => {
    const { slack, wecom } = school();
    const held = wecom.holdNext();
    const ts = await send(school(), slack.person(wang), { title: '还没答复', parents: parent(12) });
    await held.arrived;
    expect(await ask(wang, 'status N-0005')).toMatch(/等答复\W+1\b/);
    expect(await ask(wang, 'status N-0005')).not.toContain('不明');
    held.release();
    await threadWith(school(), ts, '1 = 1');
    expect(await ask(wang, 'status N-0005')).not.toContain('等答复');
  });

  test('what is not built yet says so', async () => {
    const { slack } = school();
    expect(await ask(wang, 'resend N-0001')).toContain('`/wecom 补发` 还不能用');
    expect(await ask(wang, '撤回 T-0001')).toContain('没有 T-0001');
    expect(slack.faults).toEqual([]);
  });
});
