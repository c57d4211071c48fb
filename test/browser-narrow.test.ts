/** The page on a phone: one side at a time, with sheets over the channel. */
import { expect, test } from 'vitest';
import { openForm, openWindow, sharedControls } from './browser-controls-kit.ts';
import { describeInBrowser } from './browser-kit.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };

describeInBrowser('on a phone', () => {
  const controls = sharedControls();

  test('either Slack or WeCom is shown', async () => {
    const page = await openWindow(controls(), phone);
    const sides = ['Slack', 'WeCom'].map((name) => page.getByRole('region', { name, exact: true }));
    const shown = () => Promise.all(sides.map((side) => side.isVisible()));
    await page.getByRole('tab', { name: 'Slack' }).focus();
    expect(await shown()).toEqual([true, false]);
    await page.keyboard.press('ArrowRight');
    await expect.poll(shown).toEqual([false, true]);
    await page.getByRole('tab', { name: 'Slack' }).click();
    await expect.poll(shown).toEqual([true, false]);
  });

  test('places and threads are sheets, and nothing is wider than the screen', async () => {
    const page = await openWindow(controls(), phone);
    const places = page.getByRole('navigation');
    expect(await places.isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Channels and direct messages' }).click();
    await places.getByRole('button', { name: '教务处' }).click();
    await page.getByRole('heading', { name: '#教务处' }).waitFor();
    expect(await places.isVisible()).toBe(false);
    await page.getByRole('textbox', { name: /^Message #/ }).fill('hello');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('button', { name: 'Reply in thread' }).click();
    await page.getByRole('textbox', { name: 'Reply…' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Close the thread' }).waitFor({ state: 'detached' });
    expect(await widthOf(page)).toBe(390);
  });

  test('a form fills the side, with its buttons in sight', async () => {
    const { page, form } = await openForm(controls(), phone);
    const box = await form.boundingBox();
    expect(box).toMatchObject({ x: 0, width: 390 });
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
    await form.getByLabel('Told while typing').scrollIntoViewIfNeeded();
    expect(await form.getByRole('button', { name: 'Send' }).isVisible()).toBe(true);
    expect(await widthOf(page)).toBe(390);
  });
});

function widthOf(page: Awaited<ReturnType<typeof openWindow>>): Promise<number> {
  return page.locator('html').evaluate((root) => root.scrollWidth);
}
