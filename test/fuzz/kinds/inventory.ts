import fc from 'fast-check';
import type { FuzzKind, Texts } from '../fuzz-kind.ts';
import { textOf } from '../fuzz-kind.ts';
import { judgeSite } from '../site-folder.ts';
import { spoilText, textChanges } from '../spoil-text.ts';
import { changeTree, isMapping, mapping, oddValues, treeChanges, type Mapping, type Tree } from '../tree.ts';
import { chooser, writeYaml } from '../write-yaml.ts';
import { yamlTokens } from '../../support/yaml-tokens.ts';

const keys = [
  'lab',
  'ssh',
  'zones',
  'hosts',
  'groups',
  'services',
  'flows',
  'vars',
  'user',
  'port',
  'key',
  'agent',
  'ahead',
  'cidr',
  'via',
  'online',
  'concurrency',
  'zone',
  'address',
  'connection',
  'host_keys',
  'children',
  'from',
  'to',
  'ports',
  'over',
  'purpose',
  'ticket',
  'secret',
  'file',
  'age',
  'env',
  'prompt',
  'mgmt',
  'dmz',
  'bastion',
  'relay-1',
  'relay',
  'edge',
];
const words = [
  'mgmt',
  'dmz',
  'app',
  'bastion',
  'relay-1',
  'relay-2',
  'app-1',
  'app-2',
  'relay',
  'edge',
  'apps',
  'repo',
  'all',
  'local',
  'ssh',
  'openssh',
  'wg0',
  `SHA256:${'A'.repeat(43)}`,
];
const values = fc.oneof({ arbitrary: fc.constantFrom<Tree[]>(...words), weight: 2 }, { arbitrary: oddValues, weight: 3 });

const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined, freq: 2 });
const ssh: fc.Arbitrary<Tree> = fc
  .record({
    user: some(fc.constantFrom('ops', 'root')),
    port: some(fc.constantFrom(22, 2222)),
    key: some(fc.constantFrom<Tree[]>('~/.ssh/id', ['keys/a', '/keys/b'])),
    agent: some(fc.boolean()),
    ahead: some(fc.boolean()),
  })
  .map(mapping);
const vars: fc.Arbitrary<Tree> = fc
  .record({
    port: fc.constantFrom(80, 443),
    domain: some(fc.constantFrom('site.example', '{{inventory.name}}.example', '${ host.name + "." + vars.zone_name }')),
    zone_name: fc.constant('z'),
    token: some(
      fc.constantFrom<Tree[]>(
        mapping({ secret: mapping({ file: 'secrets/token' }) }),
        mapping({ secret: mapping({ env: 'TOKEN' }) }),
        mapping({ secret: mapping({ prompt: true }) }),
      ),
    ),
  })
  .map(mapping);
const ports = fc.subarray(['22/tcp', '443/tcp', '51820/udp', '8000-8010/tcp', '53/udp'], { minLength: 1 });
const end = fc.constantFrom<Tree[]>('mgmt', 'dmz', 'app', 'bastion', 'relay', 'relay-1', 'app-1', 'repo', 'all', ['relay', 'app']);
const flow = fc
  .record({ from: end, to: end, ports, over: some(fc.constant('wg0')), purpose: fc.constant('work'), ticket: some(fc.constant('CHG-1')) })
  .map(mapping);
const host = (zone: string, address: string, groups: readonly string[]): fc.Arbitrary<Tree> =>
  fc
    .record({
      groups: some(fc.subarray([...groups])),
      ssh: some(ssh),
      vars: some(vars),
      host_keys: some(fc.constant([`SHA256:${'B'.repeat(43)}`])),
      via: some(fc.constant<Tree>('bastion')),
    })
    .map((more) => mapping({ zone, address, ...more, ...(zone === 'mgmt' ? { via: undefined } : {}) }));

/** Inventories without a mistake, or with one that only follows from flows. */
const sound: fc.Arbitrary<Mapping> = fc
  .record({
    lab: some(fc.boolean()),
    ssh: ssh.map((one) => one),
    bastion: host('mgmt', '198.18.20.10', []),
    relay1: host('dmz', '198.18.10.11', ['relay']),
    relay2: host('dmz', '198.18.10.12', ['relay', 'edge']),
    app1: host('app', '198.18.30.11', ['apps']),
    app2: host('app', '198.18.31.12', ['apps']),
    vars: some(vars),
    zoneVars: some(vars),
    groupSsh: some(ssh),
    children: some(fc.constantFrom<Tree[]>(['edge'], ['apps'], ['everything'], 'edge')),
    flows: fc.array(flow, { maxLength: 5 }),
    services: fc.boolean(),
  })
  .map((one) =>
    mapping({
      lab: one.lab,
      ssh: { entries: [['user', 'ops'], ...(isMapping(one.ssh) ? one.ssh.entries.filter(([key]) => key !== 'user') : [])] },
      zones: mapping({
        mgmt: mapping({ cidr: '198.18.20.0/24' }),
        dmz: mapping({ cidr: '198.18.10.0/24', via: 'bastion', vars: one.zoneVars }),
        app: mapping({ cidr: ['198.18.30.0/24', '198.18.31.0/24'], via: ['bastion', 'relay-1'], online: false, concurrency: 3 }),
      }),
      hosts: mapping({ bastion: one.bastion, 'relay-1': one.relay1, 'relay-2': one.relay2, 'app-1': one.app1, 'app-2': one.app2 }),
      groups: mapping({
        everything: mapping({ children: ['relay', 'apps'], ssh: one.groupSsh }),
        relay: mapping({ hosts: ['relay-1'], children: one.children }),
        apps: mapping({ hosts: ['app-1'] }),
        edge: mapping({}),
      }),
      services: mapping({ repo: mapping({ address: '203.0.113.7' }) }),
      flows: one.flows,
      vars: one.vars ?? mapping({ port: 80 }),
    }),
  );

/** Inventories of which one thing is large: what costs little for ten hosts must not cost everything for some thousands. */
const large: fc.Arbitrary<string> = fc
  .record({
    what: fc.constantFrom('groups in groups', 'hosts behind hosts', 'zones', 'hosts', 'keys', 'unknown names', 'flows', 'one long name'),
    count: fc.constantFrom(300, 3000),
  })
  .map(({ what, count }) => {
    const lines = (make: (index: number) => string): string => Array.from({ length: count }, (_, index) => make(index)).join('');
    const zone = 'zones:\n  z: { cidr: 10.0.0.0/8 }\n';
    const address = (index: number): string => `10.${Math.floor(index / 65_536)}.${Math.floor(index / 256) % 256}.${index % 256}`;
    switch (what) {
      case 'groups in groups':
        return `${zone}groups:\n${lines((index) => `  g${index}: { children: [g${index + 1}] }\n`)}  g${count}: {}\n`;
      case 'hosts behind hosts':
        return `${zone}ssh: { user: a }\nhosts:\n${lines((index) => `  h${index}: { zone: z, address: ${address(index + 1)}, via: [h${index + 1}] }\n`)}  h${count}: { zone: z, address: 10.9.9.9 }\n`;
      case 'zones':
        return `zones:\n${lines((index) => `  z${index}: { cidr: ${address(index)}/32 }\n`)}`;
      case 'hosts':
        return `${zone}ssh: { user: a }\nhosts:\n${lines((index) => `  h${index}: { zone: z, address: ${address(index)}, groups: [g${index}] }\n`)}`;
      case 'keys':
        return lines((index) => `k${index}: v\n`);
      case 'unknown names':
        return `${zone}groups:\n${lines((index) => `  g${index}: { hosts: [host-number-${index}], children: [gg${index}] }\n`)}`;
      case 'flows':
        return `${zone}ssh: { user: a }\nhosts: { h: { zone: z, address: 10.0.0.1 } }\nflows:\n${lines((index) => `  - { from: h, to: z, ports: [${(index % 60_000) + 1}/tcp], purpose: p }\n`)}`;
      default:
        return `${zone}hosts:\n  ${'h'.repeat(count * 20)}: { zone: ${'z'.repeat(count * 20)}, address: 10.0.0.1 }\n`;
    }
  });

const tokens = [...yamlTokens, '  ', ', ', 'via: ', 'null', '__proto__: {}', '\u202E', '\uE000'];
const tree = fc
  .tuple(sound, treeChanges(keys, values, 3))
  .map(([before, changes]) => changes.reduce<Tree>((now, change) => changeTree(now, change), before));
const written = fc.tuple(tree, fc.nat()).map(([one, ways]) => writeYaml(one, chooser(ways)));
const inputs: fc.Arbitrary<Texts> = fc
  .oneof(
    { arbitrary: written, weight: 1600 },
    { arbitrary: fc.tuple(written, textChanges(tokens, 2)).map(([text, changes]) => spoilText(text, changes)), weight: 395 },
    { arbitrary: large, weight: 5 },
  )
  .map((text) => ({ inventory: text }));

/** Rules, relays, tunnels and names that follow from the inventory, so that they are made of what was written. */
const tasks = `- name: Rules
  when: vars.port != 0
  command: { name: "\${ string(firewall_rules().size()) }", argv: ["true"] }
- name: Names
  command: { name: "names \${ string(size(host_entries())) } \${ string(size(relay_frontends())) } \${ string(size(tunnel_peers('wg0'))) }", argv: ["true"] }
- name: Page
  file: { path: /srv/page, template: page.hbs, mode: "0644" }
`;

/** Inventories, with what follows from them. */
export const inventory: FuzzKind = {
  name: 'inventory',
  share: 14,
  sources: [
    'definition/inventory-load.ts',
    'definition/inventory-parts.ts',
    'definition/inventory-check.ts',
    'definition/inventory-resolve.ts',
    'definition/shape.ts',
    'definition/suggest.ts',
    'definition/secrets.ts',
    'definition/select-hosts.ts',
    'definition/var-nodes.ts',
    'core/flows',
    'definition/roots.ts',
    'definition/site-functions.ts',
    'definition/validate.ts',
  ],
  inputs,
  judge: (input) =>
    judgeSite({
      'inventory/site.yml': textOf(input, 'inventory'),
      'roles/web/tasks.yml': tasks,
      'roles/web/templates/page.hbs': '{{title}} on {{host.name}}:{{port}}\n',
    }),
};
