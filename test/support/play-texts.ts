import type { CodeEntry } from '../../src/core/codes/entry.ts';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { Inventory } from '../../src/core/inventory.ts';
import { wrongKey } from './play-plan.ts';

const longLine = `  relay-1: { vars: { note: "${'a long note about this host, '.repeat(3)}" }, address: 198.18.10.11, zone: dmzz, groups: [relay], host_keys: ["SHA256:AAAA"] }`;

/** Diagnostics of each shape: with and without a place, in Korean text, after tabs, on a long line, of many hosts, about a step, bare. */
export const sampleDiagnostics: readonly Diagnostic[] = [
  wrongKey,
  ...['cp-1', 'cp-2', 'cp-3', 'worker-1', 'worker-2', 'worker-3', 'worker-4', 'worker-5', 'worker-6', 'worker-7'].map(
    (host): Diagnostic => ({
      code: 'RB2007',
      severity: 'error',
      what: 'the bastion refuses to forward',
      host,
      why: 'sshd of the bastion answered "administratively prohibited": AllowTcpForwarding is off there.',
      mend: 'In sshd_config of the bastion: AllowTcpForwarding yes, for the group of operators at least.',
    }),
  ),
  { code: 'RB9999', severity: 'warning', what: 'nothing more is known' },
  {
    code: 'RB3102',
    severity: 'error',
    what: 'unknown key "adress"',
    source: { file: 'inventory/site/hosts.yml', line: 120, column: 13, text: "  '중계-1': { adress: 198.18.10.11, zone: dmz }" },
    why: 'A host has: address, groups, host_keys, ssh, vars, zone.',
    mend: 'Did you mean "address"?',
  },
  {
    code: 'RB3105',
    severity: 'error',
    what: 'the zone "dmzz" does not exist',
    source: {
      file: 'inventory/site/hosts.yml',
      line: 7,
      column: longLine.indexOf('dmzz') + 1,
      text: longLine,
    },
    mend: 'Zones are: mgmt, dmz, internal.',
  },
  {
    code: 'RB3103',
    severity: 'error',
    what: 'a tab where YAML wants spaces',
    source: { file: 'inventory/site/hosts.yml', line: 9, column: 2, text: '\tcp-1: {}' },
    mend: 'Write spaces.',
  },
  {
    code: 'RB4101',
    severity: 'error',
    what: 'haproxy refuses the candidate (exit code 1)',
    host: 'relay-1',
    address: 'file:/etc/haproxy/haproxy.cfg',
    why: 'The host said:\n\u001B[31m[ALERT]\u001B[0m parsing [haproxy.cfg:27]: unknown keyword',
  },
];

/** What the catalogue says of a code. */
export const sampleEntry: CodeEntry = {
  title: { en: 'A host does not answer', ko: '호스트가 응답하지 않음' },
  why: {
    en: 'The last hop opened the way, but nothing answered on the ssh port within the time limit of connecting.',
    ko: '마지막 경유지까지는 연결되었지만 연결 제한 시간 안에 ssh 포트에서 응답이 없었습니다. 호스트가 꺼져 있거나 방화벽이 막고 있을 수 있습니다.',
  },
  mend: {
    en: 'Check that the host runs and that the flow to it is open.',
    ko: '호스트가 켜져 있는지, 그리고 그 호스트로 가는 흐름이 열려 있는지 확인하십시오.',
  },
  exit: 4,
};

const ssh = { user: 'ops', port: 22, keys: [], agent: true };

/** A small inventory with everything that a list shows. */
export const sampleInventory: Inventory = {
  name: 'lab',
  folder: '/srv/site/inventory/lab',
  lab: true,
  zones: [
    { name: 'mgmt', cidrs: ['198.18.20.0/24'], via: [], online: true },
    { name: 'internal', cidrs: ['198.18.30.0/24', '198.18.31.0/24'], via: ['edge', 'bastion'], online: false },
  ],
  hosts: [
    { name: 'bastion', zone: 'mgmt', address: '198.18.20.10', groups: [], via: [], ssh, hostKeys: [], vars: {} },
    {
      name: 'cp-1',
      zone: 'internal',
      address: '198.18.30.11',
      groups: ['control_plane', 'gateway', 'cluster', 'tunnel', 'storage'],
      via: ['edge', 'bastion'],
      ssh,
      hostKeys: [],
      vars: {},
    },
  ],
  groups: [],
  services: [{ name: 'time', address: '198.18.20.99' }],
  flows: [
    { from: ['bastion'], to: ['internal'], ports: [{ protocol: 'tcp', first: 22, last: 22 }], purpose: 'administration' },
    {
      from: ['relay'],
      to: ['worker', 'control_plane'],
      ports: [
        { protocol: 'tcp', first: 8080, last: 8090 },
        { protocol: 'udp', first: 53, last: 53 },
      ],
      over: 'wg0',
      purpose: 'portal service of the inside, for people',
      ticket: 'SEC-1042',
    },
  ],
};
