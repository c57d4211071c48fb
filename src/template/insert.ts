/** The button that adds a name to be translated to one of the values. */
import type { Draft } from '../compose/draft.ts';
import { charLength, templateLimits } from '../message.ts';
import type { Faults } from '../slack/form.ts';
import type { Words } from '../words/zh.ts';
import { itemNames, type TemplateParts, type TemplateValues } from './draft.ts';
import { token } from './tokens.ts';

type Inserted = { draft: Draft<TemplateParts>; faults: Faults<TemplateValues> };

export function insert(draft: Draft<TemplateParts>, words: Words): Inserted {
  const { values, offered } = draft;
  const say = words.forms.template.compose;
  const written = token(values.insertKind, values.insertId);
  const into = itemNames.find((name) => name === values.insertInto);
  if (written === null) return { draft, faults: { insertId: say.insertIdFault } };
  if (into === undefined) return { draft, faults: { insertInto: words.forms.field.choose } };
  const value = values[into] + written;
  const characters = charLength(value);
  const max = templateLimits.valueMaxChars;
  if (characters > max) return { draft, faults: { insertInto: say.insertNoRoom(characters, max) } };
  const next = { ...values, [into]: value, insertId: '' };
  return { draft: { ...draft, values: next, offered: { ...offered, drawn: offered.drawn + 1 } }, faults: {} };
}
