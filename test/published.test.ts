import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { attacks } from '../proof/attacks/probes.ts';
import { faults } from '../proof/faults/probes.ts';
import { growthPicture, pictureFile, readmes, withTables } from '../proof/published.ts';
import { rowTitles } from '../proof/row-titles.ts';

test.each(['zh', 'en'] as const)('the tables in the README (%s) are those of the last full runs', (locale) => {
  const readme = readFileSync(readmes[locale], 'utf8');
  expect(withTables(readme, locale), 'run `npm run published`').toBe(readme);
});

test('the picture of growth is that of the last full run', () => {
  expect(readFileSync(pictureFile, 'utf8')).toBe(growthPicture());
});

test('every row of the tables is probed, and has a title', () => {
  const probed = new Set([...faults, ...attacks].map(({ row }) => row));
  expect([...probed].sort()).toEqual(Object.keys(rowTitles).sort());
});
