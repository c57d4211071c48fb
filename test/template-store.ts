/** One embedded database is made per run; every suite gets a copy. */
import type { TestProject } from 'vitest/node';
import { templatePlace } from '../proof/places.ts';

declare module 'vitest' {
  interface ProvidedContext {
    templateStore: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { dataDir, remove } = await templatePlace();
  project.provide('templateStore', dataDir);
  if (!process.env.TEST_DATABASE_URL) {
    process.stdout.write('TEST_DATABASE_URL is not set: the suites run on the embedded store only.\n');
  }
  return remove;
}
