/** Buttons and overflow menus, in messages and in modals. */

import { useRef, useState } from 'preact/hooks';
import type { Element } from '../../../slack/block-kit/blocks.ts';
import { safeUrl } from '../mrkdwn.ts';
import { Icon } from './icon.tsx';
import { Menu } from './menu.tsx';
import { plainText } from './mrkdwn-view.tsx';
import { useConfirmed, useHands, useReader } from './surroundings.ts';

type ButtonElement = Extract<Element, { type: 'button' }>;
type OverflowElement = Extract<Element, { type: 'overflow' }>;

/** One press at a time: what is under way is not pressed again. */
function usePress(blockId: string, element: ButtonElement | OverflowElement) {
  const hands = useHands();
  const confirmed = useConfirmed();
  const isUnderWay = useRef(false);
  const [isBusy, setBusy] = useState(false);
  const press = async (optionValue?: string) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    if (await confirmed(element.confirm)) {
      setBusy(true);
      await hands.press({ blockId, actionId: element.action_id }, optionValue);
      setBusy(false);
    }
    isUnderWay.current = false;
  };
  return { press, isBusy };
}

export function ButtonView({ blockId, element }: { blockId: string; element: ButtonElement }) {
  const { press, isBusy } = usePress(blockId, element);
  const url = element.url === undefined ? null : safeUrl(element.url);
  return (
    <button
      type="button"
      class={`button ${element.style ?? ''}`}
      aria-label={element.accessibility_label}
      aria-busy={isBusy}
      aria-disabled={isBusy}
      onClick={() => {
        if (url !== null) window.open(url, '_blank', 'noopener,noreferrer');
        void press();
      }}
    >
      {isBusy && <span class="spinner" aria-hidden="true" />}
      {plainText(element.text)}
    </button>
  );
}

export function OverflowView({ blockId, element }: { blockId: string; element: OverflowElement }) {
  const { words } = useReader();
  const { press, isBusy } = usePress(blockId, element);
  const items = element.options.map((option) => ({
    key: option.value,
    label: plainText(option.text),
    pick: () => {
      const url = option.url === undefined ? null : safeUrl(option.url);
      if (url !== null) window.open(url, '_blank', 'noopener,noreferrer');
      void press(option.value);
    },
  }));
  return (
    <Menu label={words.form.overflow} className="button overflow" items={items}>
      {isBusy ? <span class="spinner" aria-hidden="true" /> : <Icon name="more" />}
    </Menu>
  );
}
