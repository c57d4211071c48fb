/** What of a delivery can be taken back. Pure: the button, the command and the request all ask here. */
import { recallableForMs } from './retry.ts';
import type { BatchRow } from './rows.ts';

type RecallRow = Pick<BatchRow, 'state' | 'msgid' | 'answeredAt' | 'recall'>;

/** Asking again does not help: too old, or not a message of this app. */
const finalErrcodes = [42052, 40058];

/** Whether WeCom accepted it and gave it a name; school notices never have one. */
export function hasMsgid({ state, msgid }: Pick<RecallRow, 'state' | 'msgid'>): boolean {
  return state === 'accepted' && msgid !== null;
}

/**
 * Until when (ms) a person may ask for this batch; null when it cannot be taken back, or is asked for already.
 * `isAsked`: the delivery was asked back before. What WeCom refused then may be asked for again, where that can help.
 */
export function askableUntil(row: RecallRow, isAsked: boolean): number | null {
  const { recall } = row;
  const isOpen =
    recall === null
      ? !isAsked
      : recall.state === 'appGone' || (recall.state === 'refused' && !finalErrcodes.includes(recall.refusal.errcode));
  return hasMsgid(row) && isOpen ? (row.answeredAt ?? 0) + recallableForMs : null;
}
