/**
 * A store restored from a backup does not know what was sent after the backup was made, and would send it again. So a
 * store remembers which one it is: when its tables wake up in another place, nothing of what was open is sent by itself.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Database, Store, Transaction } from './open.ts';
import { rowsOf } from './rows.ts';
import { origin } from './schema.ts';

/** Any number below 2^31: what nobody else on this database locks by. */
const lockName = 20_452;

type Waking = {
  store: Pick<Store, 'db' | 'identity'>;
  now: number;
  /** A person says that it was restored, where nobody could see it: a snapshot of the disk, a point in time. */
  isRestored: boolean;
};

/** True when this is a restored copy; what was open is unknown then. Before anything is sent, by every process. */
export async function wakeUp({ store, now, isRestored }: Waking): Promise<boolean> {
  const here = await store.identity();
  return store.db.transaction(async (tx) => {
    // Processes that start together take turns: the first one judges.
    await tx.execute(sql`select pg_advisory_xact_lock(${lockName})`);
    const [last] = await tx.select().from(origin);
    const isCopy = isRestored || (last !== undefined && here !== null && last.store !== here);
    if (isCopy) await doubtWhatIsOpen(tx, now);
    if (here !== null && last?.store !== here) await become(tx, here);
    return isCopy;
  });
}

/** From now on these tables belong to that store: wherever else they wake up, they are a copy. */
export async function become(tx: Transaction, identity: string): Promise<void> {
  await tx.delete(origin);
  await tx.insert(origin).values({ store: identity });
}

async function doubtWhatIsOpen(tx: Transaction, now: number): Promise<void> {
  await tx.execute(sql`
    update batches b
    set state = 'unknown', doubt = 'restored', detail = '', answered_at = ${now}::bigint, due_at = 0, pause = null, first_sent_at = null
    from deliveries d
    where d.id = b.delivery_id and d.ended_at is null and b.state in ('planned', 'sending')`);
}

/** Deliveries whose report does not say yet that a restored store cannot know. */
export async function doubted(db: Database): Promise<string[]> {
  const result = await db.execute(sql`
    select distinct d.id from deliveries d join batches b on b.delivery_id = d.id
    where d.ended_at is null and d.list_gone_at is null and b.state = 'unknown' and b.left_as_is = 0 and b.doubt = 'restored'`);
  return rowsOf<{ id: string }>(result).map(({ id }) => id);
}

/** A copied file is a new file, however faithfully it was copied. Null where the file system does not say when one was made. */
export function folderIdentity(folder: string): string | null {
  const { birthtimeNs } = statSync(join(folder, 'PG_VERSION'), { bigint: true });
  return birthtimeNs > 0n ? `folder ${birthtimeNs}` : null;
}

/** pg_restore makes the tables anew, in this or another database or server. Null where it is not for us to ask which one this is. */
export async function serverIdentity(db: Database): Promise<string | null> {
  const asked = db.execute(sql`
    select concat_ws(' ', 'server', (select system_identifier from pg_control_system()),
      (select oid from pg_database where datname = current_database()), 'deliveries'::regclass::oid) as identity`);
  const result = await asked.catch((error: unknown) => {
    if (isNotForUs(error)) return null;
    throw error;
  });
  return result === null ? null : (rowsOf<{ identity: string }>(result)[0]?.identity ?? null);
}

/** No right to call that function (some hosted servers), or no such function (what only speaks like PostgreSQL). */
function isNotForUs(error: unknown): boolean {
  const { code } = (error instanceof Error ? (error.cause ?? error) : {}) as { code?: unknown };
  return code === '42501' || code === '42883';
}
