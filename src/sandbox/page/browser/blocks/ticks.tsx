/** Radio buttons and checkboxes. */
import type { Option, TextObject } from '../../../slack/block-kit/composition.ts';
import { Text } from './mrkdwn-view.tsx';
import { type ControlProps, named, useControl } from './naming.ts';
import { useConfirmed } from './surroundings.ts';

export function Radios({ blockId, element, naming }: ControlProps<'radio_buttons'>) {
  const { place, form, entry } = useControl(blockId, element);
  const confirmed = useConfirmed();
  const pick = async (option: Option) => {
    if (await confirmed(element.confirm)) await form?.pick(place, { type: element.type, selected_option: option });
  };
  return (
    <div {...named(naming)} id={naming.id} role="radiogroup" class="ticks">
      {element.options.map((option) => (
        <Tick
          key={option.value}
          kind="radio"
          name={naming.id}
          option={option}
          isOn={entry?.selected_option?.value === option.value}
          isDisabled={form === null}
          change={() => pick(option)}
        />
      ))}
    </div>
  );
}

export function Checkboxes({ blockId, element, naming }: ControlProps<'checkboxes'>) {
  const { place, form, entry } = useControl(blockId, element);
  const confirmed = useConfirmed();
  const chosen = entry?.selected_options ?? [];
  const isOn = (option: Option) => chosen.some((one) => one.value === option.value);
  const toggle = async (toggled: Option) => {
    if (!(await confirmed(element.confirm))) return;
    const selected = element.options.filter((option) => isOn(option) !== (option.value === toggled.value));
    await form?.pick(place, { type: element.type, selected_options: selected });
  };
  const { 'aria-required': _, 'aria-invalid': isInvalid, ...group } = named(naming);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset wants its legend inside; the label of the block stands outside
    <div {...group} id={naming.id} role="group" class="ticks" data-invalid={isInvalid}>
      {element.options.map((option) => (
        <Tick
          key={option.value}
          kind="checkbox"
          name={naming.id}
          option={option}
          isOn={isOn(option)}
          isDisabled={form === null}
          isInvalid={isInvalid}
          change={() => toggle(option)}
        />
      ))}
    </div>
  );
}

type TickProps = {
  kind: 'radio' | 'checkbox';
  name: string;
  option: Option;
  isOn: boolean;
  isDisabled: boolean;
  isInvalid?: boolean;
  change(): Promise<void>;
};

function Tick({ kind, name, option, isOn, isDisabled, isInvalid, change }: TickProps) {
  const id = `${name}-${option.value}`;
  // What is ticked is what the state says: a confirm answered with no must leave the old tick.
  const onChange = (event: { currentTarget: HTMLInputElement }) => {
    event.currentTarget.checked = isOn;
    void change();
  };
  return (
    <label class="tick" for={id}>
      <input
        id={id}
        type={kind}
        name={name}
        checked={isOn}
        disabled={isDisabled}
        aria-invalid={isInvalid}
        onChange={onChange}
      />
      <span class="tick-text">
        <Text text={option.text} />
        {option.description && <Description text={option.description} />}
      </span>
    </label>
  );
}

function Description({ text }: { text: TextObject }) {
  return (
    <span class="tick-description">
      <Text text={text} />
    </span>
  );
}
