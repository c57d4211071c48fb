import type { types, ViewStateValue } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import type { Block } from '../src/slack/blocks.ts';
import { checkboxField, fieldAction, fileField, radioField, selectField, textField } from '../src/slack/fields.ts';
import { defineForm } from '../src/slack/form.ts';
import type { SlackFile } from '../src/slack/form-file.ts';
import { slackLimits } from '../src/slack/limits.ts';
import { wordsFor } from '../src/words/locale.ts';

type Values = {
  name: string;
  story: string;
  colour: string;
  size: 'small' | 'large';
  pages: string;
  sure: boolean;
  picture: SlackFile | null;
};

const form = defineForm<Values>(
  'test:form',
  {
    name: textField({ label: () => 'Name', limit: { maxBytes: 8 } }),
    story: textField({ label: () => 'Story', multiline: true, optional: true, limit: { maxCharacters: 10 } }),
    colour: selectField({
      label: () => 'Colour',
      choices: [
        { value: 'r', label: () => 'red' },
        { value: 'g', label: () => 'green' },
      ],
    }),
    size: radioField({
      label: () => 'Size',
      initial: 'small',
      redraws: true,
      choices: [
        { value: 'small', label: () => 'small' },
        { value: 'large', label: () => 'large', hint: () => 'asks for pages' },
      ],
    }),
    pages: textField({ label: () => 'Pages' }),
    sure: checkboxField({ label: () => 'Sure', choice: () => 'I am' }),
    picture: fileField({ label: () => 'Picture', hint: () => 'PNG', extensions: ['png'], maxBytes: 100 }),
  },
  {
    visible: { pages: (values) => values.size === 'large' },
    check: (values) => (values.name === values.pages ? { pages: 'same as the name' } : {}),
  },
);

const upload = { id: 'F1', name: 'a.PNG', size: 100, url_private_download: 'https://files.slack.com/f1' };
const full: Record<string, Omit<ViewStateValue, 'type'>> = {
  name: { value: ' Ann ' },
  story: { value: '\n\nonce\n' },
  colour: { selected_option: { text: { type: 'plain_text', text: 'red' }, value: 'r' } },
  size: { selected_option: { text: { type: 'plain_text', text: 'small' }, value: 'small' } },
  sure: { selected_options: [{ text: { type: 'plain_text', text: 'I am' }, value: 'yes' }] },
  picture: { files: [upload as never] },
};

const locales = ['zh', 'en'] as const;
const words = wordsFor('en');
const say = words.forms.field;

function state(values: Record<string, Omit<ViewStateValue, 'type'>>) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { [fieldAction]: { type: '', ...value } }]),
  );
}

function parse(changed: Record<string, Omit<ViewStateValue, 'type'>>, before = form.empty) {
  return form.parse(state({ ...full, ...changed }), words, before);
}

function faultsAfter(changed: Record<string, Omit<ViewStateValue, 'type'>>) {
  const parsed = parse(changed);
  return parsed.type === 'faults' ? parsed.faults : {};
}

function inputs(blocks: Block[]): types.InputBlock[] {
  return blocks.filter((block) => block.type === 'input');
}

function input(blocks: Block[], name: string): types.InputBlock {
  const block = inputs(blocks).find(({ block_id }) => block_id === name);
  if (!block) throw new Error(`no input ${name}`);
  return block;
}

describe('parsing', () => {
  test('reads every kind of field', () => {
    expect(parse({})).toEqual({
      type: 'parsed',
      values: {
        name: 'Ann',
        story: '\n\nonce',
        colour: 'r',
        size: 'small',
        pages: '',
        sure: true,
        picture: { id: 'F1', name: 'a.PNG', size: 100, url: 'https://files.slack.com/f1' },
      },
    });
  });

  test('an untouched form is told what is missing, field by field', () => {
    const parsed = form.parse({}, words, form.empty);
    expect(parsed).toMatchObject({
      type: 'faults',
      faults: { name: say.required, colour: say.choose, sure: say.tick, picture: say.noFile },
    });
  });

  test('a byte limit counts bytes and says where it would be cut', () => {
    expect(faultsAfter({ name: { value: 'ab家长' } })).toEqual({});
    expect(faultsAfter({ name: { value: '😀😀' } })).toEqual({});
    expect(faultsAfter({ name: { value: '家长会' } })).toEqual({
      name: say.tooManyBytes({ bytes: 9, maxBytes: 8, cut: '家长' }),
    });
  });

  test('a character limit holds at the limit and not past it', () => {
    expect(faultsAfter({ story: { value: '0123456789' } })).toEqual({});
    expect(faultsAfter({ story: { value: '0123456789a' } })).toEqual({ story: say.tooManyCharacters(11, 10) });
  });

  test('a file is judged by its name and its size', () => {
    const picture = (changed: object) => ({ picture: { files: [{ ...upload, ...changed } as never] } });
    expect(faultsAfter(picture({ size: 101 }))).toEqual({ picture: say.fileTooBig(101, 100) });
    expect(faultsAfter(picture({ name: 'a.pdf' }))).toEqual({ picture: say.wrongFile(['png']) });
    expect(faultsAfter(picture({ name: 'png' }))).toEqual({ picture: say.wrongFile(['png']) });
  });

  test('an option that does not exist is no choice', () => {
    const colour = { selected_option: { text: { type: 'plain_text' as const, text: 'blue' }, value: 'b' } };
    expect(faultsAfter({ colour })).toEqual({ colour: say.choose });
  });

  test('a field that is not shown is not judged and keeps what it held', () => {
    const parsed = parse({}, { ...form.empty, pages: '12' });
    expect(parsed).toMatchObject({ type: 'parsed', values: { pages: '12' } });
  });

  test('a field that has just come into being is judged', () => {
    const size = { selected_option: { text: { type: 'plain_text' as const, text: 'large' }, value: 'large' } };
    expect(faultsAfter({ size })).toEqual({ pages: say.required });
    expect(faultsAfter({ size, pages: { value: 'Ann' } })).toEqual({ pages: 'same as the name' });
  });

  test('a file chosen earlier stays until another is chosen', () => {
    const before = {
      ...form.empty,
      picture: { id: 'F0', name: 'old.png', size: 1, url: 'https://files.slack.com/f0' },
    };
    expect(parse({ picture: { files: [] } }, before)).toMatchObject({ values: { picture: { id: 'F0' } } });
    expect(parse({}, before)).toMatchObject({ values: { picture: { id: 'F1' } } });
  });
});

describe('drawing', () => {
  test.each(locales)('what was parsed is drawn again with its values (%s)', (locale) => {
    const parsed = parse({});
    const blocks = form.render(parsed.values, wordsFor(locale));
    expect(inputs(blocks).map(({ block_id }) => block_id)).toEqual([
      'name',
      'story',
      'colour',
      'size',
      'sure',
      'picture',
    ]);
    expect(input(blocks, 'name').element).toMatchObject({ action_id: fieldAction, initial_value: 'Ann' });
    expect(input(blocks, 'story')).toMatchObject({ optional: true, element: { multiline: true } });
    expect(input(blocks, 'colour').element).toMatchObject({ initial_option: { value: 'r' } });
    expect(input(blocks, 'size')).toMatchObject({
      dispatch_action: true,
      element: { initial_option: { value: 'small' } },
    });
    expect(input(blocks, 'sure').element).toMatchObject({ initial_options: [{ value: 'yes' }] });
    expect(input(blocks, 'picture')).toMatchObject({
      optional: true,
      hint: { text: `${wordsFor(locale).forms.field.keptFile('a.PNG')}\nPNG` },
      element: { filetypes: ['png'], max_files: 1 },
    });
  });

  test('initial options are among the options, as Slack demands', () => {
    const { values } = parse({});
    for (const { element } of inputs(form.render(values, words))) {
      if (element.type === 'static_select' || element.type === 'radio_buttons') {
        expect(element.options).toContainEqual(element.initial_option);
      }
      if (element.type === 'checkboxes') expect(element.options).toEqual(element.initial_options);
    }
  });

  test('a fault stands right above its field, and everything typed is still there', () => {
    const parsed = parse({ name: { value: '家长会' } });
    const blocks = form.render(parsed.values, words, { name: 'too long' });
    expect(blocks[0]).toMatchObject({ type: 'alert', level: 'error', text: { text: 'too long' } });
    expect(blocks[1]).toMatchObject({ block_id: 'name', element: { initial_value: '家长会' } });
    expect(input(blocks, 'colour').element).toMatchObject({ initial_option: { value: 'r' } });
  });

  test('an empty form has no initial values and asks for its file', () => {
    const blocks = form.render(form.empty, words);
    expect(input(blocks, 'name').element).not.toHaveProperty('initial_value');
    expect(input(blocks, 'picture')).not.toHaveProperty('optional');
  });

  test('a standing replacement makes a file optional and says so', () => {
    const field = fileField({ label: () => 'P', extensions: ['png'], maxBytes: 1, instead: () => 'last one' });
    expect(field.input(null, words)).toMatchObject({ optional: true, hint: { text: 'last one' } });
    expect(field.fault(null, words)).toBeNull();
  });

  test('more options than Slack takes are an error of ours, not a broken modal', () => {
    const choices = Array.from({ length: slackLimits.selectOptions + 1 }, (_, i) => ({
      value: `${i}`,
      label: () => 'x',
    }));
    expect(() => selectField({ label: () => 'S', choices }).input('', words)).toThrow(/101/);
    expect(() => selectField({ label: () => 'S', choices: choices.slice(1) }).input('', words)).not.toThrow();
  });

  test('faulty fields can be named by their labels', () => {
    expect(form.labels({ sure: 'x', name: 'y' }, words)).toEqual(['Name', 'Sure']);
  });
});
