/** The person: everything is found by what is written on it, and what is not there is told with what is. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SandboxSlack } from '../src/sandbox/slack/slack.ts';
import {
  call,
  type FakeBot,
  hasty,
  modal,
  plain,
  startFakeBot,
  startTestSlack,
  textInput,
} from './sandbox-slack-kit.ts';

type Json = Record<string, unknown>;

let slack: SandboxSlack;
let bot: FakeBot;
beforeEach(async () => {
  slack = await startTestSlack({ patience: hasty });
  bot = await startFakeBot(slack);
});
afterEach(async () => {
  await bot.stop();
  await slack.stop();
});

const wang = () => slack.person('U0WANG');
const option = (name: string) => ({ text: plain(name), value: `value of ${name}` });
const options = ['Red', 'Green', 'Dark green'].map(option);
const field = (label: string, element: object, more: object = {}) => ({
  type: 'input',
  block_id: label.toLowerCase(),
  label: plain(label),
  element: { action_id: 'value', ...element },
  optional: true,
  ...more,
});

async function open(...blocks: object[]): Promise<void> {
  await wang().command('/x', { channel: 'C0NOTICE' });
  const trigger = String(bot.received.at(-1)?.payload.trigger_id);
  const answer = await call(slack, 'views.open', { trigger_id: trigger, view: modal(blocks) });
  expect(answer).toMatchObject({ ok: true });
}

async function submitted(): Promise<Json> {
  await wang().submit();
  const view = bot.received.at(-1)?.payload.view as { state: { values: Record<string, { value: Json }> } };
  return Object.fromEntries(Object.entries(view.state.values).map(([block, actions]) => [block, actions.value]));
}

describe('finding', () => {
  test('a label is enough, or a part of it that only one label has', async () => {
    await open(textInput('a', 'Title (64 bytes)'), textInput('b', 'Title in English'), textInput('c', 'Note'));
    await wang().fill('(64 bytes)', 'Meeting');
    expect(wang().modal()?.values['Title (64 bytes)']).toBe('Meeting');
    const there = 'there is "Title (64 bytes)", "Title in English", "Note"';
    await expect(wang().fill('Title', 'x')).rejects.toThrow(`no single "Title" in the modal "Form"; ${there}`);
    await expect(wang().fill('Cover', 'x')).rejects.toThrow(`no single "Cover" in the modal "Form"; ${there}`);
  });

  test('what is missing is told with what is there', async () => {
    await expect(wang().fill('Title', 'x')).rejects.toThrow('no "Title": no modal is open');
    await open(field('Colour', { type: 'static_select', options }));
    await expect(wang().choose('Colour', 'Blue')).rejects.toThrow(
      'no single option "Blue"; there is "Red", "Green", "Dark green"',
    );
    await expect(wang().fill('Colour', 'Red')).rejects.toThrow('"Colour" is not typed into: it is a static_select');
    await expect(wang().press('Stop')).rejects.toThrow('no single "Stop" in the modal "Form"; there is nothing');
    await expect(wang().click('Stop', { channel: 'C0NOTICE' })).rejects.toThrow(
      'no button "Stop" in #家校通知; there is nothing',
    );
    expect(() => wang().say('Hi', { channel: 'C0NONE' })).toThrow('no channel C0NONE');
  });

  test('waiting in vain says what is there instead', async () => {
    await open(textInput('a', 'Title'));
    await expect(slack.person('U0LI').waitForModal('Form')).rejects.toThrow(
      'no modal Form came; 李校长 sees\n(no modal)',
    );
    await expect(slack.waitForMessage('Hi', { channel: 'C0NOTICE' })).rejects.toThrow(
      'no message Hi; there is\n#家校通知',
    );
  });
});

describe('entering', () => {
  test('every kind of input arrives in its own shape', async () => {
    await open(
      field('Text', { type: 'plain_text_input' }),
      field('Count', { type: 'number_input', is_decimal_allowed: false }),
      field('Menu', { type: 'static_select', options }),
      field('Menus', { type: 'multi_static_select', options }),
      field('Ticks', { type: 'checkboxes', options }),
      field('Person', { type: 'users_select' }),
      field('People', { type: 'multi_users_select' }),
      field('Place', { type: 'conversations_select' }),
      field('Day', { type: 'datepicker' }),
      field('Time', { type: 'timepicker' }),
      field('Moment', { type: 'datetimepicker' }),
    );
    await wang().fill('Text', 'words');
    await wang().fill('Count', '12');
    await wang().choose('Menu', 'Green');
    for (const name of ['Red', 'Dark green']) await wang().choose('Menus', name);
    for (const name of ['Red', 'Dark green']) await wang().check('Ticks', name);
    await wang().uncheck('Ticks', 'Red');
    await wang().choose('Person', '李校长');
    await wang().choose('People', 'Ms Smith');
    await wang().choose('Place', '#教务处');
    await wang().fill('Day', '2026-09-01');
    await wang().fill('Time', '16:05');
    await wang().fill('Moment', '2026-09-01T16:05:00+08:00');
    expect(await submitted()).toEqual({
      text: { type: 'plain_text_input', value: 'words' },
      count: { type: 'number_input', value: '12' },
      menu: { type: 'static_select', selected_option: options[1] },
      menus: { type: 'multi_static_select', selected_options: [options[0], options[2]] },
      ticks: { type: 'checkboxes', selected_options: [options[2]] },
      person: { type: 'users_select', selected_user: 'U0LI' },
      people: { type: 'multi_users_select', selected_users: ['U0SMITH'] },
      place: { type: 'conversations_select', selected_conversation: 'C0OFFICE' },
      day: { type: 'datepicker', selected_date: '2026-09-01' },
      time: { type: 'timepicker', selected_time: '16:05' },
      moment: { type: 'datetimepicker', selected_date_time: Date.UTC(2026, 8, 1, 8, 5) / 1000 },
    });
  });

  test('what is left alone or cleared is null or empty, what has an initial value keeps it', async () => {
    await open(
      field('Text', { type: 'plain_text_input', initial_value: 'start' }),
      field('Menu', { type: 'static_select', options, initial_option: options[0] }),
      field('Ticks', { type: 'checkboxes', options }),
      field('Link', { type: 'url_text_input' }),
      field('File', { type: 'file_input' }),
    );
    await wang().clear('Menu');
    expect(await submitted()).toEqual({
      text: { type: 'plain_text_input', value: 'start' },
      menu: { type: 'static_select', selected_option: null },
      ticks: { type: 'checkboxes', selected_options: [] },
      link: { type: 'url_text_input', value: null },
      file: { type: 'file_input', files: [] },
    });
  });

  test.each([
    ['required', { type: 'plain_text_input' }, '', 'Please complete this required field.'],
    ['at least', { type: 'plain_text_input', min_length: 3 }, 'ab', 'Must be at least 3 characters.'],
    ['at most', { type: 'plain_text_input', max_length: 3 }, 'abcd', 'Must be at most 3 characters.'],
    ['at most, unsaid', { type: 'plain_text_input' }, 'x'.repeat(3001), 'Must be at most 3000 characters.'],
    ['a number', { type: 'number_input', is_decimal_allowed: false }, '1.5', 'Must be a number.'],
    ['too small', { type: 'number_input', is_decimal_allowed: true, min_value: '2' }, '1.5', 'Must be at least 2.'],
    ['too big', { type: 'number_input', is_decimal_allowed: true, max_value: '2' }, '2.5', 'Must be at most 2.'],
    ['an address', { type: 'email_text_input' }, 'wang', 'Must be a valid email address.'],
    ['a link', { type: 'url_text_input' }, 'school', 'Must be a valid URL.'],
  ])("Slack's own check: %s", async (_what, element, value, complaint) => {
    await open(field('Field', element, { optional: false }));
    const before = bot.received.length;
    await wang().fill('Field', value);
    expect(await wang().submit()).toEqual({ errors: { Field: complaint } });
    expect(bot.received).toHaveLength(before);
  });

  test('a file the field does not take is refused before it is sent', async () => {
    await open(field('List', { type: 'file_input', filetypes: ['csv'], max_files: 1 }));
    const upload = (name: string, size: number) => wang().upload('List', { name, bytes: Buffer.alloc(size) });
    await expect(upload('list.pdf', 1)).rejects.toThrow('"List" takes csv, not list.pdf');
    await expect(upload('list.csv', 10 * 1024 * 1024 + 1)).rejects.toThrow('Slack takes no file above 10485760 bytes');
    await upload('one.csv', 10 * 1024 * 1024);
    await upload('two.CSV', 1);
    const { list } = await submitted();
    expect(list).toMatchObject({ files: [{ name: 'two.CSV', size: 1, filetype: 'csv', user: 'U0WANG' }] });
  });
});

describe('menus the bot fills', () => {
  const external = field('School', { type: 'external_select', min_query_length: 2 });
  const suggest = (json: object) => {
    bot.reply = (payload) => (payload.type === 'block_suggestion' ? { json } : {});
  };

  test('are asked with what was typed', async () => {
    await open(external);
    suggest({ options: ['晨光小学', '晨光中学'].map(option) });
    await wang().choose('School', '晨光中');
    expect(bot.received.at(-1)?.payload).toMatchObject({
      type: 'block_suggestion',
      block_id: 'school',
      value: '晨光中',
    });
    expect(wang().modal()?.values).toEqual({ School: '晨光中学' });
    suggest({ option_groups: [{ label: plain('Old'), options: [option('东风小学')] }] });
    await wang().choose('School', '东风');
    expect(wang().modal()?.values).toEqual({ School: '东风小学' });
  });

  test('say so when nothing fits, too little was typed, or the options are bad', async () => {
    await open(external);
    suggest({ options: [option('晨光小学')] });
    await expect(wang().choose('School', '中学')).rejects.toThrow('no single option "中学"; there is "晨光小学"');
    await expect(wang().choose('School', '中')).rejects.toThrow('suggests nothing before 2 characters');
    suggest({ options: [option('x'.repeat(76))] });
    await expect(wang().choose('School', 'xx')).rejects.toThrow('got options that Slack refuses');
    expect(slack.faults).toHaveLength(1);
  });
});
