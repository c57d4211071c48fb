/** Tabs with one panel; arrow keys, Home and End go from one to the next. */
import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';

type Props<Key extends string> = {
  label: string;
  tabs: { key: Key; title: string; isMarked: boolean }[];
  current: Key;
  choose(key: Key): void;
  /** What a mark means, for those who do not see it. */
  mark: string;
  children: ComponentChildren;
};

const steps: Record<string, (index: number, count: number) => number> = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

export function Tabs<Key extends string>({ label, tabs, current, choose, mark, children }: Props<Key>) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const next = step(
      tabs.findIndex(({ key }) => key === current),
      tabs.length,
    );
    const tab = tabs[next];
    if (tab) choose(tab.key);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <>
      <div class="wecom-tabs" role="tablist" aria-label={label} tabIndex={-1} ref={list} onKeyDown={onKeyDown}>
        {tabs.map(({ key, title, isMarked }) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${id}-${key}`}
            aria-selected={key === current}
            aria-controls={`${id}-panel`}
            tabIndex={key === current ? 0 : -1}
            onClick={() => choose(key)}
          >
            {title}
            {isMarked && <span class="wecom-mark" role="img" aria-label={mark} title={mark} />}
          </button>
        ))}
      </div>
      {/* Another panel begins at its top. */}
      <div key={current} class="wecom-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`}>
        {children}
      </div>
    </>
  );
}
