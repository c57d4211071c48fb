/**
 * The tables, the same on the embedded store and on PostgreSQL. `migrations/` makes them; a test holds the two together.
 * Times are milliseconds since 1970, as Node counts them.
 */
import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { ListArithmetic, RecipientList } from '../audience.ts';
import type { AuthorisedApp } from '../authorised-app.ts';
import type { BatchRecall, Halt, RecallRequest, Refusal, WrittenId } from '../delivery/states.ts';
import type { KindCounts } from '../delivery/summary.ts';
import type { Keyword, Message } from '../message.ts';

const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });
/** JSON that SQL never looks into: as text it is written and read several times faster than as jsonb. */
const listText = customType<{ data: RecipientList[]; driverData: string }>({
  dataType: () => 'text',
  toDriver: (lists) => JSON.stringify(lists),
  fromDriver: (text) => JSON.parse(text),
});
const time = (name: string) => bigint(name, { mode: 'number' });

/** One message to one audience. Its headline is computed from its batches, never stored. */
export const deliveries = pgTable(
  'deliveries',
  {
    /** The draft's id, so a second submission of the same form finds the first. */
    id: text('id').primaryKey(),
    /** N for school notices, T for template messages. */
    series: text('series', { enum: ['N', 'T'] }).notNull(),
    number: integer('number').notNull(),
    appId: text('app_id').notNull(),
    message: jsonb('message').$type<Message>().notNull(),
    /** sha256 of message and audience: the same notice again within the hour asks first. */
    fingerprint: text('fingerprint').notNull(),
    /** Number of addressees. */
    size: integer('size').notNull(),
    arithmetic: jsonb('arithmetic').$type<ListArithmetic>(),
    teamId: text('team_id').notNull(),
    sender: text('sender').notNull(),
    /** The channel the command was typed in. */
    channel: text('channel').notNull(),
    responseUrl: text('response_url').notNull(),
    locale: text('locale', { enum: ['zh', 'en'] }).notNull(),
    /** For Slack readers only; never sent to WeCom. */
    note: text('note').notNull(),
    submittedAt: time('submitted_at').notNull(),
    /** The cover's media_id once uploaded; bytes are frozen with it. */
    mediaId: text('media_id'),
    /** Set once the parent message and the receipt stand in Slack: nothing is sent before. */
    startedAt: time('started_at'),
    halt: jsonb('halt').$type<Halt>(),
    endedAt: time('ended_at'),
    recall: jsonb('recall').$type<RecallRequest>(),
    /** When its lists were deleted for their age: the numbers stay, and nothing of it can be sent any more. */
    listGoneAt: time('list_gone_at'),
  },
  (table) => [
    uniqueIndex('deliveries_number').on(table.series, table.number),
    index('deliveries_open').on(table.appId, table.submittedAt).where(sql`ended_at is null and halt is null`),
    index('deliveries_submitted').on(table.submittedAt),
    index('deliveries_sender').on(table.sender, table.submittedAt),
    index('deliveries_fingerprint').on(table.fingerprint, table.submittedAt),
    /** For the cleaner, and for what has not ended. */
    index('deliveries_with_list').on(table.endedAt).where(sql`list_gone_at is null`),
    /** For the cleaner: whether a cover is still wanted. */
    index('deliveries_cover').on(sql`(message->>'cover')`, table.submittedAt),
  ],
);

/** One WeCom request. Columns that a state does not use are null; `ledger.ts` turns a row into a `BatchState`. */
export const batches = pgTable(
  'batches',
  {
    deliveryId: text('delivery_id').notNull(),
    seq: integer('seq').notNull(),
    /** Addressees by kind. */
    sizes: jsonb('sizes').$type<KindCounts>().notNull(),
    /** Null: everyone. Ids as written, with their source lines. */
    recipients: listText('recipients'),
    state: text('state', {
      enum: ['planned', 'sending', 'accepted', 'invalid', 'refused', 'unknown', 'split'],
    }).notNull(),
    dueAt: time('due_at').notNull().default(0),
    tries: integer('tries').notNull().default(0),
    busyTries: integer('busy_tries').notNull().default(0),
    pause: text('pause'),
    /**
     * The intent, committed before the request leaves: the sha256 of its exact bytes and the media_id in them.
     * The bytes are a pure function of message, media_id and recipients, which never change, so they are not kept twice.
     */
    sha256: text('sha256'),
    mediaId: text('media_id'),
    sentAt: time('sent_at'),
    /** When these very bytes first left, as long as they may be sent again by themselves: see `delivery/repeat.ts`. */
    firstSentAt: time('first_sent_at'),
    /** How often they were. */
    repeats: integer('repeats').notNull().default(0),
    answeredAt: time('answered_at'),
    /** Of an accepted batch: who WeCom named invalid, and how many by kind. */
    invalid: jsonb('invalid').$type<WrittenId[]>(),
    invalidSizes: jsonb('invalid_sizes').$type<KindCounts>(),
    refusal: jsonb('refusal').$type<Refusal>(),
    doubt: text('doubt'),
    detail: text('detail'),
    left: integer('left_as_is').notNull().default(0),
    /** Of an accepted template message: what it can be recalled by, and what came of that. */
    msgid: text('msgid'),
    recall: jsonb('recall').$type<BatchRecall>(),
  },
  (table) => [
    primaryKey({ columns: [table.deliveryId, table.seq] }),
    index('batches_open').on(table.deliveryId, table.seq).where(sql`state in ('planned', 'sending')`),
    index('batches_unknown').on(table.deliveryId, table.seq).where(sql`state = 'unknown' and left_as_is = 0`),
  ],
);

/** A form being filled in: what was typed and what the list reader found. Kept a day. */
export const drafts = pgTable('drafts', {
  id: text('id').primaryKey(),
  teamId: text('team_id').notNull(),
  owner: text('owner').notNull(),
  content: jsonb('content').$type<unknown>().notNull(),
  createdAt: time('created_at').notNull(),
});

/** Cover images as they will be uploaded. */
export const covers = pgTable(
  'covers',
  {
    sha256: text('sha256').primaryKey(),
    bytes: bytes('bytes').notNull(),
    mimeType: text('mime_type').notNull(),
    name: text('name').notNull(),
    owner: text('owner').notNull(),
    usedAt: time('used_at').notNull(),
  },
  (table) => [index('covers_owner').on(table.owner, table.usedAt)],
);

/** What stands in Slack about a delivery: one row a message, written before it is posted. */
export const posts = pgTable(
  'posts',
  {
    deliveryId: text('delivery_id').notNull(),
    /** parent, receipt, progress, result:1, … */
    piece: text('piece').notNull(),
    channel: text('channel').notNull(),
    /** Slack's message ts; null while nobody knows whether the post went out. */
    ts: text('ts'),
    /** sha256 of what it shows, so that nothing is edited without need. */
    digest: text('digest').notNull(),
  },
  (table) => [primaryKey({ columns: [table.deliveryId, table.piece] })],
);

/** Who did what, when. Never names, never message texts of parents. */
export const audit = pgTable(
  'audit',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    at: time('at').notNull(),
    actor: text('actor').notNull(),
    action: text('action').notNull(),
    deliveryId: text('delivery_id'),
    detail: jsonb('detail').$type<unknown>(),
  },
  (table) => [index('audit_delivery').on(table.deliveryId), index('audit_at').on(table.at)],
);

/** What all processes must agree on about one app: who sends for it, and until when WeCom said to wait. */
export const appStates = pgTable('app_states', {
  appId: text('app_id').primaryKey(),
  leaseToken: text('lease_token'),
  leaseUntil: time('lease_until').notNull().default(0),
  throttledUntil: time('throttled_until').notNull().default(0),
  /** 0 none, 1 minute, 2 hour, 3 day: the next window to assume on 45009. */
  throttleLevel: integer('throttle_level').notNull().default(0),
});

/** One row: which store these tables were last used in. A restored copy is another one. See `origin.ts`. */
export const origin = pgTable('origin', { store: text('store').primaryKey() });

/** Keyv's rows: things with a lifetime that may be lost (tokens, media ids, locales). */
export const cache = pgTable('cache', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
  expiresAt: time('expires_at'),
});

/** The newest ticket WeCom pushed for each suite (第三方应用), sealed: with the suite's secret it makes tokens. */
export const suites = pgTable('suites', {
  suiteId: text('suite_id').primaryKey(),
  ticket: text('ticket').notNull(),
  ticketAt: time('ticket_at').notNull(),
});

/** A company that authorised a suite. The row goes when it takes that back. */
export const authorisations = pgTable(
  'authorisations',
  {
    suiteId: text('suite_id').notNull(),
    corpId: text('corp_id').notNull(),
    corpName: text('corp_name').notNull(),
    /** Sealed. */
    permanentCode: text('permanent_code').notNull(),
    /** What WeCom told about the authorised app; null until it was asked. */
    info: jsonb('info').$type<AuthorisedApp>(),
    authorisedAt: time('authorised_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.suiteId, table.corpId] })],
);

/** What WeCom pushed about a suite, or an administrator brought back from WeCom, until it is worked through. */
export const suiteEvents = pgTable(
  'suite_events',
  {
    /** Names the push: the same one again changes nothing. */
    id: text('id').primaryKey(),
    suiteId: text('suite_id').notNull(),
    type: text('type', {
      enum: ['suite_ticket', 'create_auth', 'change_auth', 'cancel_auth', 'reset_permanent_code'],
    }).notNull(),
    corpId: text('corp_id'),
    /** Sealed; removed once used, because it is good for one use. */
    authCode: text('auth_code'),
    /** The Slack user who asked for the install link, who is told what came of it. */
    askedBy: text('asked_by'),
    receivedAt: time('received_at').notNull(),
    tries: integer('tries').notNull().default(0),
    doneAt: time('done_at'),
  },
  (table) => [index('suite_events_open').on(table.suiteId, table.receivedAt).where(sql`done_at is null`)],
);

/** The catalogue of message templates an administrator keeps; WeCom has no call to read them. */
export const templates = pgTable(
  'templates',
  {
    id: text('id').primaryKey(),
    suiteId: text('suite_id').notNull(),
    templateId: text('template_id').notNull(),
    name: text('name').notNull(),
    /** In the order of the template. */
    keywords: jsonb('keywords').$type<Keyword[]>().notNull(),
    retiredAt: time('retired_at'),
    updatedBy: text('updated_by').notNull(),
    updatedAt: time('updated_at').notNull(),
  },
  (table) => [uniqueIndex('templates_template').on(table.suiteId, table.templateId)],
);
