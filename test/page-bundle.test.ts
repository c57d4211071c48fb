import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bundlePage } from '../src/sandbox/page/bundle.ts';

test('the page is one script and one style sheet, which need nothing else and bring no code of the server', async () => {
  const { script, style } = await bundlePage();
  expect(script).toContain('EventSource');
  expect(script).not.toMatch(/__vite|\bimport\s*\(|from\s*"|\beval\(|new Function|sourceMappingURL|ZodError/);
  expect(style).toContain('prefers-color-scheme');
  expect(style).not.toMatch(/@import|url\((?!["']?data:)|sourceMappingURL/);
});

test('what bundles it is no dependency of the bot', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const name of ['vite', 'preact', 'playwright-core']) expect(dependencies).not.toHaveProperty(name);
});
