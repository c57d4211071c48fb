/**
 * Small builders of Block Kit: plain typed objects that Slack will take, or an error here.
 * What people wrote goes in as plain text; where mrkdwn is needed, through `escapeMrkdwn`.
 */
import type { types } from '@slack/bolt';
import { atMost, slackLimits, within } from './limits.ts';

export type Block = types.KnownBlock;
type Text = string | types.TextObject;
type AlertLevel = 'info' | 'warning' | 'error' | 'success';

/** Never parsed: no mention, no link, no formatting, no emoji made of colons. */
export function plain(text: string): types.PlainTextElement {
  return { type: 'plain_text', text, emoji: false };
}

/** `verbatim` keeps Slack from turning bare addresses and channel names into links. Escape what people wrote. */
export function mrkdwn(text: string): types.MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

const wordJoiner = '\u2060';

/**
 * Text that people wrote, for use inside mrkdwn: `& < >` escaped, so no mention and no link can be spelt;
 * group mentions and addresses are broken by an invisible character, for the places where Slack parses bare text.
 */
export function escapeMrkdwn(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=channel|here|everyone|group)/gi, `@${wordJoiner}`)
    .replaceAll('://', `:${wordJoiner}//`);
}

export function section(text: Text, accessory?: types.Button): types.SectionBlock {
  const block: types.SectionBlock = { type: 'section', text: asText(text, slackLimits.sectionText, 'section') };
  return accessory ? { ...block, accessory } : block;
}

/** Two columns on a wide screen: pairs of a name and what it is. */
export function pairs(rows: [name: string, value: string][]): types.SectionBlock {
  const texts = rows.flatMap(([name, value]) => [mrkdwn(`*${escapeMrkdwn(name)}*`), plain(value)]);
  const fields = texts.map((text) => asText(text, slackLimits.sectionField, 'section field'));
  return { type: 'section', fields: atMost(fields, slackLimits.sectionFields, 'section fields') };
}

export function context(...texts: Text[]): types.ContextBlock {
  const elements = texts.map((text) => asText(text, slackLimits.sectionText, 'context'));
  return { type: 'context', elements: atMost(elements, slackLimits.contextElements, 'context elements') };
}

export function header(text: string): types.HeaderBlock {
  return { type: 'header', text: plain(within(text, slackLimits.headerText, 'header')) };
}

export function divider(): types.DividerBlock {
  return { type: 'divider' };
}

/** A coloured line in a modal; a longer text becomes a section, because an alert holds 200 characters. Modals only. */
export function alert(text: string, level: AlertLevel, blockId?: string): types.AlertBlock | types.SectionBlock {
  const block =
    text.length > slackLimits.alertText ? section(`⚠️ ${text}`) : ({ type: 'alert', text: plain(text), level } as const);
  return blockId === undefined ? block : { ...block, block_id: blockId };
}

export type ButtonAction = `${string}:${string}`;

/** `action` is `feature:verb`; `value` is usually the delivery's id. */
export function button(spec: {
  action: ButtonAction;
  text: string;
  value: string;
  style?: 'primary' | 'danger';
  confirm?: types.ConfirmationDialog;
}): types.Button {
  return {
    type: 'button',
    action_id: spec.action,
    text: plain(within(spec.text, slackLimits.buttonText, 'button')),
    value: within(spec.value, slackLimits.buttonValue, 'button value'),
    ...(spec.style && { style: spec.style }),
    ...(spec.confirm && { confirm: spec.confirm }),
  };
}

export function actions(...buttons: types.Button[]): types.ActionsBlock {
  return { type: 'actions', elements: atMost(buttons, slackLimits.actionsElements, 'buttons') };
}

/** Messages only, one a message. Numbers stand right; the first row is the heading. */
export function table(rows: (string | number)[][]): types.TableBlock {
  const cells = rows.map((row) => atMost(row, slackLimits.tableCells, 'cells').map(cell));
  const rightAligned = (rows[1] ?? []).map(
    (value) => (typeof value === 'number' ? 'right' : 'left') as 'right' | 'left',
  );
  return {
    type: 'table',
    rows: atMost(cells, slackLimits.tableRows, 'table rows'),
    column_settings: rightAligned.map((align) => ({ align })),
  };
}

/** A modal whose every part fits. Without `submit` it only tells something. */
export function modal(spec: {
  callbackId: string;
  title: string;
  close: string;
  submit?: string;
  metadata?: string;
  blocks: Block[];
}): types.ModalView {
  return {
    type: 'modal',
    callback_id: spec.callbackId,
    title: plain(within(spec.title, slackLimits.viewTitle, 'modal title')),
    close: plain(within(spec.close, slackLimits.viewButton, 'close button')),
    ...(spec.submit !== undefined && { submit: plain(within(spec.submit, slackLimits.viewButton, 'submit button')) }),
    ...(spec.metadata !== undefined && {
      private_metadata: within(spec.metadata, slackLimits.privateMetadata, 'private_metadata'),
    }),
    blocks: atMost(spec.blocks, slackLimits.viewBlocks, 'blocks'),
  };
}

function asText(text: Text, limit: number, what: string): types.TextObject {
  const object = typeof text === 'string' ? plain(text) : text;
  within(object.text, limit, what);
  return object;
}

/** Slack refuses an empty cell. */
function cell(value: string | number): types.RawTextElement {
  return { type: 'raw_text', text: typeof value === 'number' ? value.toLocaleString('en-US') : value || '–' };
}
