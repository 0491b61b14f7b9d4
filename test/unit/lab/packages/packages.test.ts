import { describe, expect, it } from 'vitest';
import { aptKeyringPath, aptSources } from '../../../../src/lab/packages/apt-repository.ts';
import { parseDepends } from '../../../../src/lab/packages/debian-packages.ts';
import { niced } from '../../../../src/lab/packages/niced.ts';
import { dnfRepo, rpmKeyPath } from '../../../../src/lab/packages/rpm-repository.ts';
import { presentAsRpm, rpmSpec, splitVersion } from '../../../../src/lab/packages/rpm-spec.ts';
import { kubernetesPackages } from '../../../../src/lab/stand-ins/kubernetes-packages.ts';
import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';

describe('Debian to rpm', () => {
  it.each([
    { version: '1:2.6.12-1+deb12u1', parts: { epoch: '1', version: '2.6.12', release: '1+deb12u1' } },
    { version: '6.4', parts: { epoch: '0', version: '6.4', release: '0' } },
    { version: '1.0-rc1-2', parts: { epoch: '0', version: '1.0_rc1', release: '2' } },
  ])('takes $version apart', ({ version, parts }) => expect(splitVersion(version)).toEqual(parts));

  it('reads dependencies with versions, architectures and alternatives', () => {
    expect(parseDepends('libc6 (>= 2.34), adduser:any, a | b (= 1) | c [amd64]')).toEqual([['libc6'], ['adduser'], ['a', 'b', 'c']]);
  });

  const one = {
    name: 'conntrack',
    version: '1:1.4.7-1',
    architecture: 'amd64',
    summary: 'connection tracking',
    depends: [['libc6'], ['libnetfilter-conntrack3'], ['x', 'iptables']],
    file: '/none.deb',
  };
  const wrapped = new Map([
    ['libnetfilter-conntrack3', 'libnetfilter-conntrack3'],
    ['iptables', 'iptables-nft'],
    ['conntrack', 'conntrack-tools'],
  ]);
  const content = {
    files: ['/usr/sbin/conntrack', '/etc/conntrackd.conf', '/usr/lib/libx.so.1', '/usr/lib/tmpfiles.d/x.conf'],
    folders: { '/var/lib/conntrack': '755' },
  };
  const rpm = presentAsRpm(one, { name: 'conntrack-tools', provides: ['conntrack'], before: 'useradd x' }, wrapped, content);

  it('requires only what becomes an rpm too, by its name there', () => {
    expect(rpm.requires).toEqual(['iptables-nft', 'libnetfilter-conntrack3']);
  });
  it('is labelled as a stand-in', () =>
    expect(rpm.description).toMatch(/^STAND-IN of the rehearsal lab: .*Debian's package conntrack 1:1\.4\.7-1/));
  it('keeps configuration that was changed, runs the loader for libraries, and takes its own folders', () => {
    const spec = rpmSpec(rpm, '/stage').split('\n');
    expect(spec).toEqual(expect.arrayContaining(['Epoch: 1', 'Requires: iptables-nft', 'Provides: conntrack = 1.4.7-1', 'useradd x']));
    expect(spec.slice(spec.indexOf('%post'), spec.indexOf('%files'))).toEqual([
      '%post',
      '/sbin/ldconfig',
      'systemd-tmpfiles --create /usr/lib/tmpfiles.d/x.conf || :',
    ]);
    expect(spec.slice(spec.indexOf('%files') + 1)).toEqual([
      '%dir %attr(755, root, root) /var/lib/conntrack',
      '"/usr/sbin/conntrack"',
      '%config(noreplace) "/etc/conntrackd.conf"',
      '"/usr/lib/libx.so.1"',
      '"/usr/lib/tmpfiles.d/x.conf"',
      '',
    ]);
  });
});

it('tells each family where the repository and its key are', () => {
  expect(aptSources('http://packages.lab/apt')).toBe(
    `Types: deb\nURIs: http://packages.lab/apt\nSuites: ./\nSigned-By: ${aptKeyringPath}\n`,
  );
  const repo = dnfRepo('http://packages.lab/rpm').split('\n');
  expect(repo).toEqual(
    expect.arrayContaining(['baseurl=http://packages.lab/rpm', 'gpgcheck=1', 'repo_gpgcheck=1', `gpgkey=file://${rpmKeyPath}`]),
  );
});

it('runs a program niced, in its folder and with its variables', () => {
  expect(niced(['a', 'b'], { folder: '/f', environment: { X: 'y' } })).toEqual(['env', '-C', '/f', 'X=y', 'nice', '-n', '5', 'a', 'b']);
});

it('the Kubernetes packages bring every file of the stand-ins, and no file is missing', () => {
  const sources = kubernetesPackages.flatMap((one) => Object.values({ ...one.files, ...one.perFamily?.debian, ...one.perFamily?.rpm }));
  const rpmOnly = kubernetesPackages.flatMap((one) => Object.values(one.perFamily?.rpm ?? {}));
  const debianOnly = kubernetesPackages.flatMap((one) => Object.values(one.perFamily?.debian ?? {}));
  expect(sources.filter((file) => !existsSync(file))).toEqual([]);
  const kubeadm = sources.find((file) => file.endsWith('/kubeadm.sh')) ?? '';
  const there = readdirSync(dirname(kubeadm), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const packed = new Set([...sources, ...rpmOnly, ...debianOnly]);
  expect(there.map((entry) => `${entry.parentPath}/${entry.name}`).filter((file) => !packed.has(file))).toEqual([]);
});
