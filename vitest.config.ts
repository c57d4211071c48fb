import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// For the workers and the bots they start: who finds its code compiled starts in two thirds of the time.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules', '.compiled');

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/template-store.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A busy machine may stand still for longer than the usual second; a wait that succeeds costs nothing.
    expect: { poll: { timeout: 30_000 } },
    // Each is 150 MB and busy half of the time: three keep two cores at work.
    maxWorkers: 3,
    maxConcurrency: 8,
  },
});
