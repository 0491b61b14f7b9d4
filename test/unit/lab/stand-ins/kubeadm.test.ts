import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noSwaps } from '../../../../src/lab/stand-ins/stand-ins.ts';
import { findProgram, openSandbox } from './sandbox.ts';
import type { Outcome, Sandbox } from './sandbox.ts';

const folder = join(import.meta.dirname, '../../../../src/lab/stand-ins/transcripts');

interface Transcript extends Outcome {
  readonly command: string;
}

function readTranscript(name: string): Transcript {
  const text = readFileSync(join(folder, `${name}.txt`), 'utf8');
  const [head = '', rest = ''] = text.split('--- stdout ---\n');
  const [output = '', errors = ''] = rest.split('--- stderr ---\n');
  const field = (label: string): string => new RegExp(`^# ${label}: (.*)$`, 'm').exec(head)?.[1] ?? '';
  return { command: field('command'), status: Number(field('exit')), output, errors };
}

/** Times and process numbers differ from run to run. */
function comparable(outcome: Outcome): Outcome {
  return { ...outcome, errors: outcome.errors.replace(/^W\d{4} [\d:.]+ +\d+ /gm, 'W ') };
}

let host: Sandbox;
beforeEach(() => {
  host = prepareHost('sh');
});
afterEach(() => host.remove());

/** The recorded host: Debian 12 with the tools that kubeadm wants, but without kubelet and crictl. */
function prepareHost(shell: string): Sandbox {
  const host = openSandbox(shell);
  for (const file of readdirSync(join(folder, 'inputs'))) host.write(`/root/${file}`, readFileSync(join(folder, 'inputs', file), 'utf8'));
  host.write('/proc/swaps', noSwaps);
  host.write('/proc/meminfo', 'MemTotal:        4000000 kB\n');
  host.write('/proc/sys/net/ipv4/ip_forward', '1\n');
  host.write('/proc/sys/net/bridge/bridge-nf-call-iptables', '1\n');
  host.fake('id', 'echo 0');
  host.fake('nproc', 'echo 2');
  host.fake('getent', 'if [ "$2" = vip.lab ]; then echo "127.0.0.1 STREAM"; else echo "$2 STREAM"; fi');
  host.fake('systemctl', 'exit 1');
  host.fake('ss', '');
  for (const name of ['conntrack', 'iptables', 'ebtables', 'ethtool', 'socat', 'tc', 'touch', 'mount', 'nsenter']) host.fake(name, '');
  return host;
}

/** The recorded host with kubelet and a crictl that succeeds always. */
function installTools(): void {
  host.fake('kubelet', '');
  host.fake('crictl', '');
}
function occupy(ports: readonly number[]): void {
  host.fake('ss', `case "$2" in ${ports.map((port) => `*:\\ ${port}|*\\ :${port}`).join('|')}) echo LISTEN ;; esac`);
}
function fillControlPlane(): void {
  installTools();
  for (const name of ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'etcd'])
    host.write(`/etc/kubernetes/manifests/${name}.yaml`, '');
  for (const path of ['/etc/kubernetes/kubelet.conf', '/etc/kubernetes/pki/ca.crt', '/var/lib/etcd/member/snap']) host.write(path, '');
  occupy([6443, 10259, 10257, 10250, 2379, 2380]);
}

describe('says and refuses what the real one does', () => {
  const nothing = (): void => undefined;
  const bare = `
    version-bad-output version-json version-plain version-short version-yaml unknown-command unknown-flag
    config-validate-no-flag config-validate config-images-list-config
    token-create-bad-format token-create-bad-ttl token-create-no-admin-conf token-list-no-admin-conf
    init-config-missing-file init-config-and-flags init-no-kubelet
    init-invalid-bad-advertise init-invalid-bad-endpoint init-invalid-bad-pod-cidr init-invalid-bad-service-cidr
    init-invalid-bad-version init-invalid-broken-yaml init-invalid-newer-version init-invalid-too-old-version
    init-invalid-unknown-field init-invalid-unknown-nested-field init-invalid-v1alpha3 init-invalid-v1beta3
    init-preflight-no-kubelet init-preflight-ignore-some init-preflight-ignore-unknown init-preflight-ignore-all
    join-preflight-no-kubelet join-invalid-bad-token join-invalid-no-hash join-invalid-unknown-field join-no-arguments
    join-no-discovery join-no-ca-hash-flag join-bad-token-format-flag join-bad-hash-flag reset-force-again`;
  const cases = bare
    .trim()
    .split(/\s+/)
    .map((name) => ({ name, prepare: nothing }));
  const prepared: readonly { readonly name: string; readonly prepare: () => void }[] = [
    { name: 'init-preflight-ip-forward-off', prepare: () => host.write('/proc/sys/net/ipv4/ip_forward', '0\n') },
    { name: 'init-preflight-swap-on', prepare: () => host.write('/proc/swaps', `${noSwaps}/swap.img file 60 0 -2\n`) },
    { name: 'init-preflight-one-cpu', prepare: () => host.fake('nproc', 'echo 1') },
    { name: 'init-preflight-not-root', prepare: () => host.fake('id', 'echo 65534') },
    { name: 'init-preflight-ok', prepare: installTools },
    { name: 'join-invalid-bad-hash', prepare: installTools },
    {
      name: 'init-preflight-cri-down',
      prepare: () => {
        installTools();
        host.fake('crictl', 'echo "stub: no runtime"; exit 1');
      },
    },
    {
      name: 'init-preflight-images-missing',
      prepare: () => {
        installTools();
        host.fake('crictl', 'case $3 in info) ;; pull) echo "stub: pull refused"; exit 1 ;; *) exit 1 ;; esac');
      },
    },
    { name: 'init-second', prepare: fillControlPlane },
    { name: 'join-second', prepare: fillControlPlane },
  ];
  it.each([...cases, ...prepared])('$name', ({ name, prepare }) => {
    prepare();
    const { command, ...expected } = readTranscript(name);
    const words = /kubeadm( .*)?$/.exec(command)?.[0].split(' ') ?? [];
    const argv = words.map((word) => (word === '/tmp/c.yaml' ? 'cluster.yaml' : word));
    expect(comparable(host.run(argv))).toEqual(comparable(expected));
  });
});

it('refuses v1beta4 at whichever document it reads first; the real one has no order', () => {
  const sameKind = (outcome: Outcome): Outcome => ({
    ...outcome,
    errors: outcome.errors.replaceAll('ClusterConfiguration', 'InitConfiguration'),
  });
  const { command: _, ...expected } = readTranscript('init-invalid-v1beta4');
  expect(sameKind(comparable(host.run(['kubeadm', 'init', '--config', 'v1beta4.yaml'])))).toEqual(sameKind(comparable(expected)));
});

it('refuses to join a cluster that does not answer, in the words of the real one', { timeout: 30_000 }, () => {
  installTools();
  // A port on which nothing listens: the discard port of loopback.
  const input = readFileSync(join(folder, 'inputs/join-unreachable.yaml'), 'utf8')
    .replaceAll('6443', '9')
    .replace('timeout: 8s', 'timeout: 1s');
  host.write('/root/join-unreachable.yaml', input);
  const { command: _, ...expected } = readTranscript('join-preflight-ok-refused');
  const done = comparable(host.run(['kubeadm', 'join', '--config', 'join-unreachable.yaml']));
  expect({ ...done, errors: done.errors.replaceAll('127.0.0.1:9', '127.0.0.1:6443') }).toEqual(comparable(expected));
});

it.each(['dash', 'bash', 'busybox'].filter((shell) => findProgram(shell) !== undefined))('speaks the same under %s', (shell) => {
  const other = prepareHost(shell);
  const { command: _, ...expected } = readTranscript('init-no-kubelet');
  expect(comparable(other.run(['kubeadm', 'init', '--config', 'cluster.yaml']))).toEqual(comparable(expected));
  other.remove();
});

it('ends a reset that is not confirmed', () => {
  const done = host.run(['kubeadm', 'reset'], 'n\n');
  expect(done.status).toBe(1);
  expect(done.errors).toBe(
    'error execution phase preflight: aborted reset operation\nTo see the stack trace of this error execute with --v=5 or higher\n',
  );
  expect(done.output).toMatch(/\[reset\] Are you sure you want to proceed\? \[y\/N\]: $/);
});

it('says plainly that it cannot do what is not rehearsed, with a status that the real one does not use', () => {
  expect(host.run(['kubeadm', 'upgrade', 'plan'])).toEqual({
    status: 70,
    output: '',
    errors: 'kubeadm STAND-IN of the rehearsal lab: upgrade is not rehearsed\n',
  });
});
