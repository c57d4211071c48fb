/** Who sends for an app: one process at a time, for as long as it keeps saying so. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Clock } from '../clock.ts';
import { type Database, rowsOf } from '../store/open.ts';

/** Long enough for a slow turn, short enough that another replica goes on within 30 s. */
export const leaseMs = 15_000;

/** No send may begin when the lease has less than this left: a request takes a moment to leave. */
const marginMs = 2_000;

export type Lease = {
  token: string;
  /** True once this process must not begin another send; looked at right before each one. */
  lost(): boolean;
  release(): Promise<void>;
};

/** Null when another process holds the app. The database's clock decides, so replicas need not agree on the time. */
export async function acquireLease(db: Database, clock: Clock, appId: string): Promise<Lease | null> {
  const token = randomUUID();
  let renewedAt = clock.now();
  let until = renewedAt + leaseMs;
  if (!(await claim(db, appId, token))) return null;

  const stop = new AbortController();
  const renewing = (async () => {
    for (;;) {
      await clock.sleep(leaseMs / 3, stop.signal);
      if (stop.signal.aborted) return;
      const asked = clock.now();
      const kept = await renew(db, appId, token).catch(() => null);
      if (kept) [renewedAt, until] = [asked, asked + leaseMs];
      // A renewal that failed is not the end: the lease simply runs out unless the next one succeeds.
      // One that found another holder's token is: what this process began may have been judged by then.
      if (kept === false) until = Number.NEGATIVE_INFINITY;
    }
  })();

  return {
    token,
    // A clock that was put back would make it last for ever: it tells nothing until the next renewal.
    lost: () => clock.now() > until - marginMs || clock.now() < renewedAt,
    async release() {
      stop.abort();
      await renewing;
      await db.execute(sql`
        update app_states set lease_token = null, lease_until = 0 where app_id = ${appId} and lease_token = ${token}`);
    },
  };
}

const databaseNow = sql`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

async function claim(db: Database, appId: string, token: string): Promise<boolean> {
  const result = await db.execute(sql`
    insert into app_states (app_id, lease_token, lease_until) values (${appId}, ${token}, ${databaseNow} + ${leaseMs}::int)
    on conflict (app_id) do update set lease_token = excluded.lease_token, lease_until = excluded.lease_until
    where app_states.lease_until < ${databaseNow}
    returning app_id`);
  return rowsOf(result).length > 0;
}

/** False once another process has had the app, even if it has given it back. */
async function renew(db: Database, appId: string, token: string): Promise<boolean> {
  const result = await db.execute(sql`
    update app_states set lease_until = ${databaseNow} + ${leaseMs}::int
    where app_id = ${appId} and lease_token = ${token} returning app_id`);
  return rowsOf(result).length > 0;
}

/** On an embedded store this process is the only one: whatever lease is left belongs to a dead one. */
export async function dropLeases(db: Database): Promise<void> {
  await db.execute(sql`update app_states set lease_token = null, lease_until = 0`);
}
