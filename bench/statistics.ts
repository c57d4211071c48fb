/** What many measurements say together. */

export type Spread = { median: number; min: number; max: number };

export function spread(numbers: number[]): Spread {
  return { median: quantile(numbers, 0.5), min: Math.min(...numbers), max: Math.max(...numbers) };
}

/** The nearest rank: a number that was measured, never one in between. `share` in [0, 1]. */
export function quantile(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** `12 (10–15)`: the median, and from least to most. */
export function inWords(numbers: number[], digits = 0): string {
  const { median, min, max } = spread(numbers);
  return `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
}

/** How often each side works in so many rounds: once more than they are, to warm up, unless nothing is to be quoted. */
export function turnsIn(rounds: number): number {
  return rounds > 1 ? rounds + 1 : 1;
}

/** One after the other, A B A B …; of several rounds after a pair that warms both up and does not count. */
export async function inTurns<T>(
  rounds: number,
  ours: (turn: number) => Promise<T>,
  other: (turn: number) => Promise<T>,
): Promise<{ ours: T; other: T }[]> {
  const pairs: { ours: T; other: T }[] = [];
  for (let turn = 0; turn < turnsIn(rounds); turn++) pairs.push({ ours: await ours(turn), other: await other(turn) });
  return pairs.slice(-rounds);
}
