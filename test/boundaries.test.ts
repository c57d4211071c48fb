import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

/** Who may import whom, by folder or root file; `sandbox`, `app` and `main` see everything. Types of the tables are the store's. */
const allowed: Record<string, string[]> = {
  audience: [],
  message: [],
  authorised: [],
  clock: [],
  config: ['delivery', 'spelling'],
  spelling: [],
  log: ['config', 'store'],
  metrics: ['audience', 'clock', 'delivery', 'slack', 'wecom'],
  access: ['config'],
  words: ['delivery', 'audience', 'catalogue', 'list', 'slack'],
  list: ['audience'],
  store: ['audience', 'message', 'authorised', 'delivery', 'log', 'clock'],
  delivery: ['audience', 'message', 'clock', 'store', 'log'],
  wecom: ['audience', 'authorised', 'message', 'clock', 'delivery', 'log'],
  admin: ['access', 'clock', 'delivery', 'provider', 'slack', 'store', 'words', 'message', 'log', 'catalogue'],
  catalogue: ['clock', 'message', 'store'],
  provider: ['clock', 'config', 'delivery', 'log', 'slack', 'store', 'wecom', 'authorised'],
  slack: ['access', 'clock', 'message', 'config', 'delivery', 'log', 'words'],
  compose: ['access', 'audience', 'message', 'clock', 'delivery', 'list', 'slack', 'store', 'words'],
  template: ['audience', 'compose', 'list', 'message', 'slack', 'words'],
  notice: ['compose', 'access', 'audience', 'message', 'clock', 'delivery', 'list', 'slack', 'store', 'words', 'log'],
  commands: ['access', 'clock', 'delivery', 'message', 'slack', 'spelling', 'words'],
  report: ['audience', 'clock', 'delivery', 'log', 'slack', 'store', 'words', 'message'],
};

const all = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

function placeOf(path: string): string {
  return (path.split('/')[0] ?? '').replace(/(-[a-z]+)?\.ts$/, '');
}

function importsOf(file: string): string[] {
  const text = readFileSync(join('src', file), 'utf8');
  const paths = [...text.matchAll(/from '(\.[^']+)'/g)].map((match) => match[1] ?? '');
  return paths.map((path) => normalize(join(dirname(file), path)));
}

test('arrows of import point inward and downward', () => {
  const wrong = all.flatMap((file) => {
    const may = allowed[placeOf(file)];
    if (may === undefined)
      return ['app', 'main', 'move', 'sandbox', 'start'].includes(placeOf(file)) ? [] : [`${file}: unknown place`];
    return importsOf(file)
      .filter((target) => placeOf(target) !== placeOf(file) && !may.includes(placeOf(target)))
      .map((target) => `${file} → ${target}`);
  });
  expect(wrong).toEqual([]);
});
