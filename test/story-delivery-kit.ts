/** What the stories about sending have in common: long lists, and what must be true of every report. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { Rehearsal } from '../src/sandbox/rehearsal.ts';
import { channelId, type Notice, tick } from './story-kit.ts';

/** A title of its own, and as many parents as wanted: nobody is in two notices. */
export function noticeTo(parents: number, title: string): Notice & { title: string } {
  return { title, list: { name: 'parents.csv', bytes: Buffer.from(`${parentIds(parents, title).join('\n')}\n`) } };
}

export function parentIds(parents: number, title: string): string[] {
  const name = createHash('sha256').update(title).digest('hex').slice(0, 8);
  return Array.from({ length: parents }, (_, i) => `P_${name}_${i + 1}`);
}

/** How many of the notice's parents WeCom was told to send to; throws when one of them was named twice. */
export function receivedOnce({ wecom }: Pick<Rehearsal, 'wecom'>, parents: number, title: string): number {
  const wanted = new Set(parentIds(parents, title));
  const received = wecom.received().filter(({ id }) => wanted.has(id));
  expect(received.find(({ times }) => times > 1)).toBeUndefined();
  return received.length;
}

/** The sums of a thread, oldest result first: each `a + b = total` as numbers. Throws when one does not add up. */
export function sumsIn(thread: string): { parts: number[]; total: number }[] {
  return [...thread.matchAll(/名单：([\d, +]+?) = ([\d,]+)/g)].map(([, left = '', right = '']) => {
    const number = (text: string) => Number(text.replaceAll(',', ''));
    const sum = { parts: left.split(' + ').map(number), total: number(right) };
    expect(
      sum.parts.reduce((a, b) => a + b, 0),
      thread,
    ).toBe(sum.total);
    return sum;
  });
}

/** For what no message in Slack tells; looks every few milliseconds. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string, withinMs = 30_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`${what} did not happen`);
    await tick(5);
  }
}

/** The headline once it says that the delivery waits, and says another time than `before`. */
export async function pauseAfter({ slack }: Rehearsal, ts: string, before: string | null): Promise<string> {
  const look = () => slack.threadText(channelId, ts).match(/⏸ [^*]+/)?.[0] ?? null;
  return slack.waitFor(() => {
    const line = look();
    return line === before ? null : line;
  }, `another pause than ${before}`);
}
