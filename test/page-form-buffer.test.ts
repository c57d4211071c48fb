/** What is typed into a modal on the page is never taken back by a state that is late. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFormBuffer } from '../src/sandbox/page/browser/slack/form-buffer.ts';
import type { Entry } from '../src/sandbox/slack/input-state.ts';

const title = { viewId: 'V1', blockId: 'title', actionId: 'value' };
const kind = { viewId: 'V1', blockId: 'kind', actionId: 'value' };
const text = (value: string): Entry => ({ type: 'plain_text_input', value });

/** A server whose answers come when the test says so. */
function openBuffer() {
  const sent: { block: string; entry: Entry; answer(): void }[] = [];
  let now = 0;
  const buffer = createFormBuffer({
    send: (ref, entry) => new Promise<void>((answer) => sent.push({ block: ref.blockId, entry, answer })),
    changed: () => undefined,
    saved: () => undefined,
    now: () => now,
  });
  const answer = async (at: number) => {
    now = at;
    sent.at(-1)?.answer();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { buffer, sent, answer, words: () => sent.map(({ entry }) => ('value' in entry ? entry.value : null)) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('what is typed', () => {
  it('is sent once it rests, the last of it', async () => {
    const { buffer, words } = openBuffer();
    buffer.type(title, text('家'), 200);
    await vi.advanceTimersByTimeAsync(150);
    buffer.type(title, text('家长会'), 200);
    await vi.advanceTimersByTimeAsync(199);
    expect(words()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(words()).toEqual(['家长会']);
  });

  it('stays until a state asked for after the server had it has come', async () => {
    const { buffer, answer } = openBuffer();
    buffer.type(title, text('家长会'), 200);
    buffer.arrived(1);
    await vi.advanceTimersByTimeAsync(200);
    buffer.arrived(5);
    expect(buffer.get(title)).toEqual(text('家长会'));
    await answer(10);
    buffer.arrived(9);
    expect(buffer.get(title)).toEqual(text('家长会'));
    buffer.arrived(10);
    expect(buffer.get(title)).toBeUndefined();
  });

  it('stays when it was typed while the one before was on its way', async () => {
    const { buffer, answer, words } = openBuffer();
    buffer.type(title, text('家'), 200);
    await vi.advanceTimersByTimeAsync(200);
    buffer.type(title, text('家长'), 200);
    await answer(10);
    buffer.arrived(20);
    expect(buffer.get(title)).toEqual(text('家长'));
    await vi.advanceTimersByTimeAsync(200);
    expect(words()).toEqual(['家', '家长']);
  });
});

describe('before the form is sent', () => {
  it('everything is on the server, in the order in which it was typed', async () => {
    const { buffer, words, answer } = openBuffer();
    buffer.type(title, text('家'), 200);
    await vi.advanceTimersByTimeAsync(200);
    buffer.type(title, text('家长会'), 200);
    let isFlushed = false;
    void buffer.flush().then(() => {
      isFlushed = true;
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(words()).toEqual(['家']);
    await answer(10);
    expect([words(), isFlushed]).toEqual([['家', '家长会'], false]);
    await answer(20);
    expect(isFlushed).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(words()).toEqual(['家', '家长会']);
  });

  it('what waits for Enter goes too', async () => {
    const { buffer, words } = openBuffer();
    buffer.type(title, text('家长会'), null);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(words()).toEqual([]);
    void buffer.flush();
    await vi.advanceTimersByTimeAsync(0);
    expect(words()).toEqual(['家长会']);
  });

  it('a pick waits until what was typed elsewhere is saved', async () => {
    const { buffer, sent, answer } = openBuffer();
    buffer.type(title, text('家长会'), 200);
    void buffer.pick(kind, { type: 'radio_buttons', selected_option: null });
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.map(({ block }) => block)).toEqual(['title']);
    await answer(10);
    expect(sent.map(({ block }) => block)).toEqual(['title', 'kind']);
  });
});
