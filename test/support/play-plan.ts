import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { holeText } from '../../src/core/hole.ts';
import type { Plan, PlannedFlow, PlannedHost, Step } from '../../src/core/plan.ts';
import { makeStep as makeBareStep } from './make-step.ts';

/** A step that creates something, with what a display needs; the rest is empty. What is labelled so can be taken back. */
export function makeStep(host: string, address: string, more: Parameters<typeof makeBareStep>[2] = {}): Step {
  const { labels = ['reversible'] } = more;
  const undo = labels.includes('reversible') ? { undo: [{ do: 'restore', thing: 'path:/etc/x' } as const] } : {};
  return makeBareStep(host, address, { change: { kind: 'create', fields: [] }, ...undo, ...more, labels });
}

/** A host of a plan in the zone `internal`, behind the bastion. */
export function makeHost(name: string, more: Partial<PlannedHost> = {}): PlannedHost {
  return { name, zone: 'internal', via: ['bastion'], address: '198.18.30.11', groups: [], unchanged: 0, ...more };
}

/** A plan of the hosts and steps, with one play over all hosts. */
export function makePlan(hosts: readonly PlannedHost[], steps: readonly Step[], more: Partial<Plan> = {}): Plan {
  return {
    format: 'runbook.plan/1',
    playbook: 'playbooks/site.yml',
    inventory: 'inventory/lab',
    createdAt: '2026-03-02T05:02:09.120Z',
    origin: { operator: 'kim', version: '0.1.0', files: {}, marks: {}, options: {} },
    identities: {},
    stage: 1,
    stageEnds: [],
    hosts,
    flows: [],
    sizes: {},
    plays: [{ name: 'Every host', batches: [hosts.filter((host) => host.readOnly !== true).map((host) => host.name)] }],
    forks: 10,
    steps,
    demands: [],
    contents: {},
    warnings: [],
    ...more,
  };
}

const KEY = 'wireguard_key:/etc/wireguard/wg0.key';

/** A host that could not be entered. */
export const wrongKey: Diagnostic = {
  code: 'RB2103',
  severity: 'error',
  what: 'worker-2 shows another host key than the one that is known',
  host: 'worker-2',
  why: 'known: SHA256:2Ae0zZtAfYdsm7QG2uGsyQ9sH5WlKNn0gnW4DjHLmQY (inventory/lab/known_hosts:4)\nshown: SHA256:rUbmTzBJ8Jx6oEAmdbYWqvqdgrL4C3FqK1uxhRV9C1E (ssh-ed25519)',
  mend: 'If the host was installed anew, compare the fingerprint with its console, then run: runbook trust worker-2',
};

const haproxyBefore = [
  'global',
  '    log /dev/log local0',
  '    maxconn 2000',
  '',
  'defaults',
  '    mode tcp',
  '    timeout connect 5s',
  '',
].join('\n');
const haproxyAfter = [
  'global',
  '    log /dev/log local0',
  '    maxconn 4000',
  '',
  'defaults',
  '    mode tcp',
  '    timeout connect 5s',
  '',
  'frontend portal',
  '    bind :80',
  '    default_backend workers',
  '',
  'backend workers',
  '    server worker-1 10.77.0.21:8080 check',
  `    # 비밀번호 ${holeText({ kind: 'secret', name: 'registry_password' })}`,
  '',
].join('\n');

function flow(
  from: string,
  fromHosts: readonly string[],
  to: readonly string[],
  toHosts: readonly string[],
  port: string,
  purpose: string,
  more: Pick<PlannedFlow, 'over' | 'ticket'> = {},
): PlannedFlow {
  return { from: { names: [from], hosts: fromHosts }, to: { names: to, hosts: toHosts }, ports: [port], purpose, ...more };
}

/** A plan in which everything happens that a plan can show. */
export function samplePlan(): Plan {
  const publicKey = (host: string): string =>
    holeText({ kind: 'output', host, address: KEY, output: 'public_key', pattern: '[A-Za-z0-9+/]{43}=', secret: false });
  const output = { public_key: { request: { ask: 'digest', path: '/etc/wireguard/wg0.pub' }, pattern: '.' } } as const;
  const systemctl = (verb: string, unit: string) =>
    ({ do: 'run', argv: ['systemctl', verb, unit], timeoutMs: 120_000, onTimeout: 'terminate' }) as const;
  const motd = (host: string): Step =>
    makeStep(host, 'file:/etc/motd', {
      change: { kind: 'update', fields: [{ field: 'digest', before: '0'.repeat(64), after: 'a'.repeat(64) }] },
      summary: '0644 root:root',
      texts: [{ path: '/etc/motd', before: 'Welcome\n', after: '이 서버는 runbook 으로 관리됩니다.\nManaged by runbook.\n' }],
    });
  const steps: Step[] = [
    makeStep('relay-1', 'sysctl:net.ipv4.ip_forward', {
      change: {
        kind: 'update',
        fields: [
          { field: 'live', before: '0', after: '1' },
          { field: 'kept', before: false, after: true },
        ],
      },
      summary: 'live 0 → 1, kept in /etc/sysctl.d/60-ip-forwarding.conf',
    }),
    makeStep('relay-1', KEY, { play: 1, summary: '0600 root:root (private half stays on the host)', outputs: output }),
    makeStep('relay-1', 'wireguard_tunnel:wg0', {
      play: 1,
      summary: '10.77.0.1/24, port 51820, start',
      labels: ['reversible', 'guarded'],
      change: {
        kind: 'create',
        fields: [
          { field: 'address', after: '10.77.0.1/24' },
          { field: 'listen_port', after: 51820 },
          { field: 'peers', after: [{ name: 'cp-1', public_key: publicKey('cp-1'), allowed_ips: ['10.77.0.11/32', '198.18.30.0/24'] }] },
        ],
      },
      actions: [systemctl('start', 'wg-quick@wg0')],
    }),
    makeStep('relay-1', 'file:/etc/haproxy/haproxy.cfg', {
      play: 2,
      summary: '0644 root:root, checked by haproxy -c',
      change: {
        kind: 'update',
        fields: [
          { field: 'mode', before: '0600', after: '0644' },
          { field: 'digest', before: '1'.repeat(64), after: '2'.repeat(64) },
        ],
      },
      texts: [{ path: '/etc/haproxy/haproxy.cfg', before: haproxyBefore, after: haproxyAfter }],
    }),
    makeStep('relay-1', 'service:haproxy', {
      play: 2,
      summary: 'restart: cannot prove what it runs',
      change: { kind: 'update', fields: [{ field: 'runs_with', before: 'unproved', after: 'current' }] },
      labels: ['reversible', 'disruptive'],
      actions: [systemctl('restart', 'haproxy')],
    }),
    makeStep('cp-1', KEY, { play: 1, summary: '0600 root:root (private half stays on the host)', outputs: output }),
    makeStep('cp-1', 'package:kubeadm', {
      play: 3,
      summary: 'kubeadm 1.20.2 by apt',
      labels: [],
      warning: 'an undo removes the package, its data stays',
    }),
    makeStep('cp-1', 'kubeadm_cluster:site', {
      play: 3,
      summary: 'init v1.20.2',
      labels: ['disruptive', 'point_of_no_return'],
      warning: 'undo: kubeadm reset loses the cluster',
    }),
    makeStep('cp-1', 'command:load the images of the cluster from the medium', {
      play: 3,
      labels: ['opaque'],
      change: { kind: 'update', fields: [] },
      summary: 'ctr images import /srv/images.tar',
    }),
    makeStep('cp-1', 'file:/etc/old.conf', {
      play: 3,
      change: { kind: 'delete', fields: [{ field: 'present', before: true, after: false }] },
    }),
    motd('worker-1'),
    motd('worker-3'),
    motd('worker-4'),
  ];
  const hosts = [
    makeHost('relay-1', { zone: 'dmz', groups: ['relay', 'tunnel'], unchanged: 4 }),
    makeHost('bastion', { zone: 'mgmt', via: [], unchanged: 14 }),
    makeHost('cp-1', { groups: ['control_plane', 'tunnel'], unchanged: 2 }),
    makeHost('worker-1', { groups: ['worker'], unchanged: 9 }),
    makeHost('worker-2', { failure: wrongKey }),
    makeHost('worker-3', { groups: ['worker'], unchanged: 9 }),
    makeHost('worker-4', { groups: ['worker'], unchanged: 9 }),
    makeHost('cp-2', { readOnly: true }),
  ];
  return makePlan(hosts, steps, {
    plays: [
      { name: 'Every host', batches: [['relay-1', 'bastion', 'cp-1', 'worker-1', 'worker-2', 'worker-3', 'worker-4']] },
      { name: 'Tunnel', batches: [['relay-1', 'cp-1']] },
      { name: 'Relay', batches: [['relay-1']], maxFailures: 0 },
      { name: 'Control plane', batches: [['cp-1']], maxFailures: 0 },
    ],
    validUntil: '2026-03-02T13:00:00.000Z',
    sizes: { outside: 0, mgmt: 1, dmz: 2, internal: 6, relay: 2, tunnel: 3, control_plane: 2, worker: 4 },
    flows: [
      flow('mgmt', [], ['dmz', 'internal'], ['relay-1', 'cp-1', 'worker-1'], '22/tcp', 'administration'),
      flow('outside', [], ['relay'], ['relay-1'], '80/tcp', 'portal', { ticket: 'SEC-1042' }),
      flow('relay', ['relay-1'], ['control_plane'], ['cp-1', 'cp-2'], '6443/tcp', 'cluster API', { over: 'wg0' }),
      flow('control_plane', ['cp-1', 'cp-2'], ['control_plane'], ['cp-1', 'cp-2'], '2379-2380/tcp', 'etcd'),
    ],
    duration: { estimateMs: 236_000, steps: 11, last: { run: '20260301-140200-a1b2', durationMs: 221_000, changed: 38 } },
    stageEnds: [{ host: 'cp-1', task: 'Configuration of the cluster', until: 'package:kubeadm' }],
    demands: [
      {
        host: 'cp-1',
        address: 'kubeadm_cluster:site',
        output: 'join_token',
        argv: ['kubeadm', 'token', 'create'],
        pattern: '.',
        timeoutMs: 30_000,
        identity: 'login',
      },
    ],
    warnings: [
      {
        code: 'RB3201',
        severity: 'warning',
        what: 'selinux: disabled takes effect after a reboot only',
        source: { file: 'roles/selinux/tasks.yml', line: 3, column: 12, text: '  selinux: { state: disabled }' },
        why: 'The kernel decides at boot whether SELinux is on.',
        mend: 'Permissive is kinder: it takes effect at once and keeps the labels.',
      },
    ],
  });
}
