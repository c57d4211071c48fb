/** A store is backed up, goes on, and is restored: what the backup cannot know is unknown, and nothing goes out twice. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { openStore, type Store } from '../src/store/open.ts';
import { doubted, serverIdentity, wakeUp } from '../src/store/origin.ts';
import * as schema from '../src/store/schema.ts';
import { describeOnEachStore, describeOnServer, type StorePlace } from './databases.ts';
import { batchesOf, type Core, idsIn, listOf, openCore, start } from './delivery-stage.ts';

const run = promisify(execFile);
const log = pino({ level: 'silent' });

/** As docs/operations.md says: a copy of the folder of a stopped bot, or pg_dump. */
async function backUp({ databaseUrl, dataDir }: StorePlace, to: string): Promise<void> {
  if (databaseUrl === null) return cp(dataDir, to, { recursive: true, preserveTimestamps: true });
  await run('pg_dump', ['--format=custom', `--file=${to}`, databaseUrl]).catch(toolMissing);
}

async function restore(from: string, { databaseUrl, dataDir }: StorePlace): Promise<void> {
  if (databaseUrl !== null) {
    await run('pg_restore', ['--exit-on-error', `--dbname=${databaseUrl}`, from]).catch(toolMissing);
    return;
  }
  await rm(dataDir, { recursive: true });
  await cp(from, dataDir, { recursive: true, preserveTimestamps: true });
}

function toolMissing(error: Error & { code?: unknown }): never {
  if (error.code === 'ENOENT') throw new Error("this test needs PostgreSQL's pg_dump and pg_restore", { cause: error });
  throw error;
}

describeOnEachStore('backup and restore', (newPlace) => {
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  const somewhere = async () => {
    const place = await newPlace();
    closers.push(() => place.remove());
    return place;
  };
  const opened = async (place: StorePlace): Promise<Store> => {
    const store = await openStore({ ...place, log });
    let isOpen = true;
    const close = async () => {
      if (isOpen) await store.close();
      isOpen = false;
    };
    closers.push(close);
    return { ...store, close };
  };
  const wake = (store: Store, isRestored = false) => wakeUp({ store, now: start, isRestored });

  /** Four departments' batches, the first of which has gone out, and another delivery that was stopped half-way. */
  async function halfSent(place: StorePlace) {
    const store = await opened(place);
    await wake(store);
    const core = openCore(store.db);
    const ended = (await core.submit([listOf(1, 'student')])).id;
    await core.drain();
    const stopped = (await core.submit(batchesOf(2))).id;
    await core.ledger.halt(stopped, { type: 'cancelled', at: start, by: 'U0WANG' });
    const { id } = await core.submit(batchesOf(4));
    const worker = new AbortController();
    core.relay.script.answer = async () => {
      worker.abort();
      return { type: 'accepted', invalid: [] };
    };
    await core.courier().advance(core.appId, worker.signal);
    core.relay.script.answer = async () => ({ type: 'accepted', invalid: [] });
    await store.close();
    return { ended, stopped, id, appId: core.appId, sent: core.relay.sent.length };
  }
  /** The same app on another opening of the store, with a WeCom that remembers nothing. */
  const coreOf = (store: Store, appId: string): Core => openCore(store.db, appId);
  const backedUp = async (place: StorePlace) => {
    const folder = await mkdtemp(join(tmpdir(), 'relay-backup-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const copy = join(folder, 'copy');
    await backUp(place, copy);
    return copy;
  };

  test('the store itself, opened again, goes on; its number too', async () => {
    const place = await somewhere();
    const { id, appId } = await halfSent(place);
    await backedUp(place);
    const store = await opened(place);
    expect(await wake(store)).toBe(false);
    const core = coreOf(store, appId);
    await core.drain();
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 301, unknown: 0 });
    const before = (await core.summary(id)).delivery.number;
    expect((await core.submit([listOf(1)])).number).toBe(before + 1);
  });

  test('a restored copy sends nothing of what was open, says unknown, and a person goes on', async () => {
    const place = await somewhere();
    const { id, appId, stopped, ended, sent } = await halfSent(place);
    expect(sent).toBe(2);
    const copy = await backedUp(place);
    // After the backup the original sends the rest.
    const original = await opened(place);
    await wake(original);
    const before = coreOf(original, appId);
    await before.drain();
    expect(before.relay.sent).toHaveLength(3);
    await original.close();

    const there = await somewhere();
    await restore(copy, there);
    const store = await opened(there);
    expect(await wake(store)).toBe(true);
    const core = coreOf(store, appId);
    expect((await doubted(store.db)).toSorted()).toEqual([id, stopped].toSorted());
    await core.drain();
    expect(core.relay.sent).toEqual([]);
    const summary = await core.summary(id);
    expect(summary.tally).toMatchObject({ accepted: 100, unknown: 201, unsent: 0 });
    expect(summary.doubts).toEqual([{ doubt: 'restored', addressees: 201 }]);
    expect(summary.delivery.endedAt).not.toBeNull();
    expect((await core.summary(stopped)).tally).toMatchObject({ unknown: 101, unsent: 0 });
    expect((await core.summary(ended)).tally).toMatchObject({ accepted: 1 });

    expect((await core.submit([listOf(1, 'student')])).number).toBe(summary.delivery.number + 1);
    await core.drain();
    expect(await core.ledger.decideUnknown(id, 'U0WANG', 'resend')).toBe(3);
    await core.drain();
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 301, unknown: 0 });
    expect(idsIn(core.relay.sent)).toHaveLength(202);
  });

  test('a copy is one only once: the next start of it is ordinary', async () => {
    const place = await somewhere();
    await halfSent(place);
    const copy = await backedUp(place);
    const there = await somewhere();
    await restore(copy, there);
    const first = await opened(there);
    expect(await wake(first)).toBe(true);
    await first.close();
    expect(await wake(await opened(there))).toBe(false);
  });

  test('where nobody can see that it was restored, a person says so', async () => {
    const place = await somewhere();
    const { id, appId } = await halfSent(place);
    const store = await opened(place);
    expect(await wake(store, true)).toBe(true);
    const core = coreOf(store, appId);
    await core.drain();
    expect(core.relay.sent).toEqual([]);
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 100, unknown: 201 });
  });

  test('a store of an earlier release, which does not know where it lives, is no copy', async () => {
    const store = await opened(await somewhere());
    const core = openCore(store.db);
    const { id } = await core.submit(batchesOf(2));
    expect(await wake(store)).toBe(false);
    await core.drain();
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 101 });
  });

  test('several processes waking at once on a copy: one judges, none sends', async () => {
    const place = await somewhere();
    const { id } = await halfSent(place);
    const copy = await backedUp(place);
    const there = await somewhere();
    await restore(copy, there);
    const store = await opened(there);
    const copies = await Promise.all([wake(store), wake(store), wake(store)]);
    expect(copies.filter((each) => each)).toHaveLength(1);
    expect(await doubted(store.db)).toContain(id);
  });

  test('touching the files, giving them away or moving the folder is no restore', async () => {
    const place = await somewhere();
    const { id, appId } = await halfSent(place);
    if (place.databaseUrl === null) await utimes(join(place.dataDir, 'postgres', 'PG_VERSION'), 1, 1);
    const store = await opened(place);
    expect(await wake(store)).toBe(false);
    const core = coreOf(store, appId);
    await core.drain();
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 301 });
  });
});

describeOnServer('a server that tells nobody which one it is', (newPlace) => {
  test('is a store like any other, whose copies nobody can see', async () => {
    const place = await newPlace();
    await (await openStore({ ...place, log })).close();
    const role = `stranger_${process.pid}`;
    const client = new pg.Client({ connectionString: place.databaseUrl ?? '' });
    await client.connect();
    try {
      await client.query(`create role ${role}`);
      await client.query(`revoke execute on function pg_control_system() from public; set role ${role}`);
      expect(await serverIdentity(drizzle(client, { schema }))).toBeNull();
      await client.query('reset role');
      expect(await serverIdentity(drizzle(client, { schema }))).toMatch(/^server \d+ \d+ \d+$/);
    } finally {
      await client.query(`reset role; drop role ${role}`);
      await client.end();
      await place.remove();
    }
  });
});
