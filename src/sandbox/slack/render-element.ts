/** One input, menu or button in plain text, with what it holds. */
import type { Element } from './block-kit/blocks.ts';
import type { Option } from './block-kit/composition.ts';
import { allOptions } from './block-kit/select-elements.ts';
import { type Entry, initialEntry } from './input-state.ts';
import { type Names, textOf } from './text-of.ts';

/** A long menu shows its first options only. */
const shownOptions = 12;

/** What an entry says to its reader; empty when nothing was entered. */
export function entryText(entry: Entry, names: Names): string {
  switch (entry.type) {
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return entry.value ?? '';
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return entry.selected_option ? textOf(entry.selected_option.text, names) : '';
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return entry.selected_options.map((option) => textOf(option.text, names)).join(', ');
    case 'users_select':
      return entry.selected_user ? names(entry.selected_user) : '';
    case 'multi_users_select':
      return entry.selected_users.map(names).join(', ');
    case 'conversations_select':
      return entry.selected_conversation ? names(entry.selected_conversation) : '';
    case 'channels_select':
      return entry.selected_channel ? names(entry.selected_channel) : '';
    case 'datepicker':
      return entry.selected_date ?? '';
    case 'timepicker':
      return entry.selected_time ?? '';
    case 'datetimepicker':
      return entry.selected_date_time === null ? '' : new Date(entry.selected_date_time * 1000).toISOString();
    case 'file_input':
      return entry.files.map((file) => `📎 ${file.name}`).join(', ');
  }
}

function placeholderOf(element: Element): string {
  if ('placeholder' in element && element.placeholder) return element.placeholder.text;
  return element.type === 'file_input' ? (element.filetypes ?? ['*']).join(', ') : '';
}

function optionLines(options: Option[], chosen: Option[], { marks, names }: { marks: [string, string]; names: Names }) {
  return options.map((option) => {
    const isChosen = chosen.some((one) => one.value === option.value);
    const description = option.description ? ` — ${textOf(option.description, names)}` : '';
    return `${isChosen ? marks[0] : marks[1]} ${textOf(option.text, names)}${description}`;
  });
}

function menuOf(options: Option[], names: Names): string {
  const shown = options.slice(0, shownOptions).map((option) => textOf(option.text, names));
  const rest = options.length - shown.length;
  return ` {${[...shown, ...(rest > 0 ? [`… +${rest}`] : [])].join(' | ')}}`;
}

export function elementLines(element: Element, entry: Entry | null, names: Names): string[] {
  const held = entry ?? initialEntry(element);
  const value = held ? entryText(held, names) : '';
  const shown = value || `(${placeholderOf(element)})`;
  switch (element.type) {
    case 'button': {
      const { confirm } = element;
      if (!confirm) return [`[${element.text.text}]`];
      const asks = `${confirm.title.text}: ${textOf(confirm.text, names)} [${confirm.confirm.text}] [${confirm.deny.text}]`;
      return [`[${element.text.text}] (asks: ${asks})`];
    }
    case 'overflow':
      return [`[⋯]${menuOf(element.options, names)}`];
    case 'radio_buttons':
      return optionLines(element.options, held ? chosenOf(held) : [], { marks: ['(•)', '( )'], names });
    case 'checkboxes':
      return optionLines(element.options, held ? chosenOf(held) : [], { marks: ['[x]', '[ ]'], names });
    case 'static_select':
    case 'multi_static_select':
      return [`▾ ${shown}${menuOf(allOptions(element), names)}`];
    case 'external_select':
    case 'multi_external_select':
    case 'users_select':
    case 'multi_users_select':
    case 'conversations_select':
    case 'channels_select':
      return [`▾ ${shown}`];
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
    case 'datepicker':
    case 'timepicker':
    case 'datetimepicker':
    case 'file_input':
      return shown.split('\n').map((line) => `│ ${line}`);
  }
}

export function chosenOf(entry: Entry): Option[] {
  if ('selected_options' in entry) return entry.selected_options;
  return 'selected_option' in entry && entry.selected_option ? [entry.selected_option] : [];
}
