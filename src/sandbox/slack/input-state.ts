/** What a person has entered in a modal, in the shape of Slack's `view.state.values`. */
import { isDeepStrictEqual } from 'node:util';
import { type Block, type Element, elementsOf } from './block-kit/blocks.ts';
import type { Option } from './block-kit/composition.ts';
import { allOptions } from './block-kit/select-elements.ts';

/** The entry of one input: one variant per shape of value. */
export type Entry =
  | { type: 'plain_text_input' | 'email_text_input' | 'url_text_input' | 'number_input'; value: string | null }
  | { type: 'static_select' | 'external_select' | 'radio_buttons'; selected_option: Option | null }
  | { type: 'multi_static_select' | 'multi_external_select' | 'checkboxes'; selected_options: Option[] }
  | { type: 'users_select'; selected_user: string | null }
  | { type: 'multi_users_select'; selected_users: string[] }
  | { type: 'conversations_select'; selected_conversation: string | null }
  | { type: 'channels_select'; selected_channel: string | null }
  | { type: 'datepicker'; selected_date: string | null }
  | { type: 'timepicker'; selected_time: string | null }
  | { type: 'datetimepicker'; selected_date_time: number | null }
  | { type: 'file_input'; files: Record<string, unknown>[] };

/** Keyed by block_id, then by action_id. */
export type Entries = Map<string, Map<string, Entry>>;

/** What an input holds before anybody touches it; null for buttons and overflow menus, which hold nothing. */
export function initialEntry(element: Element): Entry | null {
  switch (element.type) {
    case 'button':
    case 'overflow':
      return null;
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return { type: element.type, value: element.initial_value ?? null };
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type: element.type, selected_option: element.initial_option ?? null };
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return { type: element.type, selected_options: element.initial_options ?? [] };
    case 'users_select':
      return { type: element.type, selected_user: element.initial_user ?? null };
    case 'multi_users_select':
      return { type: element.type, selected_users: element.initial_users ?? [] };
    case 'conversations_select':
      return { type: element.type, selected_conversation: element.initial_conversation ?? null };
    case 'channels_select':
      return { type: element.type, selected_channel: element.initial_channel ?? null };
    case 'datepicker':
      return { type: element.type, selected_date: element.initial_date ?? null };
    case 'timepicker':
      return { type: element.type, selected_time: element.initial_time ?? null };
    case 'datetimepicker':
      return { type: element.type, selected_date_time: element.initial_date_time ?? null };
    case 'file_input':
      return { type: element.type, files: [] };
  }
}

/** An entry survives an update unless its kind changed or its option is gone. */
export function stillFits(element: Element, entry: Entry): boolean {
  if (entry.type !== element.type) return false;
  if (element.type === 'external_select' || element.type === 'multi_external_select') return true;
  const chosen =
    'selected_option' in entry && entry.selected_option
      ? [entry.selected_option]
      : 'selected_options' in entry
        ? entry.selected_options
        : [];
  const options = 'options' in element || 'option_groups' in element ? allOptions(element) : [];
  return chosen.every((one) => options.some((option) => isDeepStrictEqual(option, one)));
}

/** Same block_id and action_id keep what was entered; every other input starts from its initial value. */
export function entriesFor(blocks: Block[], before: Entries = new Map()): Entries {
  const entries: Entries = new Map();
  for (const block of blocks) {
    for (const { element } of elementsOf(block)) {
      const kept = before.get(block.block_id)?.get(element.action_id);
      const entry = kept && stillFits(element, kept) ? kept : initialEntry(element);
      if (entry) setEntry(entries, block.block_id, element.action_id, entry);
    }
  }
  return entries;
}

export function setEntry(entries: Entries, blockId: string, actionId: string, entry: Entry): void {
  entries.set(blockId, (entries.get(blockId) ?? new Map<string, Entry>()).set(actionId, entry));
}

export function isEmpty(entry: Entry): boolean {
  return Object.entries(entry).every(
    ([key, value]) => key === 'type' || value === null || value === '' || (Array.isArray(value) && value.length === 0),
  );
}

/** `view.state.values`. */
export function stateValues(entries: Entries): Record<string, Record<string, Entry>> {
  return Object.fromEntries([...entries].map(([block, actions]) => [block, Object.fromEntries(actions)]));
}

export function emptied(entry: Entry): Entry {
  if ('value' in entry) return { ...entry, value: null };
  if ('selected_option' in entry) return { ...entry, selected_option: null };
  if ('selected_options' in entry) return { ...entry, selected_options: [] };
  if ('selected_user' in entry) return { ...entry, selected_user: null };
  if ('selected_users' in entry) return { ...entry, selected_users: [] };
  if ('selected_conversation' in entry) return { ...entry, selected_conversation: null };
  if ('selected_channel' in entry) return { ...entry, selected_channel: null };
  if ('selected_date' in entry) return { ...entry, selected_date: null };
  if ('selected_time' in entry) return { ...entry, selected_time: null };
  if ('selected_date_time' in entry) return { ...entry, selected_date_time: null };
  return { ...entry, files: [] };
}
