import { describe, expect, test } from 'vitest';
import { changedIdentities } from '../../../src/cli/plan-identity.ts';
import type { HostIdentity } from '../../../src/core/plan.ts';
import { soundPlan } from '../../support/sound-plan.ts';

const made = soundPlan();
const names = [...new Set(made.steps.map((step) => step.host))];
const identity = (name: string, changes: Partial<HostIdentity> = {}): HostIdentity => ({
  address: '198.18.30.1',
  port: 22,
  via: [],
  hostKeys: [`SHA256:${name}`],
  ...changes,
});
const plan = { ...made, demands: [], identities: Object.fromEntries(names.map((name) => [name, identity(name)])) };
const now = (changes: Partial<HostIdentity>, which = names): Readonly<Record<string, HostIdentity>> =>
  Object.fromEntries(names.map((name) => [name, identity(name, which.includes(name) ? changes : {})]));

describe('identities of the hosts of a plan', () => {
  test('the plan of the test has hosts, and nothing is said of those that are the same', () => {
    expect(names.length).toBeGreaterThan(1);
    expect(changedIdentities(plan, now({}))).toEqual([]);
  });

  test('a machine that trusts no host key yet is told once, with what to do', () => {
    const said = changedIdentities(plan, now({ hostKeys: [] }));
    expect(said.map((one) => one.code)).toEqual(['RB6035']);
    for (const name of names) expect(said[0]?.what).toContain(name);
    expect(said[0]?.mend).toContain(`runbook trust -i ${plan.inventory}`);
  });

  test.each<[string, Partial<HostIdentity>]>([
    ['another key', { hostKeys: ['SHA256:other'] }],
    ['no key and another address', { hostKeys: [], address: '203.0.113.9' }],
  ])('%s is told of each host', (_name, changes) => {
    expect(changedIdentities(plan, now(changes)).map((one) => [one.code, one.host])).toEqual(names.map((name) => ['RB6029', name]));
  });

  test('a host that is merely not trusted does not hide another that has changed', () => {
    const [first = '', second = ''] = names;
    const mixed = { ...now({ hostKeys: [] }, [first]), [second]: identity(second, { hostKeys: ['SHA256:other'] }) };
    expect(changedIdentities(plan, mixed).map((one) => one.code)).toEqual(['RB6035', 'RB6029']);
  });
});
