/** A labelled field with its hint and what is wrong with it. */
import type { Block } from '../../../slack/block-kit/blocks.ts';
import { slackSays } from '../slack/words.ts';
import { Control } from './control.tsx';
import { plainText } from './mrkdwn-view.tsx';
import type { Naming } from './naming.ts';
import { useHands, useReader } from './surroundings.ts';

type Props = { block: Extract<Block, { type: 'input' }>; prefix: string };

export function InputBlock({ block, prefix }: Props) {
  const { words } = useReader();
  const { form } = useHands();
  const { element, hint, optional } = block;
  const error = form?.error(block.block_id);
  const id = `${prefix}-${block.block_id}-${element.action_id}`;
  const label = plainText(block.label);
  const ids = { label: `${id}-label`, hint: `${id}-hint`, error: `${id}-error` };
  const naming: Naming = {
    id,
    label,
    labelId: ids.label,
    describedBy: [error && ids.error, hint && ids.hint].filter(Boolean).join(' ') || undefined,
    isInvalid: error !== undefined,
    isRequired: !optional,
  };
  return (
    <div class={error ? 'field is-wrong' : 'field'}>
      <div class="field-head">
        <label id={ids.label} for={id}>
          {label}
        </label>
        {optional ? <span class="optional">{words.form.optional}</span> : <Required />}
      </div>
      <Control blockId={block.block_id} element={element} naming={naming} dispatches={block.dispatch_action === true} />
      {error && (
        <p class="field-error" id={ids.error}>
          {slackSays(words, error)}
        </p>
      )}
      {hint && (
        <p class="hint" id={ids.hint}>
          {plainText(hint)}
        </p>
      )}
    </div>
  );
}

function Required() {
  const { words } = useReader();
  return (
    <span class="required" title={words.form.required} aria-hidden="true">
      *
    </span>
  );
}
