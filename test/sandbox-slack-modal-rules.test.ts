/** Every limit and rule of a modal, once kept and once broken. */
import { expect, test } from 'vitest';
import { checkView } from '../src/sandbox/slack/block-kit/check-view.ts';
import {
  actions,
  asInput,
  button,
  chars,
  type Limit,
  many,
  mrkdwn,
  option,
  type Rule,
  refusalOf,
  section,
} from './sandbox-slack-block-kit-kit.ts';
import { modal, plain, textInput } from './sandbox-slack-kit.ts';

const form = (element: object, more: object = {}) => modal([asInput(element, more)]);
const menu = (more: object) => form({ type: 'static_select', ...more });
const box = (element: object, block: object = {}) => modal([textInput('a', 'A', { element, block })]);
const number = (more: object) => form({ type: 'number_input', ...more });

const tooLong = (limit: number, pointer: string) =>
  `must be less than ${limit + 1} characters [json-pointer:${pointer}]`;
const tooMany = (limit: number, pointer: string) => `no more than ${limit} items allowed [json-pointer:${pointer}]`;
const first = '/view/blocks/0';
const options0 = `${first}/element/options/0`;

const limits: Limit[] = [
  ['title', (n) => modal([], { title: plain(chars(n)) }), 24, tooLong(24, '/view/title/text')],
  ['submit', (n) => modal([], { submit: plain(chars(n)) }), 24, tooLong(24, '/view/submit/text')],
  ['close', (n) => modal([], { close: plain(chars(n)) }), 24, tooLong(24, '/view/close/text')],
  ['metadata', (n) => modal([], { private_metadata: chars(n) }), 3000, tooLong(3000, '/view/private_metadata')],
  ['callback_id', (n) => modal([], { callback_id: chars(n) }), 255, tooLong(255, '/view/callback_id')],
  ['external_id', (n) => modal([], { external_id: chars(n) }), 255, tooLong(255, '/view/external_id')],
  ['blocks', (n) => modal(many(n, () => section('a'))), 100, tooMany(100, '/view/blocks')],
  ['block_id', (n) => modal([textInput(chars(n), 'A')]), 255, tooLong(255, `${first}/block_id`)],
  ['action_id', (n) => box({ action_id: chars(n) }), 255, tooLong(255, `${first}/element/action_id`)],
  ['label', (n) => modal([textInput('a', chars(n))]), 2000, tooLong(2000, `${first}/label/text`)],
  ['hint', (n) => box({}, { hint: plain(chars(n)) }), 2000, tooLong(2000, `${first}/hint/text`)],
  ['alert', (n) => modal([{ type: 'alert', text: plain(chars(n)) }]), 200, tooLong(200, `${first}/text/text`)],
  [
    'max_length',
    (n) => box({ max_length: n }),
    3000,
    `must be at most 3000 [json-pointer:${first}/element/max_length]`,
  ],
  [
    'min_length',
    (n) => box({ min_length: n }),
    3000,
    `must be at most 3000 [json-pointer:${first}/element/min_length]`,
  ],
  ['min below max', (n) => box({ min_length: n, max_length: 5 }), 5, 'must not be more than max_length'],
  ['initial_value', (n) => box({ initial_value: chars(n) }), 3000, tooLong(3000, `${first}/element/initial_value`)],
  [
    'initial, max',
    (n) => box({ initial_value: chars(n), max_length: 5 }),
    5,
    tooLong(5, `${first}/element/initial_value`),
  ],
  ['placeholder', (n) => box({ placeholder: plain(chars(n)) }), 150, tooLong(150, `${first}/element/placeholder/text`)],
  ['max_files', (n) => form({ type: 'file_input', max_files: n }), 10, 'must be at most 10'],
  ['menu', (n) => menu({ options: many(n, option) }), 100, tooMany(100, `${first}/element/options`)],
  [
    'radios',
    (n) => form({ type: 'radio_buttons', options: many(n, option) }),
    10,
    tooMany(10, `${first}/element/options`),
  ],
  ['ticks', (n) => form({ type: 'checkboxes', options: many(n, option) }), 10, tooMany(10, `${first}/element/options`)],
  [
    'option text',
    (n) => menu({ options: [option(1, { text: plain(chars(n)) })] }),
    75,
    tooLong(75, `${options0}/text/text`),
  ],
  ['option value', (n) => menu({ options: [option(1, { value: chars(n) })] }), 150, tooLong(150, `${options0}/value`)],
  [
    'description',
    (n) => menu({ options: [option(1, { description: plain(chars(n)) })] }),
    75,
    tooLong(75, `${options0}/description/text`),
  ],
];

const oneOption = { options: [option(1)] };
const otherText = option(1, { description: plain('other') });
const grouped = { option_groups: [{ label: plain('Group'), ...oneOption }] };
const twice = 'already exists';

const rules: Rule[] = [
  ['a plain title', modal([]), modal([], { title: mrkdwn('*Form*') }), '[json-pointer:/view/title/type]'],
  ['a title', modal([]), { type: 'modal', blocks: [] }, 'missing required field: title [json-pointer:/view]'],
  [
    'submit beside inputs',
    { type: 'modal', title: plain('Form'), blocks: [section('a')] },
    { type: 'modal', title: plain('Form'), blocks: [section('a'), textInput('a', 'A')] },
    'must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/1/input]',
  ],
  [
    'block_id once',
    modal([textInput('a', 'A'), textInput('b', 'B')]),
    modal([textInput('a', 'A'), textInput('a', 'B')]),
    `\`block_id\` "a" ${twice} [json-pointer:/view/blocks/1/block_id]`,
  ],
  [
    'action_id once in a block',
    modal([actions([button('a')]), actions([button('a')])]),
    modal([actions([button('a'), button('a')])]),
    `\`action_id\` "a" ${twice} [json-pointer:/view/blocks/0/elements/1/action_id]`,
  ],
  [
    'one focus',
    modal([textInput('a', 'A', { element: { focus_on_load: true } }), textInput('b', 'B')]),
    modal(['a', 'b'].map((id) => textInput(id, id, { element: { focus_on_load: true } }))),
    'only one element may have `focus_on_load`',
  ],
  [
    'known level',
    modal([{ type: 'alert', text: plain('a'), level: 'error' }]),
    modal([{ type: 'alert', text: plain('a'), level: 'loud' }]),
    '/0/level]',
  ],
  [
    'no table',
    modal([section('a')]),
    modal([{ type: 'table', rows: [[{ type: 'raw_text', text: 'a' }]] }]),
    'unsupported type: table [json-pointer:/view/blocks/0/type]',
  ],
  ['known property', box({}), box({ rows: 3 }), `invalid additional property: rows [json-pointer:${first}/element]`],
  [
    'known element',
    box({}),
    box({ type: 'text_area' }),
    `unsupported type: text_area [json-pointer:${first}/element/type]`,
  ],
  ['no button in an input', modal([actions([button('a')])]), form(button('a')), 'unsupported type: button'],
  ['decimals or not', number({ is_decimal_allowed: false }), number({}), 'missing required field: is_decimal_allowed'],
  [
    'limits as strings',
    number({ is_decimal_allowed: true, max_value: '9' }),
    number({ is_decimal_allowed: true, max_value: 9 }),
    'must provide a string',
  ],
  [
    'files do not dispatch',
    form({ type: 'file_input' }),
    form({ type: 'file_input' }, { dispatch_action: true }),
    '`dispatch_action` is not supported for file_input',
  ],
  ['some options', menu(oneOption), menu({ options: [] }), 'must provide at least 1 items'],
  ['options or groups', menu(grouped), menu({}), 'must provide either `options` or `option_groups`'],
  ['not both', menu(oneOption), menu({ ...oneOption, ...grouped }), 'must provide either `options` or `option_groups`'],
  [
    'different values',
    menu({ options: [option(1), option(2)] }),
    menu({ options: [option(1), option(2, { value: 'v1' })] }),
    'option values must be unique',
  ],
  [
    'initial_option',
    menu({ ...oneOption, initial_option: option(1) }),
    menu({ ...oneOption, initial_option: otherText }),
    'initial options must be equal to one of the options',
  ],
  [
    'initial_options',
    form({ type: 'checkboxes', ...oneOption, initial_options: [option(1)] }),
    form({ type: 'checkboxes', ...oneOption, initial_options: [option(2)] }),
    'initial options must be equal',
  ],
  [
    'date',
    form({ type: 'datepicker', initial_date: '2026-09-01' }),
    form({ type: 'datepicker', initial_date: '1.9.2026' }),
    '/element/initial_date]',
  ],
  [
    'seconds',
    form({ type: 'datetimepicker', initial_date_time: 1_790_000_000 }),
    form({ type: 'datetimepicker', initial_date_time: 1_790_000_000_000 }),
    'must be at most',
  ],
  [
    'no moment in a section',
    modal([actions([{ type: 'datetimepicker' }])]),
    modal([section('a', { accessory: { type: 'datetimepicker' } })]),
    'unsupported type: datetimepicker',
  ],
];

test.each(limits)('%s', (_what, make, limit, problem) => {
  expect(refusalOf(checkView(make(limit)))).toBe('');
  expect(refusalOf(checkView(make(limit + 1)))).toContain(problem);
});

test.each(rules)('%s', (_rule, good, bad, problem) => {
  expect(refusalOf(checkView(good))).toBe('');
  expect(refusalOf(checkView(bad))).toContain(problem);
});

test('a view above 250 kB is too large, whatever is in it', () => {
  const hint = plain(chars(500));
  const big = (count: number) => modal(many(count, (n) => textInput(`b${n}`, chars(2000), { block: { hint } })));
  expect(refusalOf(checkView(big(90)))).toBe('');
  expect(refusalOf(checkView(big(100)))).toBe('view_too_large');
});
