import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Catalogue, catalogueLimits, createCatalogue, type TemplateContent } from '../src/catalogue/catalogue.ts';
import { readKeywords, sampleMaxChars, writeKeywords } from '../src/catalogue/keywords.ts';
import { templateLimits } from '../src/message.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { audit, templates } from '../src/store/schema.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';

const [suite, other] = ['ww1', 'ww2'];

function content(name: string, more: Partial<TemplateContent> = {}): TemplateContent {
  return { suiteId: suite, templateId: `tt${name}`, name, keywords: [{ key: '会议室', sample: '402' }], ...more };
}

describeOnEachStore('the catalogue', (newPlace) => {
  let place: StorePlace;
  let store: Store;
  let catalogue: Catalogue;
  let time = 1000;

  beforeAll(async () => {
    place = await newPlace();
    store = await openStore({ ...place, log: pino({ level: 'silent' }) });
    const clock = { now: () => time, sleep: async () => undefined };
    catalogue = createCatalogue({ db: store.db, clock, newId: randomUUID });
  });
  beforeEach(async () => {
    time = 1000;
    await store.db.delete(templates);
    await store.db.delete(audit);
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  const add = async (name: string, more: Partial<TemplateContent> = {}) => {
    const saved = await catalogue.add(content(name, more), 'U1');
    if (saved.type !== 'saved') throw new Error(`${name} is ${saved.type}`);
    return saved.entry;
  };
  const names = async (suites: string[], text: string) =>
    (await catalogue.search(suites, text)).map(({ name }) => name);
  const actions = async () => (await store.db.select().from(audit)).map(({ actor, action }) => `${actor} ${action}`);

  test('what is added is found again, keywords in order', async () => {
    const keywords = [
      { key: '会议时间', sample: '09:00' },
      { key: '会议室', sample: '' },
    ];
    const added = await add('会议 😀 "\\', { keywords });
    expect(await catalogue.find(added.id)).toEqual(added);
    expect(added).toMatchObject({ keywords, retiredAt: null, updatedBy: 'U1', updatedAt: 1000 });
    expect(await catalogue.find('unknown')).toBeNull();
  });

  test('a template id is there once a suite, retired or not, added or edited', async () => {
    const first = await add('会议', { templateId: 'tt1' });
    const second = await add('请假', { templateId: 'tt2' });
    await add('会议', { templateId: 'tt1', suiteId: other });
    const retired = await catalogue.retire(first.id, 'U1');
    expect(await catalogue.add(content('重复', { templateId: 'tt1' }), 'U2')).toEqual({
      type: 'taken',
      entry: retired,
    });
    const seen = { id: second.id, seen: second.updatedAt };
    expect(await catalogue.edit(seen, content('请假', { templateId: 'tt1' }), 'U2')).toEqual({
      type: 'taken',
      entry: retired,
    });
    expect(await catalogue.find(second.id)).toEqual(second);
    expect(await catalogue.list([suite])).toHaveLength(2);
  });

  test('two add the same template at once: one is saved, the other is told', async () => {
    const both = await Promise.all(['U1', 'U2'].map((by) => catalogue.add(content('会议'), by)));
    expect(both.map(({ type }) => type).sort()).toEqual(['saved', 'taken']);
  });

  test('whoever edits what another changed meanwhile is told, even within a millisecond', async () => {
    const { id, updatedAt: seen } = await add('会议');
    const saved = await catalogue.edit({ id, seen }, content('会议室预定'), 'U1');
    expect(saved).toMatchObject({ type: 'saved', entry: { id, name: '会议室预定', updatedBy: 'U1' } });
    if (saved.type !== 'saved') throw new Error();
    expect(await catalogue.edit({ id, seen }, content('晚了'), 'U2')).toEqual({ type: 'changed', entry: saved.entry });
    const again = { id, seen: saved.entry.updatedAt };
    expect(await catalogue.edit(again, content('知道了'), 'U2')).toMatchObject({
      type: 'saved',
      entry: { name: '知道了' },
    });
    expect(await catalogue.edit({ id: 'unknown', seen }, content('没有'), 'U2')).toEqual({ type: 'gone' });
  });

  test('retired: not offered, still there; restored: offered again; twice changes nothing', async () => {
    const { id, updatedAt } = await add('会议');
    time = 2000;
    expect(await catalogue.retire(id, 'U2')).toMatchObject({ retiredAt: 2000, updatedBy: 'U2', updatedAt: 2000 });
    expect(await catalogue.retire(id, 'U2')).toBeNull();
    expect(await catalogue.search([suite], '')).toEqual([]);
    expect(await catalogue.find(id)).toMatchObject({ retiredAt: 2000 });
    expect(await catalogue.edit({ id, seen: updatedAt }, content('晚了'), 'U3')).toMatchObject({ type: 'changed' });
    expect(await catalogue.restore(id, 'U2')).toMatchObject({ retiredAt: null, updatedAt: 2001 });
    expect(await catalogue.restore(id, 'U2')).toBeNull();
    expect(await names([suite], '')).toEqual(['会议']);
  });

  test('every change has its line in the audit, and what was refused has none', async () => {
    const { id, updatedAt: seen } = await add('会议');
    await catalogue.add(content('会议'), 'U2');
    await catalogue.edit({ id, seen }, content('会议室'), 'U2');
    await catalogue.edit({ id, seen }, content('晚了'), 'U3');
    await catalogue.retire(id, 'U3');
    await catalogue.retire(id, 'U3');
    await catalogue.restore(id, 'U4');
    expect(await actions()).toEqual([
      'U1 template:add',
      'U2 template:edit',
      'U3 template:retire',
      'U4 template:restore',
    ]);
  });

  test('the list: by name, retired ones last, only of the suites asked for', async () => {
    const second = await add('会议 2');
    await add('会议 10');
    await add('会议 3', { suiteId: other });
    await add('报名');
    await catalogue.retire(second.id, 'U1');
    expect((await catalogue.list([suite])).map(({ name }) => name)).toEqual(['报名', '会议 10', '会议 2']);
    expect(await catalogue.list([])).toEqual([]);
  });

  test.each([
    ['', ['ＶＩＰ 会议', '会议', '会议室预定', 'Zoom 会议']],
    ['会议', ['会议', '会议室预定', 'ＶＩＰ 会议', 'Zoom 会议']],
    ['　会议室 ', ['会议室预定']],
    ['zoom', ['Zoom 会议']],
    ['ＺＯＯＭ', ['Zoom 会议']],
    ['vip', ['ＶＩＰ 会议']],
    ['TTMEETING', ['会议室预定']],
    ['meeting', ['会议室预定']],
    ['没有', []],
    ['%', []],
  ])('searching "%s"', async (text, found) => {
    await add('Zoom 会议', { templateId: 'tt9' });
    await add('ＶＩＰ 会议', { templateId: 'tt8' });
    await add('会议室预定', { templateId: 'ttMeeting' });
    await add('会议', { templateId: 'tt7' });
    await add('会议', { templateId: 'tt6', suiteId: other });
    const all = await names([suite], text);
    expect(text === '' ? [...all].sort() : all).toEqual(text === '' ? [...found].sort() : found);
  });

  test('a search finds as many as a menu shows', async () => {
    const rows = Array.from({ length: catalogueLimits.found + 1 }, (_, i) => content(`会议 ${i}`));
    for (const row of rows) await catalogue.add(row, 'U1');
    expect(await catalogue.search([suite], '会议')).toHaveLength(catalogueLimits.found);
    expect(await catalogue.search([suite, other], '会议 100')).toMatchObject([
      { name: '会议 100', templateId: 'tt会议 100' },
    ]);
  });
});

describe('pasted keywords', () => {
  const keysOf = (text: string) => readKeywords(text).keywords;

  test.each([
    ['会议室：402', [{ key: '会议室', sample: '402' }]],
    ['会议室:402', [{ key: '会议室', sample: '402' }]],
    [' 会议室　： 402 ', [{ key: '会议室', sample: '402' }]],
    ['会议时间：9月1日 09:00-09:30', [{ key: '会议时间', sample: '9月1日 09:00-09:30' }]],
    ['链接: https://example.com/a：b', [{ key: '链接', sample: 'https://example.com/a：b' }]],
    ['会议室', [{ key: '会议室', sample: '' }]],
    ['会议室：', [{ key: '会议室', sample: '' }]],
    [
      '\n\n乙：2\r\n　\n甲：1\n',
      [
        { key: '乙', sample: '2' },
        { key: '甲', sample: '1' },
      ],
    ],
  ])('%j', (text, keywords) => {
    expect(readKeywords(text)).toEqual({ keywords, faults: [] });
  });

  const { keyMaxChars, maxItems } = templateLimits;
  const lines = (count: number) => Array.from({ length: count }, (_, i) => `关键词${i}：值`).join('\n');

  test.each([
    ['a key at its limit', `${'😀'.repeat(keyMaxChars)}：值`, []],
    ['a key one past it', `甲：1\n\n${'😀'.repeat(keyMaxChars + 1)}：值`, [{ type: 'keyTooLong', line: 3, chars: 21 }]],
    ['a sample at its limit', `甲：${'😀'.repeat(sampleMaxChars)}`, []],
    ['a sample one past it', `甲：${'😀'.repeat(sampleMaxChars + 1)}`, [{ type: 'sampleTooLong', line: 1, chars: 41 }]],
    ['as many as fit', lines(maxItems), []],
    ['one more', `\n${lines(maxItems + 1)}`, [{ type: 'tooMany', keywords: 6, line: 7 }]],
    ['none', ' \n　\n', [{ type: 'none' }]],
    ['no key', '甲：1\n：402', [{ type: 'noKey', line: 2 }]],
    [
      'two lines without a key are not alike',
      '：1\n：2',
      [
        { type: 'noKey', line: 1 },
        { type: 'noKey', line: 2 },
      ],
    ],
    ['the same key twice', '甲：1\n乙：2\n甲: 3', [{ type: 'twice', line: 3, key: '甲', before: 1 }]],
  ])('%s', (_what, text, faults) => {
    expect(readKeywords(text).faults).toEqual(faults);
  });

  test('what is written reads back the same', () => {
    const text = '会议室：402\n会议时间\n链接：https://example.com';
    expect(writeKeywords(keysOf(text))).toBe(text);
    expect(keysOf(writeKeywords(keysOf(text)))).toEqual(keysOf(text));
  });
});
