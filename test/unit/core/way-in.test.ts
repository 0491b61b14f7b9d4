import { describe, expect, test } from 'vitest';
import { run, runLong } from '../../../src/core/action.ts';
import { couldCutWay, isArmable, isUnarmed, readAnew } from '../../../src/core/way-in.ts';
import { service } from '../../../src/resources/service.ts';
import { bindResource } from '../../support/bind.ts';

const accounts = ['ops', 'root'];

describe('a step could cut the way to its host', () => {
  test.each([
    'path:/etc/ssh/sshd_config',
    'path:/etc/ssh/sshd_config.d/10-site.conf',
    'unit:ssh',
    'unit:sshd.service',
    'path:/etc/sudoers',
    'path:/etc/sudoers.d/ops',
    'path:/etc/pam.d/sshd',
    'path:/etc/NetworkManager/system-connections/eth0.nmconnection',
    'path:/etc/sysconfig/network-scripts/ifcfg-eth0',
    'path:/etc/systemd/network/10-eth0.network',
    'path:/etc/netplan/50.yaml',
    'path:/etc/network/interfaces',
    'unit:NetworkManager',
    'path:/etc/nftables.conf',
    'path:/etc/firewalld/zones/public.xml',
    'unit:firewalld',
    'table:inet runbook',
    'interface:wg0',
    'unit:wg-quick@wg0',
    'user:ops',
    'group:ops',
    'user:root',
    'path:/home/ops/.ssh/authorized_keys',
    'path:/root/.ssh/authorized_keys',
  ])('that touches %s', (entry) => {
    expect(couldCutWay(['path:/srv/x', entry], accounts)).toBe(true);
  });

  test.each([
    'path:/etc/ssh/ssh_config',
    'path:/etc/ssh/ssh_config.d/site.conf',
    'path:/etc/ssh/ssh_known_hosts',
    'path:/etc/motd',
    'path:/etc/sudo.conf.d/x',
    'path:/etc/networks',
    'unit:haproxy',
    'unit:sshguard',
    'user:deploy',
    'path:/home/deploy/.ssh/authorized_keys',
    'package:haproxy',
    'sysctl:net.ipv4.ip_forward',
    '**',
  ])('not when it touches %s', (entry) => {
    expect(couldCutWay([entry], accounts)).toBe(false);
  });

  test('an account is the way only of the host that is entered by it', () => {
    expect([couldCutWay(['user:ops'], ['ops']), couldCutWay(['user:ops'], ['kim'])]).toEqual([true, false]);
  });

  test('a service of sshd does, by what it says that it touches', () => {
    expect(couldCutWay(bindResource(service, { name: 'ssh' }).footprint, [])).toBe(true);
  });
});

test('what sshd reads is put back before it is restarted, whether or not the step names it', () => {
  expect(readAnew(['unit:ssh'])).toEqual(['path:/etc/ssh/**']);
  expect(readAnew(['unit:haproxy'])).toEqual([]);
});

test.each([
  ['has an undo', { undo: [run(['true'])] }, true, false],
  ['has none', {}, false, true],
  ['has one that outlives the link', { undo: [runLong(['true'])] }, false, true],
  ['has nothing to take back', { undo: [] }, false, false],
] as const)('the host can take a guarded step back that %s: %s, and else it is told of', (_name, more, isArmed, isTold) => {
  const step = { labels: ['guarded'], ...more } as const;
  expect([isArmable(step), isUnarmed(step)]).toEqual([isArmed, isTold]);
  const plain = { ...step, labels: [] };
  expect([isArmable(plain), isUnarmed(plain)]).toEqual([false, false]);
});
