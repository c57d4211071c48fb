/** A modal with every kind of block and element, and messages with the rest. */
import { plain, textInput } from './sandbox-slack-kit.ts';

const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const option = (value: string, text: string, more: object = {}) => ({ value, text: plain(text), ...more });
const input = (blockId: string, label: string, element: object, more: object = {}) => ({
  ...{ type: 'input', block_id: blockId, label: plain(label), element: { action_id: 'value', ...element } },
  ...more,
});
const sure = {
  ...{ title: plain('Really?'), text: mrkdwn('It *cannot* be undone.') },
  ...{ confirm: plain('Do it'), deny: plain('Leave it') },
};
const colours = [option('red', 'Red'), option('green', 'Green', { description: plain('like grass') })];

const shown = [
  { type: 'header', text: plain('Heading') },
  { type: 'alert', text: plain('Look out'), level: 'warning' },
  { type: 'section', text: mrkdwn('Ask <@U0LI> in <#C0NOTICE>: *bold*, `code`, <https://a.example|a page>.') },
  { type: 'section', fields: [mrkdwn('*Name*'), plain('Wang'), mrkdwn('*Class*'), plain('3-2')] },
  { type: 'context', elements: [mrkdwn('small print :warning:'), plain('more of it')] },
  { type: 'divider' },
];

export const controls: object[] = [
  ...shown,
  textInput('line', 'One line', {
    element: { max_length: 20, placeholder: plain('short') },
    block: { hint: plain('At most 20'), optional: true },
  }),
  textInput('lines', 'Many lines', { element: { multiline: true, max_length: 3000 }, block: { optional: true } }),
  input('number', 'A number', { type: 'number_input', is_decimal_allowed: false }, { optional: true }),
  input('mail', 'An address', { type: 'email_text_input' }, { optional: true }),
  input('site', 'A page', { type: 'url_text_input' }, { optional: true }),
  input('colour', 'Colour', { type: 'static_select', options: colours }, { optional: true }),
  input(
    'colours',
    'Colours',
    {
      type: 'multi_static_select',
      option_groups: [{ label: plain('Warm'), options: colours }],
    },
    { optional: true },
  ),
  input('far', 'From afar', { type: 'external_select', min_query_length: 2 }, { optional: true }),
  input('fars', 'Several from afar', { type: 'multi_external_select', min_query_length: 0 }, { optional: true }),
  input('who', 'Person', { type: 'users_select' }, { optional: true }),
  input('whos', 'People', { type: 'multi_users_select' }, { optional: true }),
  input('place', 'Place', { type: 'conversations_select' }, { optional: true }),
  input('channel', 'Channel', { type: 'channels_select' }, { optional: true }),
  input('size', 'Size', { type: 'radio_buttons', options: [option('s', 'Small'), option('l', 'Large')] }),
  input('extras', 'Extras', { type: 'checkboxes', options: [option('a', 'Sound'), option('b', 'Light')] }),
  input('day', 'Day', { type: 'datepicker' }, { optional: true }),
  input('hour', 'Hour', { type: 'timepicker' }, { optional: true }),
  input('moment', 'Moment', { type: 'datetimepicker' }, { optional: true }),
  input('file', 'List', { type: 'file_input', filetypes: ['csv', 'txt'], max_files: 2 }, { optional: true }),
  textInput('told', 'Told on Enter', { block: { dispatch_action: true, optional: true } }),
  textInput('heard', 'Told while typing', {
    element: { dispatch_action_config: { trigger_actions_on: ['on_character_entered'] } },
    block: { dispatch_action: true, optional: true },
  }),
  {
    type: 'section',
    block_id: 'beside',
    text: plain('Beside a text'),
    accessory: { type: 'static_select', action_id: 'value', options: colours, confirm: sure },
  },
  {
    type: 'actions',
    block_id: 'row',
    elements: [
      { type: 'button', action_id: 'push', text: plain('Another page') },
      { type: 'button', action_id: 'danger', text: plain('Delete'), style: 'danger', confirm: sure },
      { type: 'overflow', action_id: 'more', options: [option('x', 'First thing'), option('y', 'Second thing')] },
    ],
  },
];

export const messageBlocks: object[] = [
  ...shown.filter((block) => block.type !== 'alert'),
  {
    type: 'table',
    rows: [
      [
        { type: 'raw_text', text: 'kind' },
        { type: 'raw_text', text: 'accepted' },
      ],
      [
        { type: 'raw_text', text: 'parents' },
        { type: 'raw_text', text: '2,081' },
      ],
    ],
    column_settings: [null, { align: 'right' }],
  },
  {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: [{ type: 'text', text: 'rich ', style: { bold: true } }] },
      {
        type: 'rich_text_list',
        style: 'ordered',
        elements: [
          { type: 'rich_text_section', elements: [{ type: 'user', user_id: 'U0LI' }] },
          { type: 'rich_text_section', elements: [{ type: 'link', url: 'javascript:alert(1)', text: 'no link' }] },
        ],
      },
      { type: 'rich_text_quote', elements: [{ type: 'text', text: 'quoted' }] },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'as <b>is</b>' }] },
    ],
  },
  {
    type: 'actions',
    block_id: 'row',
    elements: [
      { type: 'button', action_id: 'go', text: plain('Go on'), style: 'primary' },
      { type: 'button', action_id: 'danger', text: plain('Stop now'), style: 'danger', confirm: sure },
      { type: 'overflow', action_id: 'more', options: [option('x', 'First thing'), option('y', 'Second thing')] },
    ],
  },
];
