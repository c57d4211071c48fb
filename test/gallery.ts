/**
 * The gallery: every form and message in every state as a readable file, so that words are reviewed as words.
 * `GALLERY=write npx vitest run <the test>` writes the files anew; a plain run compares.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';

const root = join(import.meta.dirname, 'gallery');
const isWriting = process.env.GALLERY === 'write';

/** `name` is a path without extension, such as `report/throttled.zh`. */
export function gallery(name: string, text: string): void {
  const file = join(root, `${name}.txt`);
  if (isWriting) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${text}\n`);
  }
  const kept = existsSync(file) ? readFileSync(file, 'utf8') : '';
  expect(`${text}\n`, `${name} differs from the gallery; look at it, then run with GALLERY=write`).toBe(kept);
}

/** No file of the folder is left over from a state that is gone. */
export function galleryHoldsOnly(folder: string, names: string[]): void {
  const wanted = names.map((name) => `${name}.txt`);
  const files = readdirSync(join(root, folder)).filter((file) => file.endsWith('.txt'));
  const leftOver = files.filter((file) => !wanted.includes(`${folder}/${file}`));
  if (isWriting) for (const file of leftOver) rmSync(join(root, folder, file));
  else expect(leftOver).toEqual([]);
}
