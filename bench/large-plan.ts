import { answersDigest, contentId } from '../src/core/digest.ts';
import type { Plan, Step } from '../src/core/plan.ts';

/** Size of a file that all hosts get alike, and of one that each host gets for itself, in bytes. */
const SHARED_BYTES = 20_000;
const OWN_BYTES = 6_000;

/** A plan like one for a large site: of each host's steps half write files, most of them alike on all hosts; the others are packages, services and kernel parameters. */
export function largePlan(hostCount: number, stepCount: number): Plan {
  const hosts = Array.from({ length: hostCount }, (_, index) => `node-${String(index + 1).padStart(3, '0')}`);
  const shared = Array.from({ length: stepCount }, (_, index) => ({
    before: text(`setting ${index}`, SHARED_BYTES).replaceAll(/(0|5), line (\d*7) /gu, '$1, row $2 '),
    after: text(`setting ${index}`, SHARED_BYTES),
  }));
  const steps = hosts.flatMap((host, hostIndex) =>
    Array.from({ length: stepCount }, (_, index): Step => {
      const kind = index % 20;
      if (kind < 9) return fileStep(host, index, shared[index]?.after ?? '', kind < 5 ? shared[index]?.before : undefined);
      if (kind < 11) return fileStep(host, index, text(`${host} ${index}`, OWN_BYTES), undefined);
      return kind < 15 ? packageStep(host, index) : sysctlStep(host, index, hostIndex);
    }),
  );
  return {
    format: 'runbook.plan/1',
    playbook: 'playbooks/site.yml',
    inventory: 'site',
    createdAt: '2026-11-22T21:00:00.000Z',
    origin: { operator: 'kim', version: '0.1.0', files: {}, marks: {}, options: {} },
    identities: Object.fromEntries(
      hosts.map((host, index) => [host, { address: addressOf(index), port: 22, via: [], hostKeys: [`SHA256:${'A'.repeat(43)}`] }]),
    ),
    stage: 1,
    stageEnds: [],
    hosts: hosts.map((name, index) => ({ name, zone: 'inside', groups: ['nodes'], via: [], address: addressOf(index), unchanged: 12 })),
    flows: [],
    sizes: { inside: hostCount },
    plays: [{ name: 'Nodes', batches: [hosts] }],
    forks: 50,
    steps,
    demands: [],
    contents: {},
    warnings: [],
  };
}

/** Bytes that the steps of a plan write, each time that they are written. */
export function contentBytesOf(plan: Plan): number {
  const sizes = plan.steps.flatMap((step) =>
    step.actions.map((action) => (action.do === 'write' && 'text' in action.content ? Buffer.byteLength(action.content.text) : 0)),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function addressOf(index: number): string {
  return `198.18.${Math.floor(index / 250)}.${(index % 250) + 1}`;
}

function text(about: string, bytes: number): string {
  const lines = Array.from({ length: Math.floor(bytes / 80) }, (_, line) => `# ${about}, line ${line + 1} `.padEnd(79, '.'));
  return `${lines.join('\n')}\n`;
}

function stepOf(host: string, address: string, more: Pick<Step, 'change' | 'guard' | 'actions' | 'footprint'> & Partial<Step>): Step {
  return {
    id: `${host} ${address}`,
    host,
    address,
    task: address,
    play: 0,
    identity: { become: 'root', method: 'sudo' },
    labels: ['reversible'],
    outputs: {},
    ...more,
  };
}

function fileStep(host: string, index: number, after: string, before: string | undefined): Step {
  const path = `/etc/site/part-${index}.conf`;
  const seen = before === undefined ? ['absent', 'absent'] : ['file 0644 root root', contentId({ text: before })];
  return stepOf(host, `file:${path}`, {
    change: {
      kind: before === undefined ? 'create' : 'update',
      fields: [{ field: 'digest', after: contentId({ text: after }), ...(before === undefined ? {} : { before: seen[1] ?? '' }) }],
    },
    guard: {
      requests: [
        { ask: 'stat', path },
        { ask: 'digest', path },
      ],
      before: answersDigest(seen),
      after: answersDigest(['file 0644 root root', contentId({ text: after })]),
      seen,
    },
    actions: [{ do: 'write', path, content: { text: after }, mode: '0644', owner: 'root', group: 'root' }],
    undo: [{ do: 'restore', thing: `path:${path}` }],
    footprint: [`path:${path}`],
    summary: `0644 root:root, ${after.length} bytes`,
    texts: [{ path, after, ...(before === undefined ? {} : { before }) }],
  });
}

function packageStep(host: string, index: number): Step {
  const name = `package-${index}`;
  const argv = [
    'apt-get',
    'install',
    '-qy',
    '--no-install-recommends',
    '-o',
    'DPkg::Lock::Timeout=600',
    '-o',
    'Dpkg::Options::=--force-confold',
    name,
  ];
  return stepOf(host, `package:${name}`, {
    change: { kind: 'create', fields: [{ field: 'name', after: name }] },
    guard: {
      requests: [{ ask: 'package', name }],
      before: answersDigest(['absent']),
      after: answersDigest(['installed']),
      seen: ['absent'],
    },
    actions: [{ do: 'run', argv, timeoutMs: 1_800_000, onTimeout: 'leave', long: true }],
    labels: ['disruptive'],
    footprint: [`package:${name}`],
    summary: 'apt-get install, nothing else comes with it',
    warning: 'removing a package does not take back what it did',
  });
}

function sysctlStep(host: string, index: number, hostIndex: number): Step {
  const key = `net.core.part_${index}`;
  const path = `/etc/sysctl.d/60-part-${index}.conf`;
  const was = String(hostIndex % 7);
  const seen = [was, 'absent', 'absent'];
  return stepOf(host, `sysctl:${key}`, {
    change: {
      kind: 'update',
      fields: [
        { field: 'live', before: was, after: '1024' },
        { field: 'kept', after: `${key} = 1024\n` },
      ],
    },
    guard: {
      requests: [
        { ask: 'sysctl', key },
        { ask: 'stat', path },
        { ask: 'digest', path },
      ],
      before: answersDigest(seen),
      after: answersDigest(['1024', 'file 0644 root root', contentId({ text: `${key} = 1024\n` })]),
      seen,
    },
    actions: [
      { do: 'write', path, content: { text: `${key} = 1024\n` }, mode: '0644', owner: 'root', group: 'root' },
      { do: 'run', argv: ['sysctl', '-q', '-w', `${key}=1024`], timeoutMs: 30_000, onTimeout: 'terminate' },
    ],
    undo: [
      { do: 'restore', thing: `sysctl:${key}` },
      { do: 'restore', thing: `path:${path}` },
    ],
    footprint: [`sysctl:${key}`, `path:${path}`],
    summary: `live ${was} → 1024, kept in ${path}`,
  });
}
