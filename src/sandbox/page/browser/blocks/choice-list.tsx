/** The list under a combobox, with its groups. */
import { useEffect, useRef } from 'preact/hooks';
import type { Naming } from './naming.ts';

export type Choice = { value: string; label: string; description?: string | undefined; group?: string | undefined };

type ChoiceListProps = {
  naming: Naming;
  offered: Choice[] | string;
  active: number;
  chosen: Choice[];
  isMany: boolean;
  pick(choice: Choice): void;
};

export function ChoiceList(props: ChoiceListProps) {
  const { offered, active } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('.is-active')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      ref={list}
      class="popover choices"
      role="listbox"
      id={`${props.naming.id}-list`}
      aria-label={props.naming.label}
      aria-multiselectable={props.isMany}
    >
      {typeof offered === 'string' ? (
        <p class="choices-none" role="status">
          {offered}
        </p>
      ) : (
        offered.map((choice, index) => <ChoiceView key={choice.value} {...props} choice={choice} index={index} />)
      )}
    </div>
  );
}

function ChoiceView(props: ChoiceListProps & { choice: Choice; index: number }) {
  const { choice, index, offered } = props;
  const before = typeof offered === 'string' ? undefined : offered[index - 1];
  const isNewGroup = choice.group !== undefined && choice.group !== before?.group;
  return (
    <>
      {isNewGroup && (
        <div class="choice-group" role="presentation">
          {choice.group}
        </div>
      )}
      <div
        id={`${props.naming.id}-${index}`}
        role="option"
        tabIndex={-1}
        class={index === props.active ? 'choice is-active' : 'choice'}
        aria-selected={props.chosen.some((one) => one.value === choice.value)}
        // The press, not the click: the input would lose its focus and close the list first.
        onMouseDown={(event) => {
          event.preventDefault();
          props.pick(choice);
        }}
      >
        {choice.label}
        {choice.description !== undefined && <span class="choice-description">{choice.description}</span>}
      </div>
    </>
  );
}
