import { expect, test } from 'vitest';
import { disturbances, rareAmong } from '../../lab/random/figures.ts';
import { makeCase } from '../../lab/random/make-case.ts';
import { resourceTypes } from '../../../src/resources/registry.ts';

const cases = Array.from({ length: 200 }, (_, index) => makeCase(index + 1));

test('a seed is one case, on every machine and at any time', () => {
  expect(makeCase(1234)).toEqual(makeCase(1234));
  expect(makeCase(1234)).not.toEqual(makeCase(1235));
});

test('of 200 seeds each kind of disturbance is in at least one of twenty', () => {
  const rare = [...disturbances(cases)].filter(([, count]) => count < 10);
  expect(rare).toEqual([]);
  expect(disturbances(cases).size).toBeGreaterThan(40);
});

test('every type that makes sense on one host is declared', () => {
  const declared = new Set(cases.flatMap((one) => one.tasks.flatMap((task) => Object.keys(task))));
  const missing = resourceTypes.map((one) => one.type).filter((type) => !declared.has(type));
  expect(missing).toEqual(['kubeadm_cluster', 'kubeadm_node']);
});

test('a type that changes nothing in many seeds is too rare', () => {
  const results = cases.map((one) => ({ seed: one.seed, changedTypes: ['file'], steps: 1, staying: 0, tookMs: 1, faults: [] }));
  const rare = rareAmong(cases, results);
  expect(rare).toContain('directory: 0 of 200');
  expect(rare.join('\n')).not.toMatch(/^file:/mu);
});
