/** The keyboard of a combobox, and what of it is open. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Choice } from './choice-list.tsx';
import type { ComboboxProps } from './combobox.tsx';
import { nextIndex, useOutside } from './menu.tsx';

export function useCombobox(props: ComboboxProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const root = useRef<HTMLDivElement>(null);
  const isOpen = typed !== null;
  const offered = isOpen ? props.offer(typed) : [];
  const choices = typeof offered === 'string' ? [] : offered;
  const close = () => setTyped(null);
  useOutside(root, isOpen, close);
  useEffect(() => {
    if (isOpen) root.current?.querySelector('.popover')?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const type = (text: string) => {
    const query = isOpen ? text : afterChoice(props, text);
    setTyped(query);
    setActive(0);
    props.typed?.(query);
  };
  const pick = (choice: Choice | undefined) => {
    if (!choice) return;
    props.pick(choice);
    close();
  };
  const inList = (event: KeyboardEvent) => {
    if (event.key === 'Escape') event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') return close();
    if (event.key === 'Enter') pick(choices[active]);
    // Home and End are for the text.
    const next = event.key === 'Home' || event.key === 'End' ? null : nextIndex(event.key, active, choices.length);
    if (next !== null) setActive(next);
    if (next !== null || event.key === 'Enter') event.preventDefault();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'Backspace' && props.isMany && !typed) return removeLast(props);
    if (isOpen) return inList(event);
    if (opens(event)) type('');
  };
  return { root, typed, isOpen, active, offered, choices, type, pick, close, onKeyDown };
}

/** The key is then not typed as well. */
function opens(event: KeyboardEvent): boolean {
  const { key } = event;
  const isOne = key === 'ArrowDown' || key === 'ArrowUp' || key === 'Enter' || key === ' ';
  if (isOne) event.preventDefault();
  return isOne;
}

/** While closed the box shows what is chosen: what is typed behind that is what is looked for. */
function afterChoice({ chosen: [chosen], isMany }: ComboboxProps, text: string): string {
  return chosen && !isMany && text.startsWith(chosen.label) ? text.slice(chosen.label.length) : text;
}

function removeLast({ chosen, remove }: ComboboxProps): void {
  const last = chosen.at(-1);
  if (last) remove?.(last);
}
