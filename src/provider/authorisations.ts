/** The companies that authorised our suites. Permanent codes and tickets are sealed: a copy of the database sends nothing. */
import { and, asc, eq, sql } from 'drizzle-orm';
import type { AuthorisedApp } from '../authorised-app.ts';
import type { Database, Transaction } from '../store/open.ts';
import { authorisations, suites } from '../store/schema.ts';
import type { Seal } from '../wecom/seal.ts';

export type Authorisation = {
  suiteId: string;
  corpId: string;
  corpName: string;
  /** Null: sealed with another SECRET_KEY, so it has to be authorised again. */
  permanentCode: string | null;
  /** Null until WeCom was asked. */
  app: AuthorisedApp | null;
};

export type Authorisations = ReturnType<typeof createAuthorisations>;

export function createAuthorisations(db: Database, { seal, unseal }: Seal) {
  const read = ({ permanentCode, info, ...row }: typeof authorisations.$inferSelect): Authorisation => ({
    ...row,
    permanentCode: unseal(permanentCode),
    app: info,
  });
  const one = (suiteId: string, corpId: string) =>
    and(eq(authorisations.suiteId, suiteId), eq(authorisations.corpId, corpId));
  return {
    async all(): Promise<Authorisation[]> {
      return (await db.select().from(authorisations).orderBy(asc(authorisations.authorisedAt))).map(read);
    },

    async corpIds(): Promise<string[]> {
      const rows = await db.selectDistinct({ corpId: authorisations.corpId }).from(authorisations);
      return rows.map(({ corpId }) => corpId);
    },

    async find(suiteId: string, corpId: string): Promise<Authorisation | null> {
      const [row] = await db.select().from(authorisations).where(one(suiteId, corpId));
      return row === undefined ? null : read(row);
    },

    /** New, or with a new code; what WeCom told about its app before stays until it is asked again. */
    async save(
      tx: Transaction,
      { permanentCode, ...company }: { suiteId: string; corpId: string; corpName: string; permanentCode: string },
      authorisedAt: number,
    ): Promise<void> {
      const sealed = seal(permanentCode);
      await tx
        .insert(authorisations)
        .values({ ...company, permanentCode: sealed, authorisedAt })
        .onConflictDoUpdate({
          target: [authorisations.suiteId, authorisations.corpId],
          set: { permanentCode: sealed, corpName: company.corpName, authorisedAt },
        });
    },

    async saveApp(suiteId: string, corpId: string, corpName: string, app: AuthorisedApp): Promise<void> {
      const named = corpName === '' ? {} : { corpName };
      await db
        .update(authorisations)
        .set({ info: app, ...named })
        .where(one(suiteId, corpId));
    },

    /** The company took it back: its code, its name and whom it let us see go with the row. */
    async remove(tx: Transaction, suiteId: string, corpId: string): Promise<void> {
      await tx.delete(authorisations).where(one(suiteId, corpId));
    },

    /** The newest ticket WeCom pushed for the suite; null when none came or it cannot be unsealed. */
    async ticket(suiteId: string): Promise<string | null> {
      const [row] = await db.select().from(suites).where(eq(suites.suiteId, suiteId));
      return row === undefined ? null : unseal(row.ticket);
    },

    /** When that was (ms since 1970). */
    async ticketAt(suiteId: string): Promise<number | null> {
      const [row] = await db.select({ at: suites.ticketAt }).from(suites).where(eq(suites.suiteId, suiteId));
      return row?.at ?? null;
    },

    async saveTicket(tx: Transaction, suiteId: string, ticket: string, ticketAt: number): Promise<void> {
      await tx
        .insert(suites)
        .values({ suiteId, ticket: seal(ticket), ticketAt })
        .onConflictDoUpdate({ target: suites.suiteId, set: { ticket: sql`excluded.ticket`, ticketAt } });
    },
  };
}
