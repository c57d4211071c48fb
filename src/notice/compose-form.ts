/** The fields of view 1, once: labels, limits and what depends on what. */
import type { RecipientKind } from '../audience.ts';
import { listLimits } from '../list/result.ts';
import { noticeLimits } from '../message.ts';
import { header } from '../slack/blocks.ts';
import {
  type Choice,
  checkboxField,
  type Field,
  fileField,
  radioField,
  selectField,
  textField,
} from '../slack/fields.ts';
import { defineForm, type Form, type Rules } from '../slack/form.ts';
import { slackLimits } from '../slack/limits.ts';
import type { Words } from '../words/zh.ts';
import type { ComposeValues, CoverRef } from './draft.ts';

export const composeCallback = 'notice:compose';

const noteMaxCharacters = 500;
/** WeCom names no limit; this is more than a path has, and what a review can show. */
const pagepathMaxCharacters = 1024;

/** What the form offers: the configured apps and mini-programs, and the person's last cover. */
export type Offer = {
  apps: readonly { id: string; name: string }[];
  miniPrograms: readonly { name: string; appid: string }[];
  lastCover: CoverRef | null;
};

/** Not an appid: appids have no plus sign. */
const anotherMiniProgram = '+';

const boxKinds = {
  parents: 'parent',
  students: 'student',
  departments: 'department',
  externalUsers: 'externalUser',
} as const satisfies Partial<Record<keyof ComposeValues, RecipientKind>>;
export type BoxName = keyof typeof boxKinds;
const boxNames = Object.keys(boxKinds) as BoxName[];

export function composeForm(offer: Offer): Form<ComposeValues> {
  const { apps } = offer;
  return defineForm<ComposeValues>(
    composeCallback,
    {
      app: selectField({ label: (w) => say(w).app, choices: apps.map(appChoice), initial: only(apps)?.id }),
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
      parents: boxField('parent'),
      students: boxField('student'),
      departments: boxField('department'),
      externalUsers: boxField('externalUser'),
      ...listFields,
      ...moreFields,
    },
    composeRules(offer),
  );
}

function composeRules({ apps, miniPrograms }: Offer): Rules<ComposeValues> {
  return {
    visible: {
      app: () => apps.length > 1,
      miniProgram: () => miniPrograms.length > 0,
      appid: (values) => miniPrograms.length === 0 || values.miniProgram === anotherMiniProgram,
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

/** The appid the card opens, from the list or typed. */
export function chosenAppid(values: ComposeValues, miniPrograms: Offer['miniPrograms']): string {
  const listed = miniPrograms.some((each) => each.appid === values.miniProgram);
  return listed ? values.miniProgram : values.appid;
}

/** The boxes as the list reader takes them. */
export function typedBoxes(values: ComposeValues): { name: BoxName; kind: RecipientKind; text: string }[] {
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
    miniProgram: selectField({
      label: (w) => say(w).miniProgram,
      choices: miniProgramChoices(miniPrograms),
      initial: only(miniPrograms)?.appid,
      redraws: true,
    }),
    appid: textField({
      label: (w) => say(w).appid,
      hint: (w) => say(w).appidHint,
      check: (text, w) => (/^[\w-]{1,64}$/.test(text) ? null : say(w).appidFault),
    }),
    pagepath: textField({
      label: (w) => say(w).pagepath,
      hint: (w) => say(w).pagepathHint,
      limit: { maxCharacters: pagepathMaxCharacters },
      check: (text, w) => (/\s/.test(text) ? say(w).pagepathFault : null),
    }),
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

const listFields = {
  listFile: fileField({
    label: (w) => say(w).listFile,
    hint: (w) => say(w).listFileHint(listLimits.maxBytes),
    extensions: ['csv', 'txt', 'xlsx'],
    maxBytes: listLimits.maxBytes,
  }),
  listKind: radioField<ComposeValues['listKind']>({
    label: (w) => say(w).listKind,
    initial: 'parent',
    choices: [
      ...boxNames.map((name) => ({ value: boxKinds[name], label: (w: Words) => w.forms.kinds[boxKinds[name]] })),
      { value: 'header', label: (w) => say(w).listKindHeader },
    ],
  }),
};

const moreFields = {
  idTranslation: checkboxField({
    label: (w) => say(w).idTranslation,
    choice: (w) => say(w).idTranslationChoice,
    hint: (w) => say(w).idTranslationHint,
    optional: true,
  }),
  note: textField({
    label: (w) => say(w).note,
    hint: (w) => say(w).noteHint(noteMaxCharacters),
    limit: { maxCharacters: noteMaxCharacters },
    multiline: true,
    optional: true,
  }),
};

function boxField(kind: RecipientKind): Field<string> {
  return textField({
    label: (w) => say(w).box(kind, slackLimits.textInput),
    hint: (w) => say(w).boxHint,
    multiline: true,
    optional: true,
  });
}

/** A full list leaves no room for another one. */
function miniProgramChoices(list: Offer['miniPrograms']): Choice<string>[] {
  const listed = list.map(({ appid, name }) => ({ value: appid, label: () => name }));
  const another = { value: anotherMiniProgram, label: (w: Words) => say(w).anotherAppid };
  return listed.length < slackLimits.selectOptions ? [...listed, another] : listed;
}

function appChoice({ id, name }: Offer['apps'][number]): Choice<string> {
  return { value: id, label: () => name };
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
