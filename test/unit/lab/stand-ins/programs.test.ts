import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noSwaps, standIns } from '../../../../src/lab/stand-ins/stand-ins.ts';
import { openSandbox } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

let host: Sandbox;
beforeEach(() => {
  host = openSandbox();
  host.write('/proc/swaps', noSwaps);
  host.fake('uname', 'echo 6.1.0-lab');
});
afterEach(() => host.remove());

const ok = { status: 0, output: '', errors: '' };

describe('modprobe', () => {
  it('makes a known module visible in /sys/module, with either spelling', () => {
    expect(host.run(['modprobe', 'br-netfilter'])).toEqual(ok);
    expect(host.has('/sys/module/br_netfilter')).toBe(true);
    expect(host.run(['modprobe', '-r', 'br_netfilter'])).toEqual(ok);
    expect(host.has('/sys/module/br_netfilter')).toBe(false);
  });
  it.each([
    { argv: ['nosuch'], errors: 'modprobe: FATAL: Module nosuch not found in directory /lib/modules/6.1.0-lab\n' },
    { argv: ['-r', 'nosuch'], errors: 'modprobe: FATAL: Module nosuch not found.\n' },
    { argv: ['-q', 'nosuch'], errors: '' },
    { argv: [], errors: 'modprobe: ERROR: missing parameters. See -h.\n' },
  ])('refuses $argv as kmod does', ({ argv, errors }) => {
    expect(host.run(['modprobe', ...argv])).toEqual({ status: 1, output: '', errors });
  });
  it('takes what follows a module for its parameters', () => {
    expect(host.run(['modprobe', 'overlay', 'metacopy=on'])).toEqual(ok);
  });
  it('changes nothing in a dry run', () => {
    expect(host.run(['modprobe', '-n', 'overlay'])).toEqual(ok);
    expect(host.has('/sys/module/overlay')).toBe(false);
  });
});

describe('swap', () => {
  const file = (path: string): string => `${path.padEnd(39)} file\t\t60\t\t0\t\t-2\n`;
  beforeEach(() => host.write('/var/swap.img', '\0'.repeat(65_536)));

  it('is turned on by the lines of fstab that are not noauto, once', () => {
    host.write('/var/other', '');
    host.write('/etc/fstab', `# swap\n${host.real('/var/swap.img')} none swap sw 0 0\n${host.real('/var/other')} none swap noauto 0 0\n`);
    expect(host.run(['swapon', '-a'])).toEqual(ok);
    expect(host.run(['swapon', '-a'])).toEqual(ok);
    expect(
      host
        .read('/proc/swaps')
        ?.split('\n')
        .map((line) => line.split(/\s+/)[1]),
    ).toEqual(['Type', 'file', undefined]);
    expect(host.run(['swapon', '/var/swap.img']).status).toBe(255);
    expect(host.run(['swapon', '/var/nosuch']).errors).toBe('swapon: cannot open /var/nosuch: No such file or directory\n');
  });
  it('shows what the kernel would show', () => {
    host.write('/proc/swaps', `${noSwaps}${file('/swap.img')}`);
    expect(host.run(['swapon', '--show', '--noheadings']).output).toBe('/swap.img file 60K 0B -2\n');
    expect(host.run(['swapon', '-s']).output).toBe(`${noSwaps}${file('/swap.img')}`);
  });
  it('is turned off as a whole, which leaves the heading', () => {
    host.write('/proc/swaps', `${noSwaps}${file('/swap.img')}${file('/second')}`);
    expect(host.run(['swapoff', '-a'])).toEqual(ok);
    expect(host.read('/proc/swaps')).toBe(noSwaps);
  });
  it.each([
    { path: '/var/nosuch', why: 'No such file or directory' },
    { path: '/var/swap.img', why: 'Invalid argument' },
  ])('is not turned off where there is none: $path', ({ path, why }) => {
    expect(host.run(['swapoff', path])).toEqual({ status: 4, output: '', errors: `swapoff: ${path}: swapoff failed: ${why}\n` });
  });
});

describe('SELinux', () => {
  it.each([
    { argv: ['getenforce'], status: 0, output: 'Disabled\n', errors: '' },
    { argv: ['setenforce', '0'], status: 1, output: '', errors: 'setenforce: SELinux is disabled\n' },
    { argv: ['setenforce'], status: 1, output: '', errors: 'usage:  setenforce [ Enforcing | Permissive | 1 | 0 ]\n' },
    { argv: ['selinuxenabled'], status: 1, output: '', errors: '' },
    { argv: ['sestatus'], status: 0, output: 'SELinux status:                 disabled\n', errors: '' },
  ])('$argv says without SELinux what the real one says on such a kernel', ({ argv, ...outcome }) => {
    expect(host.run(argv)).toEqual(outcome);
  });
  it('runs permissive until the next boot, which goes by the configuration', () => {
    host.write('/etc/selinux/config', 'SELINUX=enforcing\nSELINUXTYPE=targeted\n');
    host.write('/boot/loader/entries/a.conf', 'options root=/dev/vda1 ro\n');
    expect(host.run(['boot']).status).toBe(0);
    expect(host.run(['getenforce']).output).toBe('Enforcing\n');
    expect(host.run(['setenforce', 'permissive'])).toEqual(ok);
    expect(host.run(['getenforce']).output).toBe('Permissive\n');
    host.run(['boot']);
    expect(host.run(['getenforce']).output).toBe('Enforcing\n');
  });
  it.each([
    { config: 'disabled', options: 'ro', mode: 'Disabled' },
    { config: 'permissive', options: 'ro', mode: 'Permissive' },
    { config: 'enforcing', options: 'ro selinux=0', mode: 'Disabled' },
    { config: 'enforcing', options: 'ro enforcing=0', mode: 'Permissive' },
  ])('boots as $mode with $config and the arguments "$options"', ({ config, options, mode }) => {
    host.write('/etc/selinux/config', `SELINUX=${config}\n`);
    host.write('/boot/loader/entries/a.conf', `options ${options}\n`);
    host.write('/proc/cmdline', '');
    host.run(['boot']);
    expect(host.run(['getenforce']).output).toBe(`${mode}\n`);
    expect(host.read('/proc/cmdline')).toBe(`${options}\n`);
  });
});

describe('grubby', () => {
  const entry = 'title Lab\nversion 1\nlinux /vmlinuz-1\ninitrd /initramfs-1.img\noptions root=/dev/vda1 ro crashkernel=auto\n';
  beforeEach(() => host.write('/boot/loader/entries/a.conf', entry));
  it.each([
    { argv: ['--update-kernel', 'ALL', '--args', 'selinux=0'], options: 'root=/dev/vda1 ro crashkernel=auto selinux=0' },
    { argv: ['--update-kernel=ALL', '--args=crashkernel=1G quiet'], options: 'root=/dev/vda1 ro crashkernel=1G quiet' },
    { argv: ['--update-kernel=/boot/vmlinuz-1', '--remove-args=ro'], options: 'root=/dev/vda1 crashkernel=auto' },
    { argv: ['--update-kernel=ALL', '--remove-args=selinux'], options: 'root=/dev/vda1 ro crashkernel=auto' },
    { argv: ['--update-kernel=/boot/other', '--args=quiet'], options: 'root=/dev/vda1 ro crashkernel=auto' },
  ])('$argv leaves the arguments "$options"', ({ argv, options }) => {
    expect(host.run(['grubby', ...argv])).toEqual(ok);
    expect(host.run(['grubby', '--info=ALL']).output).toBe(
      `index=0\nkernel=/vmlinuz-1\nargs="${options}"\ninitrd=/initramfs-1.img\ntitle=Lab\n`,
    );
  });
  it('keeps the rest of the entry as it was', () => {
    host.run(['grubby', '--update-kernel=ALL', '--args=selinux=0']);
    host.run(['grubby', '--update-kernel=ALL', '--remove-args=selinux=0']);
    expect(host.read('/boot/loader/entries/a.conf')).toBe(entry);
  });
  it('refuses a call without anything to do', () => {
    expect(host.run(['grubby'])).toEqual({ status: 1, output: '', errors: 'no action specified\n' });
  });
});

it('boot loads the modules that modules-load.d names', () => {
  host.write('/etc/modules-load.d/k8s.conf', '# for Kubernetes\noverlay\nbr_netfilter # bridges\n\n');
  expect(host.run(['boot'])).toEqual(ok);
  expect([host.has('/sys/module/overlay'), host.has('/sys/module/br_netfilter')]).toEqual([true, true]);
});

it('each stand-in tells why it is there, where its words come from and what it lacks', () => {
  for (const one of standIns) expect([one.name, one.why, one.source, one.lacks].every((text) => text.length > 5)).toBe(true);
  expect(new Set(standIns.map((one) => one.name)).size).toBe(standIns.length);
});
