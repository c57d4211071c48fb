/** Fields that every kind of form has, each in the kind's own words. */

import type { types } from '@slack/bolt';
import type { RecipientKind } from '../audience.ts';
import { listLimits } from '../list/result.ts';
import {
  type Choice,
  type Field,
  fileField,
  radioField,
  searchField,
  searchOption,
  selectField,
  textField,
} from '../slack/fields.ts';
import type { SlackFile } from '../slack/form-file.ts';
import { slackLimits } from '../slack/limits.ts';
import type { Words } from '../words/zh.ts';
import type { SendingApp } from './app.ts';
import type { MiniPrograms } from './deps.ts';

type Shared = Words['forms']['notice']['compose'];
type Say<K extends keyof Shared> = (words: Words) => Pick<Shared, K>;

const noteMaxCharacters = 500;
/** WeCom names no limit; this is more than a path has, and what a review can show. */
const pagepathMaxCharacters = 1024;

/** Not an appid: appids have no plus sign. */
export const anotherMiniProgram = '+';

/** A menu of all, or one to search in where there are more than a menu holds. */
export function appField(apps: SendingApp[], say: Say<'app'>, redraws = false): Field<string> {
  const about = { label: (w: Words) => say(w).app, redraws };
  if (apps.length > slackLimits.selectOptions) {
    return searchField({ ...about, called: (value) => apps.find(({ id }) => id === value)?.name ?? null });
  }
  const choices = apps.map(({ id, name }) => ({ value: id, label: () => name }));
  return selectField({ ...about, choices, initial: only(apps)?.id });
}

/** What a search among the apps finds; case and width make no difference. */
export function appOptions(apps: SendingApp[], typed: string): types.PlainTextOption[] {
  const folded = (text: string) => text.normalize('NFKC').trim().toLowerCase();
  const found = apps.filter(({ name }) => folded(name).includes(folded(typed)));
  return found.slice(0, slackLimits.selectOptions).map(({ id, name }) => searchOption({ value: id, text: name }));
}

/** Hidden where there is nothing to choose; shown also where the app that was chosen is no longer there. */
export function isAppShown(apps: SendingApp[], app: string): boolean {
  return apps.length > 0 && app !== only(apps)?.id;
}

export type MiniProgramValues = { miniProgram: string; appid: string; pagepath: string };
type MiniProgramWords =
  | 'miniProgram'
  | 'anotherAppid'
  | 'appid'
  | 'appidHint'
  | 'appidFault'
  | 'pagepath'
  | 'pagepathHint'
  | 'pagepathFault';

/** A mini-program of the list, or another by its appid, and a page of it. */
export function miniProgramFields(
  list: MiniPrograms,
  say: Say<MiniProgramWords>,
  { optional }: { optional: boolean },
): { [Name in keyof MiniProgramValues]: Field<string> } {
  return {
    miniProgram: selectField({
      label: (w) => say(w).miniProgram,
      choices: miniProgramChoices(list, say),
      initial: optional ? undefined : only(list)?.appid,
      redraws: true,
      optional,
    }),
    appid: textField({
      label: (w) => say(w).appid,
      hint: (w) => say(w).appidHint,
      check: (text, w) => (/^[\w-]{1,64}$/.test(text) ? null : say(w).appidFault),
      optional,
    }),
    pagepath: textField({
      label: (w) => say(w).pagepath,
      hint: (w) => say(w).pagepathHint,
      limit: { maxCharacters: pagepathMaxCharacters },
      check: (text, w) => (/[\s\p{C}]/u.test(text) ? say(w).pagepathFault : null),
      optional,
    }),
  };
}

export function isAppidShown(list: MiniPrograms, { miniProgram }: Pick<MiniProgramValues, 'miniProgram'>): boolean {
  return list.length === 0 || miniProgram === anotherMiniProgram;
}

/** The appid that opens, from the list or typed; '' for none. */
export function chosenAppid(list: MiniPrograms, values: Pick<MiniProgramValues, 'miniProgram' | 'appid'>): string {
  if (list.some(({ appid }) => appid === values.miniProgram)) return values.miniProgram;
  return isAppidShown(list, values) ? values.appid : '';
}

/** A full list leaves no room for another one. */
function miniProgramChoices(list: MiniPrograms, say: Say<'anotherAppid'>): Choice<string>[] {
  const listed = list.map(({ appid, name }) => ({ value: appid, label: () => name }));
  const another = { value: anotherMiniProgram, label: (w: Words) => say(w).anotherAppid };
  return listed.length < slackLimits.selectOptions ? [...listed, another] : listed;
}

export function boxField(kind: RecipientKind, say: Say<'box' | 'boxHint'>): Field<string> {
  return textField({
    label: (w) => say(w).box(kind, slackLimits.textInput),
    hint: (w) => say(w).boxHint,
    multiline: true,
    optional: true,
  });
}

export function listFileField(say: Say<'listFile' | 'listFileHint'>): Field<SlackFile | null> {
  return fileField({
    label: (w) => say(w).listFile,
    hint: (w) => say(w).listFileHint(listLimits.maxBytes),
    extensions: ['csv', 'txt', 'xlsx'],
    maxBytes: listLimits.maxBytes,
  });
}

/** Whose ids the file holds; `header`: its heading row says it. */
export function listKindField<K extends RecipientKind>(
  kinds: readonly [K, ...K[]],
  say: Say<'listKind' | 'listKindHeader'>,
): Field<K | 'header'> {
  return radioField<K | 'header'>({
    label: (w) => say(w).listKind,
    initial: kinds[0],
    choices: [
      ...kinds.map((kind) => ({ value: kind, label: (w: Words) => w.forms.kinds[kind] })),
      { value: 'header', label: (w) => say(w).listKindHeader },
    ],
  });
}

export function noteField(say: Say<'note' | 'noteHint'>): Field<string> {
  return textField({
    label: (w) => say(w).note,
    hint: (w) => say(w).noteHint(noteMaxCharacters),
    limit: { maxCharacters: noteMaxCharacters },
    multiline: true,
    optional: true,
  });
}

function only<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
