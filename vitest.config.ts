import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// For the workers, as src/start.ts does for bots: who finds its code compiled starts in two thirds of the time.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules', '.compiled');

/** A fresh checkout remembers no times and would go by the size of the files: these would come last, alone. */
const longest =
  /\/(attacks|faults-embedded|faults-postgres|main|secrets|secrets-third-party|story-killed|story-third-party-killed)\.test\.ts$/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => longest.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/template-store.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // A busy machine may stand still for longer than the usual second; a wait that succeeds costs nothing.
    expect: { poll: { timeout: 30_000 } },
    sequence: { sequencer: LongestFirst },
    // Each is 150 MB and busy half of the time: four keep two cores at work.
    maxWorkers: 4,
    execArgv: ['--import', join(import.meta.dirname, 'src', 'start-resolve.ts')],
    // Bots that were killed and started again, which mostly wait for what the dead one held.
    maxConcurrency: 8,
  },
});
