import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RecipientList } from '../src/audience.ts';
import type { CheckedDraft as AnyCheckedDraft, Draft as AnyDraft } from '../src/compose/draft.ts';
import { createDrafts, type DraftStore } from '../src/compose/drafts.ts';
import { fingerprintOf } from '../src/compose/fingerprint.ts';
import { createLedger } from '../src/delivery/ledger.ts';
import { composeForm } from '../src/notice/compose-form.ts';
import { type CoverStore, createCovers } from '../src/notice/covers.ts';
import { type NoticeParts, readNoticeDraft } from '../src/notice/draft.ts';
import { purge } from '../src/store/maintenance.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';

type Draft = AnyDraft<NoticeParts>;
type CheckedDraft = AnyCheckedDraft<NoticeParts>;

function draftOf(owner = 'U1'): Draft {
  const values = composeForm({ apps: [], miniPrograms: [], lastCover: null }).empty;
  return {
    id: randomUUID(),
    teamId: 'T1',
    owner,
    values,
    offered: { lastCover: null },
    round: 1,
    checked: null,
    earlier: [],
  };
}

function checkedOf(draft: Draft, fingerprint: string, lists: RecipientList[] = []): CheckedDraft {
  const content = { appid: 'wx1', cover: { sha256: 's', name: 'a.png', size: 3 } };
  const audience: CheckedDraft['checked']['audience'] = {
    type: 'lists',
    counts: lists.map(({ kind, ids }) => ({ kind, count: ids.length })),
    batches: 1,
    arithmetic: { lines: 0, blank: 0, ids: 0, repeated: 0, malformed: 0, willSend: 0 },
    ...{ malformed: [], headerKinds: [], unreadColumns: [], unreadSheets: [], phones: 0, examples: [] },
  };
  return { ...draft, checked: { content, audience, fingerprint } };
}

function listOf(size: number, kind: RecipientList['kind'] = 'parent'): RecipientList {
  return {
    kind,
    ids: Array.from({ length: size }, (_, i) => `P_${i}`),
    lines: Array.from({ length: size }, (_, i) => i),
  };
}

describeOnEachStore('drafts and covers', (newPlace) => {
  let place: StorePlace;
  let store: Store;
  let drafts: DraftStore<NoticeParts>;
  let covers: CoverStore;
  let time = 1000;

  beforeAll(async () => {
    place = await newPlace();
    store = await openStore({ ...place, log: pino({ level: 'silent' }) });
    drafts = createDrafts(store.db, () => time, readNoticeDraft);
    covers = createCovers(store.db, () => time);
  });

  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  test('a draft comes back as it was saved, to its owner only', async () => {
    const draft = draftOf();
    draft.values.title = '期中家长会 😀 "\\';
    await drafts.save(draft);
    expect(await drafts.load(draft.id, 'U1')).toEqual(draft);
    expect(await drafts.load(draft.id, 'U2')).toBeNull();
    expect(await drafts.load('unknown', 'U1')).toBeNull();
  });

  test('an earlier round never overwrites a later one', async () => {
    const draft = { ...draftOf(), round: 3 };
    expect(await drafts.save(draft)).toBe(true);
    expect(await drafts.save({ ...draft, round: 2 })).toBe(false);
    expect(await drafts.saveChecked({ ...checkedOf(draft, 'f'), round: 2 }, [])).toBe(false);
    expect(await drafts.save({ ...draft, round: 3, checked: null })).toBe(true);
    expect(await drafts.load(draft.id, 'U1')).toEqual(draft);
  });

  test('lists come back whole, in order, with their lines, whatever their length', async () => {
    const lists = [listOf(45_000), listOf(1, 'department')];
    const draft = checkedOf(draftOf(), 'long', lists);
    await drafts.saveChecked(draft, lists);
    expect(await drafts.lists(draft)).toEqual(lists);
    const short = [listOf(2, 'student')];
    const again = { ...checkedOf(draft, 'short', short), round: 2 };
    await drafts.saveChecked(again, short);
    expect(await drafts.lists(again)).toEqual(short);
    expect(await drafts.load(draft.id, 'U1')).toEqual(again);
  });

  test('drafts go after their day, with their lists', async () => {
    const lists = [listOf(3)];
    const old = checkedOf(draftOf(), 'old', lists);
    await drafts.saveChecked(old, lists);
    expect(await drafts.lists(old)).toEqual(lists);
    time += 1;
    const young = draftOf();
    await drafts.save(young);
    time += 24 * 60 * 60_000 - 1;
    expect(await drafts.load(old.id, 'U1')).toEqual(old);
    time += 1;
    // Before anything has cleaned up.
    expect(await drafts.load(old.id, 'U1')).toBeNull();
    await purge(store.db, time);
    expect(await drafts.lists(old)).toEqual([]);
    expect(await drafts.load(young.id, 'U1')).toEqual(young);
  });

  test('covers are kept once, and the last one is that of the last notice sent', async () => {
    const cover = (fill: string) => ({
      sha256: fill.repeat(64),
      bytes: Buffer.from(fill),
      mimeType: 'image/png',
      name: `${fill}.png`,
    });
    expect(await covers.last('U7')).toBeNull();
    await covers.save(cover('a'), 'U7');
    await covers.save(cover('a'), 'U8');
    await covers.save(cover('b'), 'U7');
    expect(await covers.last('U7')).toBeNull();
    expect(Buffer.from((await covers.load('a'.repeat(64)))?.bytes ?? '').toString()).toBe('a');
    expect(await covers.touch('a'.repeat(64))).toBe(true);
    expect(await covers.touch('c'.repeat(64))).toBe(false);

    const clock = { now: () => time, sleep: async () => undefined };
    const nudge = { report: async () => undefined, advance: async () => undefined, recall: async () => undefined };
    const ledger = createLedger({ db: store.db, clock, nudge });
    for (const fill of ['b', 'a']) {
      await ledger.submit({
        id: randomUUID(),
        series: 'N',
        appId: 'school',
        message: {
          type: 'notice',
          title: 't',
          appid: 'wx1',
          pagepath: 'p',
          cover: fill.repeat(64),
          idTranslation: false,
        },
        fingerprint: fill,
        arithmetic: null,
        teamId: 'T1',
        sender: 'U7',
        channel: 'C1',
        responseUrl: '',
        locale: 'zh',
        note: '',
        submittedAt: time++,
        audience: { type: 'wholeSchool' },
      });
    }
    expect(await covers.last('U7')).toEqual({ sha256: 'a'.repeat(64), name: 'a.png', size: 1 });
    expect(await covers.last('U8')).toBeNull();
  });
});

describe('the fingerprint of a notice', () => {
  const notice = { type: 'notice' as const, title: 't', appid: 'a', pagepath: 'p', cover: 'c', idTranslation: false };
  const to = (...lists: RecipientList[]) => fingerprintOf('school', notice, { type: 'lists', lists });

  test('case and source lines make no difference', async () => {
    const { kind, ids } = listOf(3);
    expect(await to({ kind, ids: ids.map((id) => id.toLowerCase()), lines: [7, 8, 9] })).toBe(await to(listOf(3)));
  });

  test('everything that is sent makes one', async () => {
    const prints = [
      await to(listOf(3)),
      await to(listOf(2)),
      await to(listOf(3, 'student')),
      await to(listOf(3), listOf(1, 'student')),
      await fingerprintOf('school', notice, { type: 'wholeSchool' }),
      await fingerprintOf('other', notice, { type: 'wholeSchool' }),
      ...(await Promise.all(
        [{ title: 'u' }, { appid: 'b' }, { pagepath: 'q' }, { cover: 'd' }, { idTranslation: true }].map((changed) =>
          fingerprintOf('school', { ...notice, ...changed }, { type: 'wholeSchool' }),
        ),
      )),
    ];
    expect(new Set(prints).size).toBe(prints.length);
  });
});
