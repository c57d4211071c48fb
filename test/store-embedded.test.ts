import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { EmbeddedDatabase } from '../src/store/embedded-database.ts';
import { storeTrouble } from '../src/store/failures.ts';
import { FolderInUse } from '../src/store/folder-lock.ts';
import { openStore, rowsOf, type Store } from '../src/store/open.ts';
import { embeddedPlace } from './databases.ts';
import { quietLog, startStoreProcess } from './store-kit.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  for (const close of closers.splice(0).reverse()) await close();
});

async function newFolder(): Promise<string> {
  const place = await embeddedPlace();
  closers.push(place.remove);
  return place.dataDir;
}

async function open(dataDir: string): Promise<Store> {
  const store = await openStore({ databaseUrl: null, dataDir, log: quietLog });
  closers.push(store.close);
  return store;
}

const insert = (store: Store, key: string) =>
  store.db.execute(sql`insert into cache (key, value) values (${key}, 'v')`);
const keysOf = async (store: Store) =>
  rowsOf<{ key: string }>(await store.db.execute(sql`select key from cache`)).map(({ key }) => key);

test('every commit waits for the disk, reading does not', async () => {
  const store = await open(await newFolder());
  const sync = vi.spyOn(fs, 'fsyncSync');
  for (let i = 0; i < 20; i += 1) await insert(store, `k${i}`);
  expect(sync.mock.calls.length).toBeGreaterThanOrEqual(20);
  sync.mockClear();
  await keysOf(store);
  expect(sync).not.toHaveBeenCalled();
});

/** Not everywhere. */
const tracer = 'strace';
if (spawnSync(tracer, ['-V']).status === 0) {
  test('the system sees the fsync of every commit', async () => {
    const dataDir = await newFolder();
    const trace = join(dataDir, 'trace');
    const before = [tracer, '-f', '-e', 'trace=fsync', '-o', trace];
    const child = startStoreProcess(dataDir, { before, commits: 50 });
    expect((await child.ended).code).toBe(0);
    expect(fs.readFileSync(trace, 'utf8').match(/fsync\(/g)?.length).toBeGreaterThanOrEqual(50);
  });
}

test('a second process is refused, and let in as soon as the first is gone', async () => {
  const dataDir = await newFolder();
  const first = startStoreProcess(dataDir);
  await first.said('open');
  const second = await startStoreProcess(dataDir).ended;
  expect(second.code).not.toBe(0);
  expect(second.errors).toContain('is in use by another slack-wecom-relay');
  await expect(openStore({ databaseUrl: null, dataDir, log: quietLog })).rejects.toThrow(FolderInUse);
  await first.kill();
  await open(dataDir);
});

test('after kill -9 everything acknowledged is there', async () => {
  const dataDir = await newFolder();
  const child = startStoreProcess(dataDir);
  await child.said('100');
  await child.kill();
  const acknowledged = child.lines.filter((line) => line !== 'open').map((line) => `k${line}`);
  const store = await open(dataDir);
  const keys = new Set(await keysOf(store));
  expect(acknowledged.filter((key) => !keys.has(key))).toEqual([]);
  await store.db.execute(sql`reindex table cache`);
  expect((await keysOf(store)).length).toBe(keys.size);
});

test('a database that was not finished is made anew', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'relay-test-'));
  closers.push(() => rm(dataDir, { recursive: true, force: true }));
  fs.mkdirSync(join(dataDir, 'postgres.new-x1'));
  fs.writeFileSync(join(dataDir, 'postgres.new-x1', 'PG_VERSION'), 'half');
  const store = await open(dataDir);
  expect(await keysOf(store)).toEqual([]);
  expect(fs.readdirSync(dataDir).toSorted()).toEqual(['lock', 'postgres']);
});

test.each([
  ['17\n', 'holds a database of PostgreSQL 17'],
  [null, 'holds no database'],
])('a folder of another version (%j) is refused and left as it is', async (version, message) => {
  const dataDir = await newFolder();
  const file = join(dataDir, 'postgres', 'PG_VERSION');
  if (version === null) fs.rmSync(file);
  else fs.writeFileSync(file, version);
  await expect(openStore({ databaseUrl: null, dataDir, log: quietLog })).rejects.toThrow(message);
  expect(fs.existsSync(join(dataDir, 'postgres', 'base'))).toBe(true);
});

test('a query beside its own transaction is an error, not a standstill', async () => {
  const store = await open(await newFolder());
  const wrong = store.db.transaction(async () => keysOf(store));
  await expect(wrong).rejects.toThrow('Failed query');
  expect(await keysOf(store)).toEqual([]);
});

test('a full disk is an error for the caller, and over when there is room again', async () => {
  const store = await open(await newFolder());
  await insert(store, 'before');
  const full = vi.spyOn(fs, 'writeSync').mockImplementation(() => {
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
  });
  for (const key of ['a', 'b', 'c']) {
    const error = await insert(store, key).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(storeTrouble(error)).toBe('full');
  }
  expect(await store.missing()).toEqual(['the database does not answer (full)']);
  full.mockRestore();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
  await insert(store, 'after');
  expect((await keysOf(store)).toSorted()).toEqual(['after', 'before']);
});

test('a listener goes on listening to a database that was started again', async () => {
  const dataDir = await newFolder();
  const client = await EmbeddedDatabase.open(join(dataDir, 'postgres'), quietLog);
  closers.push(() => client.close());
  const heard: string[] = [];
  await client.listen('news', (text) => heard.push(text));
  const full = vi.spyOn(fs, 'writeSync').mockImplementation(() => {
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
  });
  await expect(client.query("insert into cache (key, value) values ('k', 'v')")).rejects.toThrow();
  full.mockRestore();
  await client.transaction((tx) => tx.query("select pg_notify('news', 'hello')"));
  await expect.poll(() => heard).toEqual(['hello']);
});

test('a picture of ten megabytes takes a moment, not a minute', async () => {
  const store = await open(await newFolder());
  const bytes = Buffer.alloc(10_000_000, 'picture');
  await store.db.execute(sql`
    insert into covers (sha256, bytes, mime_type, name, owner, used_at) values ('s', ${bytes}, 'image/png', 'n', 'o', 0)`);
  const [row] = rowsOf<{ bytes: Uint8Array }>(await store.db.execute(sql`select bytes from covers`));
  expect(bytes.equals(row?.bytes ?? Buffer.of())).toBe(true);
});
