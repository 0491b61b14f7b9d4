import { existsSync, mkdtempSync, mkdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installStandIns, shadowFiles } from '../../../../src/lab/stand-ins/stand-ins.ts';
import type { LabFamily } from '../../../../src/lab/stand-ins/stand-ins.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rb-install-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const mode = (path: string): string => (statSync(join(root, path)).mode & 0o777).toString(8);

it.each<{ family: LabFamily; programs: readonly string[] }>([
  { family: 'debian', programs: ['modprobe', 'swapon', 'swapoff'] },
  { family: 'rpm', programs: ['modprobe', 'swapon', 'swapoff', 'getenforce', 'setenforce', 'selinuxenabled', 'sestatus', 'grubby'] },
])('puts the programs of a $family host where the real ones are', async ({ family, programs }) => {
  await installStandIns(root, family);
  for (const name of programs) {
    expect(mode(`usr/sbin/${name}`)).toBe('755');
    expect(readFileSync(join(root, 'usr/sbin', name), 'utf8')).toContain('STAND-IN of the rehearsal lab');
  }
  expect(readlinkSync(join(root, 'etc/systemd/system/sysinit.target.wants/runbook-lab-boot.service'))).toBe(
    '/usr/lib/systemd/system/runbook-lab-boot.service',
  );
});

it('replaces a link instead of writing through it', async () => {
  mkdirSync(join(root, 'usr/sbin'), { recursive: true });
  symlinkSync(join(root, 'kmod'), join(root, 'usr/sbin/modprobe'));
  await installStandIns(root, 'debian');
  expect(existsSync(join(root, 'kmod'))).toBe(false);
});

it('can be run again', async () => {
  await installStandIns(root, 'rpm');
  await installStandIns(root, 'rpm');
  expect(readlinkSync(join(root, 'etc/sysconfig/selinux'))).toBe('../selinux/config');
});

it('gives a Debian host no tools of SELinux, and only RPM hosts a command line of their own', async () => {
  await installStandIns(root, 'debian');
  expect(existsSync(join(root, 'usr/sbin/getenforce'))).toBe(false);
  expect(Object.keys(shadowFiles('debian'))).toEqual(['/proc/swaps']);
  expect(Object.keys(shadowFiles('rpm'))).toEqual(['/proc/swaps', '/proc/cmdline']);
});
