/** Messages in the browser: drawn safely, pressed, answered, and kept up to date. */
import { expect, test } from 'vitest';
import { messageBlocks } from './browser-controls-form.ts';
import { openWindow, sharedControls } from './browser-controls-kit.ts';
import { describeInBrowser } from './browser-kit.ts';

describeInBrowser('messages', () => {
  const controls = sharedControls();
  const composer = /^Message #/;

  test('what they say is text: no scripts, no dangerous links', async () => {
    const page = await openWindow(controls());
    await controls().say({
      text: '<javascript:alert(1)|click me> &lt;img src=x onerror=alert(1)&gt; <https://a.example|ok>',
    });
    const message = page.getByRole('article').last();
    await message.getByText('<img src=x onerror=alert(1)>').waitFor();
    const links = await page.getByRole('log').getByRole('link').all();
    const addresses = await Promise.all(links.map((link) => link.getAttribute('href')));
    expect(new Set(addresses)).toEqual(new Set(['https://a.example']));
    expect(await message.getByRole('link').getAttribute('rel')).toContain('noopener');
    expect(await page.locator('script:not([src]), [onerror], [onclick]').count()).toBe(0);
  });

  test('the newest is in sight, unless one has gone up to read', async () => {
    const page = await openWindow(controls());
    const log = page.getByRole('log');
    await log.getByText('Heading').first().waitFor();
    const say = (text: string) => controls().say({ text: `${text}\n`.repeat(15) });
    const below = () =>
      log.evaluate(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight);
    for (let count = 0; count < 20; count += 1) await say(`before ${count}`);
    await log.getByText('before 19').waitFor();
    await expect.poll(below).toBeLessThan(2);
    await page.setViewportSize({ width: 1280, height: 500 });
    await expect.poll(below).toBeLessThan(2);
    await log.evaluate((list) => list.scrollTo(0, 0));
    await say('afterwards');
    await log.getByText('afterwards').waitFor();
    expect(await log.evaluate(({ scrollTop }) => scrollTop)).toBe(0);
  });

  test('buttons, questions and menus reach the bot', async () => {
    const page = await openWindow(controls());
    const message = page.getByRole('article').filter({ hasText: 'Heading' });
    const heard = () =>
      controls()
        .heard('block_actions')
        .flatMap(({ actions }) => actions as { action_id: string }[]);
    const actions = () => heard().map(({ action_id: id }) => id);
    await message.getByRole('button', { name: 'Go on' }).click();
    await expect.poll(actions).toEqual(['go']);
    await message.getByRole('button', { name: 'Stop now' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Do it' }).click();
    await expect.poll(actions).toEqual(['go', 'danger']);
    await message.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Second thing' }).click();
    await expect.poll(actions).toEqual(['go', 'danger', 'more']);
  });

  test('what is said, with files, in the channel and in its thread', async () => {
    const page = await openWindow(controls());
    const box = page.getByRole('textbox', { name: composer });
    await page
      .getByLabel('Attach files')
      .setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from('P1') });
    await box.fill('the list');
    await page.keyboard.press('Enter');
    const message = page.getByRole('article').filter({ hasText: 'the list' });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      message.getByRole('link', { name: 'Download list.csv' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('list.csv');
    await message.getByRole('button', { name: 'Reply in thread' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByRole('textbox', { name: 'Reply…' }).fill('/school-notice');
    await page.keyboard.press('Enter');
    await thread.getByText('Commands do not work in threads').waitFor();
    await thread.getByRole('textbox', { name: 'Reply…' }).fill('thanks');
    await thread.getByRole('button', { name: 'Send' }).click();
    await thread.getByRole('article').filter({ hasText: 'thanks' }).waitFor();
    await thread.getByRole('button', { name: 'Close the thread' }).click();
    await message.getByRole('button', { name: /^1 reply/ }).waitFor();
  });

  test('a command is completed by keys; one that is none is not sent', async () => {
    const page = await openWindow(controls());
    const box = page.getByRole('textbox', { name: composer });
    await box.pressSequentially('/');
    expect(await page.getByRole('listbox', { name: 'Commands' }).getByRole('option').count()).toBe(3);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    expect(await box.inputValue()).toBe('/template-message ');
    await box.fill('/nothing of ours');
    await page.keyboard.press('Enter');
    await page.getByText('/nothing is not a valid command').waitFor();
    expect(await box.inputValue()).toBe('/nothing of ours');
  });

  test('another person sees their own, with a dot where something is new', async () => {
    const page = await openWindow(controls());
    await page.getByRole('button', { name: '教务处' }).click();
    await controls().say({ text: 'blocks', blocks: messageBlocks });
    await page.getByRole('button', { name: '家校通知 new messages' }).click();
    expect(await page.getByRole('button', { name: /new messages/ }).count()).toBe(0);
    await page.getByRole('combobox', { name: 'Act as' }).selectOption({ label: '王老师 · sender' });
    await page.getByRole('textbox', { name: '给 #家校通知 发消息' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  });

  test('a bot that is not in a channel is invited, and removed again', async () => {
    const page = await openWindow(controls());
    await page.getByRole('button', { name: 'no-bot' }).click();
    await page.getByRole('button', { name: 'Invite the bot' }).click();
    await page.getByText('The bot is not in this channel.').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Channel options' }).click();
    await page.getByRole('menuitem', { name: 'Remove the bot' }).click();
    await page.getByText('The bot is not in this channel.').waitFor();
  });
});
