import type { Json } from '../../../src/core/json.ts';
import { bindResource } from '../../support/bind.ts';
import { resourceTypes } from '../../../src/resources/registry.ts';
import type { Resource } from '../../../src/core/resource.ts';

/** Resources as a node of a cluster has them: files, folders, lines, accounts, a key and a command that is done once. */
export function nodeWork(): readonly Resource[] {
  const at = '/etc/site';
  const text = (name: string): string => Array.from({ length: 30 }, (_, line) => `${name} ${line} = ${'value '.repeat(6)}\n`).join('');
  return [
    made('file', { path: '/etc/sysctl.d/99-ipforward.conf', content: 'net.ipv4.ip_forward = 1\n' }),
    made('sysctl', { name: 'net.ipv4.ip_forward', value: 1 }),
    ...['', '/haproxy', '/containerd', '/certs', '/chrony'].map((name) => made('directory', { path: `${at}${name}` })),
    made('directory', { path: '/etc/wireguard', mode: '0700' }),
    made('wireguard_key', { path: '/etc/wireguard/private.key' }),
    ...['haproxy/haproxy.cfg', 'chrony/chrony.conf', 'containerd/config.toml', 'certs/hosts.toml', 'banner', 'names', 'selinux'].map(
      (name) => made('file', { path: `${at}/${name}`, content: text(name) }),
    ),
    ...['kubeadm.yaml', 'wg0.conf'].map((name) => made('file', { path: `${at}/${name}`, content: text(name), mode: '0600' })),
    made('line', { path: '/etc/login.defs', name: 'umask', regex: '^UMASK[^A-Z_]', line: 'UMASK 027' }),
    made('line', { path: '/etc/default/useradd', name: 'shell', regex: '^SHELL=', line: 'SHELL=/bin/bash' }),
    made('group', { name: 'registry', gid: 3500 }),
    made('user', { name: 'registry', uid: 3500, group: 'registry', home: '/var/lib/registry', shell: '/usr/sbin/nologin', system: true }),
    made('command', {
      name: 'token',
      argv: ['sh', '-c', 'head -c 32 /dev/zero | base64 -w0 > /var/lib/site-token.done'],
      creates: '/var/lib/site-token.done',
    }),
  ];
}

function made(type: string, params: Json): Resource {
  const found = resourceTypes.find((one) => one.type === type);
  if (found === undefined) throw new Error(`no type ${type}`);
  return bindResource(found, params);
}
