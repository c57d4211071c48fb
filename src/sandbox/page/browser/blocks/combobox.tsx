/** A menu with type-ahead: one choice, or several. Which choices there are is its owner's business. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { type Choice, ChoiceList } from './choice-list.tsx';
import { Icon } from './icon.tsx';
import { nextIndex, useOutside } from './menu.tsx';
import { type Naming, named } from './naming.ts';
import { useReader } from './surroundings.ts';

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
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const root = useRef<HTMLDivElement>(null);
  const isOpen = typed !== null;
  const offered = isOpen ? props.offer(typed) : [];
  const choices = typeof offered === 'string' ? [] : offered;
  useOutside(root, isOpen, () => setTyped(null));
  useEffect(() => {
    if (isOpen) root.current?.querySelector('.popover')?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const type = (text: string) => {
    setTyped(text);
    setActive(0);
    props.typed?.(text);
  };
  const pick = (choice: Choice | undefined) => {
    if (!choice) return;
    props.pick(choice);
    setTyped(null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Backspace' && isMany && !typed) return void removeLast(props);
    if (!isOpen) return void (opens(event) && type(''));
    if (event.key === 'Escape') event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') return setTyped(null);
    if (event.key === 'Enter') pick(choices[active]);
    const next = event.key === 'Home' || event.key === 'End' ? null : nextIndex(event.key, active, choices.length);
    if (next !== null) setActive(next);
    if (next !== null || event.key === 'Enter') event.preventDefault();
  };
  const single = isMany ? undefined : chosen[0];
  return (
    <div class="combobox" ref={root}>
      <div class="combobox-box">
        {isMany && <Chips {...props} />}
        <input
          {...named(naming)}
          id={naming.id}
          type="text"
          role="combobox"
          autocomplete="off"
          aria-autocomplete="list"
          aria-expanded={isOpen}
          aria-controls={`${naming.id}-list`}
          aria-activedescendant={isOpen && choices[active] ? `${naming.id}-${active}` : undefined}
          disabled={props.isDisabled}
          placeholder={single?.label ?? props.placeholder}
          value={typed ?? single?.label ?? ''}
          onKeyDown={onKeyDown}
          onMouseDown={() => (isOpen ? undefined : type(''))}
          onInput={(event) => type(event.currentTarget.value)}
          onBlur={() => setTyped(null)}
        />
        {single && props.remove && <ClearButton choice={single} {...props} />}
        <span class="combobox-arrow" aria-hidden="true" />
      </div>
      {isOpen && (
        <ChoiceList
          id={naming.id}
          label={naming.label}
          offered={offered}
          active={active}
          chosen={chosen}
          isMany={isMany}
          pick={pick}
        />
      )}
    </div>
  );
}

function opens({ key }: KeyboardEvent): boolean {
  return key === 'ArrowDown' || key === 'ArrowUp' || key === 'Enter' || key === ' ';
}

function removeLast({ chosen, remove }: ComboboxProps): void {
  const last = chosen.at(-1);
  if (last) remove?.(last);
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
