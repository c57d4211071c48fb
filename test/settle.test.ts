import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPace } from '../src/delivery/pace.ts';
import { backoffMs, concurrency, nextDayInShanghai, throttleWindow } from '../src/delivery/retry.ts';
import { settle } from '../src/delivery/settle.ts';
import type { Advice, SendAnswer } from '../src/delivery/states.ts';

const now = Date.UTC(2026, 10, 23, 8, 0, 0);
const sending = { state: 'sending', sentAt: now, tries: 0, busyTries: 0 } as const;
const parents = { kind: 'parent' as const, ids: ['Mum', 'Dad'], lines: [1, 2] };
const departments = { kind: 'department' as const, ids: ['7'], lines: [0] };
const refusal = { errcode: 1, errmsg: 'no' };

function outcome(
  answer: SendAnswer,
  over: { recipients?: (typeof parents | typeof departments)[] | null; busyTries?: number } = {},
) {
  const recipients = over.recipients === undefined ? [parents] : over.recipients;
  return settle({ batch: { ...sending, busyTries: over.busyTries ?? 0 }, recipients, answer, now, random: 0.5 });
}

const refused = (advice: Advice): SendAnswer => ({ type: 'refused', refusal, advice });

describe('settle', () => {
  test.each<[string, SendAnswer, string, string]>([
    ['accepted', { type: 'accepted', invalid: [] }, 'accepted', 'clean'],
    ['all invalid', { type: 'allInvalid', refusal }, 'invalid', 'clean'],
    ['surely not sent', { type: 'notSent', hurdle: 'unreachable', detail: '' }, 'planned', 'hurdle'],
    ['unknown', { type: 'unknown', doubt: 'timeout', detail: '' }, 'unknown', 'hurdle'],
    ['busy', refused('busy'), 'planned', 'none'],
    ['slow down', refused('slowDown'), 'planned', 'slowDown'],
    ['throttled', refused('throttled'), 'planned', 'throttled'],
    ['dead media_id', refused('upload'), 'planned', 'uploadAgain'],
    ['a cause in the recipients', refused('recipients'), 'refused', 'clean'],
    ['a cause in the app', refused('stop'), 'planned', 'halt'],
  ])('%s', (_name, answer, state, consequence) => {
    const settled = outcome(answer);
    expect([settled.state.state, settled.consequence.type]).toEqual([state, consequence]);
  });

  test('names the invalid as the sender wrote them, once, and only those of the batch', () => {
    const invalid = [
      { kind: 'parent' as const, id: 'dad' },
      { kind: 'parent' as const, id: 'dad' },
      { kind: 'parent' as const, id: 'stranger' },
      { kind: 'department' as const, id: 'mum' },
    ];
    expect(outcome({ type: 'accepted', invalid }).state).toMatchObject({
      invalid: [{ kind: 'parent', id: 'Dad', line: 2 }],
    });
  });

  test('a combined call refused for its recipients is asked again kind by kind', () => {
    const both = { recipients: [parents, departments] };
    expect(outcome(refused('recipients'), both).state.state).toBe('split');
    expect(outcome({ type: 'allInvalid', refusal }, both).state.state).toBe('split');
  });

  test('busy is tried three times, then nobody knows', () => {
    expect(outcome(refused('busy'), { busyTries: 2 }).state).toMatchObject({ state: 'planned', busyTries: 3 });
    expect(outcome(refused('busy'), { busyTries: 3 }).state).toMatchObject({ state: 'unknown', doubt: 'busy' });
  });
});

describe('retry', () => {
  test('waits are jittered within the table', () => {
    expect([0, 1, 2, 6, 99].map((tries) => backoffMs(tries, 0.5))).toEqual([0, 1000, 4000, 900_000, 900_000]);
  });

  test('throttle windows: a minute, an hour, the rest of the day in Shanghai', () => {
    expect(throttleWindow(now, 0)).toEqual({ until: now + 60_000, level: 1, daily: false });
    expect(throttleWindow(now, 1)).toEqual({ until: now + 3_600_000, level: 2, daily: false });
    expect(throttleWindow(now, 2)).toMatchObject({ until: Date.UTC(2026, 10, 23, 16), daily: true });
    expect(nextDayInShanghai(Date.UTC(2026, 10, 23, 16))).toBe(Date.UTC(2026, 10, 24, 16));
  });
});

describe('pace', () => {
  test('the first call goes alone, then the start, then one more per run of clean calls', () => {
    const pace = createPace(4, 5);
    expect(pace.limit(now)).toBe(1);
    pace.learn({ type: 'clean' }, now);
    expect(pace.limit(now)).toBe(4);
    for (let i = 0; i < 5 * concurrency.raiseAfter; i += 1) pace.learn({ type: 'clean' }, now);
    expect(pace.limit(now)).toBe(5);
  });

  test('slow down halves, never below one', () => {
    const pace = createPace(4, 32);
    pace.learn({ type: 'clean' }, now);
    pace.learn({ type: 'slowDown' }, now);
    expect(pace.limit(now)).toBe(2);
    for (let i = 0; i < 5; i += 1) pace.learn({ type: 'slowDown' }, now);
    expect(pace.limit(now)).toBe(1);
  });

  test('five hurdles in a row open the circuit for 30 s, then one probe', () => {
    const pace = createPace(4, 32);
    pace.learn({ type: 'clean' }, now);
    for (let i = 0; i < 5; i += 1) pace.learn({ type: 'hurdle' }, now);
    expect(pace.limit(now + 29_999)).toBe(0);
    expect(pace.limit(now + 30_000)).toBe(1);
    pace.learn({ type: 'hurdle' }, now + 30_000);
    expect(pace.limit(now + 31_000)).toBe(0);
    pace.learn({ type: 'clean' }, now + 61_000);
    expect(pace.limit(now + 61_000)).toBe(4);
  });

  test('never more than the maximum, never below one while closed', () => {
    const consequence = fc.constantFrom('clean', 'slowDown', 'throttled', 'none').map((type) => ({ type }) as const);
    fc.assert(
      fc.property(fc.array(consequence, { maxLength: 200 }), (all) => {
        const pace = createPace(4, 8);
        for (const one of all) pace.learn(one, now);
        expect(pace.limit(now)).toBeGreaterThanOrEqual(1);
        expect(pace.limit(now)).toBeLessThanOrEqual(8);
      }),
    );
  });
});
