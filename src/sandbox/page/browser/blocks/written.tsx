/** Boxes a person types into. */

import { plainText } from './mrkdwn-view.tsx';
import { type ControlProps, type EntryOf, named, useControl } from './naming.ts';
import { useReader } from './surroundings.ts';

type Props = ControlProps<'plain_text_input' | 'email_text_input' | 'url_text_input' | 'number_input'> & {
  dispatches: boolean;
};
type TextEntry = EntryOf<Props['element']['type']>;

const saveAfterMs = 200;
/** Slack's own wait where the bot wants to hear of every character. */
const tellAfterMs = 500;

/** Slack counts down only near the end. */
const countsBelow = 100;

export function WrittenInput({ blockId, element, naming, dispatches }: Props) {
  const { place, form, entry } = useControl(blockId, element);
  const value = entry?.value ?? '';
  const entryOf = (text: string): TextEntry => ({ type: element.type, value: text === '' ? null : text });
  const tells = element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  const waitMs = !dispatches ? saveAfterMs : tells.includes('on_character_entered') ? tellAfterMs : null;
  const isLong = element.type === 'plain_text_input' && element.multiline === true;
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    if (isLong && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
    if (isLong || !dispatches || !tells.includes('on_enter_pressed')) return;
    event.preventDefault();
    void form?.pick(place, entryOf(event.currentTarget.value));
  };
  const shared = {
    ...named(naming),
    id: naming.id,
    value,
    maxLength: 'max_length' in element ? element.max_length : undefined,
    placeholder: element.placeholder && plainText(element.placeholder),
    disabled: form === null,
    'data-focus': element.focus_on_load,
    onKeyDown,
    onInput: (event: { currentTarget: HTMLInputElement | HTMLTextAreaElement }) =>
      form?.type(place, entryOf(event.currentTarget.value), waitMs),
  };
  return (
    <>
      {isLong ? (
        <textarea {...shared} rows={3} />
      ) : (
        <input {...shared} type="text" inputMode={keyboardFor(element.type)} />
      )}
      {'max_length' in element && element.max_length && <Left max={element.max_length} used={value.length} />}
    </>
  );
}

/** All are text boxes: a browser's own number box swallows what it does not understand. */
function keyboardFor(type: TextEntry['type']) {
  switch (type) {
    case 'plain_text_input':
      return 'text';
    case 'email_text_input':
      return 'email';
    case 'url_text_input':
      return 'url';
    case 'number_input':
      return 'decimal';
  }
}

function Left({ max, used }: { max: number; used: number }) {
  const { words } = useReader();
  const left = max - used;
  if (used === 0 || (left > countsBelow && used < max / 2)) return null;
  return (
    <span class="counter" title={words.form.left(left)}>
      {left}
    </span>
  );
}
