import type { Plan, Step } from '../../src/core/plan.ts';

/** A step of a plan with nothing in it but what is given. */
export function makeStep(host: string, address: string, more: Partial<Omit<Step, 'id' | 'host' | 'address'>> = {}): Step {
  return {
    id: `${host} ${address}`,
    host,
    address,
    task: `Task of ${address}`,
    play: 0,
    change: { kind: 'update', fields: [] },
    guard: { requests: [] },
    actions: [],
    identity: 'login',
    labels: [],
    footprint: [],
    outputs: {},
    ...more,
  };
}

/** A whole plan around these steps: by default one play whose only batch has every host. */
export function makePlanOf(steps: readonly Step[], more: Partial<Plan> = {}): Plan {
  const names = [...new Set(steps.map((step) => step.host))];
  return {
    format: 'runbook.plan/1',
    playbook: 'playbooks/site.yml',
    inventory: 'site',
    createdAt: '2026-03-02T00:00:00.000Z',
    origin: { operator: 'kim', version: '0.1.0', files: {}, marks: {}, options: {} },
    identities: {},
    stage: 1,
    stageEnds: [],
    hosts: names.map((name) => ({ name, zone: 'dmz', via: [], address: '198.18.10.11', groups: [], unchanged: 0 })),
    flows: [],
    sizes: {},
    plays: [{ name: 'Everything', batches: [names] }],
    forks: 50,
    steps,
    demands: [],
    contents: {},
    warnings: [],
    ...more,
  };
}
