/** A store of the first release, opened by this one: nothing is lost, what was open goes on, nothing goes out twice. */
import { readFileSync } from 'node:fs';
import { realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, test } from 'vitest';
import { createDrafts } from '../src/compose/drafts.ts';
import { readNoticeDraft } from '../src/notice/draft.ts';
import { startRehearsal } from '../src/sandbox/rehearsal.ts';
import { prepareFolder } from '../src/store/embedded-folder.ts';
import { openStore } from '../src/store/open.ts';
import { startPglite } from '../src/store/pglite.ts';
import { describeOnEachStore, type StorePlace } from './databases.ts';
import { quietLog } from './store-kit.ts';
import { until } from './story-delivery-kit.ts';
import { channel, send, threadWith, wang } from './story-kit.ts';

const firstRelease = readFileSync(new URL('./fixtures/first-release.sql', import.meta.url), 'utf8');

async function fill({ databaseUrl, dataDir }: StorePlace): Promise<void> {
  if (databaseUrl !== null) {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(firstRelease);
    return client.end();
  }
  await rm(join(dataDir, 'postgres'), { recursive: true });
  const { db } = await startPglite(await prepareFolder(await realpath(dataDir), quietLog));
  await db.exec(firstRelease);
  await db.close();
}

describeOnEachStore('a store of the first release', (newPlace) => {
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  const old = async () => {
    const place = await newPlace();
    closers.push(() => place.remove());
    await fill(place);
    return place;
  };

  test('what was open goes on with its second batch, what has ended stays, the numbers go on', async () => {
    const place = await old();
    const school = await startRehearsal({ door: 'http', ...place, wecom: { directory: 'open' }, log: () => undefined });
    closers.push(() => school.stop());
    /** By department: how often WeCom carried out a request that names it. */
    const received = () => new Map(school.wecom.received().map(({ id, times }) => [id, times]));
    await until(() => received().size === 150, 'sending the two batches that were left');
    expect([...received().keys()].map(Number).toSorted((x, y) => x - y)).toEqual(
      Array.from({ length: 150 }, (_, i) => i + 101),
    );
    expect(new Set(received().values())).toEqual(new Set([1]));

    const teacher = school.slack.person(wang);
    const status = async (name: string) => {
      await teacher.command('/wecom', { channel, text: `status ${name}` });
      const answer = () => teacher.privateTexts({ channel }).find((text) => text.includes(name)) ?? null;
      return school.slack.waitFor(answer, `an answer about ${name}`);
    };
    expect(await status('N-0001')).toMatch(/已受理 2.*无效 1/s);
    expect(await status('N-0002')).toMatch(/1 个不明/);
    expect(await status('N-0003')).toContain('已受理 250');
    const ts = await send(school, teacher, { title: '新版的第一条', parents: 'JiaZhang_1' });
    expect(await threadWith(school, ts, '1 = 1')).toContain('N-0004');
    expect(received().get('JiaZhang_1')).toBe(1);
  });

  test('a form that was open, and whose draft this release writes in another way, counts as too old', async () => {
    const place = await old();
    const store = await openStore({ ...place, log: quietLog });
    closers.push(() => store.close());
    const drafts = createDrafts(store.db, () => 1795446201000, readNoticeDraft);
    expect(await drafts.load('b543729f-101d-4dab-89da-a174ef3e5818', wang)).toBeNull();
  });
});
