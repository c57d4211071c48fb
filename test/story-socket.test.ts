import { expect, test } from 'vitest';
import { sampleList } from '../src/sandbox/sample-list.ts';
import { wordsFor } from '../src/words/locale.ts';
import { describeOnEachStore } from './databases.ts';
import { channel, resultOf, reviewed, sendRequests, sharedRehearsal, threadWith, wang } from './story-kit.ts';

const { review } = wordsFor('zh').forms.notice;

describeOnEachStore('story 1 over Socket Mode, without a public address', (newPlace) => {
  const { invalidIds } = sampleList();
  const [rejected = ''] = invalidIds;
  const school = sharedRehearsal(newPlace, { door: 'socket', wecom: { directory: 'open', invalidIds } });

  test('the connection is renewed in mid-form; the thread names who was not accepted, as spelt in the list', async () => {
    const { slack, wecom } = school();
    const teacher = slack.person(wang);
    const rows = ['JiaZhang_00001', `jiazhang_00001，${rejected}`, '', '张伟', 'JiaZhang_00002'];
    const shown = await reviewed(teacher, {
      title: '走内网的通知',
      list: { name: '名单.txt', bytes: Buffer.from(rows.join('\r\n')) },
    });
    expect(shown.text).toContain('5 行 → 空行 1 → ID 5 → 重复 1 → 格式不对 1 → 将发送 3，分 1 批');
    slack.disconnectSockets('refresh_requested');
    await slack.waitForSocket(2);

    await teacher.check(review.withoutMalformed, review.withoutMalformedChoice(1));
    expect(await teacher.submit()).toEqual({ closed: true });
    expect(await resultOf(school(), '走内网的通知', '2 \\+ 1 = 3')).toContain(rejected);
    expect(sendRequests(school())).toHaveLength(1);
    expect(wecom.received().map(({ id, times }) => [id, times])).toEqual([
      ['JiaZhang_00001', 1],
      ['JiaZhang_00002', 1],
    ]);
    const file = await slack.waitFor(() => slack.file('N-0001-invalid.csv'), 'the file');
    expect(file.bytes.toString('utf8')).toContain(`"${rejected}","2","家长","无效"`);
    expect(slack.faults).toEqual([]);
  });

  test('commands and buttons come that way too', async () => {
    const { slack, wecom } = school();
    const teacher = slack.person(wang);
    const held = wecom.holdNext();
    await reviewed(teacher, { title: '按按钮', parents: 'JiaZhang_00003' });
    await teacher.submit();
    await held.arrived;
    const { ts } = await slack.waitForMessage('按按钮', { channel });
    await teacher.click(wordsFor('zh').report.parent.stop, { channel, ts });
    await teacher.waitForPrivate('N-0002 已停止', { channel });
    held.release();
    await threadWith(school(), ts, '1 = 1');
    await teacher.command('/wecom', { channel, text: '状态 N-2' });
    await teacher.waitForPrivate('✅ 已受理 1', { channel });
    expect(slack.faults).toEqual([]);
  });
});
