/**
 * The kinds of field a form can have. Each draws its input block, reads what the view holds, and says what is wrong.
 * A limit is one number: the hint shows it, the check counts it.
 */
import type { types, ViewStateValue } from '@slack/bolt';
import { byteLength, cutToBytes } from '../message.ts';
import type { Words } from '../words/zh.ts';
import { plain } from './blocks.ts';
import { type SlackFile, slackFile } from './form-file.ts';
import { atMost, slackLimits, within } from './limits.ts';

/** The one action id of every field: the block id, which is the field's name, tells them apart. */
export const fieldAction = 'value';

type Say = (words: Words) => string;
type FieldInput = Omit<types.InputBlock, 'type' | 'block_id'>;

export type Field<Value> = {
  /** What a form nobody has touched holds. */
  empty: Value;
  /** The label, also used to name the field elsewhere. */
  label: Say;
  input(value: Value, words: Words): FieldInput;
  /** What the view holds; `before` where the view says nothing, as for a file chosen earlier. */
  read(state: ViewStateValue, before: Value): Value;
  /** A sentence for the person, or null when all is well. */
  fault(value: Value, words: Words): string | null;
};

type Common = { label: Say; hint?: Say | undefined; optional?: boolean | undefined; redraws?: boolean | undefined };

/** `redraws`: other fields depend on this one, so Slack tells us at once when it changes. */
function wrap(spec: Common, words: Words, element: types.InputBlockElement, hint = spec.hint?.(words)): FieldInput {
  return {
    label: plain(within(spec.label(words), slackLimits.label, 'label')),
    element,
    ...(hint !== undefined && { hint: plain(within(hint, slackLimits.hint, 'hint')) }),
    ...(spec.optional && { optional: true }),
    ...(spec.redraws && { dispatch_action: true }),
  };
}

type TextLimit = { maxBytes: number } | { maxCharacters: number };

/** One line or several. What is read is trimmed; a field in which nothing can be seen holds ''. */
export function textField(
  spec: Common & {
    multiline?: boolean;
    placeholder?: Say;
    limit?: TextLimit;
    check?: (text: string, words: Words) => string | null;
  },
): Field<string> {
  const limit = spec.limit ?? { maxCharacters: slackLimits.textInput };
  return {
    empty: '',
    label: spec.label,
    input: (value, words) =>
      wrap(spec, words, {
        type: 'plain_text_input',
        action_id: fieldAction,
        ...(spec.multiline && { multiline: true }),
        ...(value !== '' && { initial_value: value }),
        ...(spec.placeholder && {
          placeholder: plain(within(spec.placeholder(words), slackLimits.placeholder, 'placeholder')),
        }),
      }),
    read: (state) => typed(state.value ?? '', spec.multiline),
    fault(value, words) {
      if (value === '') return spec.optional ? null : words.forms.field.required;
      return limitFault(value, limit, words) ?? spec.check?.(value, words) ?? null;
    },
  };
}

/** Neither blanks nor zero-width, direction and filling marks. */
const visible = /[^\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;
const lineEnds = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

/** Several lines keep their empty lines at the top: the list reader counts lines. Pasted into one line, lines become one. */
function typed(text: string, multiline = false): string {
  if (!visible.test(text)) return '';
  return multiline ? text.trimEnd() : text.replace(lineEnds, ' ').trim();
}

function limitFault(text: string, limit: TextLimit, words: Words): string | null {
  if ('maxCharacters' in limit) {
    const characters = text.length;
    return characters > limit.maxCharacters
      ? words.forms.field.tooManyCharacters(characters, limit.maxCharacters)
      : null;
  }
  const bytes = byteLength(text);
  if (bytes <= limit.maxBytes) return null;
  return words.forms.field.tooManyBytes({ bytes, maxBytes: limit.maxBytes, cut: cutToBytes(text, limit.maxBytes) });
}

export type Choice<Value extends string> = { value: Value; label: Say; hint?: Say };

function option<Value extends string>(choice: Choice<Value>, words: Words): types.PlainTextOption {
  return {
    ...searchOption({ value: choice.value, text: choice.label(words) }),
    ...(choice.hint && { description: plain(within(choice.hint(words), slackLimits.optionText, 'option hint')) }),
  };
}

/** One of many. Holds '' until something is chosen, or `initial`. */
export function selectField(spec: Common & { choices: Choice<string>[]; initial?: string | undefined }): Field<string> {
  const known = (value: string | undefined) => spec.choices.find((choice) => choice.value === value);
  return {
    empty: spec.initial ?? '',
    label: spec.label,
    input(value, words) {
      const chosen = known(value);
      return wrap(spec, words, {
        type: 'static_select',
        action_id: fieldAction,
        options: atMost(spec.choices, slackLimits.selectOptions, 'options').map((choice) => option(choice, words)),
        ...(chosen && { initial_option: option(chosen, words) }),
      });
    },
    read: (state) => state.selected_option?.value ?? '',
    fault: (value, words) => (known(value) || (spec.optional && value === '') ? null : words.forms.field.choose),
  };
}

/**
 * One of many that are looked for by typing; what fits is answered by whoever listens to `app.options`. Holds the value of
 * what was chosen, or ''. `called`: what such a value is called, null for one that is not there.
 */
export function searchField(spec: Common & { called(value: string): string | null }): Field<string> {
  return {
    empty: '',
    label: spec.label,
    input(value, words) {
      const text = spec.called(value);
      return wrap(spec, words, {
        type: 'external_select',
        action_id: fieldAction,
        min_query_length: 0,
        ...(text !== null && { initial_option: searchOption({ value, text }) }),
      });
    },
    read: (state) => state.selected_option?.value ?? '',
    fault: (value, words) => (value === '' && !spec.optional ? words.forms.field.choose : null),
  };
}

/** An option of a `searchField`: the same for what is found as for what was chosen, or Slack takes them for two. */
export function searchOption({ value, text }: { value: string; text: string }): types.PlainTextOption {
  return {
    text: plain(within(text, slackLimits.optionText, 'option')),
    value: within(value, slackLimits.optionValue, 'option value'),
  };
}

/** One of a few, one always chosen. */
export function radioField<Value extends string>(
  spec: Common & { choices: Choice<Value>[]; initial: Value },
): Field<Value> {
  const known = (value: string | undefined) => spec.choices.find((choice) => choice.value === value);
  return {
    empty: spec.initial,
    label: spec.label,
    input(value, words) {
      const chosen = known(value);
      return wrap(spec, words, {
        type: 'radio_buttons',
        action_id: fieldAction,
        options: atMost(spec.choices, slackLimits.choices, 'choices').map((choice) => option(choice, words)),
        ...(chosen && { initial_option: option(chosen, words) }),
      });
    },
    read: (state, before) => known(state.selected_option?.value)?.value ?? before,
    fault: (value, words) => (known(value) ? null : words.forms.field.choose),
  };
}

/** One box to tick. Not optional: it must be ticked. A tick counts for the `value` it was made for, where one is given. */
export function checkboxField(spec: Common & { choice: Say; value?: string }): Field<boolean> {
  const ours = spec.value ?? 'yes';
  return {
    empty: false,
    label: spec.label,
    input(value, words) {
      const ticked = option({ value: ours, label: spec.choice }, words);
      return wrap(spec, words, {
        type: 'checkboxes',
        action_id: fieldAction,
        options: [ticked],
        ...(value && { initial_options: [ticked] }),
      });
    },
    read: (state) => (state.selected_options ?? []).some(({ value }) => value === ours),
    fault: (value, words) => (value || spec.optional ? null : words.forms.field.tick),
  };
}

/**
 * One file. What was chosen before stays until another is chosen: a `file_input` cannot be filled in by us, so the
 * hint names the file. `instead` names what is used when no file is chosen at all.
 */
export function fileField(
  spec: Common & { extensions: string[]; maxBytes: number; instead?: Say | undefined },
): Field<SlackFile | null> {
  return {
    empty: null,
    label: spec.label,
    input(value, words) {
      const standing = value ? words.forms.field.keptFile(value.name) : spec.instead?.(words);
      const hints = [standing, spec.hint?.(words)].filter((hint) => hint !== undefined);
      const element: types.FileInput = {
        type: 'file_input',
        action_id: fieldAction,
        filetypes: spec.extensions,
        max_files: 1,
      };
      const optional = spec.optional || standing !== undefined;
      return wrap({ ...spec, optional }, words, element, hints.length > 0 ? hints.join('\n') : undefined);
    },
    read: (state, before) => (state.files?.[0] ? slackFile(state.files[0]) : before),
    fault(value, words) {
      if (value === null) return spec.optional || spec.instead ? null : words.forms.field.noFile;
      if (!hasExtension(value.name, spec.extensions)) return words.forms.field.wrongFile(spec.extensions);
      return value.size > spec.maxBytes ? words.forms.field.fileTooBig(value.size, spec.maxBytes) : null;
    },
  };
}

/** `filetypes` is only a convenience in Slack's client; the name is checked here, the bytes by whoever reads them. */
function hasExtension(name: string, extensions: string[]): boolean {
  return extensions.some((extension) => name.toLowerCase().endsWith(`.${extension}`));
}
