/** What the product's own work on deliveries costs, without Slack and with a WeCom that answers at once and in this process. */
import { sql } from 'drizzle-orm';
import type { Audience } from '../src/audience.ts';
import { systemClock as clock } from '../src/clock.ts';
import { createCourier } from '../src/delivery/courier.ts';
import { createLedger, type Nudge } from '../src/delivery/ledger.ts';
import type { Relay } from '../src/delivery/relay.ts';
import { openLog } from '../src/log.ts';
import { createCovers } from '../src/notice/covers.ts';
import { openStore } from '../src/store/open.ts';
import { renderNotice } from '../src/wecom/messages.ts';
import { work } from './processes.ts';
import { mediaId, notice } from './relay-load.ts';
import { teacher } from './slack-requests.ts';

/**
 * deliver: as many deliveries of as many recipients, all submitted before the first is relayed, then each summed up.
 * age: that many finished deliveries more, of the last ten months.
 */
export type GrowthAsk = { do: 'deliver'; deliveries: number; recipients: number } | { do: 'age'; finished: number };
/** CPU of this process, which is the whole product but for what a PostgreSQL server does. */
export type GrowthAnswer = { cpuMs: number };

const [, , dataDir = '', databaseUrl = ''] = process.argv;
const log = openLog({ level: 'warn', secrets: [] });
const { db } = await openStore({ databaseUrl: databaseUrl || null, dataDir, log });
const nothing = async () => undefined;
const nudge: Nudge = { report: nothing, advance: nothing, recall: nothing };
const ledger = createLedger({ db, clock, nudge });
const covers = createCovers(db, clock.now);
await covers.save(
  { sha256: notice.cover, bytes: Buffer.alloc(48_000), mimeType: 'image/jpeg', name: 'c.jpg' },
  teacher,
);
const accepting: Relay = {
  upload: async () => ({ type: 'uploaded', mediaId }),
  render: (_message, { recipients }) => renderNotice({ notice, agentId: 1, mediaId, recipients }),
  send: async (_type, _body, mayLeave) =>
    mayLeave?.() === false
      ? { type: 'notSent', hurdle: 'unreachable', detail: '' }
      : { type: 'accepted', invalid: [], msgid: null },
  canDropCopies: () => false,
  recall: async () => ({ type: 'recalled' }),
};
const appId = 'own:growth:1';
const courier = createCourier({
  ...{ db, ledger, nudge, clock, log, random: Math.random, cover: async () => null, changed: () => undefined },
  relay: async () => accepting,
  wake: async () => {
    throw new Error('nothing here is worth waiting for');
  },
  concurrency: { start: 32, max: 32 },
});

let submitted = 0;

function audienceOf(recipients: number): Audience {
  const ids = Array.from({ length: recipients }, (_, i) => `parent${submitted}x${i}`);
  return { type: 'lists', lists: [{ kind: 'parent', ids, lines: ids.map((_, i) => i + 1) }] };
}

/** What a form looks up, then its submission. */
async function submit(recipients: number): Promise<string> {
  const id = `growth-${++submitted}-${process.pid}`;
  await covers.last(teacher);
  await ledger.twin(id, clock.now() - 3_600_000);
  await ledger.submit({
    ...{ id, series: 'N', appId, message: notice, fingerprint: id, audience: audienceOf(recipients), arithmetic: null },
    ...{
      teamId: 'T',
      sender: teacher,
      channel: 'C',
      responseUrl: '',
      locale: 'zh',
      note: '',
      submittedAt: clock.now(),
    },
  });
  await db.execute(sql`update deliveries set media_id = ${mediaId} where id = ${id}`);
  await ledger.started(id);
  return id;
}

async function deliver(deliveries: number, recipients: number): Promise<void> {
  const ids: string[] = [];
  for (let i = 0; i < deliveries; i++) ids.push(await submit(recipients));
  await courier.advance(appId, new AbortController().signal);
  for (const id of ids) {
    const summary = await ledger.summary(id);
    if (summary?.tally.accepted !== recipients) throw new Error(`${id}: ${JSON.stringify(summary?.tally)}`);
  }
}

/** As they stand when all is over, with two batches each. */
async function age(finished: number): Promise<void> {
  await db.execute(sql`
    insert into deliveries (id, series, number, app_id, message, fingerprint, size, team_id, sender, channel, response_url,
      locale, note, submitted_at, media_id, started_at, ended_at)
    select 'old-' || i, 'N', 1000000 + i, ${appId}, ${JSON.stringify(notice)}::jsonb, 'old-' || i, 2, 'T', ${teacher}, 'C', '', 'zh', '',
      at, 'm', at, at + 1000
    from (select i, ${clock.now()}::bigint - i::bigint * 250000 as at from generate_series(1, ${finished}::int) i) o`);
  await db.execute(sql`
    insert into batches (delivery_id, seq, sizes, recipients, state, sha256, sent_at, answered_at, invalid, invalid_sizes)
    select 'old-' || i, s, '{"parent": 1}'::jsonb, '[]', 'accepted', repeat('0', 64), 1, 1, '[]'::jsonb, '{}'::jsonb
    from generate_series(1, ${finished}::int) i, generate_series(1, 2) s`);
  await db.execute(sql`
    insert into audit (at, actor, action, delivery_id)
    select 1, ${teacher}, 'submit', 'old-' || i from generate_series(1, ${finished}::int) i`);
  await db.execute(sql`analyze`);
}

work<GrowthAsk, GrowthAnswer>(async (ask) => {
  const before = process.cpuUsage();
  if (ask.do === 'age') await age(ask.finished);
  else await deliver(ask.deliveries, ask.recipients);
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000 };
});
