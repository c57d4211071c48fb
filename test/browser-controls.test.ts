/** Every field of a form in the browser: what a person does, and what the bot gets. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openForm, sharedControls, valuesOf } from './browser-controls-kit.ts';
import { describeInBrowser } from './browser-kit.ts';

const plainOption = (value: string, text: string) => ({ value, text: { type: 'plain_text', text } });

describeInBrowser('every kind of field', () => {
  const controls = sharedControls();

  test('is found by its label, filled in, and reaches the bot', async () => {
    const { page, form } = await openForm(controls());
    const pick = async (label: string, ...keys: string[]) => {
      await form.getByRole('combobox', { name: label, exact: true }).focus();
      for (const key of keys) await page.keyboard.press(key);
    };
    await form.getByLabel('One line').fill('期中家长会');
    await form.getByLabel('Many lines').fill('one\ntwo');
    await form.getByLabel('A number').fill('42');
    await form.getByLabel('An address').fill('wang@school.example');
    await form.getByLabel('A page', { exact: true }).fill('https://school.example');
    await pick('Colour', 'ArrowDown', 'ArrowDown', 'Enter');
    await form.getByRole('combobox', { name: 'Colour', exact: true }).press('End');
    await page.keyboard.type('re');
    expect(await form.getByRole('option').allTextContents()).toEqual(['Red', 'Greenlike grass']);
    await page.keyboard.press('Escape');
    await pick('Colours', 'ArrowDown', 'Enter', 'ArrowDown', 'ArrowDown', 'Enter');
    await form.getByRole('combobox', { name: 'Person', exact: true }).fill('李');
    await page.keyboard.press('Enter');
    await form.getByRole('combobox', { name: 'People' }).click();
    await form.getByRole('option', { name: '王老师' }).click();
    await form.getByRole('combobox', { name: 'Channel' }).click();
    await form.getByRole('option', { name: '#教务处' }).click();
    await form.getByRole('combobox', { name: 'Place' }).click();
    await form.getByRole('option', { name: 'wecom-relay' }).click();
    await form.getByRole('radio', { name: 'Large' }).check();
    await form.getByRole('checkbox', { name: 'Light' }).click();
    await form.getByRole('checkbox', { name: 'Sound' }).click();
    await form.getByLabel('Day').fill('2026-12-04');
    await form.getByLabel('Hour').fill('14:05');
    await form.getByLabel('Moment').fill('2026-12-04T14:05');
    await form.getByRole('button', { name: 'Send' }).click();
    await form.waitFor({ state: 'detached' });
    const values = valuesOf(controls().heard('view_submission').at(-1));
    expect(values).toMatchObject({
      line: { value: '期中家长会' },
      lines: { value: 'one\ntwo' },
      number: { value: '42' },
      mail: { value: 'wang@school.example' },
      site: { value: 'https://school.example' },
      colour: { selected_option: { value: 'green' } },
      colours: { selected_options: [plainOption('red', 'Red'), { value: 'green' }] },
      who: { selected_user: 'U0LI' },
      whos: { selected_users: ['U0WANG'] },
      channel: { selected_channel: 'C0OFFICE' },
      size: { selected_option: plainOption('l', 'Large') },
      extras: { selected_options: [plainOption('a', 'Sound'), plainOption('b', 'Light')] },
      day: { selected_date: '2026-12-04' },
      hour: { selected_time: '14:05' },
      moment: { selected_date_time: Date.parse('2026-12-04T06:05:00Z') / 1000 },
    });
    expect(values.place).toMatchObject({ selected_conversation: expect.stringMatching(/^D/) });
  });

  test('a menu of the bot’s asks once enough is typed, and only for what is typed last', async () => {
    const { page, form } = await openForm(controls());
    const menu = form.getByRole('combobox', { name: 'From afar', exact: true });
    await menu.pressSequentially('f');
    await form.getByText('Type at least 2 characters').waitFor();
    await menu.pressSequentially('ar aw', { delay: 20 });
    await form.getByRole('option', { name: 'Far away' }).waitFor();
    await page.keyboard.press('Enter');
    expect(await menu.inputValue()).toBe('Far away');
    expect(
      controls()
        .heard('block_suggestion')
        .map(({ value }) => value),
    ).toEqual(['far aw']);
    await form.getByRole('button', { name: 'Clear From afar' }).click();
    expect(await menu.inputValue()).toBe('');
    const several = form.getByRole('combobox', { name: 'Several from afar' });
    await several.click();
    await form.getByRole('option', { name: 'Far away' }).click();
    await form.getByRole('button', { name: 'Remove Far away' }).click();
    expect(await form.getByRole('button', { name: 'Remove Far away' }).count()).toBe(0);
  });

  test('files are checked, uploaded, listed and taken out', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'page-files-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    // On disk: a browser is handed a path faster than ten megabytes.
    writeFileSync(join(folder, 'large.csv'), Buffer.alloc(10 * 1024 * 1024 + 1, 'P'));
    const { form } = await openForm(controls());
    const field = form.getByLabel('List', { exact: true });
    const csv = (name: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from('P_0001') });
    await field.setInputFiles(csv('list.exe'));
    await form.getByText('Only csv, txt files.').waitFor();
    await field.setInputFiles(join(folder, 'large.csv'));
    await form.getByText('at most 10 MB').waitFor();
    await field.setInputFiles([csv('a.csv'), csv('B.CSV')]);
    await form.getByText('B.CSV').waitFor();
    await form.getByRole('button', { name: 'Remove a.csv' }).click();
    await form.getByText('a.csv', { exact: true }).waitFor({ state: 'detached' });
    await form.getByRole('radio', { name: 'Small' }).check();
    await form.getByRole('checkbox', { name: 'Sound' }).check();
    await form.getByRole('button', { name: 'Send' }).click();
    await form.waitFor({ state: 'detached' });
    const { file } = valuesOf(controls().heard('view_submission').at(-1));
    expect(file).toMatchObject({ files: [{ name: 'B.CSV' }] });
  });

  test('a bot that wants to hear at once is told at Enter, or when typing rests', async () => {
    const { page, form } = await openForm(controls());
    const told = () =>
      controls()
        .heard('block_actions')
        .map(({ actions }) => (actions as { value: string }[])[0]?.value);
    await form.getByLabel('Told on Enter').fill('done');
    await page.keyboard.press('Enter');
    await expect.poll(told).toEqual(['done']);
    await form.getByLabel('Told while typing').pressSequentially('家长会', { delay: 10 });
    await expect.poll(told).toEqual(['done', '家长会']);
    expect(controls().heard('view_submission')).toEqual([]);
    controls().bot.reply = () => ({ status: 500 });
    await form.getByLabel('Told on Enter').press('Enter');
    await page.getByRole('status').getByText('The bot did not answer in time').waitFor();
  });

  test('what asks first is not done when the answer is no', async () => {
    const { page, form } = await openForm(controls());
    const pressed = () => controls().heard('block_actions').length;
    const question = page.getByRole('alertdialog', { name: 'Really?' });
    await form.getByRole('button', { name: 'Delete' }).click();
    await question.getByRole('button', { name: 'Leave it' }).click();
    await form.getByRole('button', { name: 'Delete' }).click();
    await question.waitFor();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect([pressed(), await form.count()]).toEqual([0, 1]);
    await form.getByRole('button', { name: 'Delete' }).click();
    await question.getByRole('button', { name: 'Do it' }).click();
    await expect.poll(pressed).toBe(1);
    await form.getByRole('button', { name: 'More', exact: true }).focus();
    for (const key of ['Enter', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await expect.poll(pressed).toBe(2);
    expect(controls().heard('block_actions').at(-1)).toMatchObject({ actions: [{ selected_option: { value: 'y' } }] });
  });
});
