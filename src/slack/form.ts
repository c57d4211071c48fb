/** A form, defined once: the same fields draw the modal and read it. Field name = block id, form id = callback id. */
import type { ViewStateValue } from '@slack/bolt';
import type { Words } from '../words/zh.ts';
import { alert, type Block } from './blocks.ts';
import { type Field, fieldAction } from './fields.ts';

type StateValues = { [blockId: string]: { [actionId: string]: ViewStateValue } };
/** A sentence for each field that is not right, by field name. */
export type Faults<Values> = Partial<Record<keyof Values & string, string>>;

type Parsed<Values> = { type: 'parsed'; values: Values } | { type: 'faults'; values: Values; faults: Faults<Values> };

type Fields<Values> = { [Name in keyof Values]: Field<Values[Name]> };

export type Rules<Values> = {
  /** Fields that are there only for some values. A field that is not there is not judged and keeps what it held. */
  visible?: { [Name in keyof Values]?: (values: Values) => boolean };
  /** Blocks above a field, such as a heading. */
  above?: { [Name in keyof Values]?: (words: Words, values: Values) => Block[] };
  /**
   * Another block id than the name. Slack keeps what was entered under a block id, so a field that became another one, or
   * that we filled in, needs a new one.
   */
  blockIds?: { [Name in keyof Values]?: string };
  /** What no field can see alone; asked once every field is right. */
  check?: (values: Values, words: Words) => Faults<Values>;
};

export type Form<Values> = {
  callbackId: string;
  /** What a form nobody has touched holds. */
  empty: Values;
  /** A fault stands right above its field, so that a form can be shown again after it was acknowledged. */
  render(values: Values, words: Words, faults?: Faults<Values>): Block[];
  /** What the view holds, unjudged. `before` fills in what the view does not show. */
  read(state: StateValues, before: Values): Values;
  parse(state: StateValues, words: Words, before: Values): Parsed<Values>;
  /** The faults as Slack takes them: by block id. */
  errors(faults: Faults<Values>): Record<string, string>;
  /** Labels of the faulty fields, to say at the top where to look. */
  labels(faults: Faults<Values>, words: Words): string[];
};

type Name<Values> = keyof Values & string;
type Definition<Values> = { names: Name<Values>[]; fields: Fields<Values>; rules: Rules<Values> };

export function defineForm<Values extends object>(
  callbackId: string,
  fields: Fields<Values>,
  rules: Rules<Values> = {},
): Form<Values> {
  const names = Object.keys(fields) as Name<Values>[];
  const form: Definition<Values> = { names, fields, rules };
  return {
    callbackId,
    empty: fromNames(form, (name) => fields[name].empty),
    render: (values, words, faults = {}) => render(form, { values, words, faults }),
    read: (state, before) => read(form, state, before),
    parse(state, words, before) {
      const values = read(form, state, before);
      const faults = faultsOf(form, values, words);
      return isEmpty(faults) ? { type: 'parsed', values } : { type: 'faults', values, faults };
    },
    errors: (faults) =>
      Object.fromEntries(faultyNames(form, faults).map(([name, fault]) => [blockId(form, name), fault])),
    labels: (faults, words) => names.filter((name) => name in faults).map((name) => fields[name].label(words)),
  };
}

function render<Values>(
  form: Definition<Values>,
  { values, words, faults }: { values: Values; words: Words; faults: Faults<Values> },
): Block[] {
  return visibleNames(form, values).flatMap((name) => {
    const fault = faults[name];
    return [
      ...(form.rules.above?.[name]?.(words, values) ?? []),
      ...(fault === undefined ? [] : [alert(fault, 'error', `${name}-fault`)]),
      { type: 'input' as const, block_id: blockId(form, name), ...form.fields[name].input(values[name], words) },
    ];
  });
}

function read<Values>(form: Definition<Values>, state: StateValues, before: Values): Values {
  return fromNames(form, (name) => {
    const held = state[blockId(form, name)]?.[fieldAction];
    return held ? form.fields[name].read(held, before[name]) : before[name];
  });
}

function faultsOf<Values>(form: Definition<Values>, values: Values, words: Words): Faults<Values> {
  const faults: Faults<Values> = {};
  for (const name of visibleNames(form, values)) {
    const fault = form.fields[name].fault(values[name], words);
    if (fault !== null) faults[name] = fault;
  }
  return isEmpty(faults) ? (form.rules.check?.(values, words) ?? {}) : faults;
}

function faultyNames<Values>({ names }: Definition<Values>, faults: Faults<Values>): [Name<Values>, string][] {
  return names.flatMap((name) => {
    const fault = faults[name];
    return fault === undefined ? [] : [[name, fault] satisfies [Name<Values>, string]];
  });
}

function blockId<Values>({ rules }: Definition<Values>, name: Name<Values>): string {
  return rules.blockIds?.[name] ?? name;
}

function visibleNames<Values>({ names, rules }: Definition<Values>, values: Values): Name<Values>[] {
  return names.filter((name) => rules.visible?.[name]?.(values) ?? true);
}

function fromNames<Values>({ names }: Definition<Values>, value: (name: Name<Values>) => Values[Name<Values>]): Values {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Values;
}

function isEmpty(faults: object): boolean {
  return Object.keys(faults).length === 0;
}
