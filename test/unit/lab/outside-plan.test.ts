import { expect, test } from 'vitest';
import { outsidePlan } from '../../lab/disturbance/outside-plan.ts';
import { leftWithoutAWord, notTakenBack } from '../../lab/random/undo-check.ts';
import type { HostTree, Thing } from '../../lab/truth/host-tree.ts';
import { makePlanOf, makeStep } from '../../support/make-step.ts';

const text = (holds: string): Thing => ({ type: 'file', mode: '0644', uid: 0, gid: 0, holds });
const treeOf = (files: Readonly<Record<string, Thing>>): HostTree => ({ host: 'web', upper: new Map(Object.entries(files)), lower: [] });
const plan = { steps: ['/etc/a', '/etc/b'].map((path) => makeStep('web', `file:${path}`, { footprint: [`path:${path}`] })) };
const done = (address: string, status: string) => ({ event: 'step_done', host: 'web', address, status });

test('what steps of the plan touched that ran is inside it', () => {
  const after = treeOf({ '/etc/a': text('new'), '/var/lib/runbook/x': text('own') });
  expect(outsidePlan(plan, treeOf({}), after, [done('file:/etc/a', 'changed')])).toEqual([]);
});

test('a path of a step that was refused, a path of no step and a step of no plan are outside', () => {
  const after = treeOf({ '/etc/a': text('new'), '/etc/c': text('new') });
  const events = [done('file:/etc/a', 'refused'), done('file:/etc/d', 'changed')];
  expect(outsidePlan(plan, treeOf({}), after, events)).toEqual(['step file:/etc/d', '/etc/a', '/etc/c']);
});

test('of a plan that cannot be read, everything is outside', () => {
  expect(outsidePlan(undefined, treeOf({}), treeOf({ '/etc/a': text('new') }), [])).toEqual(['/etc/a']);
});

const guard = (seen: string) => ({ requests: [{ ask: 'stat' as const, path: '/etc/a' }], before: seen, seen: [seen] });
const kept = makeStep('web', 'file:/etc/a', { guard: guard('absent'), undo: [], footprint: ['path:/etc/a'] });
const opaque = makeStep('web', 'command:x', { footprint: ['path:/srv/x'] });
const run = { first: makePlanOf([kept, opaque]), again: makePlanOf([kept]), changed: [kept.id, opaque.id], staying: [opaque.id] };

test('a run is taken back when what can be is planned as the first time, and the rest was named', () => {
  expect(notTakenBack(run)).toEqual([]);
  expect(leftWithoutAWord(['web /srv/x: nothing became a file'], run)).toEqual([]);
});

test('a step that is planned otherwise or no more, one of which nothing is said, and a path of a step that was taken back are faults', () => {
  const other = makeStep('web', 'file:/etc/a', { guard: guard('file 0644 root root'), undo: [] });
  expect(notTakenBack({ ...run, again: makePlanOf([other]) }).join()).toMatch(/is not as before: .*was absent, is file 0644 root root/u);
  expect(notTakenBack({ ...run, again: makePlanOf([]) })).toEqual(['web file:/etc/a was taken back, and is as declared']);
  expect(notTakenBack({ ...run, staying: [] })).toEqual(['the undo says nothing of web command:x, which has none']);
  expect(leftWithoutAWord(['web /etc/a: nothing became a file'], run)).toEqual(['web /etc/a: nothing became a file']);
});
