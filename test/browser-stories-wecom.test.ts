/** Stories 4 and 10, clicked through as a person would, with a bot in Socket Mode. */
import { expect, test } from 'vitest';
import { chenguangTemplates, chenguangStaff as staff } from '../src/sandbox/wecom/provider/sample.ts';
import { describeInBrowser } from './browser-kit.ts';
import { openWindow, sharedStage } from './browser-story-kit.ts';
import { movableClock, parent } from './story-kit.ts';

const { meeting, fee } = chenguangTemplates;
const minuteMs = 60_000;

describeInBrowser('in the browser, over Socket Mode', () => {
  const clock = movableClock();
  const stage = sharedStage({ door: 'socket', clock });

  test('story 4: the fields are the template’s; WeCom has other keywords: nobody was sent to, and the cure is named', async () => {
    const window = await openWindow(stage(), { story: '4' });
    const { page, words } = window;
    const { title, compose, review } = words.forms.template;
    await page.getByText('Socket Mode').waitFor();
    stage().rehearsal.wecom.putTemplate({ ...meeting, keys: ['会议室', '地点', '时间'], approved: true });
    await window.command('/template-message');
    const form = window.dialog(title);
    await form.getByRole('combobox', { name: compose.template, exact: true }).fill('缴费');
    await form.getByRole('option', { name: fee.name }).click();
    await form.getByLabel('缴费项目', { exact: true }).waitFor();
    await form.getByRole('combobox', { name: compose.template, exact: true }).fill('会议');
    await form.getByRole('option', { name: meeting.name }).click();
    for (const key of meeting.keys) await form.getByLabel(key, { exact: true }).fill('402');
    expect(await form.getByLabel('缴费项目', { exact: true }).count()).toBe(0);
    await form.getByLabel(compose.url, { exact: true }).fill('https://example.com/meeting/7');
    await form.getByLabel(compose.box('member', 3000), { exact: true }).fill(staff.张伟);
    await window.shot('form');
    await form.getByRole('button', { name: compose.submit, exact: true }).click();
    await window.sendTo(window.dialog(review.title), 1);

    const thread = await window.openThread(window.message(/⛔ 未发送：.*与模板的关键词不一致（60205）/));
    await thread.getByText(/请管理员在 .*管理.* 的模板里，改得与服务商后台的模板一模一样/).waitFor();
    const sends = await window.requests('message');
    expect(await sends.count()).toBe(1);
    await sends.getByText('60205').waitFor();
    await window.shot('thread');
    await window.wecomTab('phone');
    await page.getByRole('radio', { name: '员工的企业微信' }).check();
    await page.getByText('还没有收到模板消息').waitFor();
  });

  test('story 10: throttled, it says until when, and goes on by itself', async () => {
    const window = await openWindow(stage(), { story: '10-goes-on' });
    await window.turn('throttled', true);
    const message = await window.send({ title: '限流一分钟', parents: parent(1) });
    await message.getByText(/⏸ 被限流，\d\d:\d\d:\d\d 自动继续/).waitFor();
    await window.shot('throttled');
    clock.advance(minuteMs + 2000);
    await message.getByText('✅ 已受理 1').waitFor();
    await window.shot('accepted');
  });

  test.each([['zh'], ['en']] as const)('story 10: what is throttled can be stopped (%s)', async (locale) => {
    const window = await openWindow(stage(), { story: `10-stopped-${locale}`, locale });
    const { headline, next, parent: says } = window.words.report;
    await window.turn('throttled', true);
    const message = await window.send({
      title: { zh: '限流时停止', en: 'Stopped meanwhile' }[locale],
      parents: parent(2),
    });
    await message.getByText(/^⏸/).waitFor();
    await message.getByRole('button', { name: says.stop }).click();
    await window.page.getByRole('alertdialog').getByRole('button', { name: says.stopConfirm.confirm }).click();
    const thread = await window.openThread(message);
    const rest = thread.getByRole('button', { name: next.sendRest('1') });
    await rest.waitFor();
    await message.getByText(headline.cancelled).waitFor();
    await window.shot('stopped');
    clock.advance(minuteMs + 2000);
    await rest.click();
    await message.getByText(headline.accepted('1')).waitFor();
  });
});
