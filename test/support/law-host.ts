import { isJsonObject, type JsonObject } from '../../src/core/json.ts';
import { fillContent } from '../../src/resources/file-content.ts';
import { FakeHost } from './fake-host.ts';
import { done } from './fake-commands.ts';
import { fakeFile, fakeFolder, type FakeModel } from './fake-model.ts';

const unit = (active: string, enabled: string) => ({ load: 'loaded', active, enabled });
function write(model: FakeModel, path: string) {
  model.setPath(path, fakeFile('made\n'));
  return done();
}

const account = (uid: string, name: string) => ({ uid, group: name, gecos: '', home: `/home/${name}`, shell: '/bin/bash', groups: [] });

/** A host on which every example of every resource type has something to do, and can be done. */
export function createLawHost(): FakeHost {
  return new FakeHost({
    folders: [
      '/etc/haproxy',
      '/etc/nginx',
      '/etc/nginx/sites-enabled',
      '/opt/site',
      '/usr/local/share/site',
      '/opt/old',
      '/etc/chrony',
      '/etc/ssh',
      '/etc/wireguard',
      '/etc/kubernetes',
      '/etc/selinux',
    ],
    files: {
      '/etc/hosts': '127.0.0.1\tlocalhost\n127.0.1.1\tfake\n',
      '/etc/fstab': 'UUID=1 / ext4 defaults 0 1\n/swap.img none swap sw 0 0\n',
      '/etc/nologin': fakeFile('closed\n'),
      '/opt/old': fakeFolder(),
      '/etc/nginx/sites-enabled/default': { type: 'link', mode: '0777', owner: 'root', group: 'root', target: '../x' },
      '/etc/haproxy/haproxy.cfg': fakeFile('global\n'),
      '/etc/selinux/config': 'SELINUXTYPE=targeted\n',
      '/etc/environment': fakeFile('PATH=/usr/bin\n'),
      '/etc/ssh/sshd_config': fakeFile('PermitRootLogin yes\nUseDNS yes\n'),
    },
    users: { ops: account('1000', 'ops'), games: account('5', 'games') },
    groups: { ops: '1000', haproxy: '110', games: '60', sudo: '27' },
    units: {
      chrony: unit('inactive', 'disabled'),
      haproxy: unit('active', 'enabled'),
      firewalld: unit('active', 'enabled'),
      'wg-quick@wg0': unit('inactive', 'disabled'),
      'dev-zram0.swap': unit('active', 'generated'),
    },
    packages: { telnet: '0.17-44' },
    available: { haproxy: { version: '2.6.12-1' }, chrony: { version: '4.3-2+deb12u1' } },
    sysctls: {
      'net.ipv4.ip_forward': '0',
      'net.ipv4.conf.all.forwarding': '0',
      'net.ipv4.conf.eth0.forwarding': '1',
      'net.ipv4.conf.all.accept_redirects': '1',
      'net.ipv4.tcp_rmem': '4096 131072 33554432',
    },
    modules: ['dccp'],
    loadable: { br_netfilter: { 'net.bridge.bridge-nf-call-iptables': '1' }, overlay: {}, dccp: {} },
    swaps: ['/swap.img'],
    commands: {
      haproxy: () => done(),
      '/usr/local/bin/reindex': () => done(),
      '/opt/site/load': (model) => write(model, '/opt/site/loaded'),
      openssl: (model, words) => write(model, words[2] ?? ''),
    },
    extra: { 'selinux:': 'permissive', 'boot:selinux': 'no' },
    arrives: (model) => {
      model.ports.add(8080);
      model.paths.set('/run/containerd/containerd.sock', { type: 'other', mode: '0660', owner: 'root', group: 'root' });
      model.units.set('chrony', { load: 'loaded', active: 'active', enabled: 'enabled', invocation: 1 });
    },
  });
}

/** The parameters of an example with templates and sources in place, as the definition layer hands them over. */
export function fillExample(type: string, example: JsonObject): JsonObject {
  if (type !== 'file' || !isJsonObject(example)) return example;
  return fillContent(example, { template: (name) => `rendered from ${name}\n`, source: () => ({ base64: 'iVBORw0KGgo=' }) });
}
