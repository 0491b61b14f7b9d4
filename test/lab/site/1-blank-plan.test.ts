import { beforeAll, describe, expect, test } from 'vitest';
import type { Plan, Step } from '../../../src/core/plan.ts';
import type { Shown } from '../support/lab-project.ts';
import { planOf } from '../support/run-report.ts';
import { blankSiteLab } from '../support/site-lab.ts';
import { readTrees } from '../truth/judge-run.ts';
import { manageableNoise } from '../truth/noise.ts';
import { writtenWithoutRun } from '../truth/planning-law.ts';

interface Looked {
  readonly names: readonly string[];
  readonly written: readonly string[];
  readonly machine: Shown;
  readonly plan: Plan;
  readonly reader: Shown;
}

let looked: Looked;

beforeAll(async () => {
  const project = await blankSiteLab();
  const names = project.lab.inventory.hosts.map((host) => host.name);
  await Promise.all(names.map((name) => project.inside(name, 'systemctl is-system-running --wait > /dev/null || :')));
  const before = { trees: readTrees(project, names) };
  const machine = await project.runbook(['plan', 'site', '-i', 'lab', '--format', 'json']);
  const reader = await project.runbook(['plan', 'site', '-i', 'lab', '--diff', '--verbose']);
  looked = { names, written: writtenWithoutRun(project, before), machine, plan: planOf(machine), reader };
});

describe('a plan on the blank lab', () => {
  test('ends without an error, and reaches every host', () => {
    expect(looked.machine.status).toBe(0);
    expect(looked.reader.status).toBe(0);
    expect(looked.plan.hosts.map((host) => [host.name, host.failure])).toEqual(looked.names.map((name) => [name, undefined]));
    expect(looked.plan.hosts.filter((host) => host.readOnly === true)).toEqual([]);
    expect(looked.reader.text).not.toMatch(/\berror RB\d/u);
  });

  test('has steps on every host', () => {
    const counts = looked.names.map((name) => [name, looked.plan.steps.filter((step) => step.host === name).length]);
    expect(counts.filter(([, count]) => Number(count) < 4)).toEqual([]);
    expect(looked.plan.stageEnds).toEqual([]);
  });

  test('writes nothing: each upper directory is as it was, but for the noise list', () => {
    expect(looked.written).toEqual([]);
  });

  test('nothing on the noise list is a path that the site manages', () => {
    expect(manageableNoise(looked.plan.steps.flatMap((step) => step.footprint))).toEqual([]);
  });
});

describe('what it shows', () => {
  test('every step says what changes: by a summary, or by fields that differ', () => {
    const silent = looked.plan.steps.filter((step) => (step.summary ?? '') === '' && !step.change.fields.some(differs));
    expect(silent.map((step) => step.id)).toEqual([]);
  });

  test('the reader sees every step by its address', () => {
    const words = new Set(looked.reader.text.split(/\s+/u));
    const missing = looked.plan.steps.filter((step) => !words.has(step.address) && !isBroken(step.address));
    expect(missing.map((step) => step.id)).toEqual([]);
  });

  test('every file and table of rules comes with the lines that it will hold', () => {
    const written = looked.plan.steps.filter((step) => ['file', 'firewall_table'].includes(typeOf(step)));
    expect(written.length).toBeGreaterThan(20);
    expect(written.filter((step) => (step.texts ?? []).length === 0).map((step) => step.id)).toEqual([]);
  });

  test.each([
    ['a new file, as a unified diff', /^ *\+ *frontend \S+$/mu],
    ['where the portal is', /^ *\+ *server worker-1 198\.18\.30\.21:8080 check$/mu],
    ['a file that changes, with what goes', /^ *-.*Debian GNU\/Linux/mu],
    ['rules that follow from the flows', /^ *\+ .*policy drop/mu],
    ['a value that another host makes first', /known after cp-1/u],
    ['a live value and where it is kept', /0 → 1, kept in/u],
    ['what cannot be taken back', /POINT OF NO RETURN/u],
    ['that nothing was written', /nothing was written/u],
  ])('%s', (_title, pattern) => {
    expect(looked.reader.text).toMatch(pattern);
  });
});

function typeOf(step: Step): string {
  return step.address.split(':')[0] ?? '';
}

function differs(field: { readonly before?: unknown; readonly after?: unknown }): boolean {
  return JSON.stringify(field.before) !== JSON.stringify(field.after);
}

/** Long addresses are broken at their slashes in 80 columns. */
function isBroken(address: string): boolean {
  return address.length > 40;
}
