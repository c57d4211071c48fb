/** Rules that reach over several blocks: where a block may stand, and ids that must differ. */
import { type Block, elementsOf } from './blocks.ts';
import { modalOnlyElements } from './input-elements.ts';
import { at } from './problems.ts';

export type Surface = 'modal' | 'message';

const elsewhere: Record<Surface, string[]> = { modal: ['table', 'markdown'], message: ['alert'] };

/** @param base JSON pointer of the list, such as `/view/blocks`. */
export function crossProblems(blocks: Block[], surface: Surface, base: string): string[] {
  return [
    ...blocks.flatMap((block, index) => placeProblems(block, surface, `${base}/${index}`)),
    ...blocks.flatMap((block, index) => actionIdProblems(block, `${base}/${index}`)),
    ...blockIdProblems(blocks, base),
    ...focusProblems(blocks, base),
  ];
}

function placeProblems(block: Block, surface: Surface, pointer: string): string[] {
  if (elsewhere[surface].includes(block.type)) return [at(`${pointer}/type`, `unsupported type: ${block.type}`)];
  if (surface === 'modal') return [];
  return elementsOf(block)
    .filter(({ element }) => modalOnlyElements.includes(element.type))
    .map((one) => at(`${pointer}${one.pointer}/type`, `unsupported type: ${one.element.type}`));
}

function blockIdProblems(blocks: Block[], base: string): string[] {
  const ids = blocks.map((block) => block.block_id);
  return blocks.flatMap((block, index) =>
    ids.indexOf(block.block_id) === index
      ? []
      : [at(`${base}/${index}/block_id`, `\`block_id\` "${block.block_id}" already exists`)],
  );
}

/** Only within one block: the same action_id in two blocks is what a form with one constant action_id relies on. */
function actionIdProblems(block: Block, pointer: string): string[] {
  const found = elementsOf(block);
  const ids = found.map(({ element }) => element.action_id);
  return found.flatMap((one, index) =>
    ids.indexOf(one.element.action_id) === index
      ? []
      : [at(`${pointer}${one.pointer}/action_id`, `\`action_id\` "${one.element.action_id}" already exists`)],
  );
}

function focusProblems(blocks: Block[], base: string): string[] {
  const focused = blocks
    .flatMap(elementsOf)
    .filter(({ element }) => 'focus_on_load' in element && element.focus_on_load);
  return focused.length > 1 ? [at(base, 'only one element may have `focus_on_load`')] : [];
}
