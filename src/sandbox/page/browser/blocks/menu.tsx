/** A button with a list of things to do under it. Arrow keys, Home, End, Esc. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';

export type MenuItem = { key: string; label: string; isDanger?: boolean; pick(): void };

export function Menu(props: { label: string; className: string; items: MenuItem[]; children: ComponentChildren }) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();
  const close = (isToButton: boolean) => {
    setOpen(false);
    if (isToButton) root.current?.querySelector('button')?.focus();
  };
  useOutside(root, isOpen, () => setOpen(false));
  useLayoutEffect(() => {
    if (!isOpen) return;
    const list = root.current?.querySelector<HTMLElement>('[role=menu]');
    list?.scrollIntoView({ block: 'nearest' });
    list?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }, [isOpen]);
  return (
    <div class="menu" ref={root}>
      <button
        type="button"
        class={props.className}
        aria-label={props.label}
        title={props.label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {props.children}
      </button>
      {isOpen && <MenuList id={id} items={props.items} label={props.label} close={close} />}
    </div>
  );
}

function MenuList(props: { id: string; label: string; items: MenuItem[]; close(isToButton: boolean): void }) {
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    if (event.key === 'Tab') props.close(false);
    if (event.key === 'Escape') {
      event.stopPropagation();
      props.close(true);
    }
    const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const next = nextIndex(event.key, items.indexOf(document.activeElement as HTMLElement), items.length);
    if (next === null) return;
    event.preventDefault();
    items[next]?.focus();
  };
  return (
    <div class="popover" role="menu" tabIndex={-1} id={props.id} aria-label={props.label} onKeyDown={onKeyDown}>
      {props.items.map((item) => (
        <button
          key={item.key}
          type="button"
          role="menuitem"
          class={item.isDanger ? 'menu-item danger' : 'menu-item'}
          onClick={() => {
            props.close(true);
            item.pick();
          }}
        >
          {item.label}
        </button>
      ))}
    </div>
  );
}

/** Where an arrow key leads in a list of so many; null for any other key. */
export function nextIndex(key: string, from: number, count: number): number | null {
  if (count === 0) return null;
  if (key === 'ArrowDown') return (from + 1) % count;
  if (key === 'ArrowUp') return (from <= 0 ? count : from) - 1;
  if (key === 'Home') return 0;
  return key === 'End' ? count - 1 : null;
}

/** A press anywhere else. */
export function useOutside(root: { current: HTMLElement | null }, isOn: boolean, left: () => void): void {
  useEffect(() => {
    if (!isOn) return;
    const heard = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) left();
    };
    document.addEventListener('pointerdown', heard);
    return () => document.removeEventListener('pointerdown', heard);
  });
}
