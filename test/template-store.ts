/** Creating an embedded database takes seconds, copying one does not: one is made per run, every suite gets a copy. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { openStore } from '../src/store/open.ts';

declare module 'vitest' {
  interface ProvidedContext {
    templateStore: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'relay-template-'));
  const store = await openStore({ databaseUrl: null, dataDir, log: pino({ level: 'silent' }) });
  await store.close();
  project.provide('templateStore', dataDir);
  if (!process.env.TEST_DATABASE_URL) {
    process.stdout.write('TEST_DATABASE_URL is not set: the suites run on the embedded store only.\n');
  }
  return () => rm(dataDir, { recursive: true, force: true });
}
