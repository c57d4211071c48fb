/** A summary and a list are of one moment: what changes while they are read is not half in them. */
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { notAccepted } from '../src/delivery/not-accepted.ts';
import { openStore, type Store } from '../src/store/open.ts';
import { describeOnServer, type StorePlace } from './databases.ts';
import { type Core, listOf, lost, openCore } from './delivery-stage.ts';
import { until } from './story-delivery-kit.ts';

describeOnServer('a person decides while the report looks', (newPlace) => {
  let place: StorePlace;
  let store: Store;
  let core: Core;
  beforeAll(async () => {
    place = await newPlace();
    store = await openStore({ ...place, log: pino({ level: 'silent' }) });
    core = openCore(store.db);
  });
  afterAll(async () => {
    await store.close();
    await place.remove();
  });

  /** One batch of which nobody knows, in a delivery that has ended. */
  async function inDoubt(): Promise<string> {
    core.relay.script.answer = async () => lost;
    const { id } = await core.submit([listOf(3)]);
    await core.drain();
    return id;
  }

  test('the summary is what was before', async () => {
    const id = await inDoubt();
    const other = new pg.Client({ connectionString: place.databaseUrl ?? '' });
    await other.connect();
    // Whoever reads the batches waits for this.
    await other.query('begin; lock table batches in access exclusive mode');
    const looking = core.summary(id);
    await until(async () => {
      const waiting = await other.query(`select 1 from pg_locks join pg_database d on d.oid = database
        where datname = current_database() and not granted`);
      return (waiting.rowCount ?? 0) > 0;
    }, 'the look at the batches');
    await other.query(`
      update batches set state = 'planned', doubt = null; update deliveries set ended_at = null; commit`);
    await other.end();
    const { delivery, tally } = await looking;
    expect(delivery.endedAt).not.toBeNull();
    expect(tally).toMatchObject({ unknown: 3, unsent: 0 });
  });

  test('a list that is not of the same moment is none', async () => {
    const id = await inDoubt();
    const before = await core.summary(id);
    expect(await notAccepted(store.db, before)).toHaveLength(3);
    await core.ledger.decideUnknown(id, 'U0WANG', 'resend');
    await expect(notAccepted(store.db, before)).rejects.toThrow('changed while it was looked at');
  });
});
