/** A long history costs nothing: whatever is done for a delivery reads no table from end to end. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Halt } from '../src/delivery/states.ts';
import { purge } from '../src/store/maintenance.ts';
import { openStore, rowsOf, type Store } from '../src/store/open.ts';
import { embeddedPlace, type StorePlace } from './databases.ts';
import { batchesOf, openCore, start, submissionOf } from './delivery-stage.ts';
import { quietLog } from './store-kit.ts';

let place: StorePlace;
let store: Store;
beforeAll(async () => {
  place = await embeddedPlace();
  store = await openStore({ ...place, log: quietLog });
});
afterAll(async () => {
  await store.close();
  await place.remove();
});

/** So many have been sent before, some of them by the same app; the last of each hundred was stopped. */
async function history(appId: string, deliveries: number): Promise<void> {
  const { message } = submissionOf({ appId, lists: [], at: 0 });
  const halt: Halt = { type: 'cancelled', at: 1, by: 'U0WANG' };
  await store.db.execute(sql`
    insert into deliveries (id, series, number, app_id, message, fingerprint, size, team_id, sender, channel, response_url,
      locale, note, submitted_at, started_at, ended_at, halt)
    select 'old-' || i, 'N', i, ${appId}, ${JSON.stringify(message)}::jsonb || jsonb_build_object('cover', lpad((i % 100)::text, 64, '0')), 'of-' || i, 1, 'T', 'U' || i % 40, 'C',
      '', 'zh', '', i, i, case when i % 100 > 0 then i end, case when i % 100 = 0 then ${JSON.stringify(halt)}::jsonb end
    from generate_series(1, ${deliveries}::int) i`);
  await store.db.execute(sql`
    insert into batches (delivery_id, seq, sizes, state)
    select 'old-' || i, 1, '{"parent":1}', case when i % 100 = 0 then 'planned' else 'accepted' end
    from generate_series(1, ${deliveries}::int) i`);
  await store.db.execute(sql`
    insert into covers (sha256, bytes, mime_type, name, owner, used_at)
    select lpad(i::text, 64, '0'), '', '', '', '', 0 from generate_series(1, 100) i`);
  await store.db.execute(sql`analyze`);
}

async function rowsReadInRow(): Promise<Record<string, number>> {
  await store.db.execute(sql`select pg_stat_force_next_flush()`);
  const result = await store.db.execute(sql`
    select relname as name, seq_tup_read as count from pg_stat_user_tables where relname in ('deliveries', 'batches')`);
  return Object.fromEntries(rowsOf<{ name: string; count: number }>(result).map(({ name, count }) => [name, count]));
}

test('with 20,000 deliveries behind it', async () => {
  const core = openCore(store.db);
  await history(core.appId, 20_000);
  const before = await rowsReadInRow();
  const { id } = await core.submit(batchesOf(5));
  await core.drain();
  expect((await core.summary(id)).tally).toMatchObject({ accepted: 401 });
  await core.ledger.recent(null, 10);
  await core.ledger.recent('U7', 10);
  await core.ledger.twin('of-7', 0);
  await core.ledger.byName('N', 7);
  await purge(store.db, start);
  expect(await rowsReadInRow()).toEqual(before);
});
