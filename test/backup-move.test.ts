/** From the embedded folder to a server: what was open goes on there, and only there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { sql } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { createJobs } from '../src/store/jobs.ts';
import { moveStore } from '../src/store/move.ts';
import { openStore, rowsOf, type Store } from '../src/store/open.ts';
import { wakeUp } from '../src/store/origin.ts';
import { covers } from '../src/store/schema.ts';
import { describeOnServer, embeddedPlace, type StorePlace } from './databases.ts';
import { batchesOf, openCore, start } from './delivery-stage.ts';
import { quietLog } from './store-kit.ts';

describeOnServer('moving the embedded store', (newServer) => {
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  const somewhere = async (newPlace: () => Promise<StorePlace>) => {
    const place = await newPlace();
    closers.push(() => place.remove());
    return place;
  };
  const opened = async (place: StorePlace) => {
    const store = await openStore({ ...place, log: quietLog });
    const close = store.close;
    let closed: Promise<void> | null = null;
    store.close = () => {
      closed ??= close();
      return closed;
    };
    closers.push(store.close);
    return store;
  };
  const wake = (store: Store) => wakeUp({ store, now: start, isRestored: false });
  const nothing = async () => undefined;
  const jobsOn = (store: Store, seen: string[]) =>
    createJobs({
      ...{ store, log: quietLog },
      handlers: { advance: nothing, recall: nothing, suite: nothing, report: async (id) => void seen.push(id) },
    });

  /** Two of four batches sent, a job that waits for its time, a cover, 300 lines of audit. */
  async function halfSent(store: Store) {
    await wake(store);
    const core = openCore(store.db);
    const { id } = await core.submit(batchesOf(4));
    const worker = new AbortController();
    core.relay.script.answer = async () => {
      if (core.relay.sent.length === 2) worker.abort();
      return { type: 'accepted', invalid: [{ kind: 'department', id: 'd1' }] };
    };
    await core.courier({ concurrency: { start: 1, max: 1 } }).advance(core.appId, worker.signal);
    for (let i = 0; i < 300; i += 1) await core.ledger.record('U0WANG', 'refused:send', { i });
    const bytes = Buffer.from([0, 255, 92, 39, 10]);
    await store.db
      .insert(covers)
      .values({ sha256: 'c', bytes, mimeType: 'image/png', name: 'c', owner: 'U0WANG', usedAt: 1 });
    const jobs = jobsOn(store, []);
    await jobs.start();
    await jobs.report('due', { at: Date.now() - 1000 }).catch(() => undefined);
    await jobs.report('later', { at: Date.now() + 3_600_000 });
    await jobs.stop({ timeoutMs: 1000 });
    return { id, appId: core.appId };
  }

  test('goes on there from where it was, with its number, its jobs and its pictures; the folder sends nothing more', async () => {
    const from = await opened(await somewhere(embeddedPlace));
    const to = await opened(await somewhere(newServer));
    const { id, appId } = await halfSent(from);
    const before = await openCore(from.db, appId).summary(id);
    const moved = await moveStore(from, to, quietLog);
    expect(Object.fromEntries(moved.map(({ table, rows }) => [table, rows]))).toMatchObject({
      deliveries: 1,
      batches: 4,
    });

    expect(await wake(to)).toBe(false);
    const core = openCore(to.db, appId);
    expect(await core.summary(id)).toEqual(before);
    await core.drain();
    expect(core.relay.sent).toHaveLength(2);
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 300, invalid: 1, unknown: 0 });
    expect((await core.submit(batchesOf(1))).number).toBe(before.delivery.number + 1);
    expect((await to.db.select().from(covers))[0]?.bytes).toEqual(Buffer.from([0, 255, 92, 39, 10]));
    const [audit] = rowsOf<{ lines: number; last: number }>(
      await to.db.execute(sql`select count(*)::int as lines, max(id)::int as last from audit`),
    );
    expect(audit?.lines).toBe(audit?.last);
    const waiting = rowsOf(await to.db.execute(sql`select data->>'key' as key from pgboss.job where name = 'report'`));
    expect(waiting).toContainEqual({ key: 'later' });

    // Somebody starts the bot on the old folder.
    expect(await wake(from)).toBe(true);
    const old = openCore(from.db, appId);
    await old.drain();
    expect(old.relay.sent).toEqual([]);
  });

  test('never into tables that hold something', async () => {
    const from = await opened(await somewhere(embeddedPlace));
    const to = await opened(await somewhere(newServer));
    await halfSent(from);
    await openCore(to.db).ledger.record('U0WANG', 'refused:send', {});
    await expect(moveStore(from, to, quietLog)).rejects.toThrow('audit on the server is not empty');
    expect(await wake(from)).toBe(false);
  });

  test('what breaks off half-way leaves the folder as it was: its bot goes on', async () => {
    const from = await opened(await somewhere(embeddedPlace));
    const to = await opened(await somewhere(newServer));
    const { id, appId } = await halfSent(from);
    await to.db.execute(sql`alter table covers add check (length(bytes) < 3)`);
    await expect(moveStore(from, to, quietLog)).rejects.toThrow();
    expect(await wake(from)).toBe(false);
    const core = openCore(from.db, appId);
    await core.drain();
    expect((await core.summary(id)).tally).toMatchObject({ accepted: 300, unknown: 0 });
  });

  test('a folder that was restored from a backup is one on the server too: nothing goes out twice', async () => {
    const place = await somewhere(embeddedPlace);
    const original = await opened(place);
    const { id, appId } = await halfSent(original);
    await original.close();
    await cp(place.dataDir, `${place.dataDir}-copy`, { recursive: true, preserveTimestamps: true });
    await rm(place.dataDir, { recursive: true });
    await rename(`${place.dataDir}-copy`, place.dataDir);

    const to = await opened(await somewhere(newServer));
    await moveStore(await opened(place), to, quietLog);
    await wake(to);
    const core = openCore(to.db, appId);
    await core.drain();
    expect(core.relay.sent).toEqual([]);
    expect((await core.summary(id)).tally).toMatchObject({ unsent: 0, unknown: 101 });
  });

  test('npm run move says what it moved, and no password', async () => {
    const place = await somewhere(embeddedPlace);
    const server = await somewhere(newServer);
    const store = await opened(place);
    await halfSent(store);
    await store.close();
    const run = async (env: Record<string, string>) => {
      const script = fileURLToPath(new URL('../src/move.ts', import.meta.url));
      const child = spawn(process.execPath, [script], { cwd: tmpdir(), env, stdio: ['ignore', 'pipe', 'pipe'] });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
      const [code] = await once(child, 'close');
      return { code, said };
    };
    const unreachable = 'postgres://relay:canary-password@127.0.0.1:9/relay';
    const failed = await run({ DATA_DIR: place.dataDir, DATABASE_URL: unreachable });
    expect(failed).toMatchObject({ code: 1, said: expect.stringContaining('Nothing was moved') });
    expect(failed.said).not.toContain('canary');
    expect(await run({ DATA_DIR: place.dataDir })).toMatchObject({
      code: 1,
      said: expect.stringContaining('DATABASE_URL'),
    });
    const moved = await run({ DATA_DIR: place.dataDir, DATABASE_URL: server.databaseUrl ?? '' });
    expect(moved).toMatchObject({ code: 0, said: expect.stringContaining('deliveries: 1\nbatches: 4\n') });
  });
});
