import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files by their names: those of `test/lab/site` share a lab, and begin where the one before has left it. */
class ByName extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((one, other) => (one.moduleId < other.moduleId ? -1 : 1)));
  }
}

/** What needs root and the rehearsal lab: the machine carries few labs at once, so one file at a time. `checks.ts` runs it in lanes. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  cacheDir: '.runbook/vitest',
  test: {
    include: ['test/lab/**/*.test.ts'],
    globalSetup: ['test/lab/support/share-site-lab.ts'],
    sequence: { sequencer: ByName },
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 420_000,
    teardownTimeout: 60_000,
    passWithNoTests: false,
    fsModuleCache: false,
  },
});
