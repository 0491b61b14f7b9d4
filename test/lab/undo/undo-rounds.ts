import type { TruthCase } from '../truth/truth-cases.ts';

/** Something that is applied and taken back. */
export interface UndoRound {
  readonly title: string;
  /** Shell as root on each host before it: what was there. */
  readonly first: string;
  /** Applied before it, and not taken back. */
  readonly prior?: readonly TruthCase[];
  readonly cases: readonly TruthCase[];
  /** Shell whose output the undo must not change. */
  readonly steady?: string;
}

const relay = (port: number): string =>
  `defaults\n  mode http\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\nfrontend lab\n  bind 127.0.0.1:${port}\n`;
const unit = '[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n';
const cluster = {
  path: '/etc/kubernetes/kubeadm.yaml',
  version: '1.20.2',
  endpoint: 'api.site.lab:6443',
  pod_cidr: '10.244.0.0/16',
  service_cidr: '10.96.0.0/12',
  node_name: 'cp-1',
  node_address: '198.18.30.11',
};
const key: TruthCase = { type: 'wireguard_key', params: { path: '/etc/wireguard/wg0.key' } };
const tunnel = (...networks: readonly string[]): TruthCase => ({
  type: 'wireguard_tunnel',
  params: {
    name: 'wg0',
    address: '10.77.0.11/24',
    listen_port: 51820,
    key: '/etc/wireguard/wg0.key',
    peers: [{ name: 'relay-1', public_key: 'c2l4dGVlbiBhbmQgc2l4dGVlbiBieXRlcyBvZiBrZXk=', allowed_ips: [...networks] }],
  },
});
const firewall = (...ports: readonly string[]): TruthCase => ({
  type: 'firewall_table',
  params: { rules: { input: [{ comment: 'administration', protocol: 'tcp', ports: ['22', ...ports], from: ['198.18.1.0/24'] }] } },
});

/** What both the first and the second round declare: the one where nothing of it is there, the other where something else is. */
const declared: readonly TruthCase[] = [
  { type: 'directory', params: { path: '/srv/site', mode: '0750', owner: 'ops', group: 'ops' } },
  { type: 'file', params: { path: '/srv/site/text', content: 'ours\n', mode: '0640', owner: 'ops', group: 'ops' } },
  { type: 'symlink', params: { path: '/srv/link', target: 'site' } },
  { type: 'line', params: { path: '/etc/environment', name: 'proxy', regex: '^no_proxy=', line: 'no_proxy=localhost' } },
  { type: 'hosts_block', params: { name: 'site', entries: [{ address: '198.18.30.11', names: ['cp-1'] }] } },
  { type: 'hosts_entry', params: { address: '198.18.30.12', names: ['cp-2'] } },
  { type: 'sysctl', params: { name: 'net.ipv4.ip_forward', value: 1 } },
  { type: 'sysctl', params: { name: 'net.ipv6.conf.all.forwarding', value: 1 } },
  { type: 'kernel_module', params: { name: 'br_netfilter' } },
  { type: 'swap', params: { enabled: false } },
  { type: 'selinux', params: { state: 'disabled' }, only: 'el' },
  { type: 'kubeadm_config', params: cluster },
  { type: 'group', params: { name: 'crew', gid: 950 } },
  { type: 'user', params: { name: 'deploy', group: 'crew', comment: 'Deployment', shell: '/bin/sh' } },
  { type: 'file', params: { path: '/etc/systemd/system/undo.service', content: unit } },
  { type: 'service', params: { name: 'undo' } },
  { type: 'file', params: { path: '/etc/haproxy/haproxy.cfg', content: relay(89) } },
  { type: 'service', params: { name: 'haproxy', runs_with: ['file:/etc/haproxy/haproxy.cfg'], on_change: 'reload' } },
  key,
  tunnel('10.77.0.1/32'),
  firewall(),
];

/** The rounds, in order: each begins where the one before it was taken back. */
export const undoRounds: readonly UndoRound[] = [
  {
    title: 'what was not there goes again',
    // The kernel sets forwarding of each interface along with that of the host.
    first: `systemctl disable --now haproxy
install -d -m 0700 /etc/wireguard; install -d /etc/kubernetes
truncate -s 1M /swap; chmod 600 /swap; printf '/swap none swap sw 0 0\\n' >> /etc/fstab; swapon /swap
sysctl -q -w net.ipv4.conf.lo.forwarding=1 net.ipv6.conf.lo.forwarding=1`,
    cases: declared,
  },
  {
    title: 'what was there otherwise comes back',
    first: `install -d -m 0711 -o games -g games /srv/site; ln -s /etc/hostname /srv/site/text; ln -s elsewhere /srv/link
printf 'a=1\\nno_proxy=one\\nno_proxy=two\\n' > /etc/environment
printf '198.18.30.99 cp-2\\n# runbook begin site\\n198.18.30.98 cp-1\\n# runbook end site\\n' >> /etc/hosts
printf 'net.ipv4.ip_forward = 0\\n' > /etc/sysctl.d/99-zz-net.ipv4.ip_forward.conf
modprobe br_netfilter; echo other > /etc/modules-load.d/br_netfilter.conf
if command -v setenforce > /dev/null; then setenforce 1; sed -i 's/^SELINUX=.*/SELINUX=enforcing/' /etc/selinux/config; fi
echo other > /etc/kubernetes/kubeadm.yaml
groupadd -g 951 crew; useradd -M -g games -G crew,adm -c Old -s /bin/bash deploy
printf '[Service]\\nExecStart=/bin/sleep 9999\\n' > /etc/systemd/system/undo.service; systemctl daemon-reload; systemctl start undo
cat > /etc/haproxy/haproxy.cfg <<'END'
${relay(88)}END
systemctl enable haproxy; systemctl restart haproxy
(umask 077; wg genkey > /etc/wireguard/wg0.key); chmod 0640 /etc/wireguard/wg0.key
printf '[Interface]\\nAddress = 10.9.9.9/24\\nListenPort = 5000\\nPrivateKey = %s\\n' "$(wg genkey)" > /etc/wireguard/wg0.conf
systemctl enable --now wg-quick@wg0
nft add table inet runbook; nft add chain inet runbook input '{ type filter hook input priority 0; policy accept; }'; nft add rule inet runbook input tcp dport 99 drop`,
    cases: declared,
  },
  {
    title: 'a tunnel, a table and a relay change and change back',
    first: ':',
    // A restart would give the interface another number.
    steady: 'cat /sys/class/net/wg0/ifindex',
    prior: [key, tunnel('10.77.0.1/32'), firewall()],
    cases: [tunnel('10.77.0.2/32', '198.18.40.0/24'), firewall('80')],
  },
  {
    title: 'what went comes back',
    first: 'install -d -m 0711 -o games -g games /opt/empty; echo x > /opt/goes; chown games:games /opt/goes; ln -s goes /opt/link',
    cases: [
      { type: 'service', params: { name: 'haproxy', enabled: false, running: false } },
      { type: 'service', params: { name: 'undo', enabled: false, running: false } },
      { type: 'file', params: { path: '/opt/goes', present: false } },
      { type: 'directory', params: { path: '/opt/empty', present: false } },
      { type: 'symlink', params: { path: '/opt/link', present: false } },
      { type: 'line', params: { path: '/etc/environment', name: 'proxy', regex: '^no_proxy=', present: false } },
      { type: 'hosts_entry', params: { address: '198.18.30.99', names: ['cp-2'], present: false } },
      { type: 'kernel_module', params: { name: 'br_netfilter', present: false } },
    ],
  },
];
