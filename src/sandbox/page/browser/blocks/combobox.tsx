/** A menu with type-ahead: one choice, or several. Which choices there are is its owner's business. */

import { type Choice, ChoiceList } from './choice-list.tsx';
import { Icon } from './icon.tsx';
import { type Naming, named } from './naming.ts';
import { useReader } from './surroundings.ts';
import { useCombobox } from './use-combobox.ts';

export type ComboboxProps = {
  naming: Naming;
  chosen: Choice[];
  isMany: boolean;
  isDisabled: boolean;
  placeholder: string | undefined;
  /** What there is for what was typed; a string is shown in place of choices. */
  offer(typed: string): Choice[] | string;
  /** Called when the list opens, too. */
  typed?(typed: string): void;
  pick(choice: Choice): void;
  /** Absent where it may not be empty again. */
  remove?: (choice: Choice) => void;
};

export function Combobox(props: ComboboxProps) {
  const { naming, chosen, isMany } = props;
  const box = useCombobox(props);
  const single = isMany ? undefined : chosen[0];
  return (
    <div class="combobox" ref={box.root}>
      <div class="combobox-box">
        {isMany && <Chips {...props} />}
        <input
          {...named(naming)}
          id={naming.id}
          type="text"
          role="combobox"
          autocomplete="off"
          aria-autocomplete="list"
          aria-expanded={box.isOpen}
          aria-controls={`${naming.id}-list`}
          aria-activedescendant={box.choices[box.active] && `${naming.id}-${box.active}`}
          disabled={props.isDisabled}
          placeholder={chosen.length === 0 ? props.placeholder : single?.label}
          value={box.typed ?? single?.label ?? ''}
          onKeyDown={box.onKeyDown}
          onMouseDown={() => (box.isOpen ? undefined : box.type(''))}
          onInput={(event) => box.type(event.currentTarget.value)}
          onBlur={box.close}
        />
        {single && props.remove && <ClearButton choice={single} {...props} />}
        <span class="combobox-arrow" aria-hidden="true" />
      </div>
      {box.isOpen && <ChoiceList {...props} {...box} />}
    </div>
  );
}

function Chips({ chosen, remove, isDisabled }: ComboboxProps) {
  const { words } = useReader();
  return chosen.map((choice) => (
    <span key={choice.value} class="chip">
      {choice.label}
      <button
        type="button"
        aria-label={words.form.remove(choice.label)}
        disabled={isDisabled}
        onClick={() => remove?.(choice)}
      >
        <Icon name="close" />
      </button>
    </span>
  ));
}

function ClearButton({ choice, remove, naming }: ComboboxProps & { choice: Choice }) {
  const { words } = useReader();
  return (
    <button type="button" class="icon" aria-label={words.form.clear(naming.label)} onClick={() => remove?.(choice)}>
      <Icon name="close" />
    </button>
  );
}
