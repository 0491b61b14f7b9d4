import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import { hostOf, readLabState, withHost, writeLabState, type LabHostState, type LabState } from '../../../src/lab/lab-state.ts';
import { labSshCommand } from '../../../src/lab/lab-status.ts';

function host(name: string, pid?: number): LabHostState {
  const about = {
    zone: 'mgmt',
    address: '198.18.20.10',
    port: 22,
    user: 'ops',
    namespace: `rb-${name}`,
    folder: '/f',
    upper: '/f/upper',
    lower: ['/own', '/base'],
    rpmFamily: false,
  };
  return { name, ...about, ...(pid === undefined ? {} : { init: { pid, startTicks: 7 } }) };
}

const state: LabState = {
  version: 1,
  name: 'rb',
  folder: '/lab',
  knownHosts: '/lab/known_hosts',
  keyFile: '/lab/id',
  desk: 'rb-desk',
  router: 'rb-router',
  namespaces: ['rb-desk', 'rb-router'],
  madeNamespaceMount: true,
  services: [{ pid: 3, startTicks: 4 }],
  hosts: [host('bastion', 11), host('off')],
  bareHosts: [host('bare-1', 12)],
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-state-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'nothing was thrown';
  } catch (error) {
    return error instanceof RunbookError ? error.diagnostics.map((one) => one.code).join() : String(error);
  }
}

describe('state of a lab', () => {
  test('is read as it was written', () => {
    writeLabState(join(folder, 'state.json'), state);
    expect(readLabState(join(folder, 'state.json'))).toEqual(state);
  });

  test('is nothing when there is no lab', () => {
    expect(readLabState(join(folder, 'state.json'))).toBeUndefined();
  });

  test.each(['', '{', '[]', '{"version":2}', '{"version":1,"name":5}', JSON.stringify({ ...state, hosts: [{}] })])(
    '%j is refused',
    (text) => {
      writeFileSync(join(folder, 'state.json'), text);
      expect(codeOf(() => readLabState(join(folder, 'state.json')))).toBe('RB7009');
    },
  );

  test('one host is replaced, the others are kept', () => {
    expect(withHost(state, host('off', 99)).hosts.map((one) => one.init?.pid)).toEqual([11, 99]);
    expect(withHost(state, host('bare-1')).bareHosts[0]?.init).toBeUndefined();
  });

  test('a host that it does not have is refused', () => {
    expect(hostOf(state, 'bare-1').namespace).toBe('rb-bare-1');
    expect(codeOf(() => hostOf(state, 'nobody'))).toBe('RB7008');
  });
});

describe('the way in', () => {
  test('goes from the desk through each hop, and checks the host key at each', () => {
    const argv = labSshCommand(state, 'off', ['bastion'], ['uptime']);
    expect(argv.slice(0, 4)).toEqual(['nsenter', '--net=/run/netns/rb-desk', '--', 'ssh']);
    expect(argv.slice(-2)).toEqual(['ops@198.18.20.10', 'uptime']);
    const proxy = argv.find((word) => word.startsWith('ProxyCommand='));
    expect(proxy).toBe(
      'ProxyCommand=ssh -F none -o IdentitiesOnly=yes -o UserKnownHostsFile=/lab/known_hosts -i /lab/id -p 22 -W %h:%p ops@198.18.20.10',
    );
    expect(argv.filter((word) => word.startsWith('StrictHostKeyChecking'))).toEqual([]);
  });

  test.each([
    { words: ['uptime'], remote: 'uptime' },
    { words: ['cd /; ls'], remote: 'cd /; ls' },
    { words: ['sudo', 'sh', '-c', "echo it's >> /etc/motd"], remote: String.raw`sudo sh -c 'echo it'\''s >> /etc/motd'` },
  ])('a command of several words arrives as it was written: $words', ({ words, remote }) => {
    expect(labSshCommand(state, 'off', [], words).slice(-2)).toEqual(['ops@198.18.20.10', remote]);
  });
});
