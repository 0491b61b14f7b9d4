import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What needs root and the rehearsal lab: there is one lab, so one file at a time. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  cacheDir: '.runbook/vitest',
  test: {
    include: ['test/lab/**/*.test.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 180_000,
    hookTimeout: 420_000,
    teardownTimeout: 60_000,
    passWithNoTests: false,
    fsModuleCache: false,
  },
});
