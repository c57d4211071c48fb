/** The modal in front of a person, as they see it. */
import { inputsOf, pressablesOf } from './form-fields.ts';
import { entryText } from './render-element.ts';
import { viewLines } from './render-text.ts';
import type { OpenView } from './views.ts';
import { nameOf, type World } from './world.ts';

export type Modal = {
  id: string;
  title: string;
  /** All of it, as `viewLines` writes it. */
  text: string;
  /** What is in each field, by its label. */
  values: Record<string, string>;
  /** What is wrong, by the label of the field. */
  errors: Record<string, string>;
  buttons: string[];
  submit: string | null;
};

export function modalOf(world: World, open: OpenView): Modal {
  const names = (id: string) => nameOf(world, id);
  const { view } = open;
  const fields = inputsOf(view);
  const values = fields.map(({ label, block, element }) => {
    const entry = open.entries.get(block.block_id)?.get(element.action_id);
    return [label, entry ? entryText(entry, names) : ''];
  });
  const errors = fields.flatMap(({ label, block }) => {
    const error = open.errors.get(block.block_id);
    return error === undefined ? [] : [[label, error]];
  });
  return {
    id: open.id,
    title: view.title.text,
    text: viewLines(view, open, names).join('\n'),
    values: Object.fromEntries(values),
    errors: Object.fromEntries(errors),
    buttons: pressablesOf(view.blocks).map((one) => one.label),
    submit: view.submit?.text ?? null,
  };
}
