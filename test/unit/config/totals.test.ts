import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checksOf } from '../../../.config/checks.ts';
import type { Outcome } from '../../../.config/run-checks.ts';
import { addChecks, describeTotals, readVitestTotals } from '../../../.config/totals.ts';

const top = join(import.meta.dirname, '..', '..', '..');
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-totals-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Outcomes of the checks of npm test, of which those named failed. */
function outcomes(...failed: readonly string[]): readonly Outcome[] {
  return checksOf('node', folder).map((check) => ({ check, status: failed.includes(check.name) ? 1 : 0, tookMs: 1 }));
}

describe('the totals', () => {
  const tests = { passed: 10, failed: 0, skipped: 0 };
  test.each([
    ['all is well: five checks beside the tests', tests, [], '15 passed, 0 failed'],
    ['two checks failed', tests, ['lint', 'types'], '13 passed, 2 failed'],
    ['tests failed: they are counted, their run is not', { ...tests, failed: 3 }, ['tests'], '15 passed, 3 failed'],
    ['a test file did not load, so none of its tests failed', tests, ['tests'], '15 passed, 1 failed'],
    ['tests were skipped', { ...tests, skipped: 2 }, [], '15 passed, 0 failed, 2 skipped'],
  ])('%s', (_name, counted, failed, line) => {
    expect(describeTotals(addChecks(counted, outcomes(...failed)))).toBe(line);
  });

  test('are read from all reports of vitest', () => {
    expect(readVitestTotals(folder)).toEqual({ passed: 0, failed: 0, skipped: 0 });
    writeFileSync(join(folder, 'site.json'), JSON.stringify({ numPassedTests: 4, numFailedTests: 3, numPendingTests: 2, numTodoTests: 1 }));
    writeFileSync(
      join(folder, 'hosts.json'),
      JSON.stringify({ numPassedTests: 10, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }),
    );
    expect(readVitestTotals(folder)).toEqual({ passed: 14, failed: 3, skipped: 3 });
  });
});

describe('.ci/run', () => {
  /** Runs a copy with stand-ins for npm and node, which write the totals given (none when empty) and end with the status given. */
  function ci(parts: Readonly<Record<'test' | 'lab', readonly [totals: string, status: number]>>): {
    readonly status: number | null;
    readonly lines: readonly string[];
  } {
    mkdirSync(join(folder, '.ci'));
    mkdirSync(join(folder, 'bin'));
    cpSync(join(top, '.ci', 'run'), join(folder, '.ci', 'run'));
    const branch = ([totals, status]: readonly [string, number]): string =>
      `${totals === '' ? '' : `echo '${totals}' >>"$RUNBOOK_TEST_TOTALS"; `}exit ${status}`;
    writeFileSync(join(folder, 'bin', 'node'), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(join(folder, 'bin', 'id'), '#!/bin/sh\necho 0\n', { mode: 0o755 });
    writeFileSync(
      join(folder, 'bin', 'npm'),
      `#!/bin/sh\ncase "$*" in\ntest) ${branch(parts.test)} ;;\n*) ${branch(parts.lab)} ;;\nesac\n`,
      { mode: 0o755 },
    );
    const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` };
    const { status, stdout } = spawnSync('bash', [join(folder, '.ci', 'run')], { cwd: '/', env, encoding: 'utf8' });
    return { status, lines: stdout.trimEnd().split('\n') };
  }

  test('adds both parts up in its last line', () => {
    const { status, lines } = ci({ test: ['40 0 1', 0], lab: ['7 0 0', 0] });
    expect(lines.at(-1)).toBe('47 passed, 0 failed, 1 skipped');
    expect(status).toBe(0);
  });

  test('runs the lab although npm test failed, and ends with 1', () => {
    const { status, lines } = ci({ test: ['40 2 0', 1], lab: ['7 0 0', 0] });
    expect(lines.at(-1)).toBe('47 passed, 2 failed');
    expect(lines.some((line) => line.startsWith('FAILED  npm test'))).toBe(true);
    expect(lines.some((line) => line.startsWith('ok      lab'))).toBe(true);
    expect(status).toBe(1);
  });

  test('counts a part that broke before it could count', () => {
    const { status, lines } = ci({ test: ['40 0 0', 0], lab: ['', 137] });
    expect(lines.at(-1)).toBe('40 passed, 1 failed');
    expect(status).toBe(1);
  });
});
