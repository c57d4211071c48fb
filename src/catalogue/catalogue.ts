/**
 * The message templates administrators keep: WeCom has no call to read them. A delivery keeps its own copy,
 * so a change here changes nothing that was sent.
 */
import { and, eq, inArray, isNotNull, isNull, ne, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Clock } from '../clock.ts';
import type { Keyword } from '../message.ts';
import type { Database, Transaction } from '../store/open.ts';
import { audit, templates } from '../store/schema.ts';

/** `id` is ours and stays; `templateId` is WeCom's, each once a suite. Keywords stand in the template's order. */
export type TemplateEntry = TemplateContent & { id: string };
export type TemplateContent = { suiteId: string; templateId: string; name: string; keywords: Keyword[] };

/** A retired one is offered to nobody and can be restored. `updatedAt` never stays the same over a change. */
export type CatalogueEntry = TemplateEntry & { retiredAt: number | null; updatedBy: string; updatedAt: number };

export const catalogueLimits = {
  /** UTF-16 units: a name is an option of a Slack menu. */
  nameMaxLength: 75,
  /** As many as a Slack menu shows. */
  found: 100,
};

export type Saved =
  | { type: 'saved'; entry: CatalogueEntry }
  /** The suite has this template id already. */
  | { type: 'taken'; entry: CatalogueEntry };
export type Edited =
  | Saved
  /** Somebody else changed it since it was seen. */
  | { type: 'changed'; entry: CatalogueEntry }
  | { type: 'gone' };

export type Catalogue = ReturnType<typeof createCatalogue>;

type CatalogueDeps = { db: Database; clock: Clock; newId(): string };

export function createCatalogue({ db, clock, newId }: CatalogueDeps) {
  const find = async (id: string): Promise<CatalogueEntry | null> => {
    const [row] = await db.select().from(templates).where(eq(templates.id, id));
    return row ?? null;
  };

  const holderOf = async ({ suiteId, templateId }: TemplateContent): Promise<CatalogueEntry | null> => {
    const same = and(eq(templates.suiteId, suiteId), eq(templates.templateId, templateId));
    const [row] = await db.select().from(templates).where(same);
    return row ?? null;
  };

  /** A row as it is after the change, with its line in the audit; null when there was nothing to change. */
  const recorded = (action: string, change: (tx: Transaction) => Promise<CatalogueEntry[]>) =>
    db.transaction(async (tx) => {
      const [entry] = await change(tx);
      if (entry === undefined) return null;
      const { id, suiteId, templateId, name, keywords } = entry;
      const detail = { id, suiteId, templateId, name, keywords };
      await tx
        .insert(audit)
        .values({ at: entry.updatedAt, actor: entry.updatedBy, action: `template:${action}`, detail });
      return entry;
    });

  /** Null when it was so already. */
  const setRetired = (id: string, by: string, retired: boolean): Promise<CatalogueEntry | null> =>
    recorded(retired ? 'retire' : 'restore', (tx) => {
      const now = clock.now();
      const otherwise = retired ? isNull(templates.retiredAt) : isNotNull(templates.retiredAt);
      return tx
        .update(templates)
        .set({ retiredAt: retired ? now : null, updatedBy: by, updatedAt: after(now) })
        .where(and(eq(templates.id, id), otherwise))
        .returning();
    });

  return {
    /** Retired ones too. */
    find,

    /** Every template of these suites, retired ones last, by name. */
    list: (suiteIds: string[]): Promise<CatalogueEntry[]> => listOf(db, suiteIds),

    /**
     * What may be sent, by a piece of its name or template id; case and width make no difference.
     * The best match first: the whole, then a beginning, then a piece. An empty text finds all.
     */
    async search(suiteIds: string[], text: string): Promise<TemplateEntry[]> {
      const wanted = folded(text);
      const offered = (await listOf(db, suiteIds)).filter(({ retiredAt }) => retiredAt === null);
      const ranked = offered.map((entry) => ({ entry, rank: rankOf(entry, wanted) }));
      return ranked
        .filter(({ rank }) => rank < noMatch)
        .sort((a, b) => a.rank - b.rank)
        .slice(0, catalogueLimits.found)
        .map(({ entry }) => entry);
    },

    async add(content: TemplateContent, by: string): Promise<Saved> {
      const row = { ...content, id: newId(), retiredAt: null, updatedBy: by, updatedAt: clock.now() };
      const entry = await recorded('add', (tx) => tx.insert(templates).values(row).onConflictDoNothing().returning());
      if (entry !== null) return { type: 'saved', entry };
      const holder = await holderOf(content);
      if (holder === null) throw new Error(`template ${row.id} was neither added nor there`);
      return { type: 'taken', entry: holder };
    },

    /** `seen`: the `updatedAt` of what the person was looking at. */
    async edit({ id, seen }: { id: string; seen: number }, content: TemplateContent, by: string): Promise<Edited> {
      const entry = await recorded('edit', (tx) =>
        tx
          .update(templates)
          .set({ ...content, updatedBy: by, updatedAt: after(clock.now()) })
          .where(and(eq(templates.id, id), eq(templates.updatedAt, seen), notTaken(tx, id, content)))
          .returning(),
      );
      if (entry !== null) return { type: 'saved', entry };
      const now = await find(id);
      if (now === null) return { type: 'gone' };
      if (now.updatedAt !== seen) return { type: 'changed', entry: now };
      const holder = await holderOf(content);
      if (holder === null) throw new Error(`template ${id} was neither changed nor taken`);
      return { type: 'taken', entry: holder };
    },

    retire: (id: string, by: string) => setRetired(id, by, true),
    restore: (id: string, by: string) => setRetired(id, by, false),
  };
}

/** The time of a change, later than that of the one before even within a millisecond. */
function after(now: number) {
  return sql`greatest(${now}::bigint, ${templates.updatedAt} + 1)`;
}

const other = alias(templates, 'other');

function notTaken(tx: Transaction, id: string, { suiteId, templateId }: TemplateContent) {
  const same = and(eq(other.suiteId, suiteId), eq(other.templateId, templateId), ne(other.id, id));
  return notExists(tx.select({ id: other.id }).from(other).where(same));
}

/** Sorted here: databases do not agree on the order of Chinese. */
async function listOf(db: Database, suiteIds: string[]): Promise<CatalogueEntry[]> {
  const rows = await db.select().from(templates).where(inArray(templates.suiteId, suiteIds));
  const order = new Intl.Collator('zh', { numeric: true });
  const byName = rows.sort((a, b) => order.compare(a.name, b.name) || (a.templateId < b.templateId ? -1 : 1));
  return [...byName.filter((row) => row.retiredAt === null), ...byName.filter((row) => row.retiredAt !== null)];
}

function folded(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

const noMatch = 3;

function rankOf({ name, templateId }: TemplateContent, wanted: string): number {
  const ranks = [folded(name), folded(templateId)].map((text) => {
    if (text === wanted) return 0;
    if (text.startsWith(wanted)) return 1;
    return text.includes(wanted) ? 2 : noMatch;
  });
  return Math.min(...ranks);
}
