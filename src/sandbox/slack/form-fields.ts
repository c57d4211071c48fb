/** Finding things in a modal or a message as a person finds them: by what is written on them. */
import { type Block, type Element, elementsOf } from './block-kit/blocks.ts';
import type { ModalView } from './block-kit/check-view.ts';
import type { TextObject } from './block-kit/composition.ts';

export type Field = { label: string; block: Block; element: Element };

function labelOf(block: Block, element: Element): string {
  if (element.type === 'button') return element.text.text;
  if (block.type === 'input') return block.label.text;
  const text: TextObject | undefined = block.type === 'section' ? (block.text ?? block.fields?.[0]) : undefined;
  if (text) return text.text;
  return 'placeholder' in element && element.placeholder ? element.placeholder.text : element.action_id;
}

/** Every element with the words beside it: an input's label, a section's text, else its placeholder. */
function fieldsOf(blocks: Block[]): Field[] {
  return blocks.flatMap((block) =>
    elementsOf(block).map(({ element }) => ({ label: labelOf(block, element), block, element })),
  );
}

/** By its ids; null when there is none. */
export function fieldAt(blocks: Block[], at: { blockId: string; actionId: string }): Field | null {
  const isIt = ({ block, element }: Field) => block.block_id === at.blockId && element.action_id === at.actionId;
  return fieldsOf(blocks).find(isIt) ?? null;
}

function isPressable(field: Field): boolean {
  return field.element.type === 'button' || field.element.type === 'overflow';
}

export function inputsOf(view: ModalView): Field[] {
  return fieldsOf(view.blocks).filter((field) => !isPressable(field));
}

/** Buttons; each option of an overflow menu counts as one. */
export type Pressable = Field & { optionValue: string | null };

export function pressablesOf(blocks: Block[]): Pressable[] {
  return fieldsOf(blocks).filter(isPressable).flatMap(pressables);
}

function pressables(field: Field): Pressable[] {
  if (field.element.type !== 'overflow') return [{ ...field, optionValue: null }];
  return field.element.options.map((option) => ({ ...field, label: option.text.text, optionValue: option.value }));
}

/** The one whose label is `label`, or else the only one whose label contains it; null when there is none or several. */
export function pick<T extends { label: string }>(list: T[], label: string): T | null {
  const exact = list.filter((one) => one.label === label);
  const near = exact.length > 0 ? exact : list.filter((one) => one.label.includes(label));
  return near.length === 1 ? (near[0] ?? null) : null;
}

export function listed(list: { label: string }[]): string {
  return list.length === 0 ? 'nothing' : list.map((one) => `"${one.label}"`).join(', ');
}
