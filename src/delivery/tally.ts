/** From batches to the five ends. Pure; the sum is checked here, before anyone is shown anything. */
import { askableUntil, hasMsgid } from './recallable.ts';
import { isRepeatable } from './repeat.ts';
import { type BatchRow, total } from './rows.ts';
import type { BatchRecall, End, Tally, Wait } from './states.ts';
import type { AddresseeKind, Delivery, KindCounts, Summary } from './summary.ts';

/** The columns a summary needs; recipients and ids stay in the database. */
export type TallyRow = Pick<
  BatchRow,
  | 'seq'
  | 'sizes'
  | 'state'
  | 'dueAt'
  | 'pause'
  | 'answeredAt'
  | 'invalidSizes'
  | 'msgid'
  | 'recall'
  | 'refusal'
  | 'doubt'
  | 'left'
  | 'firstSentAt'
  | 'repeats'
>;

export function summarise(delivery: Delivery, all: TallyRow[], throttledUntil: number, now: number): Summary {
  const rows = all.filter((row) => row.state !== 'split');
  const byKind = tallyByKind(rows);
  const tally = sum([...byKind.values()]);
  const counted = Object.values(tally).reduce((a, b) => a + b, 0);
  if (counted !== delivery.size)
    throw new Error(`delivery ${delivery.id}: ${counted} counted, ${delivery.size} listed`);
  const isToSend = (row: TallyRow) => row.state === 'planned' || isToRepeat(delivery, row, now);
  const isUndecided = (row: TallyRow) => row.state === 'unknown' && row.left === 0 && !isToSend(row);
  const undecided = delivery.recall ? [] : rows.filter(isUndecided);
  const toSend = rows.filter(isToSend);
  const [planned, sending] = [toSend.length, rows.filter(({ state }) => state === 'sending').length];
  return {
    delivery,
    tally,
    byKind: [...byKind].map(([kind, tally]) => ({ kind, tally })),
    batches: { total: rows.length, planned, sending, ended: rows.length - planned - sending },
    undecided: { batches: undecided.length, addressees: size(undecided) },
    refusals: refusalsOf(rows),
    doubts: doubtsOf(rows),
    repeated: size(rows.filter(({ repeats }) => repeats > 0)),
    wait: delivery.halt === null && sending === 0 ? waitOf(toSend, throttledUntil, now) : null,
    recallableUntil: recallableUntil(rows, delivery.recall !== null),
    recall: delivery.recall === null ? null : recallOf(rows),
  };
}

/** What is in flight or was interrupted counts as unknown until it is answered; what is planned counts as unsent. */
function endsOf(row: TallyRow): { kind: AddresseeKind; end: End; count: number }[] {
  const kinds = Object.entries(row.sizes) as [keyof KindCounts, number][];
  const all = (end: End) => kinds.map(([kind, count]) => ({ kind, end, count }));
  switch (row.state) {
    case 'planned':
      return all('unsent');
    case 'sending':
    case 'unknown':
      return all('unknown');
    case 'refused':
    case 'invalid':
      return all(row.state);
    case 'accepted':
      return kinds.flatMap(([kind, count]) => {
        const invalid = row.invalidSizes?.[kind] ?? 0;
        return [
          { kind, end: 'accepted', count: count - invalid },
          { kind, end: 'invalid', count: invalid },
        ] as const;
      });
    case 'split':
      return [];
  }
}

const nobody: Tally = { accepted: 0, invalid: 0, refused: 0, unknown: 0, unsent: 0 };

export function tallyOf(rows: TallyRow[]): Tally {
  return sum([...tallyByKind(rows).values()]);
}

function tallyByKind(rows: TallyRow[]): Map<AddresseeKind, Tally> {
  const tallies = new Map<AddresseeKind, Tally>();
  for (const { kind, end, count } of rows.flatMap(endsOf)) {
    const tally = tallies.get(kind) ?? { ...nobody };
    tally[end] += count;
    tallies.set(kind, tally);
  }
  return tallies;
}

function sum(tallies: Tally[]): Tally {
  const all = { ...nobody };
  for (const tally of tallies) for (const end of Object.keys(all) as End[]) all[end] += tally[end];
  return all;
}

function size(rows: TallyRow[]): number {
  return rows.reduce((sum, row) => sum + total(row.sizes), 0);
}

function refusalsOf(rows: TallyRow[]): Summary['refusals'] {
  const byCode = new Map<number, Summary['refusals'][number]>();
  for (const row of rows) {
    if (row.refusal === null) continue;
    const seen = byCode.get(row.refusal.errcode) ?? { refusal: row.refusal, addressees: 0 };
    byCode.set(row.refusal.errcode, { ...seen, addressees: seen.addressees + total(row.sizes) });
  }
  return [...byCode.values()];
}

function doubtsOf(rows: TallyRow[]): Summary['doubts'] {
  const unknown = rows.filter((row) => row.state === 'unknown');
  const doubts = [...new Set(unknown.map((row) => row.doubt))];
  return doubts.map((doubt) => ({
    doubt: doubt as Summary['doubts'][number]['doubt'],
    addressees: size(unknown.filter((row) => row.doubt === doubt)),
  }));
}

function recallableUntil(rows: TallyRow[], isAsked: boolean): number | null {
  const until = rows.map((row) => askableUntil(row, isAsked)).filter((time) => time !== null);
  return until.length === 0 ? null : Math.max(...until);
}

/** In addressees that were accepted: the invalid ones have nothing that could be taken back. */
function recallOf(rows: TallyRow[]): NonNullable<Summary['recall']> {
  const accepted = rows.filter(({ state }) => state === 'accepted');
  const within = (...states: RecallState[]) =>
    accepted
      .filter((row) => states.includes(recallStateOf(row)))
      .reduce((sum, row) => sum + total(row.sizes) - total(row.invalidSizes), 0);
  const refusals = new Map(
    accepted.flatMap(({ recall }) =>
      recall?.state === 'refused' ? [[recall.refusal.errcode, recall.refusal] as const] : [],
    ),
  );
  return {
    pending: within('pending'),
    recalled: within('recalled'),
    refused: within('refused', 'appGone', 'nameless'),
    refusals: [...refusals.values()],
    isAppGone: within('appGone') > 0,
    nameless: within('nameless'),
  };
}

/** nameless: accepted, but WeCom gave no message id. */
type RecallState = BatchRecall['state'] | 'nameless';

function recallStateOf(row: TallyRow): RecallState {
  return hasMsgid(row) ? (row.recall?.state ?? 'pending') : 'nameless';
}

/** Nobody knows whether it went out, and it is asked again by itself. */
function isToRepeat({ halt, endedAt }: Delivery, row: TallyRow, now: number): boolean {
  return halt === null && endedAt === null && isRepeatable(row, now);
}

/** A delivery waits when nothing of it is in flight and nothing that is to be sent is due. */
function waitOf(toSend: TallyRow[], throttledUntil: number, now: number): Wait | null {
  if (toSend.length === 0) return null;
  if (throttledUntil > now) return { type: 'throttled', until: throttledUntil };
  const next = toSend.reduce((first, row) => (row.dueAt < first.dueAt ? row : first));
  return next.dueAt > now && next.pause !== null ? { type: next.pause as Wait['type'], until: next.dueAt } : null;
}
