import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RunbookError } from '../../../src/core/diagnostic.ts';
import { inventoryKeys } from '../../../src/definition/inventory-parts.ts';
import { expandSite, loadInventory, loadSite, validateSite } from '../../../src/definition/site.ts';
import type { InventoryOptions } from '../../../src/definition/site.ts';
import { factsOfAll, withProject } from '../../support/written-site.ts';

const project = join(import.meta.dirname, '../../..');

function inventoryOf(text: string, options: Partial<InventoryOptions> = {}): ReturnType<typeof loadInventory> {
  return withProject({ 'inventory/site.yml': text }, (folder) =>
    loadInventory(join(folder, 'inventory'), { home: '/home/ops', ...options }),
  );
}

const zones = `
ssh: { user: ops, key: [~/.ssh/a, keys/b, /abs/c] }
zones:
  desk: { cidr: 10.0.0.0/24 }
  dmz: { cidr: 10.1.0.0/24, via: bastion, ssh: { user: zone, port: 2222 }, vars: { level: zone, map: { a: zone, z: 1 }, list: [1, 2] } }
  deep: { cidr: 10.2.0.0/24, via: inner }
  chain: { cidr: 10.3.0.0/24, via: [bastion, relay] }
hosts:
  bastion: { zone: desk, address: 10.0.0.1 }
  relay: { zone: dmz, address: 10.1.0.1 }
  inner: { zone: deep, address: 10.2.0.1, via: relay }
  node: { zone: deep, address: 10.2.0.2, groups: [child], ssh: { user: host } }
  leaf: { zone: chain, address: 10.3.0.1, groups: [child, other] }
  self: { zone: dmz, address: 10.1.0.9, via: [bastion, self], groups: [child], vars: { level: host, map: { a: host }, list: [3] } }
groups:
  child: { ssh: { user: child }, vars: { level: child, map: { c: 1 } } }
  parent: { children: [child], ssh: { user: parent, port: 1 }, vars: { level: parent, map: { a: parent, p: 1 } } }
  other: { hosts: [node] }
vars: { level: inventory, map: { a: inventory, i: 1 }, only: here }
`;

test('the way to a host goes through every hop before it', () => {
  const ways = Object.fromEntries(inventoryOf(zones).hosts.map((host) => [host.name, host.via.join(' ')]));
  expect(ways).toEqual({
    bastion: '',
    relay: 'bastion',
    inner: 'bastion relay',
    node: 'bastion relay inner',
    leaf: 'bastion relay',
    self: 'bastion',
  });
});

test('sixteen hosts may stand one behind the other; more are a mistake, told once and soon', () => {
  const chain = (count: number): string => {
    const hosts = Array.from({ length: count }, (_, index) => {
      const via = index + 1 < count ? `, via: h${index + 1}` : '';
      return `  h${index}: { zone: z, address: 10.0.${index >> 8}.${index & 255}${via} }\n`;
    });
    return `ssh: { user: ops }\nzones:\n  z: { cidr: 10.0.0.0/8 }\nhosts:\n${hosts.join('')}`;
  };
  expect(inventoryOf(chain(17)).hosts[0]?.via.length).toBe(16);
  expect(codesOf(() => inventoryOf(chain(18)))).toEqual(['RB1116']);
  const startedMs = performance.now();
  expect(codesOf(() => inventoryOf(chain(3000)))).toEqual(['RB1116']);
  expect(performance.now() - startedMs).toBeLessThan(20_000);
});

test('a host is in the groups of its groups, parents first, and groups list their hosts', () => {
  const inventory = inventoryOf(zones);
  const groups = (name: string): readonly string[] | undefined => inventory.hosts.find((host) => host.name === name)?.groups;
  expect(groups('node')).toEqual(['parent', 'child', 'other']);
  expect(groups('leaf')).toEqual(['parent', 'child', 'other']);
  expect(groups('bastion')).toEqual([]);
  expect(inventory.groups).toContainEqual({ name: 'parent', hosts: ['node', 'leaf', 'self'] });
});

test('the nearest login setting wins, each key by itself', () => {
  const logins = Object.fromEntries(
    inventoryOf(zones, { defaultUser: 'nobody' }).hosts.map((host) => [host.name, `${host.ssh.user}:${host.ssh.port}`]),
  );
  expect(logins).toEqual({ bastion: 'ops:22', relay: 'zone:2222', inner: 'ops:22', node: 'host:1', leaf: 'child:1', self: 'child:1' });
});

test('key paths begin at home or at the inventory', () => {
  const keys = withProject({ 'inventory/site.yml': zones }, (folder) => {
    const inventory = loadInventory(join(folder, 'inventory'), { home: '/home/ops' });
    return inventory.hosts[0]?.ssh.keys.map((key) => key.replace(folder, 'PROJECT'));
  });
  expect(keys).toEqual(['/home/ops/.ssh/a', 'PROJECT/inventory/keys/b', '/abs/c']);
});

test('what the command line says about logging in wins over all', () => {
  const { hosts } = inventoryOf(zones, { user: 'me', privateKey: '/k' });
  expect(hosts.map((host) => `${host.ssh.user} ${host.ssh.keys.join()}`)).toEqual(hosts.map(() => 'me /k'));
});

test('whether anything may be sent ahead is said as all about logging in, the nearest first; unsaid it may', () => {
  expect(inventoryOf(zones).hosts[0]?.ssh.ahead).toBeUndefined();
  const said = inventoryOf(
    zones.replace('ssh: { user: ops,', 'ssh: { ahead: false, user: ops,').replace('ssh: { user: zone,', 'ssh: { ahead: true, user: zone,'),
  );
  const ahead = Object.fromEntries(said.hosts.map((host) => [host.name, host.ssh.ahead]));
  expect(ahead).toMatchObject({ bastion: false, relay: true, node: false });
});

test('an inventory of the lab takes its keys from the lab and leaves the agent alone', () => {
  const text = `lab: true${zones}`;
  expect(inventoryOf(text, { lab: { keys: ['/lab/key'] } }).hosts[0]?.ssh).toEqual({
    user: 'ops',
    port: 22,
    keys: ['/lab/key'],
    agent: false,
  });
  expect(inventoryOf(zones, { lab: { keys: ['/lab/key'] } }).hosts[0]?.ssh.agent).toBe(true);
});

test('variables of a host: inventory, zone, groups from parent to child, host; mappings are merged, lists replaced', () => {
  const vars = Object.fromEntries(inventoryOf(zones).hosts.map((host) => [host.name, host.vars]));
  expect(vars['bastion']).toEqual({ level: 'inventory', map: { a: 'inventory', i: 1 }, only: 'here' });
  expect(vars['relay']).toEqual({ level: 'zone', map: { a: 'zone', i: 1, z: 1 }, list: [1, 2], only: 'here' });
  expect(vars['node']).toEqual({ level: 'child', map: { a: 'parent', i: 1, p: 1, c: 1 }, only: 'here' });
  expect(vars['self']).toEqual({ level: 'host', map: { a: 'host', i: 1, z: 1, p: 1, c: 1 }, list: [3], only: 'here' });
});

test('the files of a folder are one inventory', () => {
  const files = {
    'inventory/a.yml': 'ssh: { user: ops }\nzones: { z: { cidr: 10.0.0.0/24 } }\nvars: { a: 1 }\n',
    'inventory/b.yml': 'hosts: { h: { zone: z, address: 10.0.0.1 } }\nvars: { b: 2 }\n',
    'inventory/notes.txt': 'not read: [',
  };
  const inventory = withProject(files, (folder) => loadInventory(join(folder, 'inventory'), { home: '/' }));
  expect(inventory.hosts.map((host) => host.vars)).toEqual([{ a: 1, b: 2 }]);
  const doubled = {
    ...files,
    'inventory/b.yml': 'hosts: { h: { zone: z, address: 10.0.0.1 } }\nzones: { z: { cidr: 10.1.0.0/24 } }\nvars: { a: 2 }\n',
  };
  const codes = withProject(doubled, (folder) => codesOf(() => loadInventory(join(folder, 'inventory'), { home: '/' })));
  expect(codes).toEqual(['RB1004', 'RB1100']);
});

function codesOf(act: () => unknown): readonly string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (error instanceof RunbookError) return error.diagnostics.map((one) => one.code);
    throw error;
  }
}

test.each([['/nowhere/at/all'], [project]])('no inventory in %s', (folder) => {
  expect(codesOf(() => loadInventory(folder, { home: '/' }))).toEqual(['RB1113']);
});

function siteOf(name: string): ReturnType<typeof loadSite> {
  return loadSite({
    inventoryFolder: join(project, 'inventory', name),
    inventoryOptions: { home: '/home/ops', projectFolder: project },
    playbookFile: join(project, 'playbooks/site.yml'),
    rolesFolder: join(project, 'roles'),
  });
}

test.each(['lab', 'example'])('inventory/%s and the site playbook are without an error, and expand for every host', (name) => {
  const site = siteOf(name);
  expect(validateSite(site).filter((one) => one.severity === 'error')).toEqual([]);
  const expansion = expandSite(site, factsOfAll(site), () => undefined);
  expect(expansion.diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
  expect([...expansion.hosts.keys()]).toEqual(site.inventory.hosts.map((host) => host.name));
});

test('in the lab the bastion is reached directly and all others through it', () => {
  expect(siteOf('lab').inventory.hosts.map((host) => host.via.join())).toEqual(['', ...Array.from({ length: 7 }, () => 'bastion')]);
});

test('inventory/example shows every key, with a comment', () => {
  const text = readFileSync(join(project, 'inventory/example/site.yml'), 'utf8');
  const keys = [...new Set(Object.values(inventoryKeys).flat()), 'file', 'env', 'prompt'];
  expect(keys.filter((key) => !new RegExp(`(^|[{,]) *${key}:`, 'mu').test(text))).toEqual([]);
});
