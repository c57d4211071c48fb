import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/template-store.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A busy machine may stand still for longer than the usual second.
    expect: { poll: { timeout: 10_000 } },
    // A store is 150 MB and a busy core; more at once only wait for each other.
    maxWorkers: 2,
  },
});
