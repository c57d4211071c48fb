/** Menus of options: the element's own, or those the bot suggests for what is typed. */
import { useRef, useState } from 'preact/hooks';
import type { Option } from '../../../slack/block-kit/composition.ts';
import type { Choice } from './choice-list.tsx';
import { Combobox } from './combobox.tsx';
import { plainText } from './mrkdwn-view.tsx';
import { type ControlProps, type EntryOf, useControl } from './naming.ts';
import { useConfirmed, useReader } from './surroundings.ts';

type Props = ControlProps<'static_select' | 'multi_static_select' | 'external_select' | 'multi_external_select'>;
type MenuEntry = EntryOf<Props['element']['type']>;

/** What Slack waits after a key before it asks the bot. */
const suggestAfterMs = 250;

export function OptionMenu({ blockId, element, naming }: Props) {
  const { words } = useReader();
  const { chosen, set, isLive } = useChosen(blockId, element);
  const suggestions = useSuggestions(blockId, element);
  const own = ownOptions(element);
  const isMany = element.type === 'multi_static_select' || element.type === 'multi_external_select';
  const offer = (typed: string) => {
    if (!own && suggestions.note !== null) return suggestions.note;
    const fits = own ? own.filter(({ option }) => isLike(option, typed)) : suggestions.found;
    return fits.length === 0 ? words.form.noMatch : fits.map(choiceOf);
  };
  const without = ({ value }: Choice) => chosen.filter((one) => one.value !== value);
  const pick = (choice: Choice) => {
    const { option } = (own ?? suggestions.found).find((one) => one.option.value === choice.value) ?? {};
    if (!option) return;
    const most = ('max_selected_items' in element && element.max_selected_items) || Number.POSITIVE_INFINITY;
    const others = without(choice);
    if (!isMany) void set([option]);
    else if (others.length < chosen.length) void set(others);
    else if (chosen.length < most) void set([...chosen, option]);
  };
  return (
    <Combobox
      naming={naming}
      chosen={chosen.map((option) => choiceOf({ option }))}
      isMany={isMany}
      isDisabled={!isLive}
      placeholder={element.placeholder ? plainText(element.placeholder) : words.form.choose}
      offer={offer}
      pick={pick}
      {...(!own && { typed: suggestions.ask })}
      {...((isMany || !naming.isRequired) && { remove: (choice: Choice) => set(without(choice)) })}
    />
  );
}

/** What is chosen, and how to choose, once the person is sure. */
function useChosen(blockId: string, element: Props['element']) {
  const confirmed = useConfirmed();
  const { place, form, entry } = useControl(blockId, element);
  const set = async (selected: Option[]) => {
    if (await confirmed(element.confirm)) await form?.pick(place, filled(element.type, selected));
  };
  return { chosen: chosenIn(entry), set, isLive: form !== null };
}

type Offered = { option: Option; group?: string };

/** Null for a menu of the bot's. */
function ownOptions(element: Props['element']): Offered[] | null {
  if (element.type === 'external_select' || element.type === 'multi_external_select') return null;
  const { options, option_groups: groups = [] } = element;
  if (options) return options.map((option) => ({ option }));
  return groups.flatMap(({ label, options }) => options.map((option) => ({ option, group: plainText(label) })));
}

function isLike({ text }: Option, typed: string): boolean {
  return plainText(text).toLowerCase().includes(typed.toLowerCase());
}

function choiceOf({ option, group }: Offered): Choice {
  const description = option.description && plainText(option.description);
  return { value: option.value, label: plainText(option.text), description, group };
}

function chosenIn(entry: MenuEntry | undefined): Option[] {
  if (entry === undefined) return [];
  if ('selected_options' in entry) return entry.selected_options;
  return entry.selected_option ? [entry.selected_option] : [];
}

function filled(type: MenuEntry['type'], selected: Option[]): MenuEntry {
  switch (type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type, selected_option: selected[0] ?? null };
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return { type, selected_options: selected };
  }
}

/** Answers to what was typed before are not shown for what is typed now. */
function useSuggestions(blockId: string, element: Props['element']) {
  const { words } = useReader();
  const { place, form } = useControl(blockId, element);
  const least = ('min_query_length' in element ? element.min_query_length : undefined) ?? 3;
  const [found, setFound] = useState<Offered[]>([]);
  const [note, setNote] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const newest = useRef('');
  const ask = (typed: string) => {
    clearTimeout(timer.current);
    newest.current = typed;
    if ([...typed].length < least) return setNote(words.form.typeMore(least));
    setNote(words.form.searching);
    timer.current = setTimeout(async () => {
      const suggested = (await form?.suggest(place, typed)) ?? [];
      if (newest.current !== typed) return;
      setFound(suggested.map((option) => ({ option })));
      setNote(null);
    }, suggestAfterMs);
  };
  return { found, note, ask };
}
