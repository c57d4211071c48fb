/** The fields of whom it is for: members, departments and tags as ids or in a file, everybody, and tickets. */
import type { RecipientKind } from '../audience.ts';
import type { TypedBox } from '../compose/check-audience.ts';
import { boxField, listFileField, listKindField } from '../compose/fields.ts';
import { templateLimits } from '../message.ts';
import { checkboxField, radioField, textField } from '../slack/fields.ts';
import type { Words } from '../words/zh.ts';
import type { TemplateValues } from './draft.ts';
import { ticketFault } from './tickets.ts';

const say = (words: Words) => words.forms.template.compose;

const boxKinds = {
  members: 'member',
  departments: 'department',
  tags: 'tag',
} as const satisfies Partial<Record<keyof TemplateValues, RecipientKind>>;
export type BoxName = keyof typeof boxKinds;

/** The boxes on the screen, as the list reader takes them; a company that a member authorised has only one. */
export function typedBoxes(values: TemplateValues, membersOnly: boolean): TypedBox<BoxName>[] {
  const names: BoxName[] = membersOnly ? ['members'] : ['members', 'departments', 'tags'];
  return names.map((name) => ({ name, kind: boxKinds[name], text: values[name] }));
}

export function audienceFields(membersOnly: boolean) {
  const all = {
    value: 'all',
    label: (w: Words) => say(w).audienceAll,
    hint: (w: Words) => say(w).audienceAllHint,
  } as const;
  return {
    audience: radioField<TemplateValues['audience']>({
      label: (w) => say(w).audience,
      initial: 'typed',
      redraws: true,
      choices: [
        { value: 'typed', label: (w) => say(w).audienceTyped },
        { value: 'file', label: (w) => say(w).audienceFile },
        ...(membersOnly ? [] : [all]),
      ],
    }),
    members: boxField('member', say),
    departments: boxField('department', say),
    tags: boxField('tag', say),
    listFile: listFileField(say),
    listKind: listKindField<'member' | 'department' | 'tag'>(
      membersOnly ? ['member'] : ['member', 'department', 'tag'],
      say,
    ),
  };
}

export const ticketFields = {
  withTickets: checkboxField({
    label: (w) => say(w).withTickets,
    choice: (w) => say(w).withTicketsChoice,
    optional: true,
    redraws: true,
  }),
  tickets: textField({
    label: (w) => say(w).tickets(templateLimits.maxTickets),
    hint: (w) => say(w).ticketsHint,
    check: ticketFault,
    multiline: true,
  }),
  onlyUnauth: checkboxField({
    label: (w) => say(w).onlyUnauth,
    choice: (w) => say(w).onlyUnauthChoice,
    hint: (w) => say(w).onlyUnauthHint,
    optional: true,
  }),
};
