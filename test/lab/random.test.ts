import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fieldHosts, makeFieldLab } from './random/field-lab.ts';
import { makeCase } from './random/make-case.ts';
import { runCase, type CaseResult } from './random/run-case.ts';
import { runSeeds } from './random/run-seeds.ts';
import type { LabProject } from './support/lab-project.ts';

const lab: { project?: LabProject } = {};
beforeAll(async () => {
  lab.project = await makeFieldLab('rpr');
});
afterAll(async () => lab.project?.remove());

function project(): LabProject {
  if (lab.project === undefined) throw new Error('the lab is not up');
  return lab.project;
}

describe('twenty hosts as somebody left them', () => {
  /** Each is known to have shown a fault of the product once, or has what the others lack. */
  const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20];
  let results: readonly CaseResult[] = [];
  beforeAll(async () => {
    results = await runSeeds(project(), fieldHosts, seeds.map(makeCase), () => undefined);
  });

  test.each(seeds)('seed %i: planned, brought to what is declared, planned again without a change, and taken back', (seed) => {
    expect(results.find((one) => one.seed === seed)).toMatchObject({ seed, faults: [] });
  });

  test('changed something in most', () => {
    expect(results.filter((one) => one.steps > 0).length).toBeGreaterThan(seeds.length / 2);
  });
});

describe('a fault is seen', () => {
  test('a declaration that the host does not keep to is planned again', async () => {
    const wanted = { command: { name: 'comes again', argv: ['rm', '-f', '/srv/never'], creates: '/srv/never' } };
    const result = await runCase(project(), 'deb-1', { seed: 100_001, family: 'debian', tasks: [wanted], disturbances: [], roleFiles: {} });
    expect(result.faults.join('\n')).toMatch(/RB3103 command:comes again/u);
  });

  test('a write that the plan does not announce breaks the truth law', async () => {
    const lie = { command: { name: 'lie', argv: ['sh', '-c', 'touch /srv/told /srv/untold'], creates: '/srv/told' } };
    const result = await runCase(project(), 'deb-1', { seed: 100_002, family: 'debian', tasks: [lie], disturbances: [], roleFiles: {} });
    expect(result.faults.join('\n')).toMatch(/\/srv\/untold/u);
  });

  test('a refusal that does not come is missed', async () => {
    const file = { file: { path: '/srv/free', content: '' } };
    const refusal = { code: 'RB2000', address: 'file:/srv/free' };
    const result = await runCase(project(), 'deb-1', {
      seed: 100_003,
      family: 'debian',
      tasks: [file],
      disturbances: [],
      roleFiles: {},
      refusal,
    });
    expect(result.faults.join('\n')).toMatch(/runbook plan seed_100003 ended with 0/u);
  });
});
