import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../src/core/facts.ts';
import { hasHole, holesOf } from '../../../src/core/hole.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import type { Resource } from '../../../src/core/resource.ts';
import { expandSite, loadSite, validateSite, type Site } from '../../../src/definition/site.ts';
import { DEBIAN, RHEL } from '../../support/bind.ts';

const project = join(import.meta.dirname, '../../..');
const rhelHosts = ['cp-3', 'worker-2'];

/** The site of the rehearsal lab with the roles as they are shipped. */
function load(extraVars: JsonObject = {}): Site {
  return loadSite({
    inventoryFolder: join(project, 'inventory/lab'),
    inventoryOptions: { home: '/home/nobody' },
    playbookFile: join(project, 'playbooks/site.yml'),
    rolesFolder: join(project, 'roles'),
    extraVars,
  });
}

/** What each host is to have, by host name. */
function expand(site: Site, ofRhel: readonly string[] = rhelHosts): ReadonlyMap<string, readonly Resource[]> {
  const facts = new Map<string, Facts>(
    site.inventory.hosts.map((host) => [host.name, { ...(ofRhel.includes(host.name) ? RHEL : DEBIAN), hostname: host.name }]),
  );
  const { hosts, diagnostics } = expandSite(site, facts, () => undefined);
  expect(diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
  return new Map(
    [...hosts].map(([name, items]) => [
      name,
      items.map((item) => {
        if ('resource' in item) return item.resource;
        throw new Error(`${name}: ${item.deferred.task} waits for ${item.deferred.until}`);
      }),
    ]),
  );
}

const site = load();
const resources = expand(site);
const addressesOf = (host: string): readonly string[] => (resources.get(host) ?? []).map((one) => one.address);
const find = (host: string, address: string, among = resources): Resource => {
  const found = among.get(host)?.find((one) => one.address === address);
  if (found === undefined) throw new Error(`${host} has no ${address}`);
  return found;
};
/** The text that a resource would write where nothing stands yet. */
function writtenBy(resource: Resource, at = ''): string {
  const { actions } = resource.converge({ kind: 'create', fields: [] }, { present: false, state: 'absent' });
  const write = actions.find((action) => action.do === 'write' && (at === '' || action.path === at));
  if (write?.do !== 'write' || !('text' in write.content)) throw new Error(`${resource.address} writes no text`);
  return write.content.text;
}

describe('the shipped roles', () => {
  const names = readdirSync(join(project, 'roles'));

  test('are those of the site', () => {
    expect(names.sort()).toEqual(['base', 'firewall', 'haproxy', 'ip_forwarding', 'kubeadm', 'selinux', 'wireguard']);
  });

  test('are well written, with the lab as their site', () => {
    expect(validateSite(site).filter((one) => one.severity === 'error')).toEqual([]);
  });

  test.each(names)('%s says what it is for, and explains its defaults', (name) => {
    expect(site.roles.get(name)?.description).toMatch(/\w/u);
    const lines = readFileSync(join(project, 'roles', name, 'defaults.yml'), 'utf8').split('\n');
    const settings = lines.filter((line) => /^ {2}[a-z_]+:/u.test(line));
    expect(settings.length).toBeGreaterThan(0);
    expect(lines.filter((line) => /^ *#/u.test(line)).length).toBeGreaterThan(0);
  });

  test('use no command: what needs one becomes a resource type', () => {
    const types = [...site.roles.values()].flatMap((role) => role.tasks.map((task) => task.type));
    expect(types.length).toBeGreaterThan(20);
    expect(types).not.toContain('command');
  });

  test('say what an approver should know', () => {
    expect(site.roles.get('selinux')?.note).toMatch(/permissive/u);
    expect(site.roles.get('kubeadm')?.note).toMatch(/cannot be taken back/u);
  });
});

describe('on every host', () => {
  const firewallOf = (family: 'ufw' | 'firewalld') => [
    'file:/etc/motd',
    'hosts_block:site',
    'selinux',
    'package:nftables',
    'firewall_table:runbook',
    `service:${family}`,
    'sysctl:net.ipv4.ip_forward',
    'sysctl:net.ipv4.conf.all.rp_filter',
    'sysctl:net.ipv4.conf.all.send_redirects',
    'sysctl:net/ipv4/conf/eth0/send_redirects',
    'sysctl:net.ipv4.conf.default.send_redirects',
    'sysctl:net.ipv4.conf.all.accept_redirects',
  ];

  test.each([
    ['bastion', 'ufw'],
    ['cp-3', 'firewalld'],
  ] as const)('%s gets names, SELinux, firewall and forwarding, in this order', (host, family) => {
    expect(addressesOf(host).slice(0, firewallOf(family).length)).toEqual(firewallOf(family));
  });

  test('the firewall lets runbook in, and drops by default before forwarding is on', () => {
    for (const [host] of resources) {
      const order = addressesOf(host);
      expect(order.indexOf('firewall_table:runbook')).toBeLessThan(order.indexOf('sysctl:net.ipv4.ip_forward'));
      const rules = writtenBy(find(host, 'firewall_table:runbook'));
      expect(rules).toMatch(/hook forward priority filter; policy drop;/u);
      expect(rules).toMatch(
        host === 'bastion' ? /ip saddr \{ 198\.18\.1\.0\/24 \} tcp dport \{ 22 \}/u : /ip saddr \{ 198\.18\.20\.10 \} tcp dport \{ 22 \}/u,
      );
    }
  });

  test('what pods send is left to the cluster, on its hosts only', () => {
    expect(writtenBy(find('worker-2', 'firewall_table:runbook'))).toContain('ip saddr { 10.244.0.0/16 } accept');
    expect(writtenBy(find('relay-1', 'firewall_table:runbook'))).not.toContain('10.244.0.0/16');
  });

  test('pods reach the API server and the kubelet of their own node, and not its sshd', () => {
    const open = (host: string): readonly string[] =>
      [
        ...writtenBy(find(host, 'firewall_table:runbook')).matchAll(/ip saddr \{[^}]*10\.244\.0\.0\/16[^}]*\} tcp dport \{ ([^}]*) \}/gu),
      ].map((match) => match[1] ?? '');
    expect(open('cp-2')).toEqual(['6443', '2379-2380', '10250']);
    expect(open('worker-2')).toEqual(['10250']);
  });

  test('every host is known by name', () => {
    const block = find('relay-2', 'hosts_block:site').desired['entries'];
    expect(block).toContain('198.18.30.21\tworker-1');
    expect(block).toContain('198.18.20.2\tpackages');
  });

  test.each([
    ['bastion', ['package:systemd-timesyncd', 'package:chrony', 'file:/etc/chrony/chrony.conf', 'service:chrony']],
    ['worker-2', ['package:chrony', 'file:/etc/chrony.conf', 'service:chronyd']],
  ])('time servers of the site are used on %s, where the site has some', (host, wanted) => {
    const timed = expand(load({ base: { time_servers: ['198.18.20.2'] } }));
    expect((timed.get(host) ?? []).map((one) => one.address).filter((address) => /chrony|timesyncd/u.test(address))).toEqual(wanted);
    expect(writtenBy(find(host, wanted.find((address) => address.startsWith('file:')) ?? '', timed))).toMatch(
      /^server 198\.18\.20\.2 iburst\n[^]*^makestep 1 3$/mu,
    );
    expect(addressesOf(host).filter((address) => /chrony|timesyncd/u.test(address))).toEqual([]);
  });
});

describe('the tunnel', () => {
  test('waits for the keys of the other side', () => {
    const text = writtenBy(find('relay-1', 'wireguard_tunnel:wg0'));
    expect(holesOf(text)).toMatchObject([
      { kind: 'output', host: 'cp-1', address: 'wireguard_key:/etc/wireguard/wg0.key', output: 'public_key', secret: false },
    ]);
    expect(text).not.toContain('PrivateKey');
    expect(text).not.toContain('SaveConfig');
  });

  test('is opened by the inside only', () => {
    expect(writtenBy(find('cp-1', 'wireguard_tunnel:wg0'))).toMatch(/Endpoint = 198\.18\.10\.11:51820\nPersistentKeepalive = 25/u);
    expect(writtenBy(find('relay-1', 'wireguard_tunnel:wg0'))).not.toMatch(/Endpoint|PersistentKeepalive/u);
  });
});

describe('the relay', () => {
  const text = writtenBy(find('relay-1', 'file:/etc/haproxy/haproxy.cfg'));

  test('listens on its own address and reaches servers by address', () => {
    expect(text).toContain('\n    bind 198.18.10.11:80\n');
    expect([...text.matchAll(/^ {4}server (.*)$/gmu)].map((match) => match[1])).toEqual([
      'worker-1 198.18.30.21:8080 check',
      'worker-2 198.18.30.22:8080 check',
    ]);
  });

  test('reloads without refusing a connection, and old processes end', () => {
    expect(text).toMatch(/^ {4}stats socket \S+ mode 600 level admin expose-fd listeners$/mu);
    expect(text).toMatch(/^ {4}hard-stop-after \S+$/mu);
    const [update] = find('relay-1', 'service:haproxy').converge(
      { kind: 'update', fields: [{ field: 'config', after: 'current' }] },
      { load: 'loaded', active: 'active', boot: 'enabled', running: true, config: 'stale' },
    ).actions;
    expect(update).toMatchObject({ argv: ['systemctl', 'reload', 'haproxy'] });
  });

  test('has its candidate checked by the installed program', () => {
    const { actions } = find('relay-1', 'file:/etc/haproxy/haproxy.cfg').converge({ kind: 'create', fields: [] }, { present: false });
    expect(actions[0]).toMatchObject({ do: 'write', validate: ['haproxy', '-c', '-f', '%s'] });
    const onRhel = expand(site, ['relay-1']);
    const [write] = find('relay-1', 'file:/etc/haproxy/haproxy.cfg', onRhel).converge(
      { kind: 'create', fields: [] },
      { present: false },
    ).actions;
    expect(write).toMatchObject({ validate: ['haproxy', '-c', '-f', '%s', '-f', '/etc/haproxy/conf.d'] });
  });
});

describe('a node of the cluster', () => {
  const clusterOf = (host: string): readonly string[] =>
    addressesOf(host).filter((address) => /^(?:kubeadm_|swap|kernel_module|hosts_entry)/u.test(address));
  const prepared = ['swap', 'kernel_module:overlay', 'kernel_module:br_netfilter', 'hosts_entry:api.site.lab'];

  test.each([
    ['cp-1', [...prepared, 'kubeadm_config:/etc/kubernetes/kubeadm.yaml', 'kubeadm_cluster:site']],
    ['cp-2', [...prepared, 'kubeadm_node:site']],
    ['worker-1', [...prepared, 'kubeadm_node:site']],
    ['relay-1', []],
  ])('%s is prepared before it joins', (host, wanted) => {
    expect(clusterOf(host)).toEqual(wanted);
  });

  test('bridged traffic has its parameters after their module', () => {
    const order = addressesOf('worker-1');
    expect(order.indexOf('kernel_module:br_netfilter')).toBeLessThan(order.indexOf('sysctl:net.bridge.bridge-nf-call-iptables'));
  });

  test.each([
    ['cp-2', 'package:containerd', false],
    ['cp-3', 'package:containerd.io', true],
  ])('%s gets what its family calls the packages', (host, runtime, isRhel) => {
    expect(addressesOf(host)).toContain(runtime);
    expect(addressesOf(host).includes('package:iproute-tc')).toBe(isRhel);
  });

  test('runtime and kubelet agree on groups and on the pause image', () => {
    const runtime = writtenBy(find('cp-1', 'file:/etc/containerd/config.toml'));
    expect(runtime).toMatch(/^version = 2$/mu);
    expect(runtime).toContain('sandbox_image = "registry.k8s.io/pause:3.2"');
    expect(runtime).toContain('SystemdCgroup = true');
    expect(writtenBy(find('cp-1', 'kubeadm_config:/etc/kubernetes/kubeadm.yaml'))).toContain('cgroupDriver: systemd');
    const newer = expand(load({ kubeadm: { containerd_config: 3 } }));
    expect(writtenBy(find('cp-1', 'file:/etc/containerd/config.toml', newer))).toMatch(
      /^version = 3$[^]*pinned_images\]\n {2}sandbox = "registry\.k8s\.io\/pause:3\.2"/mu,
    );
  });

  test('joins with secrets that are made then, in a file and in no argument', () => {
    const node = find('cp-2', 'kubeadm_node:site');
    const holes = holesOf(writtenBy(node)).map((hole) =>
      hole.kind === 'output' ? `${hole.host} ${hole.output}${hole.secret ? ' secret' : ''}` : hole.kind,
    );
    expect(holes).toEqual(['cp-1 join_token secret', 'cp-1 ca_hash', 'cp-1 certificate_key secret']);
    const { actions } = node.converge({ kind: 'create', fields: [] }, { present: false, state: 'absent' });
    expect(actions.flatMap((action) => (action.do === 'run' ? action.argv : [])).filter((word) => hasHole(word))).toEqual([]);
    expect(holesOf(writtenBy(find('worker-1', 'kubeadm_node:site'))).map((hole) => (hole.kind === 'output' ? hole.output : ''))).toEqual([
      'join_token',
      'ca_hash',
    ]);
  });

  test('kubelet is looked at when the node has joined', () => {
    const order = addressesOf('worker-1');
    expect(order.indexOf('service:kubelet')).toBe(order.indexOf('kubeadm_node:site') + 1);
  });
});
