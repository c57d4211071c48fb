/** Dates, times and moments, by the browser's own pickers. */
import { type ControlProps, type EntryOf, named, useControl } from './naming.ts';
import { useConfirmed } from './surroundings.ts';

type Props = ControlProps<'datepicker' | 'timepicker' | 'datetimepicker'>;
type DateEntry = EntryOf<Props['element']['type']>;

const inputTypes = { datepicker: 'date', timepicker: 'time', datetimepicker: 'datetime-local' } as const;

export function DateInput({ blockId, element, naming }: Props) {
  const { place, form, entry } = useControl(blockId, element);
  const confirmed = useConfirmed();
  const set = async (value: string) => {
    if (await confirmed(element.confirm)) await form?.pick(place, filled(element.type, value));
  };
  return (
    <input
      {...named(naming)}
      id={naming.id}
      type={inputTypes[element.type]}
      value={entry ? shown(entry) : ''}
      disabled={form === null}
      data-focus={element.focus_on_load}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}

function filled(type: DateEntry['type'], value: string): DateEntry {
  switch (type) {
    case 'datepicker':
      return { type, selected_date: value || null };
    case 'timepicker':
      return { type, selected_time: value || null };
    case 'datetimepicker':
      return { type, selected_date_time: value === '' ? null : Math.floor(new Date(value).getTime() / 1000) };
  }
}

function shown(entry: DateEntry): string {
  if ('selected_date' in entry) return entry.selected_date ?? '';
  if ('selected_time' in entry) return entry.selected_time ?? '';
  return entry.selected_date_time === null ? '' : localMinute(new Date(entry.selected_date_time * 1000));
}

/** As `datetime-local` wants it: local, without a zone. */
function localMinute(at: Date): string {
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
