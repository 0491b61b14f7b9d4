/**
 * The project's own check: `test.ts` (what `npm test` runs), `test.ts lab`, `test.ts format`.
 *
 * All checks run, whichever fails; the end is a table, the totals alone on a line, and the status 1 when anything failed. When
 * RUNBOOK_TEST_TOTALS names a file, the totals are added to it as a line of three numbers (passed, failed, skipped), for .ci/run.
 */
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checksOf, formatOf, labTestsOf, needsOf } from './checks.ts';
import { runChecks, seconds, type Outcome } from './run-checks.ts';
import { addChecks, describeTotals, readVitestTotals } from './totals.ts';

const top = join(import.meta.dirname, '..');
const kind = process.argv[2] ?? 'all';

if (kind !== 'all' && kind !== 'lab' && kind !== 'format') {
  console.error('usage: test.ts [lab | format]');
  process.exit(64);
}
const startedMs = performance.now();
const reports = mkdtempSync(join(tmpdir(), 'runbook-test-'));
// Programs see a pipe and not our terminal: tell them whether colours are wanted.
const { FORCE_COLOR: _forced, ...plain } = process.env;
const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : { ...plain, NO_COLOR: '1' };
const node = process.execPath;
const rounds = {
  all: [needsOf(node, 'tests'), checksOf(node, reports)],
  lab: [needsOf(node, 'lab'), labTestsOf(node, reports)],
  format: [formatOf(node)],
} as const;
/** Hosts in the lab wait for most of their time: all of its lanes run at once. */
const width = kind === 'lab' ? 3 : 2;
const outcomes: Outcome[] = [];
for (const checks of rounds[kind]) {
  // Without what they need, tests would only fail one by one.
  if (outcomes.every(({ status }) => status === 0))
    outcomes.push(...(await runChecks(checks, { top, env }, width, (text) => process.stdout.write(text))));
}
const totals = addChecks(readVitestTotals(reports), outcomes);
rmSync(reports, { recursive: true, force: true });

const failures = outcomes.filter(({ status }) => status !== 0);
console.log('');
for (const { check, status, tookMs } of outcomes) {
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${check.name.padEnd(10)} ${seconds(tookMs).padStart(8)}  ${check.purpose}`);
}
const total = seconds(performance.now() - startedMs);
console.log(
  failures.length === 0 ? `All is well, in ${total}.` : `Failed: ${failures.map(({ check }) => check.name).join(', ')}, in ${total}.`,
);
if (kind !== 'format') console.log(describeTotals(totals));
const totalsFile = process.env['RUNBOOK_TEST_TOTALS'];
if (totalsFile !== undefined) appendFileSync(totalsFile, `${totals.passed} ${totals.failed} ${totals.skipped}\n`);
process.exitCode = failures.length === 0 ? 0 : 1;
