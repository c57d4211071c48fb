/**
 * The first notice from a fresh page, following only what stands on it: with the mouse in Chinese, by keyboard alone in
 * English. What they see on the way are the pictures of the README; SCREENSHOTS=write draws them anew.
 */
import type { Locator } from 'playwright-core';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { describeInBrowser } from './browser-kit.ts';
import { openWindow, sharedStage, type Window } from './browser-story-kit.ts';

const titles = {
  zh: { long: '关于2026年秋季学期期中家长会及学生综合素质评价工作安排的通知', short: '期中家长会：周五下午三点' },
  en: { long: 'Parents’ evening, autumn term 2026: where, when and what to bring', short: 'Parents’ evening' },
};
const isDrawing = process.env.SCREENSHOTS === 'write';
/** High enough for a whole thread. */
const context = {
  viewport: { width: 1280, height: 1160 },
  permissions: ['clipboard-read', 'clipboard-write'],
  ...(isDrawing && { deviceScaleFactor: 2 }),
};
const invalid = 'Stu202600999_Parent1';

describeInBrowser('the first notice, its title too long (story 2), to three parents one of whom is invalid', () => {
  const stage = sharedStage({ door: 'http' });
  const open = (locale: 'zh' | 'en') => openWindow(stage(), { story: `first-${locale}`, locale, context });

  test('with the mouse', async () => {
    const window = await open('zh');
    const { page, words, wecomWords } = window;
    const { compose } = words.forms.notice;
    await window.wecomTab('ids');
    await page.getByText(wecomWords.ids.firstHint).waitFor();
    const cover = await window.download(page.getByRole('link', { name: wecomWords.ids.cover }));
    await page.getByRole('button', { name: wecomWords.ids.copyFirst }).click();
    await window.shot('ids');
    const form = await window.compose({ title: titles.zh.long });
    await form.getByLabel(compose.cover, { exact: true }).setInputFiles(cover);
    await form.getByLabel(compose.box('parent', 3000), { exact: true }).click();
    await page.keyboard.press('Control+V');
    await form.getByRole('button', { name: compose.submit, exact: true }).click();
    await form.getByText('现在 88 字节，最多 64 字节').waitFor();
    await picture(window, { of: form, name: 'form-error' });
    await form.getByLabel(compose.title, { exact: true }).fill(titles.zh.short);
    const reviewed = await window.next(form);
    await picture(window, { of: reviewed, name: 'review' });
    await window.sendTo(reviewed, 3);
    await showsTheInvalid(window, await window.openThread(window.message(titles.zh.short)));
  });

  test('by keyboard alone', async () => {
    const window = await open('en');
    const { page, words, wecomWords, slackWords } = window;
    const { compose, review, title } = words.forms.notice;
    const composer = page.getByRole('textbox', { name: slackWords.composer.message('#家校通知') });
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await window.tabTo(composer);
    await window.tabTo(page.getByRole('tab', { name: wecomWords.tabs.phone }));
    await press('ArrowRight', 'ArrowRight');
    await window.tabTo(page.getByRole('button', { name: wecomWords.ids.copyFirst }));
    await press('Enter');
    await window.tabTo(page.getByRole('link', { name: wecomWords.ids.cover }));
    const cover = await window.downloaded(() => press('Enter'));
    await window.tabTo(composer, 'Shift+Tab');
    await page.keyboard.type('/school-notice');
    await press('Enter');

    const form = window.dialog(title);
    const field = (label: string) => window.tabTo(form.getByLabel(label, { exact: true }));
    await field(compose.app);
    await press('ArrowDown', 'Enter');
    await field(compose.title);
    await page.keyboard.type(titles.en.long);
    await field(compose.miniProgram);
    await press('ArrowDown', 'Enter');
    await field(compose.pagepath);
    await page.keyboard.type('pages/notice/index');
    const choosing = page.waitForEvent('filechooser');
    await field(compose.cover);
    await press('Enter');
    await (await choosing).setFiles(cover);
    await field(compose.box('parent', 3000));
    await press('Control+V');
    await window.tabTo(form.getByRole('button', { name: compose.submit, exact: true }));
    await press('Enter');
    await form.getByText('at most 64 fit').waitFor();
    await picture(window, { of: form, name: 'form-error' });
    // The field with the complaint has the keyboard.
    await press('Control+A');
    await page.keyboard.type(titles.en.short);
    await press('Enter');
    const reviewed = window.dialog(review.title);
    await window.tabTo(reviewed.getByRole('button', { name: review.submit(3) }));
    await picture(window, { of: reviewed, name: 'review' });
    await press('Enter');
    await reviewed.waitFor({ state: 'detached' });
    await window.tabTo(window.message(titles.en.short).getByRole('button', { name: /repl/ }), 'Shift+Tab');
    await press('Enter');
    await showsTheInvalid(window, window.thread());
  });
});

async function showsTheInvalid(window: Window, thread: Locator): Promise<void> {
  await thread.getByText('2 + 1 = 3').waitFor();
  await thread.getByRole('link', { name: /N-\d+-invalid\.csv/ }).waitFor();
  await thread.getByText(/school-notice/).waitFor();
  expect(await thread.innerText()).toContain(invalid);
  await picture(window, { of: thread, name: 'thread' });
}

/** Of what stands in front, small enough to be part of the repository. */
async function picture(window: Window, { of, name }: { of: Locator; name: string }): Promise<void> {
  await window.shot(name);
  if (!isDrawing) return;
  await window.page.mouse.move(0, 0);
  const drawn = await of.screenshot({ animations: 'disabled' });
  await sharp(drawn).png({ palette: true, effort: 10 }).toFile(`docs/${name}.${window.locale}.png`);
}
