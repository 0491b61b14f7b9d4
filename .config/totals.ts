import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from './run-checks.ts';

/** How many tests and checks there were. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function numberAt(value: unknown, key: string): number {
  if (typeof value !== 'object' || value === null) return 0;
  const found: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof found === 'number' ? found : 0;
}

/** The counts in the JSON reports of vitest in a folder; all zero when there is none (vitest did not come so far). */
export function readVitestTotals(folder: string): Totals {
  const none: Totals = { passed: 0, failed: 0, skipped: 0 };
  return readdirSync(folder).reduce((sum, name) => {
    const report: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    return {
      passed: sum.passed + numberAt(report, 'numPassedTests'),
      failed: sum.failed + numberAt(report, 'numFailedTests'),
      skipped: sum.skipped + numberAt(report, 'numPendingTests') + numberAt(report, 'numTodoTests'),
    };
  }, none);
}

/** Adds the other checks to the tests, each as one. A test run that failed without a failed test (a file that did not load) counts as one failure. */
export function addChecks(tests: Totals, outcomes: readonly Outcome[]): Totals {
  let { passed, failed } = tests;
  for (const { check, status } of outcomes) {
    const counted = check.reportsTests;
    if (!counted && status === 0) passed += 1;
    if (status !== 0 && (!counted || tests.failed === 0)) failed += 1;
  }
  return { passed, failed, skipped: tests.skipped };
}

/** `12 passed, 0 failed`, with `, 3 skipped` when there were such. */
export function describeTotals({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
