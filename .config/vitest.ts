import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Everything that needs neither root nor a lab. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  cacheDir: '.runbook/vitest',
  test: {
    include: ['test/{unit,laws,golden,cli,types,fuzz}/**/*.test.ts'],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
    fsModuleCache: false,
    // No test leaves anything in a module: a worker serves many files, which saves a third of the time.
    isolate: false,
  },
});
