/** Elements with which a person picks something: menus, radios, checkboxes. */
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import {
  actionId,
  confirm,
  linkOption,
  type Option,
  optionGroup,
  plainOption,
  plainText,
  richOption,
} from './composition.ts';

const base = { action_id: actionId, confirm: confirm.optional(), focus_on_load: z.boolean().optional() };
const menu = { ...base, placeholder: plainText(150).optional() };
const manyOf = { max_selected_items: z.int().min(1).optional() };
const staticOptions = {
  options: z.array(plainOption).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};

type OptionHolder = {
  options?: Option[] | undefined;
  option_groups?: { options: Option[] }[] | undefined;
  initial_option?: Option | undefined;
  initial_options?: Option[] | undefined;
};

/** Every option of an element, with groups flattened. */
export function allOptions(element: OptionHolder): Option[] {
  return element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
}

function checkOptions(element: OptionHolder, context: z.RefinementCtx): void {
  if ((element.options === undefined) === (element.option_groups === undefined))
    context.addIssue({ code: 'custom', message: 'must provide either `options` or `option_groups`' });
  const options = allOptions(element);
  const initial = [...(element.initial_option ? [element.initial_option] : []), ...(element.initial_options ?? [])];
  if (initial.some((one) => !options.some((option) => isDeepStrictEqual(option, one))))
    context.addIssue({ code: 'custom', message: 'initial options must be equal to one of the options' });
  if (new Set(options.map((option) => option.value)).size < options.length)
    context.addIssue({ code: 'custom', message: 'option values must be unique' });
}

const staticSelect = z
  .strictObject({ type: z.literal('static_select'), ...menu, ...staticOptions, initial_option: plainOption.optional() })
  .superRefine(checkOptions);

const multiStaticSelect = z
  .strictObject({
    type: z.literal('multi_static_select'),
    ...menu,
    ...manyOf,
    ...staticOptions,
    initial_options: z.array(plainOption).min(1).optional(),
  })
  .superRefine(checkOptions);

const minQuery = { min_query_length: z.int().min(0).optional() };
const externalSelect = z.strictObject({
  type: z.literal('external_select'),
  ...menu,
  ...minQuery,
  initial_option: plainOption.optional(),
});
const multiExternalSelect = z.strictObject({
  type: z.literal('multi_external_select'),
  ...menu,
  ...manyOf,
  ...minQuery,
  initial_options: z.array(plainOption).min(1).optional(),
});

const usersSelect = z.strictObject({ type: z.literal('users_select'), ...menu, initial_user: z.string().optional() });
const multiUsersSelect = z.strictObject({
  type: z.literal('multi_users_select'),
  ...menu,
  ...manyOf,
  initial_users: z.array(z.string()).optional(),
});

const conversationFilter = z.strictObject({
  include: z
    .array(z.enum(['im', 'mpim', 'private', 'public']))
    .min(1)
    .optional(),
  exclude_external_shared_channels: z.boolean().optional(),
  exclude_bot_users: z.boolean().optional(),
});
const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  ...menu,
  initial_conversation: z.string().optional(),
  default_to_current_conversation: z.boolean().optional(),
  response_url_enabled: z.boolean().optional(),
  filter: conversationFilter.optional(),
});
const channelsSelect = z.strictObject({
  type: z.literal('channels_select'),
  ...menu,
  initial_channel: z.string().optional(),
  response_url_enabled: z.boolean().optional(),
});

const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: actionId,
  confirm: confirm.optional(),
  options: z.array(linkOption).min(1).max(5),
});
const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    ...base,
    options: z.array(richOption).min(1).max(10),
    initial_options: z.array(richOption).min(1).optional(),
  })
  .superRefine(checkOptions);
const radioButtons = z
  .strictObject({
    type: z.literal('radio_buttons'),
    ...base,
    options: z.array(richOption).min(1).max(10),
    initial_option: richOption.optional(),
  })
  .superRefine(checkOptions);

/** Allowed in section, actions and input blocks, in modals and messages. */
export const choiceElements = [
  staticSelect,
  multiStaticSelect,
  externalSelect,
  multiExternalSelect,
  usersSelect,
  multiUsersSelect,
  conversationsSelect,
  channelsSelect,
  checkboxes,
  radioButtons,
] as const;

/** Allowed in section and actions blocks only. */
export const menuElements = [overflow] as const;
