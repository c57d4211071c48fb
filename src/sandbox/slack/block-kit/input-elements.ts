/** Elements with which a person writes, dates, uploads or presses something. */
import { z } from 'zod';
import { actionId, confirm, plainText, url } from './composition.ts';

const focusable = { action_id: actionId, focus_on_load: z.boolean().optional() };
const writable = {
  ...focusable,
  placeholder: plainText(150).optional(),
  dispatch_action_config: z
    .strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1) })
    .optional(),
};
const pickable = { ...focusable, confirm: confirm.optional() };

/** The longest text a plain_text_input takes, and the default of `max_length`. */
export const maxInputChars = 3000;

const plainTextInput = z
  .strictObject({
    type: z.literal('plain_text_input'),
    ...writable,
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(maxInputChars).optional(),
    max_length: z.int().min(1).max(maxInputChars).optional(),
    initial_value: z.string().optional(),
  })
  .superRefine((element, context) => {
    const max = element.max_length ?? maxInputChars;
    if ((element.initial_value?.length ?? 0) > max)
      context.addIssue({ code: 'custom', message: `must be less than ${max + 1} characters`, path: ['initial_value'] });
    if ((element.min_length ?? 0) > max)
      context.addIssue({ code: 'custom', message: 'must not be more than max_length', path: ['min_length'] });
  });

const text = { ...writable, initial_value: z.string().optional() };
const emailInput = z.strictObject({ type: z.literal('email_text_input'), ...text });
const urlInput = z.strictObject({ type: z.literal('url_text_input'), ...text });
/** Its limits and its value are strings. */
const numberInput = z.strictObject({
  type: z.literal('number_input'),
  ...text,
  is_decimal_allowed: z.boolean(),
  min_value: z.string().optional(),
  max_value: z.string().optional(),
});
const fileInput = z.strictObject({
  type: z.literal('file_input'),
  action_id: actionId,
  filetypes: z.array(z.string().min(1)).min(1).optional(),
  max_files: z.int().min(1).max(10).optional(),
});

const datepicker = z.strictObject({
  type: z.literal('datepicker'),
  ...pickable,
  placeholder: plainText(150).optional(),
  initial_date: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/)
    .optional(),
});
const timepicker = z.strictObject({
  type: z.literal('timepicker'),
  ...pickable,
  placeholder: plainText(150).optional(),
  initial_time: z
    .string()
    .regex(/^\d{2}:\d{2}$/)
    .optional(),
  timezone: z.string().optional(),
});
const datetimepicker = z.strictObject({
  type: z.literal('datetimepicker'),
  ...pickable,
  /** Unix seconds, ten digits. */
  initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
});

const button = z.strictObject({
  type: z.literal('button'),
  action_id: actionId,
  confirm: confirm.optional(),
  text: plainText(75),
  value: z.string().max(2000).optional(),
  url: url.optional(),
  style: z.enum(['primary', 'danger']).optional(),
  accessibility_label: z.string().max(75).optional(),
});

/** Input blocks only. */
export const writtenElements = [plainTextInput, emailInput, urlInput, numberInput, fileInput] as const;
/** Section, actions and input blocks. */
export const dateElements = [datepicker, timepicker] as const;
/** Actions and input blocks. */
export const momentElements = [datetimepicker] as const;
/** Section and actions blocks. */
export const buttonElements = [button] as const;

/** These work in modals only; in a message Slack refuses them. */
export const modalOnlyElements = ['email_text_input', 'url_text_input', 'number_input', 'file_input'];
