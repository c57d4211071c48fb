/** Stories 1, 7 and 8, clicked through as a person would. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sampleList } from '../src/sandbox/sample-list.ts';
import { describeInBrowser } from './browser-kit.ts';
import { openWindow, sharedStage } from './browser-story-kit.ts';
import { asTimePasses, movableClock, parent } from './story-kit.ts';

describeInBrowser('in the browser', () => {
  const clock = movableClock();
  const stage = sharedStage({ door: 'http', clock });

  test('story 1: 2,300 rows from a spreadsheet', async () => {
    const window = await openWindow(stage(), { story: '1' });
    const { review } = window.words.forms.notice;
    const list = await window.download(window.page.getByRole('link', { name: '下载示例名单（2,300 行）' }));
    const form = await window.compose({ title: '期中家长会通知', list });
    await window.shot('form');
    const reviewed = await window.next(form);
    const arithmetic = '2,300 行 → 空行 100 → ID 2,214 → 重复 114 → 格式不对 7 → 将发送 2,093，分 3 批';
    await reviewed.getByText(arithmetic).waitFor();
    await reviewed.getByRole('checkbox', { name: review.withoutMalformedChoice(7) }).check();
    await window.shot('review');
    await window.sendTo(reviewed, 2093);

    const thread = await window.openThread(window.message('⚠️ 已受理 2,081，无效 12'));
    await thread.getByText('2,081 + 12 = 2,093').waitFor();
    const said = await thread.innerText();
    for (const id of sampleList().invalidIds) expect(said).toContain(id);
    const invalid = await window.download(thread.getByRole('link', { name: '下载 N-0001-invalid.csv' }));
    expect(readFileSync(invalid, 'utf8').trim().split('\r\n')).toHaveLength(13);
    expect(await (await window.requests('send')).count()).toBe(3);
    await window.shot('thread');
  });

  test('story 7: a double click is one notice', async () => {
    const window = await openWindow(stage(), { story: '7-double-click' });
    const title = '连点两下';
    const reviewed = await window.next(await window.compose({ title, parents: parent(1) }));
    await reviewed.getByRole('button', { name: '发送给 1 人' }).dblclick();
    await reviewed.waitFor({ state: 'detached' });
    const thread = await window.openThread(window.message(title));
    await thread.getByText('1 = 1').waitFor();
    expect(await window.message(title).count()).toBe(1);
    await window.shot('thread');
  });

  test('story 7: “trouble connecting”, sent again: one notice; the same on purpose is asked about first', async () => {
    const window = await openWindow(stage(), { story: '7-trouble' });
    const { confirm } = window.words.forms.notice;
    const notice = { title: '连接出了问题', parents: parent(2) };
    const reviewed = await window.next(await window.compose(notice));
    stage().rehearsal.slack.loseAck();
    await reviewed.getByRole('button', { name: '发送给 1 人' }).click();
    await reviewed.getByText('连接出了点问题，请再试一次。').waitFor();
    await window.shot('trouble');
    await window.sendTo(reviewed, 1);
    const message = window.message(notice.title);
    await message.getByText('✅ 已受理 1').waitFor();
    expect(await message.count()).toBe(1);

    const again = await window.next(await window.compose(notice));
    await again.getByRole('button', { name: '发送给 1 人' }).click();
    const asked = window.dialog(confirm.title);
    await asked.getByText('一模一样的通知刚刚提交过').waitFor();
    await window.shot('asked');
    expect(await message.count()).toBe(1);
    await asked.getByRole('checkbox', { name: /仍要再发一次/ }).check();
    await window.sendTo(asked, 1);
    await message.nth(1).getByText('✅ 已受理 1').waitFor();
    await window.shot('twice');
  });

  test('story 8: the bot is not in the channel, so it reports in a direct message', async () => {
    const window = await openWindow(stage(), { story: '8-not-in-channel' });
    const { noPlace } = window.words.report;
    await window.openPlace('教务处');
    await window.send({ title: '办公室的通知', parents: parent(3) });
    const told = window.message('没有地方报告结果');
    await told.getByText('只有你能看到').waitFor();
    await told.getByText('机器人不在这个频道里').waitFor();
    await window.shot('told');
    await told.getByRole('button', { name: noPlace.byDm }).click();
    await window.openPlace('wecom-relay');
    const thread = await window.openThread(window.message('办公室的通知'));
    await thread.getByText('1 = 1').waitFor();
    await window.shot('direct-message');
  });

  test('story 8: removed in mid-send, the result comes in a direct message', async () => {
    const window = await openWindow(stage(), { story: '8-removed' });
    await window.turn('slow', true);
    await (await window.send({ title: '发到一半被移出', parents: parent(4) })).waitFor();
    await window.channelMenu('把机器人移出频道');
    await window.page.getByText('机器人不在这个频道里。').waitFor();
    await window.shot('removed');
    await window.openPlace('wecom-relay');
    const message = window.message('发到一半被移出');
    await asTimePasses(clock, 3000, message.getByText('✅ 已受理 1').waitFor());
    await message.getByText('家校通知 里不能再报告（机器人不在这个频道里）').waitFor();
    const thread = await window.openThread(message);
    await thread.getByText('1 = 1').waitFor();
    await window.shot('direct-message');
  });
});
