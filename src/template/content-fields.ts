/** The fields of what is sent: the template's keywords, id translation, and what opens. */

import type { MiniPrograms } from '../compose/deps.ts';
import { miniProgramFields } from '../compose/fields.ts';
import { byteLength, charLength, templateLimits } from '../message.ts';
import { checkboxField, type Field, radioField, selectField, textField } from '../slack/fields.ts';
import type { Words } from '../words/zh.ts';
import { type Entry, itemNames } from './draft.ts';
import { tokensIn } from './tokens.ts';

const say = (words: Words) => words.forms.template.compose;

/** Exactly the template's keywords are shown; the others have no label. */
export function itemFields(template: Entry | null) {
  const field = (i: number) => itemField(template?.keywords[i] ?? { key: '', sample: '' });
  return { item1: field(0), item2: field(1), item3: field(2), item4: field(3), item5: field(4) };
}

function itemField({ key, sample }: Entry['keywords'][number]): Field<string> {
  return textField({
    label: () => key,
    hint: (w) => say(w).valueHint(templateLimits.valueMaxChars),
    ...(sample !== '' && { placeholder: (w: Words) => say(w).sample(sample) }),
    check: valueFault,
  });
}

/** As typed: whether WeCom counts before or after it puts in the names is not documented. */
function valueFault(value: string, words: Words): string | null {
  const characters = charLength(value);
  const max = templateLimits.valueMaxChars;
  if (characters <= max) return null;
  const hasToken = tokensIn(value).right.length > 0;
  return hasToken ? say(words).tokenTooLong(characters, max) : say(words).valueTooLong(characters, max);
}

/** A small tool: which name, and behind which value it goes. */
export function translationFields(template: Entry | null) {
  const choices = itemNames.flatMap((name, i) => {
    const key = template?.keywords[i]?.key;
    return key === undefined ? [] : [{ value: name, label: () => key }];
  });
  return {
    idTranslation: checkboxField({
      label: (w) => say(w).idTranslation,
      choice: (w) => say(w).idTranslationChoice,
      hint: (w) => say(w).idTranslationHint,
      optional: true,
      redraws: true,
    }),
    insertKind: radioField<'userName' | 'departmentName'>({
      label: (w) => say(w).insertKind,
      initial: 'userName',
      choices: [
        { value: 'userName', label: (w) => say(w).insertUser },
        { value: 'departmentName', label: (w) => say(w).insertDepartment },
      ],
    }),
    insertId: textField({ label: (w) => say(w).insertId, optional: true }),
    insertInto: selectField({ label: (w) => say(w).insertInto, choices, optional: true }),
  };
}

export function opensFields(miniPrograms: MiniPrograms) {
  return {
    url: textField({ label: (w) => say(w).url, hint: (w) => say(w).urlHint, check: urlFault, optional: true }),
    ...miniProgramFields(miniPrograms, say, { optional: true }),
  };
}

function urlFault(url: string, words: Words): string | null {
  const bytes = byteLength(url);
  const max = templateLimits.urlMaxBytes;
  if (bytes > max) return say(words).urlTooLong(bytes, max);
  const isSound = /^https?:\/\/[^\s\p{C}]+$/u.test(url) && URL.canParse(url);
  return isSound ? null : say(words).urlFault;
}
