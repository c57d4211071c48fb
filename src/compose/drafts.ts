/** Drafts in the database: a row for what was typed and found, and rows for the lists, which may be long. */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { type RecipientList, recipientKinds } from '../audience.ts';
import { draftLifeMs } from '../store/maintenance.ts';
import type { Database } from '../store/open.ts';
import { drafts } from '../store/schema.ts';
import { lookUp } from '../store/together.ts';
import type { CheckedDraft, Draft, DraftContent, Parts } from './draft.ts';
import { joined, sliceCount, slicesOf } from './slices.ts';

export type DraftStore<P extends Parts> = {
  /** Null when it is too old, of an earlier release, or somebody else's. */
  load(id: string, owner: string): Promise<Draft<P> | null>;
  /** False when a later round is already there, which then stays. */
  save(draft: Draft<P>): Promise<boolean>;
  /** The draft with the lists that were read for it. */
  saveChecked(draft: CheckedDraft<P>, lists: RecipientList[]): Promise<boolean>;
  /** The lists of a draft; that they are whole, its fingerprint tells. */
  lists(draft: CheckedDraft<P>): Promise<RecipientList[]>;
};

/** Drafts of one kind; all kinds share the table. `read` parses what it holds of one. */
export function createDrafts<P extends Parts>(
  db: Database,
  now: () => number,
  read: (content: unknown) => DraftContent<P>,
): DraftStore<P> {
  const save = async (draft: Draft<P>): Promise<boolean> => {
    const saved = await db
      .insert(drafts)
      .values(rowOf(draft, now()))
      .onConflictDoUpdate({
        target: drafts.id,
        set: { content: contentOf(draft) },
        setWhere: sql`(${drafts.content}->>'round')::int <= ${draft.round}`,
      })
      .returning({ id: drafts.id });
    return saved.length > 0;
  };

  const rowOfId = lookUp(async (ids) => {
    const rows = await db.select().from(drafts).where(inArray(drafts.id, ids));
    return new Map(rows.map((row) => [row.id, row]));
  });

  return {
    save,
    async load(id, owner) {
      const row = await rowOfId(id);
      if (row === null || row.owner !== owner || row.createdAt < now() - draftLifeMs) return null;
      const content = readable(read, row.content);
      return content && { ...content, id, owner, teamId: row.teamId };
    },
    async saveChecked(draft, lists) {
      await saveSlices(db, rowOf(draft, now()), { draft, lists });
      return save(draft);
    },
    lists: (draft) => loadLists(draft, rowOfId),
  };
}

/** Null for what an earlier release wrote in another way: a form that was open over the upgrade counts as too old. */
export function readable<Content>(read: (content: unknown) => Content, content: unknown): Content | null {
  try {
    return read(content);
  } catch (error) {
    if (error instanceof z.ZodError) return null;
    throw error;
  }
}

type Row = typeof drafts.$inferInsert;

/** No transaction: slices are named by what is in them, and nothing refers to them before the draft does. */
async function saveSlices(
  db: Database,
  row: Row,
  { draft, lists }: { draft: CheckedDraft<Parts>; lists: RecipientList[] },
): Promise<void> {
  let number = 0;
  for await (const slice of slicesOf(lists)) {
    const content = await packed(slice);
    await db
      .insert(drafts)
      .values({ ...row, id: sliceId(draft, number++), content })
      .onConflictDoUpdate({ target: drafts.id, set: { content } });
  }
}

type RowOfId = (id: string) => Promise<{ content: unknown } | null>;

/** One slice after the other: a list may have fifty of them. What is missing, the fingerprint tells. */
async function loadLists(draft: CheckedDraft<Parts>, rowOfId: RowOfId): Promise<RecipientList[]> {
  const { audience } = draft.checked;
  const slices: RecipientList[] = [];
  const count = audience.type === 'lists' ? sliceCount(audience.counts.map(({ count }) => count)) : 0;
  for (let i = 0; i < count; i++) {
    const row = await rowOfId(sliceId(draft, i));
    if (row !== null) slices.push(await unpacked(row.content));
  }
  return joined(slices);
}

function rowOf(draft: Draft<Parts>, createdAt: number): Row {
  const { id, owner, teamId } = draft;
  return { id, owner, teamId, content: contentOf(draft), createdAt };
}

export function contentOf<P extends Parts>({ values, offered, round, checked, earlier }: Draft<P>): DraftContent<P> {
  return { values, offered, round, checked, earlier };
}

function sliceId({ id, checked }: CheckedDraft<Parts>, number: number): string {
  return `${id}:${checked.fingerprint}:${number}`;
}

const zip = promisify(gzip);
const unzip = promisify(gunzip);
const kindSchema = z.enum(recipientKinds);

/** Base64 of gzipped JSON: a third of the work for an embedded database. */
async function packed(slice: RecipientList): Promise<string> {
  return (await zip(JSON.stringify(slice), { level: 1 })).toString('base64');
}

/** The kind is checked; the ids were, one by one, when they were read. */
async function unpacked(content: unknown): Promise<RecipientList> {
  const zipped = Buffer.from(z.string().parse(content), 'base64');
  const slice: RecipientList = JSON.parse((await unzip(zipped)).toString());
  return { ...slice, kind: kindSchema.parse(slice.kind) };
}
