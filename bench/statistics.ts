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

/** One after the other, A B A B …, after a pair that warms both up and does not count. */
export async function inTurns<T>(
  rounds: number,
  ours: (round: number) => Promise<T>,
  other: (round: number) => Promise<T>,
): Promise<{ ours: T; other: T }[]> {
  const pairs: { ours: T; other: T }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const pair = { ours: await ours(round), other: await other(round) };
    if (round > 0) pairs.push(pair);
  }
  return pairs;
}
