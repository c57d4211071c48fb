/** The door for what the page asks. */
import { z } from 'zod';
import { richOption } from '../slack/block-kit/composition.ts';
import type { Act } from './contract.ts';

const id = z.string().min(1).max(255);
const option = richOption.nullable();
const options = z.array(richOption);
const word = z.string().nullable();
const list = z.array(z.string());

const entry = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.enum(['plain_text_input', 'email_text_input', 'url_text_input', 'number_input']),
    value: word,
  }),
  z.strictObject({ type: z.enum(['static_select', 'external_select', 'radio_buttons']), selected_option: option }),
  z.strictObject({
    type: z.enum(['multi_static_select', 'multi_external_select', 'checkboxes']),
    selected_options: options,
  }),
  z.strictObject({ type: z.literal('users_select'), selected_user: word }),
  z.strictObject({ type: z.literal('multi_users_select'), selected_users: list }),
  z.strictObject({ type: z.literal('conversations_select'), selected_conversation: word }),
  z.strictObject({ type: z.literal('channels_select'), selected_channel: word }),
  z.strictObject({ type: z.literal('datepicker'), selected_date: z.iso.date().nullable() }),
  z.strictObject({ type: z.literal('timepicker'), selected_time: z.iso.time({ precision: -1 }).nullable() }),
  z.strictObject({ type: z.literal('datetimepicker'), selected_date_time: z.int().nullable() }),
]);

const element = { blockId: id, actionId: id, optionValue: z.string().exactOptional() };
const inView = { viewId: id, ...element };
const key = { suiteId: id, corpId: id };

const flag = z.boolean().exactOptional();
const switches = z.strictObject({
  ...{ invalidIds: z.array(z.string().max(200)).max(5000).exactOptional(), tokenExpired: flag, throttled: flag },
  ...{ busy: flag, slow: flag, cutAnswer: flag, allInvalid: flag, ipNotAllowed: flag },
});

const as = id;
const fileIds = z.array(id);

const actSchema: z.ZodType<Act> = z.discriminatedUnion('act', [
  z.strictObject({ as, act: z.literal('command'), place: id, command: id, text: z.string() }),
  z.strictObject({
    ...{ as, act: z.literal('say'), place: id, text: z.string() },
    ...{ threadTs: id.exactOptional(), fileIds: fileIds.exactOptional() },
  }),
  z.strictObject({ as, act: z.literal('click'), place: id, ts: id, ...element }),
  z.strictObject({
    ...{ as, act: z.literal('shortcut'), callbackId: id, place: id.exactOptional(), ts: id.exactOptional() },
  }),
  z.strictObject({ as, act: z.literal('change'), ...inView, entry }),
  z.strictObject({ as, act: z.literal('changeFiles'), ...inView, fileIds }),
  z.strictObject({ as, act: z.literal('press'), ...inView }),
  z.strictObject({ as, act: z.literal('suggest'), ...inView, typed: z.string() }),
  z.strictObject({ as, act: z.literal('submit'), viewId: id }),
  z.strictObject({ as, act: z.literal('close'), viewId: id, all: z.boolean().exactOptional() }),
  z.strictObject({ as, act: z.literal('removeBot'), place: id }),
  z.strictObject({ as, act: z.literal('inviteBot'), place: id }),
  z.strictObject({ as, act: z.literal('rateLimitSlack'), seconds: z.int().min(0).max(600) }),
  z.strictObject({ as, act: z.literal('restartBot') }),
  z.strictObject({ as, act: z.literal('switchWecom'), set: switches }),
  z.strictObject({ as, act: z.literal('authorise'), ...key, mode: z.enum(['admin', 'member']) }),
  z.strictObject({ as, act: z.literal('cancelAuth'), ...key }),
  z.strictObject({ as, act: z.literal('pushTicket'), suiteId: id }),
]);

/** Null: no act. */
export function readAct(json: string): Act | null {
  try {
    return actSchema.safeParse(JSON.parse(json)).data ?? null;
  } catch {
    return null;
  }
}
