import type { types, ViewStateValue } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { composeForm, type Offer } from '../src/notice/compose-form.ts';
import type { ComposeValues } from '../src/notice/draft.ts';
import type { Block } from '../src/slack/blocks.ts';
import { fieldAction } from '../src/slack/fields.ts';
import { wordsFor } from '../src/words/locale.ts';
import { ownApp } from './notice-stage.ts';

const file = { id: 'F1', name: 'a.png', size: 1, url: 'https://files.slack.com/f' };
const list = { ...file, name: '名单.XLSX' };
const offer: Offer = {
  apps: [ownApp('a', '晨光家校'), ownApp('b', '晨光幼儿园')],
  miniPrograms: [{ name: '晨光通知', appid: 'wx1' }],
  lastCover: null,
};
const full: ComposeValues = {
  app: 'b',
  title: '期中家长会通知',
  miniProgram: '+',
  appid: 'APPID',
  pagepath: 'PAGE_PATH',
  cover: file,
  crop: true,
  audience: 'typed',
  parents: '\n\np1\np2',
  students: 's1',
  departments: '7',
  externalUsers: 'wm1',
  listFile: list,
  listKind: 'header',
  idTranslation: true,
  note: '请班主任转告',
};

/** What Slack's client would send for a view that nobody has touched. */
function untouched(blocks: Block[]) {
  const inputs = blocks.filter((block) => block.type === 'input');
  return Object.fromEntries(
    inputs.map(({ block_id = '', element }) => [block_id, { [fieldAction]: initial(element) }]),
  );
}

function initial(element: types.InputBlock['element']): ViewStateValue {
  const { type } = element;
  if (type === 'plain_text_input') return { type, value: element.initial_value ?? null };
  if (type === 'checkboxes') return { type, selected_options: (element.initial_options ?? []).map(chosen) };
  if (type === 'file_input') return { type, files: [] };
  if (type !== 'static_select' && type !== 'radio_buttons') throw new Error(type);
  return { type, selected_option: element.initial_option ? chosen(element.initial_option) : null };
}

function chosen({ text, value = '' }: types.Option) {
  return { text: { type: 'plain_text' as const, text: text.text }, value };
}

describe.each(['zh', 'en'] as const)('what is drawn is read back (%s)', (locale) => {
  const words = wordsFor(locale);
  const form = composeForm(offer);

  test.each(['typed', 'file', 'school'] as const)('%s', (audience) => {
    const values = { ...full, audience };
    const state = untouched(form.render(values, words));
    expect(form.parse(state, words, values)).toEqual({ type: 'parsed', values });
    const shown = Object.keys(state);
    expect(shown.includes('parents')).toBe(audience === 'typed');
    expect(shown.includes('listFile')).toBe(audience === 'file');
  });

  test('no two fields share a label, so that people can tell them apart', () => {
    const everyField = Object.fromEntries(Object.keys(full).map((name) => [name, 'x']));
    const labels = form.labels(everyField, words);
    expect(labels).toHaveLength(Object.keys(full).length);
    expect(new Set(labels).size).toBe(labels.length);
  });
});

describe('limits', () => {
  const words = wordsFor('en');
  const form = composeForm(offer);
  const tenMb = 10 * 1024 * 1024;
  const faults = (changed: Partial<ComposeValues>) => {
    const values = { ...full, ...changed };
    const parsed = form.parse(untouched(form.render(values, words)), words, values);
    return parsed.type === 'faults' ? Object.keys(parsed.faults) : [];
  };
  const withList = (changed: object): Partial<ComposeValues> => ({
    audience: 'file',
    listFile: { ...list, ...changed },
  });

  test.each<[string, Partial<ComposeValues>, Partial<ComposeValues>]>([
    ['title', { title: 'a'.repeat(64) }, { title: 'a'.repeat(65) }],
    ['title', { title: '家'.repeat(21) }, { title: '家'.repeat(22) }],
    ['title', { title: '😀'.repeat(16) }, { title: `${'😀'.repeat(16)}!` }],
    ['appid', { appid: 'w'.repeat(64) }, { appid: 'w'.repeat(65) }],
    ['pagepath', { pagepath: 'p'.repeat(1024) }, { pagepath: 'p'.repeat(1025) }],
    ['pagepath', { pagepath: 'pages/a?x=1&y=家' }, { pagepath: 'pages/a b' }],
    ['note', { note: '备'.repeat(500) }, { note: '备'.repeat(501) }],
    ['cover', { cover: { ...file, size: tenMb } }, { cover: { ...file, size: tenMb + 1 } }],
    ['cover', { cover: { ...file, name: 'a.JPEG' } }, { cover: { ...file, name: 'a.gif' } }],
    ['listFile', withList({ size: tenMb }), withList({ size: tenMb + 1 })],
    ['listFile', withList({ name: 'a.txt' }), withList({ name: 'a.xls' })],
  ])('%s: at the limit it passes, past it the field says so', (field, at, past) => {
    expect(faults(at)).toEqual([]);
    expect(faults(past)).toEqual([field]);
  });
});
