import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/template-store.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A busy machine may stand still for longer than the usual second; a wait that succeeds costs nothing.
    expect: { poll: { timeout: 30_000 } },
    // A store is 150 MB and a busy core; more at once only wait for each other.
    maxWorkers: 2,
  },
});
