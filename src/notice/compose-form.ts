/** The fields of view 1, once: labels, limits and what depends on what. */
import type { RecipientKind } from '../audience.ts';
import type { SendingApp } from '../compose/app.ts';
import type { TypedBox } from '../compose/check-audience.ts';
import type { MiniPrograms } from '../compose/deps.ts';
import {
  appField,
  boxField,
  isAppidShown,
  isAppShown,
  listFileField,
  listKindField,
  miniProgramFields,
  noteField,
} from '../compose/fields.ts';
import { noticeLimits } from '../message.ts';
import { header } from '../slack/blocks.ts';
import { checkboxField, fileField, radioField, textField } from '../slack/fields.ts';
import { defineForm, type Form, type Rules } from '../slack/form.ts';
import type { Words } from '../words/zh.ts';
import type { ComposeValues, CoverRef } from './draft.ts';

/** What the form offers: the apps, the configured mini-programs, and the person's last cover. */
export type Offer = { apps: SendingApp[]; miniPrograms: MiniPrograms; lastCover: CoverRef | null };

const boxKinds = {
  parents: 'parent',
  students: 'student',
  departments: 'department',
  externalUsers: 'externalUser',
} as const satisfies Partial<Record<keyof ComposeValues, RecipientKind>>;
type BoxName = keyof typeof boxKinds;
const boxNames = Object.keys(boxKinds) as BoxName[];

export function composeForm(offer: Offer): Form<ComposeValues> {
  return defineForm<ComposeValues>(
    'notice:compose',
    {
      app: appField(offer.apps, say),
      ...contentFields(offer),
      audience: radioField({
        label: (w) => say(w).audience,
        initial: 'typed',
        redraws: true,
        choices: [
          { value: 'typed', label: (w) => say(w).audienceTyped },
          { value: 'file', label: (w) => say(w).audienceFile },
          { value: 'school', label: (w) => say(w).audienceSchool, hint: (w) => say(w).audienceSchoolHint },
        ],
      }),
      parents: boxField('parent', say),
      students: boxField('student', say),
      departments: boxField('department', say),
      externalUsers: boxField('externalUser', say),
      listFile: listFileField(say),
      listKind: listKindField(['parent', 'student', 'department', 'externalUser'], say),
      idTranslation: checkboxField({
        label: (w) => say(w).idTranslation,
        choice: (w) => say(w).idTranslationChoice,
        hint: (w) => say(w).idTranslationHint,
        optional: true,
      }),
      note: noteField(say),
    },
    composeRules(offer),
  );
}

function composeRules({ apps, miniPrograms }: Offer): Rules<ComposeValues> {
  return {
    visible: {
      app: ({ app }) => isAppShown(apps, app),
      miniProgram: () => miniPrograms.length > 0,
      appid: (values) => isAppidShown(miniPrograms, values),
      parents: isTyped,
      students: isTyped,
      departments: isTyped,
      externalUsers: isTyped,
      listFile: isFile,
      listKind: isFile,
    },
    above: {
      title: (w) => [header(say(w).contentHeading)],
      audience: (w) => [header(say(w).audienceHeading)],
      idTranslation: (w) => [header(say(w).moreHeading)],
    },
    check(values, w) {
      const noIds = isTyped(values) && typedBoxes(values).every(({ text }) => text === '');
      return noIds ? { parents: say(w).noIds } : {};
    },
  };
}

/** The boxes as the list reader takes them. */
export function typedBoxes(values: ComposeValues): TypedBox<BoxName>[] {
  return boxNames.map((name) => ({ name, kind: boxKinds[name], text: values[name] }));
}

const say = (words: Words) => words.forms.notice.compose;
const isTyped = (values: ComposeValues) => values.audience === 'typed';
const isFile = (values: ComposeValues) => values.audience === 'file';

function contentFields({ miniPrograms, lastCover }: Pick<Offer, 'miniPrograms' | 'lastCover'>) {
  const { titleMaxBytes, coverMaxBytes, coverWidth, coverHeight } = noticeLimits;
  return {
    title: textField({
      label: (w) => say(w).title,
      hint: (w) => say(w).titleHint(titleMaxBytes),
      limit: { maxBytes: titleMaxBytes },
    }),
    ...miniProgramFields(miniPrograms, say, { optional: false }),
    cover: fileField({
      label: (w) => say(w).cover,
      hint: (w) => say(w).coverHint(coverMaxBytes),
      extensions: ['jpg', 'jpeg', 'png'],
      maxBytes: coverMaxBytes,
      instead: lastCover ? (w) => say(w).lastCover(lastCover.name) : undefined,
    }),
    crop: checkboxField({
      label: (w) => say(w).crop,
      choice: (w) => say(w).cropChoice(coverWidth, coverHeight),
      optional: true,
    }),
  };
}
