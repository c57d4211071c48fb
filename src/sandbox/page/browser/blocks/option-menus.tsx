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
  const confirmed = useConfirmed();
  const { place, form, entry } = useControl(blockId, element);
  const external = useSuggestions(blockId, element);
  const own =
    'min_query_length' in element || !('options' in element || 'option_groups' in element) ? null : options(element);
  const all = own ?? external.options;
  const chosen = chosenIn(entry);
  const isMany = element.type === 'multi_static_select' || element.type === 'multi_external_select';
  const set = async (selected: Option[]) => {
    if (await confirmed(element.confirm)) await form?.pick(place, filled(element.type, selected));
  };
  const pick = (choice: Choice) => {
    const option = all.find(({ option }) => option.value === choice.value)?.option;
    if (!option) return;
    const others = chosen.filter((one) => one.value !== option.value);
    const isThere = others.length < chosen.length;
    const most = 'max_selected_items' in element ? element.max_selected_items : undefined;
    if (!isMany) void set([option]);
    else if (isThere) void set(others);
    else if (chosen.length < (most ?? Number.POSITIVE_INFINITY)) void set([...chosen, option]);
  };
  const offer = (typed: string) => {
    if (!own && external.note !== null) return external.note;
    const fits = own
      ? all.filter(({ option }) => plainText(option.text).toLowerCase().includes(typed.toLowerCase()))
      : all;
    return fits.length === 0 ? words.form.noMatch : fits.map(choiceOf);
  };
  const isRemovable = isMany || !naming.isRequired;
  return (
    <Combobox
      naming={naming}
      chosen={chosen.map((option) => choiceOf({ option }))}
      isMany={isMany}
      isDisabled={form === null}
      placeholder={element.placeholder ? plainText(element.placeholder) : words.form.choose}
      offer={offer}
      pick={pick}
      {...(!own && { typed: external.ask })}
      {...(isRemovable && { remove: (gone: Choice) => set(chosen.filter((one) => one.value !== gone.value)) })}
    />
  );
}

type Offered = { option: Option; group?: string };

function options(element: Props['element']): Offered[] {
  const groups = 'option_groups' in element ? element.option_groups : undefined;
  const plain = 'options' in element ? element.options : undefined;
  const grouped = groups?.flatMap(({ label, options }) =>
    options.map((option) => ({ option, group: plainText(label) })),
  );
  return plain?.map((option) => ({ option })) ?? grouped ?? [];
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
  return { options: found, note, ask };
}
