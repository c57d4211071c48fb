/** Menus of people and channels. */
import type { PagePlace, SlackState } from '../../contract.ts';
import type { Choice } from './choice-list.tsx';
import { Combobox } from './combobox.tsx';
import { plainText } from './mrkdwn-view.tsx';
import { type ControlProps, type EntryOf, useControl } from './naming.ts';
import { useConfirmed, useReader } from './surroundings.ts';

type Props = ControlProps<'users_select' | 'multi_users_select' | 'conversations_select' | 'channels_select'>;
type IdEntry = EntryOf<Props['element']['type']>;

export function PeopleMenu({ blockId, element, naming }: Props) {
  const { state, words } = useReader();
  const confirmed = useConfirmed();
  const { place, form, entry } = useControl(blockId, element);
  const all = choices(element, state);
  const ids = entry ? idsIn(entry) : [];
  const isMany = element.type === 'multi_users_select';
  const set = async (chosen: string[]) => {
    if (await confirmed(element.confirm)) await form?.pick(place, filled(element.type, chosen));
  };
  const pick = ({ value }: Choice) => {
    const others = ids.filter((id) => id !== value);
    if (!isMany) void set([value]);
    else void set(others.length < ids.length ? others : [...ids, value]);
  };
  const offer = (typed: string) => {
    const fits = all.filter(({ label }) => label.toLowerCase().includes(typed.toLowerCase()));
    return fits.length === 0 ? words.form.noMatch : fits;
  };
  const chosen = ids.map((id) => all.find(({ value }) => value === id) ?? { value: id, label: state.names[id] ?? id });
  return (
    <Combobox
      naming={naming}
      chosen={chosen}
      isMany={isMany}
      isDisabled={form === null}
      placeholder={element.placeholder ? plainText(element.placeholder) : words.form.choose}
      offer={offer}
      pick={pick}
      {...((isMany || !naming.isRequired) && { remove: ({ value }: Choice) => set(ids.filter((id) => id !== value)) })}
    />
  );
}

const kinds: Record<PagePlace['kind'], string> = { public: 'public', private: 'private', direct: 'im' };

function choices(element: Props['element'], state: SlackState): Choice[] {
  if (element.type === 'users_select' || element.type === 'multi_users_select')
    return state.people.map(({ id, name }) => ({ value: id, label: name }));
  const include: string[] | undefined = element.type === 'conversations_select' ? element.filter?.include : ['public'];
  return state.places
    .filter((place) => !place.isArchived && (include?.includes(kinds[place.kind]) ?? true))
    .map((place) => ({ value: place.id, label: place.kind === 'direct' ? place.name : `#${place.name}` }));
}

function idsIn(entry: IdEntry): string[] {
  if ('selected_users' in entry) return entry.selected_users;
  const id =
    'selected_user' in entry
      ? entry.selected_user
      : 'selected_channel' in entry
        ? entry.selected_channel
        : entry.selected_conversation;
  return id === null ? [] : [id];
}

function filled(type: IdEntry['type'], ids: string[]): IdEntry {
  const id = ids[0] ?? null;
  switch (type) {
    case 'users_select':
      return { type, selected_user: id };
    case 'multi_users_select':
      return { type, selected_users: ids };
    case 'conversations_select':
      return { type, selected_conversation: id };
    case 'channels_select':
      return { type, selected_channel: id };
  }
}
