/** Drafts in the database: one row for what was typed and found, one for the lists, which may be long. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { and, eq, lt, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type RecipientList, recipientKinds } from '../audience.ts';
import type { Database, Transaction } from '../store/open.ts';
import { drafts } from '../store/schema.ts';
import { type CheckedDraft, type Draft, draftContentSchema } from './draft.ts';
import { joined, slicesOf } from './slices.ts';

export type DraftStore = {
  /** Null when it is too old or somebody else's. */
  load(id: string, owner: string): Promise<Draft | null>;
  /** False when a later round is already there, which then stays. */
  save(draft: Draft): Promise<boolean>;
  /** The draft with the lists that were read for it. */
  saveChecked(draft: CheckedDraft, lists: RecipientList[]): Promise<boolean>;
  lists(id: string): Promise<RecipientList[]>;
  /** For the cleaner: drafts are kept a day. */
  deleteOlderThan(time: number): Promise<void>;
};

export function createDrafts(db: Database, now: () => number): DraftStore {
  return {
    async load(id, owner) {
      const [row] = await db
        .select()
        .from(drafts)
        .where(and(eq(drafts.id, id), eq(drafts.owner, owner)));
      if (row === undefined) return null;
      return { ...draftContentSchema.parse(row.content), id, owner, teamId: row.teamId };
    },
    save: (draft) => save(db, draft, now()),
    async saveChecked(draft, lists) {
      const packed = await pack(lists);
      return db.transaction(async (tx) => {
        if (!(await save(tx, draft, now()))) return false;
        await upsert(tx, { ...rowOf(draft, now()), id: listsId(draft.id), content: packed });
        return true;
      });
    },
    async lists(id) {
      const [row] = await db
        .select()
        .from(drafts)
        .where(eq(drafts.id, listsId(id)));
      return row === undefined ? [] : unpack(packedSchema.parse(row.content));
    },
    async deleteOlderThan(time) {
      await db.delete(drafts).where(lt(drafts.createdAt, time));
    },
  };
}

type Writer = Pick<Database | Transaction, 'insert'>;
type Row = typeof drafts.$inferInsert;

function rowOf({ id, owner, teamId, ...content }: Draft, createdAt: number): Row {
  return { id, owner, teamId, content: draftContentSchema.parse(content), createdAt };
}

async function save(writer: Writer, draft: Draft, now: number): Promise<boolean> {
  const { content, ...row } = rowOf(draft, now);
  const saved = await writer
    .insert(drafts)
    .values({ ...row, content })
    .onConflictDoUpdate({
      target: drafts.id,
      set: { content },
      setWhere: sql`(${drafts.content}->>'round')::int <= ${draft.round}`,
    })
    .returning({ id: drafts.id });
  return saved.length > 0;
}

async function upsert(writer: Writer, row: Row): Promise<void> {
  await writer
    .insert(drafts)
    .values(row)
    .onConflictDoUpdate({ target: drafts.id, set: { content: row.content } });
}

const listsId = (id: string) => `${id}:lists`;

const zip = promisify(gzip);
const unzip = promisify(gunzip);
/** Each slice as base64 of gzipped JSON: a fifth of the size, and little work for an embedded database. */
const packedSchema = z.object({ slices: z.array(z.string()) });
const kindSchema = z.enum(recipientKinds);

async function pack(lists: RecipientList[]): Promise<z.infer<typeof packedSchema>> {
  const slices: string[] = [];
  for await (const slice of slicesOf(lists)) {
    slices.push((await zip(JSON.stringify(slice), { level: 1 })).toString('base64'));
  }
  return { slices };
}

async function unpack({ slices }: z.infer<typeof packedSchema>): Promise<RecipientList[]> {
  const lists: RecipientList[] = [];
  for (const slice of slices) {
    const list: RecipientList = JSON.parse((await unzip(Buffer.from(slice, 'base64'))).toString());
    // The kind is checked, the ids are not one by one: a million of them were checked when they were read.
    lists.push({ ...list, kind: kindSchema.parse(list.kind) });
  }
  return joined(lists);
}
