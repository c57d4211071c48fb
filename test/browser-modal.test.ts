/** Modals in the browser: errors, pages on top of each other, the keyboard, and a server that is late. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator } from 'playwright-core';
import { expect, test } from 'vitest';
import { openForm, sharedControls, valuesOf } from './browser-controls-kit.ts';
import { describeInBrowser } from './browser-kit.ts';
import { textInput } from './sandbox-slack-kit.ts';

const hasFocus = (one: Locator) => one.evaluate((element) => element.matches(':focus'));

describeInBrowser('modals', () => {
  const controls = sharedControls();

  test('complaints stand under their fields, the first has the keyboard, nothing is lost', async () => {
    const { page, form } = await openForm(controls());
    await form.getByLabel('One line').fill('kept');
    await form.getByRole('button', { name: 'Send' }).click();
    await form.getByText('Please complete this required field.').first().waitFor();
    await expect.poll(() => hasFocus(form.getByRole('radio', { name: 'Small' }))).toBe(true);
    await page.keyboard.press('Space');
    await form.getByRole('checkbox', { name: 'Sound' }).check();
    controls().bot.reply = () => ({ json: { response_action: 'errors', errors: { line: 'No such line.' } } });
    await form.getByRole('button', { name: 'Send' }).click();
    await form.getByText('No such line.').waitFor();
    const line = form.getByLabel('One line');
    expect(await line.inputValue()).toBe('kept');
    await expect.poll(() => hasFocus(line)).toBe(true);
    expect(await line.getAttribute('aria-invalid')).toBe('true');
    const ids = (await line.getAttribute('aria-describedby'))?.split(' ') ?? [];
    const described = await Promise.all(ids.map((id) => form.locator(`[id="${id}"]`).textContent()));
    expect(described).toEqual(['No such line.', 'At most 20']);
  });

  test('a second page lies on top; back and Esc lead to the first, × closes all', async () => {
    const { page, form } = await openForm(controls());
    const second = page.getByRole('dialog', { name: 'Second' });
    await form.getByLabel('One line').fill('kept');
    const visit = async () => {
      await form.getByRole('button', { name: 'Another page' }).click();
      await second.waitFor();
      expect(await form.count()).toBe(0);
    };
    await visit();
    await second.getByRole('button', { name: 'Back' }).click();
    await form.waitFor();
    expect(await form.getByLabel('One line').inputValue()).toBe('kept');
    await visit();
    await page.keyboard.press('Escape');
    await form.waitFor();
    await visit();
    await second.getByRole('button', { name: 'Close' }).click();
    await second.waitFor({ state: 'detached' });
    expect(await page.getByRole('dialog').count()).toBe(0);
    await expect.poll(() => hasFocus(page.getByRole('textbox', { name: /^Message #/ }))).toBe(true);
  });

  test('Tab stays in the dialog, in both directions', async () => {
    const { page, form } = await openForm(controls());
    await form.getByRole('button', { name: 'Send' }).focus();
    await page.keyboard.press('Tab');
    expect(await hasFocus(form.getByRole('button', { name: 'Close' }))).toBe(true);
    await page.keyboard.press('Shift+Tab');
    expect(await hasFocus(form.getByRole('button', { name: 'Send' }))).toBe(true);
  });

  test('nothing typed is lost when states are late and the bot redraws the form meanwhile', async () => {
    const { page, form } = await openForm(controls());
    await page.route('**/state?*', async (route) => {
      const answer = await route.fetch();
      await sleep(300);
      await route.fulfill({ response: answer }).catch(() => undefined);
    });
    const text = '各位家长：周五下午三点在报告厅开家长会，请准时到。'.repeat(4);
    const lines = form.getByLabel('Many lines');
    const typing = lines.pressSequentially(text, { delay: 25 });
    for (let redrawn = 1; redrawn <= 4; redrawn += 1) {
      await sleep(400);
      await controls().redraw([textInput(`new-${redrawn}`, `New ${redrawn}`, { block: { optional: true } })]);
    }
    await typing;
    await form.getByLabel('New 4').waitFor();
    expect(await lines.inputValue()).toBe(text);
    await form.getByRole('radio', { name: 'Small' }).check();
    await form.getByRole('checkbox', { name: 'Sound' }).check();
    await form.getByRole('button', { name: 'Send' }).click();
    await form.waitFor({ state: 'detached' });
    expect(valuesOf(controls().heard('view_submission').at(-1))).toMatchObject({ lines: { value: text } });
  });

  test('a form that is being sent is not sent again, and says when the bot is silent', async () => {
    const { page, form } = await openForm(controls());
    await form.getByRole('radio', { name: 'Small' }).check();
    await form.getByRole('checkbox', { name: 'Sound' }).check();
    controls().bot.reply = () => 'never';
    const send = form.getByRole('button', { name: 'Send' });
    await send.dblclick();
    await form.locator('form[aria-busy=true]').waitFor();
    expect(await send.isDisabled()).toBe(true);
    await form.getByText('We had some trouble connecting. Try again?').waitFor();
    expect(controls().heard('view_submission')).toHaveLength(1);
    expect(await send.isEnabled()).toBe(true);
    expect(await page.getByText('The bot did not answer in time').count()).toBe(0);
  });

  test('an answer Slack would not take is shown as what it is', async () => {
    const { page, form } = await openForm(controls());
    await form.getByRole('radio', { name: 'Small' }).check();
    await form.getByRole('checkbox', { name: 'Sound' }).check();
    controls().bot.reply = () => ({ json: { response_action: 'nonsense' } });
    await form.getByRole('button', { name: 'Send' }).click();
    await form.getByRole('alert').getByText('We had some trouble connecting.').waitFor();
    await page.getByText(/^The bot did .* that Slack does not allow$/).click();
    await page.getByText('view_submission answered with something unknown').waitFor();
  });
});
