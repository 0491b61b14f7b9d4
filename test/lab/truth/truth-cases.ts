import type { JsonObject } from '../../../src/core/json.ts';

/** A resource that a round of the truth law declares. */
export interface TruthCase {
  readonly type: string;
  readonly params: JsonObject;
  /** The one host for which it makes a difference; else it does for both. */
  readonly only?: 'deb' | 'el';
  /** True for what only looks, and so never changes a host. */
  readonly looks?: true;
}

/** One apply: its resources change what no other of the round changes. */
export interface TruthRound {
  readonly title: string;
  readonly cases: readonly TruthCase[];
  /** Shell as root on each host before it, for what no resource brings. */
  readonly first?: string;
  /** What happens after it: its run is taken back, and where later rounds need it, done again. */
  readonly undo?: 'alone' | 'and again';
  /** Packages that it takes away. */
  readonly going?: readonly string[];
}

const administration = { comment: 'administration', protocol: 'tcp', ports: ['22'], from: ['198.18.1.0/24'] };
const cluster = {
  path: '/etc/kubernetes/kubeadm.yaml',
  version: '1.20.2',
  endpoint: 'api.site.lab:6443',
  pod_cidr: '10.244.0.0/16',
  service_cidr: '10.96.0.0/12',
  node_name: 'cp-1',
  node_address: '198.18.30.11',
};
const tunnel = { name: 'wg0', address: ['10.77.0.11/24'], listen_port: 51820, key: '/etc/wireguard/wg0.key' };
const peer = { name: 'relay-1', public_key: 'c2l4dGVlbiBhbmQgc2l4dGVlbiBieXRlcyBvZiBrZXk=', allowed_ips: ['10.77.0.1/32'] };
const relay = (limit: number): string =>
  `global\n  maxconn ${limit}\ndefaults\n  mode http\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\nfrontend lab\n  bind 127.0.0.1:88\n`;

/** The rounds, in order: each begins where the one before it has left the hosts. Types of a cluster are held to the law by the whole site. */
export const truthRounds: readonly TruthRound[] = [
  {
    title: 'files, folders, links and settings of the kernel are made',
    undo: 'and again',
    first: "printf '/swap none swap sw 0 0\\n' >> /etc/fstab",
    cases: [
      { type: 'file', params: { path: '/etc/motd', content: 'Authorised use only.\n' } },
      { type: 'file', params: { path: '/opt/of-ops', content: 'ours\n', mode: '0640', owner: 'ops', group: 'ops' } },
      { type: 'file', params: { path: '/opt/goes', content: 'for now\n' } },
      {
        type: 'file',
        params: {
          path: '/etc/systemd/system/truth.service',
          content: '[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n',
        },
      },
      { type: 'directory', params: { path: '/srv/site', mode: '0750', owner: 'ops', group: 'ops' } },
      { type: 'directory', params: { path: '/opt/empty' } },
      { type: 'directory', params: { path: '/etc/kubernetes' } },
      { type: 'symlink', params: { path: '/srv/site/motd', target: '/etc/motd' } },
      { type: 'symlink', params: { path: '/opt/link', target: 'of-ops' } },
      { type: 'line', params: { path: '/etc/environment', name: 'proxy', line: 'no_proxy=localhost' } },
      { type: 'hosts_block', params: { name: 'site', entries: [{ address: '198.18.30.11', names: ['cp-1'] }] } },
      { type: 'hosts_entry', params: { address: '198.18.30.12', names: ['cp-2'] } },
      { type: 'sysctl', params: { name: 'net.ipv4.ip_forward', value: 1 } },
      { type: 'kernel_module', params: { name: 'br_netfilter' } },
      { type: 'swap', params: { enabled: false } },
      { type: 'selinux', params: { state: 'permissive' }, only: 'el' },
      { type: 'kubeadm_config', params: cluster },
      { type: 'command', params: { name: 'creates', argv: ['sh', '-c', 'echo 1 > /opt/created'], creates: '/opt/created' } },
      {
        type: 'command',
        params: { name: 'writes', argv: ['sh', '-c', 'echo 1 > /opt/told-1; echo 2 > /opt/told-2'], writes: ['/opt/told-*'] },
      },
      { type: 'wait_for', params: { name: 'the file is there', path: '/opt/created' }, looks: true },
      { type: 'assert', params: { name: 'it is so', that: true, message: 'It is not so.' }, looks: true },
    ],
  },
  {
    title: 'accounts are made',
    undo: 'and again',
    cases: [
      { type: 'group', params: { name: 'exporter', gid: 950, system: true } },
      { type: 'group', params: { name: 'crew' } },
      { type: 'user', params: { name: 'deploy', comment: 'Deployment' } },
      {
        type: 'user',
        params: { name: 'exporter', group: 'exporter', uid: 950, system: true, home: '/var/lib/exporter', shell: '/usr/sbin/nologin' },
      },
    ],
  },
  {
    title: 'a package is installed where there is no index yet',
    cases: [{ type: 'package', params: { name: 'haproxy' } }],
  },
  {
    title: 'packages of which the plan lists the whole transaction',
    cases: ['nftables', 'wireguard-tools'].map((name) => ({ type: 'package', params: { name } })),
  },
  {
    title: 'services, firewall and tunnel start',
    undo: 'and again',
    cases: [
      { type: 'wireguard_key', params: { path: '/etc/wireguard/wg0.key' } },
      { type: 'wireguard_tunnel', params: { ...tunnel, peers: [peer] } },
      { type: 'firewall_table', params: { rules: { input: [administration] } } },
      { type: 'file', params: { path: '/etc/haproxy/haproxy.cfg', content: relay(10) } },
      { type: 'service', params: { name: 'haproxy', runs_with: ['file:/etc/haproxy/haproxy.cfg'], on_change: 'reload' } },
      { type: 'service', params: { name: 'truth', running: false } },
    ],
  },
  {
    title: 'what is there changes',
    undo: 'alone',
    first: 'chmod 0640 /etc/wireguard/wg0.key; echo other > /etc/modules-load.d/br_netfilter.conf',
    cases: [
      { type: 'file', params: { path: '/etc/motd', content: 'Authorised use only, day and night.\n', mode: '0600' } },
      { type: 'file', params: { path: '/opt/of-ops', content: 'ours\n', mode: '0644' } },
      { type: 'directory', params: { path: '/srv/site', mode: '0755' } },
      { type: 'symlink', params: { path: '/srv/site/motd', target: '/etc/hosts' } },
      { type: 'line', params: { path: '/etc/environment', name: 'proxy', regex: '^no_proxy=', line: 'no_proxy=127.0.0.1' } },
      { type: 'hosts_block', params: { name: 'site', entries: [{ address: '198.18.30.11', names: ['cp-1', 'api'] }] } },
      { type: 'hosts_entry', params: { address: '198.18.30.13', names: ['cp-2'] } },
      { type: 'sysctl', params: { name: 'net.ipv4.ip_forward', value: 0 } },
      { type: 'kernel_module', params: { name: 'br_netfilter' } },
      { type: 'selinux', params: { state: 'disabled' }, only: 'el' },
      { type: 'kubeadm_config', params: { ...cluster, cert_sans: ['api.site.lab'] } },
      { type: 'group', params: { name: 'exporter', gid: 951 } },
      { type: 'user', params: { name: 'deploy', comment: 'Deployment by night', shell: '/bin/sh' } },
      { type: 'wireguard_key', params: { path: '/etc/wireguard/wg0.key' } },
      { type: 'wireguard_tunnel', params: { ...tunnel, peers: [{ ...peer, allowed_ips: ['10.77.0.2/32'] }] } },
      { type: 'firewall_table', params: { rules: { input: [administration, { ...administration, comment: 'portal', ports: ['80'] }] } } },
      { type: 'file', params: { path: '/etc/haproxy/haproxy.cfg', content: relay(20) } },
      { type: 'service', params: { name: 'haproxy', runs_with: ['file:/etc/haproxy/haproxy.cfg'], on_change: 'reload' } },
    ],
  },
  {
    title: 'what is there goes',
    undo: 'alone',
    going: ['haproxy', 'nftables'],
    cases: [
      { type: 'service', params: { name: 'truth', enabled: false, running: false } },
      { type: 'service', params: { name: 'haproxy', enabled: false, running: false } },
      { type: 'file', params: { path: '/opt/goes', present: false } },
      { type: 'directory', params: { path: '/opt/empty', present: false } },
      { type: 'symlink', params: { path: '/opt/link', present: false } },
      { type: 'line', params: { path: '/etc/environment', name: 'proxy', line: 'no_proxy=localhost', present: false } },
      { type: 'hosts_entry', params: { address: '198.18.30.12', names: ['cp-2'], present: false } },
      { type: 'kernel_module', params: { name: 'br_netfilter', present: false } },
      { type: 'user', params: { name: 'exporter', present: false } },
      { type: 'user', params: { name: 'deploy', present: false } },
      { type: 'group', params: { name: 'crew', present: false } },
      { type: 'package', params: { name: 'haproxy', present: false } },
      { type: 'package', params: { name: 'nftables', present: false } },
    ],
  },
];

/** Types that only a whole cluster can have: the law over the site holds them, in `site/2-rehearsal.test.ts`. */
export const siteTypes: readonly string[] = ['kubeadm_cluster', 'kubeadm_node'];
