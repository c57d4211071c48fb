/**
 * One batch through the product's own pure functions and its columns, beside a WeCom that writes down what it carried out.
 * What the courier and the store add to them is played here: an intent, an orphan called unknown, a person's decision.
 */
import fc from 'fast-check';
import { type Earlier, isCopy, isRepeatable, settleCopy } from '../../src/delivery/repeat.ts';
import { columnsOf, type StateColumns, stateOf } from '../../src/delivery/rows.ts';
import { settle } from '../../src/delivery/settle.ts';
import type { Advice, BatchState, Doubt, SendAnswer } from '../../src/delivery/states.ts';

type Reply = { answer: SendAnswer; isCarriedOut: boolean };
type Event =
  | { type: 'work'; reply: Reply; random: number }
  | { type: 'die'; isCarriedOut: boolean }
  | { type: 'pass'; ms: number }
  | { type: 'otherBytes' | 'resend' | 'leave' };

const hour = 3_600_000;
const copiesDroppedMs = 4 * hour;
const recipients = [{ kind: 'parent' as const, ids: ['P_1', 'P_2'], lines: [1, 2] }];

const refusal = { errcode: 1, errmsg: 'no' };
const advices: Advice[] = ['busy', 'slowDown', 'throttled', 'upload', 'recipients', 'stop'];
const doubts: Doubt[] = ['timeout', 'reset', 'httpError', 'unreadable'];
const unreachable: SendAnswer = { type: 'notSent', hurdle: 'unreachable', detail: '' };
const refusedFor = (advice: Advice): Reply => ({ answer: { type: 'refused', refusal, advice }, isCarriedOut: false });

/** Only what nobody can tell is carried out or not by chance. */
const replies: fc.Arbitrary<Reply> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Reply>({ answer: { type: 'accepted', invalid: [] }, isCarriedOut: true }) },
  { weight: 1, arbitrary: fc.constant<Reply>({ answer: { type: 'allInvalid', refusal }, isCarriedOut: false }) },
  { weight: 2, arbitrary: fc.constant<Reply>({ answer: unreachable, isCarriedOut: false }) },
  { weight: 4, arbitrary: fc.constantFrom(...advices).map(refusedFor) },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.constantFrom(...doubts), fc.boolean())
      .map(([doubt, isCarriedOut]): Reply => ({ answer: { type: 'unknown', doubt, detail: '' }, isCarriedOut })),
  },
);

const events: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant('work' as const),
      reply: replies,
      random: fc.double({ min: 0, max: 0.999, noNaN: true }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('die' as const), isCarriedOut: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('pass' as const),
      ms: fc.constantFrom(1, 3000, 60_000, 30 * 60_000, hour, 3 * hour),
    }),
  },
  { weight: 2, arbitrary: fc.constantFrom<Event>({ type: 'otherBytes' }, { type: 'resend' }, { type: 'leave' }) },
);

/** `told` hears how many events there were, and how many requests left. */
export function oneBatch(told: (events: number, requests: number) => void) {
  return fc.property(
    fc.boolean(),
    fc.array(events, { minLength: 5, maxLength: 40, size: 'max' }),
    (dropsCopies, all) => {
      const batch = new Batch(dropsCopies);
      for (const event of all) batch.meet(event);
      told(all.length, batch.requests);
    },
  );
}

class Batch {
  requests = 0;
  readonly #dropsCopies: boolean;
  #now = Date.UTC(2026, 10, 23);
  #row: StateColumns = columnsOf({ state: 'planned', dueAt: 0, pause: null, tries: 0, busyTries: 0 });
  /** Stands for the sha256 of what would be sent now. */
  #bytes = 1;
  /** Of the request in doubt. */
  #sentBytes = 0;
  /** WeCom's own record: which bytes, when. */
  readonly #carriedOut: { bytes: number; at: number }[] = [];
  #decisions = 0;

  constructor(dropsCopies: boolean) {
    this.#dropsCopies = dropsCopies;
  }

  meet(event: Event): void {
    switch (event.type) {
      case 'work':
        this.#send(event.reply, event.random);
        break;
      case 'die':
        this.#dieSending(event.isCarriedOut);
        break;
      case 'pass':
        this.#now += event.ms;
        break;
      case 'otherBytes':
        this.#bytes += 1;
        break;
      case 'resend':
        this.#decide({ state: 'planned', dueAt: 0, pause: null, tries: 0, busyTries: 0 });
        break;
      case 'leave':
        this.#decide(null);
        break;
    }
    this.#beTrue();
  }

  /** What the intent does: null when nothing may be sent now. */
  #begin(): { firstSentAt: number | null; earlier: Earlier | null } | null {
    const { state, dueAt, firstSentAt, doubt, detail } = this.#row;
    if (dueAt > this.#now) return null;
    if (state === 'planned') return { firstSentAt: this.#dropsCopies ? this.#now : null, earlier: null };
    if (!isRepeatable(this.#row, this.#now) || firstSentAt === null) return null;
    const earlier = {
      firstSentAt,
      sha256: String(this.#sentBytes),
      mediaId: null,
      doubt: doubt as Doubt,
      detail: detail ?? '',
    };
    return isCopy(earlier, String(this.#bytes), this.#now) ? { firstSentAt, earlier } : null;
  }

  #send({ answer, isCarriedOut }: Reply, random: number): void {
    const begun = this.#begin();
    if (begun === null) return;
    this.#leave(isCarriedOut);
    const { tries, busyTries } = this.#row;
    const batch = { state: 'sending', sentAt: this.#now, tries, busyTries } as const;
    const once = settle({ batch, recipients, answer, now: this.#now, random });
    const { firstSentAt, earlier } = begun;
    const settled =
      firstSentAt === null ? once : settleCopy(once, { batch, firstSentAt, earlier, now: this.#now, random });
    this.#row = columnsOf(settled.state);
  }

  #dieSending(isCarriedOut: boolean): void {
    const begun = this.#begin();
    if (begun === null) return;
    this.#leave(isCarriedOut);
    this.#row = {
      ...this.#row,
      state: 'unknown',
      doubt: 'crash',
      detail: '',
      answeredAt: this.#now,
      firstSentAt: begun.firstSentAt,
    };
  }

  #leave(isCarriedOut: boolean): void {
    this.requests += 1;
    this.#sentBytes = this.#bytes;
    const isDropped =
      this.#dropsCopies &&
      this.#carriedOut.some(({ bytes, at }) => bytes === this.#bytes && this.#now < at + copiesDroppedMs);
    if (isCarriedOut && !isDropped) this.#carriedOut.push({ bytes: this.#bytes, at: this.#now });
  }

  #decide(planned: BatchState | null): void {
    if (this.#row.state !== 'unknown' || this.#row.left === 1) return;
    if (planned === null) this.#row = { ...this.#row, left: 1 };
    else {
      this.#decisions += 1;
      this.#row = columnsOf(planned);
    }
  }

  /** The row can be read back, and says nothing that WeCom's record denies. */
  #beTrue(): void {
    const { state } = stateOf(this.#row);
    const times = this.#carriedOut.length;
    if (times > 1 + this.#decisions) throw new Error(`carried out ${times} times, ${this.#decisions} decisions`);
    if (state === 'accepted' && times === 0) throw new Error('accepted, but not carried out');
    if (state !== 'accepted' && state !== 'unknown' && times > this.#decisions)
      throw new Error(`${state}, but carried out`);
  }
}
