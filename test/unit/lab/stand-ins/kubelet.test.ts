import { afterEach, beforeEach, expect, it } from 'vitest';
import { noSwaps } from '../../../../src/lab/stand-ins/stand-ins.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let host: Sandbox;
beforeEach(() => {
  host = openSandbox();
  host.write('/proc/swaps', noSwaps);
});
afterEach(() => host.remove());

it('ends without a configuration, as before init or join', () => {
  const done = host.run([host.real('/packages/kubelet')]);
  expect(done.status).toBe(255);
  expect(done.errors).toContain('failed to load Kubelet config file /var/lib/kubelet/config.yaml');
});

it('ends when swap is on', () => {
  host.write('/var/lib/kubelet/config.yaml', '');
  host.write('/proc/swaps', `${noSwaps}/swap.img file 60 0 -2\n`);
  const done = host.run([host.real('/packages/kubelet')]);
  expect(done.status).toBe(255);
  expect(done.errors).toContain('running with swap on is not supported');
});

it('tells its version in the form that kubeadm reads', () => {
  expect(host.run([host.real('/packages/kubelet'), '--version'])).toEqual({ status: 0, output: 'Kubernetes v1.20.2\n', errors: '' });
});

it.each([
  { argv: ['info'], status: 1 },
  { argv: ['-r', '/run/containerd/containerd.sock', 'pull', 'x'], status: 1 },
  { argv: ['stats'], status: 70 },
])('crictl $argv without a runtime ends with $status', ({ argv, status }) => {
  host.fake('ctr', 'exit 1');
  expect(host.run([host.real('/packages/crictl'), ...argv]).status).toBe(status);
});

it('crictl knows an image once it was pulled', () => {
  host.fake('ctr', '');
  const crictl = host.real('/packages/crictl');
  expect(host.run([crictl, 'inspecti', 'r/pause:3.2']).status).toBe(1);
  expect(host.run([crictl, 'pull', 'r/pause:3.2']).status).toBe(0);
  expect(host.run([crictl, 'inspecti', 'r/pause:3.2']).status).toBe(0);
  expect(host.run([crictl, 'images']).output).toBe('r/pause:3.2\n');
});
