/**
 * WeCom's limits on what one app sends, counted by ourselves: it drops what one member gets too much of without an error,
 * and refuses what is too much for a day. Source: document/path/90454 (2023-08-28).
 */
import { setImmediate } from 'node:timers/promises';
import { and, gt, inArray, type SQL, sql } from 'drizzle-orm';
import { type RecipientList, sameId } from '../audience.ts';
import { type Database, rowsOf } from '../store/open.ts';
import { batches } from '../store/schema.ts';
import { nextDayInShanghai } from './retry.ts';
import type { AddresseeKind } from './summary.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Messages from one app to one member. */
const memberLimits = { perMinute: 30, perHour: 1000 };

/** Person-times a day, for each account the company may have. */
const dailyPerAccount = 200;

export type LimitWarnings = {
  /** How many of the addressees would get more than WeCom passes on; everyone at once counts as one. */
  perMinute: number;
  perHour: number;
  /** Person-times; null when the day's limit is kept, or nobody knows it. Who is in a department or tag nobody can count. */
  daily: { used: number; limit: number; adds: number } | null;
};

type Asked = {
  appId: string;
  /** Null: all members. */
  recipients: RecipientList[] | null;
  /** The company's account limit; null when WeCom did not tell. */
  userMax: number | null;
  now: number;
};

/** What sending this now would exceed, as far as the batches of the last hour and of today (Asia/Shanghai) tell. */
export async function limitWarnings(db: Database, asked: Asked): Promise<LimitWarnings> {
  const [members, daily] = await Promise.all([memberWarnings(db, asked), dailyWarning(db, asked)]);
  return { ...members, daily };
}

async function memberWarnings(db: Database, asked: Asked): Promise<Pick<LimitWarnings, 'perMinute' | 'perHour'>> {
  const { appId, now } = asked;
  const result = await db.execute(sql`
    select b.delivery_id as id, max(b.sent_at) as at from batches b, deliveries d
    where ${sentSince(appId, now - hour)} group by b.delivery_id`);
  const inHour = rowsOf<{ id: string; at: number }>(result);
  const inMinute = inHour.filter(({ at }) => at > now - minute);
  return {
    perMinute: await exceeding(db, asked, { sent: inMinute, since: now - minute, limit: memberLimits.perMinute }),
    perHour: await exceeding(db, asked, { sent: inHour, since: now - hour, limit: memberLimits.perHour }),
  };
}

type Window = { sent: { id: string }[]; since: number; limit: number };

/** A delivery names each addressee once, so that nobody can have got more messages than deliveries went out. */
async function exceeding(db: Database, { recipients }: Asked, { sent, since, limit }: Window): Promise<number> {
  if (sent.length < limit) return 0;
  const ids = sent.map(({ id }) => id);
  const { times, everyone } = await countByAddressee(db, ids, since);
  const named = recipients?.flatMap(({ kind, ids }) => ids.map((id) => `${kind} ${sameId(id)}`)) ?? [...times.keys()];
  const exceeded = named.filter((key) => (times.get(key) ?? 0) + everyone >= limit).length;
  return recipients === null && everyone >= limit ? Math.max(1, exceeded) : exceeded;
}

/** So many deliveries are read at once: their lists may be long. */
const deliveriesAtOnce = 20;

async function countByAddressee(db: Database, deliveryIds: string[], since: number) {
  const times = new Map<string, number>();
  let everyone = 0;
  for (let i = 0; i < deliveryIds.length; i += deliveriesAtOnce) {
    await setImmediate();
    const some = inArray(batches.deliveryId, deliveryIds.slice(i, i + deliveriesAtOnce));
    const rows = await db
      .select({ recipients: batches.recipients })
      .from(batches)
      .where(and(some, inArray(batches.state, [...wentOut]), gt(batches.sentAt, since)));
    for (const { recipients } of rows) {
      if (recipients === null) everyone += 1;
      for (const { kind, ids } of recipients ?? [])
        for (const id of ids) {
          const key = `${kind} ${sameId(id)}`;
          times.set(key, (times.get(key) ?? 0) + 1);
        }
    }
  }
  return { times, everyone };
}

async function dailyWarning(db: Database, { appId, recipients, userMax, now }: Asked): Promise<LimitWarnings['daily']> {
  if (userMax === null) return null;
  const result = await db.execute(sql`
    select s.key as kind, sum(s.value::int - coalesce((b.invalid_sizes->>s.key)::int, 0))::int as count
    from batches b, deliveries d, jsonb_each_text(b.sizes) s
    where ${sentSince(appId, nextDayInShanghai(now) - day)}
    group by s.key`);
  const times = ({ kind, count }: { kind: AddresseeKind; count: number }) =>
    count * (kind === 'allMembers' ? userMax : 1);
  const used = rowsOf<{ kind: AddresseeKind; count: number }>(result).reduce((sum, row) => sum + times(row), 0);
  const adds = recipients === null ? userMax : recipients.reduce((sum, { ids }) => sum + ids.length, 0);
  const limit = userMax * dailyPerAccount;
  return used + adds > limit ? { used, limit, adds } : null;
}

const wentOut = ['accepted', 'unknown', 'sending'] as const;

/** So long before it went out a delivery may have been submitted; one that waited longer is not counted. */
const longestWaitMs = 7 * day;

/** Template messages of the app that reached WeCom since then, or may have. */
function sentSince(appId: string, since: number): SQL {
  return sql`d.app_id = ${appId} and d.series = 'T' and d.submitted_at > ${since - longestWaitMs}::bigint
    and b.delivery_id = d.id and b.state in ('accepted', 'unknown', 'sending') and b.sent_at > ${since}::bigint`;
}
