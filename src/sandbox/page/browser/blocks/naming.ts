/** How a control is called and described to those who do not see it beside its label. */
import type { Element } from '../../../slack/block-kit/blocks.ts';
import type { Entry } from '../../../slack/input-state.ts';
import { type FormHands, type Place, useHands } from './surroundings.ts';

export type Naming = {
  id: string;
  label: string;
  /** Of the visible label; null where there is none. */
  labelId: string | null;
  describedBy: string | undefined;
  isInvalid: boolean;
  isRequired: boolean;
};

export type ControlProps<Type extends Element['type']> = {
  blockId: string;
  element: Extract<Element, { type: Type }>;
  naming: Naming;
};

export function named({ labelId, label, describedBy, isInvalid, isRequired }: Naming) {
  return {
    ...(labelId === null ? { 'aria-label': label } : { 'aria-labelledby': labelId }),
    'aria-describedby': describedBy,
    'aria-invalid': isInvalid,
    'aria-required': isRequired,
  };
}

type Holding<One, Type> = One extends { type: infer Own }
  ? [Extract<Own, Type>] extends [never]
    ? never
    : One
  : never;
/** The shapes of entry that elements of these types have. */
export type EntryOf<Type extends Entry['type']> = Holding<Entry, Type>;

/** What the control holds, if that is of its kind, and how to change it; `form` is null where it only stands there. */
export function useControl<Type extends Entry['type'] & Element['type']>(
  blockId: string,
  element: { type: Type; action_id: string },
): { place: Place; entry: EntryOf<Type> | undefined; form: FormHands | null } {
  const { form } = useHands();
  const place = { blockId, actionId: element.action_id };
  const entry = form?.entry(place);
  const isOfKind = (one: Entry | undefined): one is EntryOf<Type> => one?.type === element.type;
  return { place, form, entry: isOfKind(entry) ? entry : undefined };
}
