/** The rows of what WeCom pushed: one an event, named so that the same one again changes nothing. */
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Database, Transaction } from '../store/open.ts';
import { suiteEvents } from '../store/schema.ts';
import type { SuiteEvent } from '../wecom/callback/callback.ts';
import { fingerprint, type Seal } from '../wecom/seal.ts';

export type Pushed = Exclude<SuiteEvent, { type: 'other' }>;
export type Row = typeof suiteEvents.$inferSelect;
type NewRow = typeof suiteEvents.$inferInsert;

type Receipt = { seal: Seal; receivedAt: number };

export function rowOf(event: Pushed, pushId: string, receipt: Receipt): NewRow {
  const { receivedAt } = receipt;
  const row = { id: pushId, suiteId: event.suiteId, type: event.type, receivedAt };
  switch (event.type) {
    case 'suite_ticket':
      return { ...row, doneAt: receivedAt };
    case 'create_auth':
    case 'reset_permanent_code':
      return codeRow(event, receipt);
    case 'change_auth':
    case 'cancel_auth':
      return { ...row, corpId: event.corpId };
  }
}

type WithCode = Pick<Extract<Pushed, { authCode: string }>, 'type' | 'suiteId' | 'authCode'>;

/** Named by its code: WeCom may encrypt a second try anew, and a browser may come back twice. */
export function codeRow({ type, suiteId, authCode }: WithCode, { seal, receivedAt }: Receipt): NewRow {
  const id = `code:${fingerprint(authCode)}`;
  return { id, suiteId, type, authCode: seal.seal(authCode), receivedAt };
}

/** False: it is there already. */
export async function insert(tx: Transaction, row: NewRow): Promise<boolean> {
  return (await tx.insert(suiteEvents).values(row).onConflictDoNothing().returning({ id: suiteEvents.id })).length > 0;
}

/** What is not worked through, oldest first. */
export function openEvents(db: Database, suiteId: string): Promise<Row[]> {
  return db
    .select()
    .from(suiteEvents)
    .where(and(eq(suiteEvents.suiteId, suiteId), isNull(suiteEvents.doneAt)))
    .orderBy(asc(suiteEvents.receivedAt));
}

/** The code goes with the work: used or not, it is of no use any more. */
export async function finish(db: Database | Transaction, id: string, at: number): Promise<void> {
  await db.update(suiteEvents).set({ doneAt: at, authCode: null }).where(eq(suiteEvents.id, id));
}

/** A code that is of no use, whose event stays open. False: another process has used it meanwhile. */
export async function dropCode(db: Database, id: string): Promise<boolean> {
  const isOpen = and(eq(suiteEvents.id, id), isNull(suiteEvents.doneAt));
  return (
    (await db.update(suiteEvents).set({ authCode: null }).where(isOpen).returning({ id: suiteEvents.id })).length > 0
  );
}
