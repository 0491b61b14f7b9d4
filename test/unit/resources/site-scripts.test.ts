import { existsSync, rmSync, statSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { COMPARE_TABLE } from '../../../src/resources/firewall-table-script.ts';
import { CERTIFICATE_KEY, INIT_CLUSTER, JOIN_NODE, JOIN_TOKEN, NODE_STATE } from '../../../src/resources/kubeadm-scripts.ts';
import { predictTunnel } from '../../../src/resources/wireguard-live.ts';
import { KEEP_OR_MAKE_KEY, MAKE_KEY, SYNC_TUNNEL, TUNNEL_STATE } from '../../../src/resources/wireguard-scripts.ts';
import { useScriptFolder } from '../../support/script-folder.ts';

/* What the scripts of the site's resource types do, in each shell, with programs of the test's own in PATH. */
const { path, lay, layPrograms, read, start } = useScriptFolder();

const kubernetes = 'etc/kubernetes';
const log = 'echo "$(basename "$0") $*" >>"$F/log"';

describe.each(['sh', 'dash', 'bash'])('by %s', (shell) => {
  test.each<[string, readonly string[], string, string]>([
    ['nothing', [], 'absent', 'absent'],
    ['an empty manifests folder', [`${kubernetes}/manifests/.keep`], 'absent', 'absent'],
    ['a worker', [`${kubernetes}/kubelet.conf`, `${kubernetes}/pki/ca.crt`], 'joined', 'unfinished'],
    [
      'a control plane',
      [`${kubernetes}/kubelet.conf`, `${kubernetes}/admin.conf`, `${kubernetes}/manifests/kube-apiserver.yaml`],
      'joined',
      'joined',
    ],
    ['an init of others that failed', [`${kubernetes}/admin.conf`, `${kubernetes}/pki/ca.crt`], 'unfinished', 'unfinished'],
    ['data of etcd', ['var/lib/etcd/member/wal'], 'unfinished', 'unfinished'],
  ])('a host with %s', (_name, files, worker, controlPlane) => {
    lay(Object.fromEntries(files.map((name) => [name, 'x'])));
    expect(start(shell, NODE_STATE, ['worker']).output).toBe(worker);
    expect(start(shell, NODE_STATE, ['control_plane']).output).toBe(controlPlane);
  });

  test('an attempt of runbook itself that did not finish is known', () => {
    lay({ [`${kubernetes}/runbook-node`]: 'begun\n', [`${kubernetes}/kubelet.conf`]: 'x' });
    expect(start(shell, NODE_STATE, ['control_plane']).output).toBe('begun');
  });

  describe('init', () => {
    beforeEach(() => {
      lay({ [`${kubernetes}/kubeadm.yaml`]: 'x', 'run/.keep': '' });
      layPrograms({
        systemctl: log,
        kubeadm: `${log}; echo "[bootstrap-token] Using token: abcdef.0123456789abcdef"; [ ! -e "$F/broken" ]`,
      });
    });
    const init = () => start(shell, INIT_CLUSTER, ['/c.yaml', '/s.sock']);

    test('runs once, marks its end, and shows no token', () => {
      expect(init()).toEqual({ status: 0, output: '[bootstrap-token] Using token: <token>', errors: '' });
      expect(read('log')).toBe('systemctl enable kubelet\nkubeadm init --config /c.yaml --skip-token-print\n');
      expect(read(`${kubernetes}/runbook-node`)).toBe('done\n');
    });

    test('that fails leaves the mark of an attempt; the next one resets first', () => {
      lay({ broken: '' });
      expect(init().status).toBe(1);
      expect(read(`${kubernetes}/runbook-node`)).toBe('begun\n');
      rmSync(path('broken'));
      rmSync(path('log'));
      expect(init().status).toBe(0);
      expect(read('log').split('\n')[0]).toBe('kubeadm reset -f --cri-socket /s.sock');
    });
  });

  describe('join', () => {
    beforeEach(() => {
      lay({ [`${kubernetes}/join.yaml`]: 'token: abcdef.0123456789abcdef', 'run/.keep': '' });
      layPrograms({ systemctl: log, kubeadm: `${log}; [ ! -e "$F/broken" ]` });
    });
    const join_ = (role: string) => start(shell, JOIN_NODE, [path(`${kubernetes}/join.yaml`), '/s.sock', role]);

    test('removes the file with the secrets when it succeeds', () => {
      expect(join_('worker').status).toBe(0);
      expect(existsSync(path(`${kubernetes}/join.yaml`))).toBe(false);
      expect(read('log')).not.toContain('abcdef');
      expect(read(`${kubernetes}/runbook-node`)).toBe('done\n');
    });

    test('removes it when it fails', () => {
      lay({ broken: '' });
      expect(join_('control_plane').status).toBe(1);
      expect(existsSync(path(`${kubernetes}/join.yaml`))).toBe(false);
      expect(read(`${kubernetes}/runbook-node`)).toBe('begun\n');
    });

    test.each([
      ['worker', ''],
      ['control_plane', 'kubeadm reset -f --cri-socket /s.sock'],
    ])('of a %s goes on after an attempt that got credentials', (role, first) => {
      lay({ [`${kubernetes}/runbook-node`]: 'begun\n', [`${kubernetes}/kubelet.conf`]: 'x', log: '' });
      expect(join_(role).status).toBe(0);
      expect(read('log').split('\n')[0]).toBe(first);
      expect(read(`${kubernetes}/runbook-node`)).toBe('done\n');
    });
  });

  // What kubeadm 1.20.2 printed without a way to the Internet, both streams.
  const warnings = 'W1122 16:07:21.048294    2392 version.go:102] falling back to the local client version: v1.20.2';

  test('a token comes alone, whatever else is said', () => {
    layPrograms({ kubeadm: `${log}; echo "${warnings}" >&2; echo zpl7x5.md8iiauvxzrsko7m` });
    expect(start(shell, JOIN_TOKEN, ['15m0s'])).toEqual({ status: 0, output: 'zpl7x5.md8iiauvxzrsko7m', errors: '' });
    expect(read('log')).toBe('kubeadm token create --ttl 15m0s --description one join by runbook\n');
  });

  test('the key of the certificates comes alone', () => {
    const key = '4d919ee1554bbdad0711a9b028bba60cc12c7cbb6d1e1cde546f5439ff1dab62';
    layPrograms({ kubeadm: `echo "${warnings}"; echo '[upload-certs] Using certificate key:'; echo ${key}` });
    expect(start(shell, CERTIFICATE_KEY, ['/c.yaml'])).toEqual({ status: 0, output: key, errors: '' });
  });

  test.each([
    ['token', JOIN_TOKEN],
    ['certificate key', CERTIFICATE_KEY],
  ])('why there is no %s is said', (_name, script) => {
    layPrograms({ kubeadm: 'echo "failed to load admin kubeconfig: open /root/.kube/config: no such file or directory" >&2; exit 1' });
    expect(start(shell, script, ['x'])).toMatchObject({
      status: 1,
      output: 'failed to load admin kubeconfig: open /root/.kube/config: no such file or directory',
    });
  });

  test('a key is made for root alone', () => {
    layPrograms({ wg: 'echo aGVyZSBhcmUgdGhpcnR5LXR3byBieXRlcyBvZiBrZXk=' });
    const key = path('wg0.key');
    expect(start(shell, MAKE_KEY, [key])).toEqual({ status: 0, output: '', errors: '' });
    expect(statSync(key).mode & 0o777).toBe(0o600);
  });

  test('a key whose public half cannot be told is kept', () => {
    layPrograms({ wg: 'cat >/dev/null; echo aGVyZSBhcmUgdGhpcnR5LXR3byBieXRlcyBvZiBrZXk=' });
    const [sound, key] = [`${'K'.repeat(43)}=\n`, path('wg0.key')];
    lay({ 'wg0.key': sound });
    const without = (script: string): string => script.replaceAll(/\bwg\b(?= pubkey| >)/gu, 'wg-that-is-not-there');
    expect(without(KEEP_OR_MAKE_KEY)).not.toBe(KEEP_OR_MAKE_KEY);
    expect(start(shell, without(KEEP_OR_MAKE_KEY), [key]).status).toBe(127);
    expect(start(shell, KEEP_OR_MAKE_KEY, [key])).toMatchObject({ status: 0, output: '' });
    expect(read('wg0.key')).toBe(sound);
    lay({ 'wg0.key': 'broken\n' });
    expect(start(shell, KEEP_OR_MAKE_KEY, [key])).toMatchObject({ status: 0, output: '' });
    expect(read('wg0.key')).toBe('aGVyZSBhcmUgdGhpcnR5LXR3byBieXRlcyBvZiBrZXk=\n');
  });

  test('a key that could not be made leaves the old one', () => {
    layPrograms({ wg: 'exit 1' });
    lay({ 'wg0.key': 'old\n' });
    expect(start(shell, MAKE_KEY, [path('wg0.key')]).status).not.toBe(0);
    expect(read('wg0.key')).toBe('old\n');
  });

  describe('a tunnel', () => {
    const one = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=';
    const two = 'BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB=';
    const address = '2: wg0    inet 10.77.0.11/24 scope global wg0\\       valid_lft forever preferred_lft forever';
    const link =
      '2: wg0: <POINTOPOINT,NOARP,UP,LOWER_UP> mtu 1420 qdisc noqueue state UNKNOWN mode DEFAULT group default qlen 1000\\    link/none';
    // Words of wg(8) and ip(8), tabs where they print tabs.
    beforeEach(() =>
      layPrograms({
        wg: `case "$1 \${3-}" in
  'show listen-port') [ -e "$F/up" ] && echo 51820 ;;
  'show public-key') cat "$F/live-key" ;;
  'show allowed-ips') printf '${two}\\t198.18.40.0/24 10.77.0.2/32\\n${one}\\t10.77.0.1/32\\n' ;;
  'show endpoints') printf '${two}\\t198.18.10.99:4242\\n${one}\\t198.18.10.11:51820\\n' ;;
  'show persistent-keepalive') printf '${two}\\toff\\n${one}\\t25\\n' ;;
  'pubkey ') cat >/dev/null; echo ${one} ;;
  'syncconf /dev/stdin') echo "$*" >>"$F/log"; cat >"$F/synced" ;;
  *) echo "unexpected: $*" >&2; exit 9 ;;
esac`,
        ip: `case "$*" in
  '-o -4 address show dev wg0') echo '${address}' ;;
  '-o link show dev wg0') echo '${link}' ;;
  '-4 route show dev wg0') printf '10.77.0.0/24 proto kernel scope link src 10.77.0.11 \\n198.18.40.0/24 scope link \\n' ;;
  '-4 route show dev wg0 match 10.77.0.'*) echo '10.77.0.0/24 proto kernel scope link src 10.77.0.11' ;;
  '-4 route show dev wg0 match '*) ;;
  *) echo "ip $*" >>"$F/log" ;;
esac`,
        'wg-quick': `printf '[Interface]\\nListenPort = 51820\\n\\n[Peer]\\nPublicKey = ${one}\\nAllowedIPs = 10.77.0.1/32\\n'`,
      }),
    );
    const state = (mtu = 'any') => start(shell, TUNNEL_STATE, ['wg0', path('wg0.key'), mtu]).output;

    test('that is not there is absent', () => {
      expect(state()).toBe('absent');
    });

    test('is told just as the plan predicts it, without an endpoint that was learned', () => {
      lay({ up: '', 'wg0.key': 'x', 'live-key': `${one}\n` });
      const wanted = {
        address: ['10.77.0.11/24'],
        listen_port: 51820,
        mtu: 1420,
        peers: [
          { name: 'b', public_key: two, allowed_ips: ['10.77.0.2/32', '198.18.40.0/24'] },
          { name: 'a', public_key: one, allowed_ips: ['10.77.0.1/32'], endpoint: '198.18.10.11:51820', keepalive_s: 25 },
        ],
      };
      expect(`0\n${state('mtu')}`).toBe(predictTunnel(wanted));
      expect(`0\n${state()}`).toBe(predictTunnel({ ...wanted, mtu: undefined }));
    });

    test.each([
      [two, 'key different'],
      ['(none)', 'key none'],
    ])('that runs with the key %s is told', (live, line) => {
      lay({ up: '', 'wg0.key': 'x', 'live-key': `${live}\n` });
      expect(state().split('\n')[0]).toBe(line);
    });

    test('is synchronised with its private key, which is in no argument', () => {
      lay({ 'wg0.key': 'PRIVATE\n' });
      expect(start(shell, SYNC_TUNNEL, ['wg0', path('wg0.key')])).toEqual({ status: 0, output: '', errors: '' });
      expect(read('synced')).toContain('[Interface]\nPrivateKey = PRIVATE\n[Interface]\nListenPort = 51820\n');
      expect(read('log').split('\n').filter(Boolean)).toEqual(['syncconf wg0 /dev/stdin', 'ip -4 route add 198.18.40.0/24 dev wg0']);
    });

    test('is synchronised with the key that its file names, and restarted when that names none', () => {
      lay({ 'wg0.key': 'PRIVATE\n', 'etc/wireguard/wg0.conf': `[Interface]\nPostUp = wg set %i private-key ${path('wg0.key')}\n` });
      expect(start(shell, SYNC_TUNNEL, ['wg0']).status).toBe(0);
      expect(read('synced')).toContain('[Interface]\nPrivateKey = PRIVATE\n');
      lay({ 'etc/wireguard/wg0.conf': '[Interface]\nPrivateKey = x\n' });
      layPrograms({ systemctl: log });
      expect(start(shell, SYNC_TUNNEL, ['wg0']).status).toBe(0);
      expect(read('log').split('\n')).toContain('systemctl restart wg-quick@wg0');
    });

    test('is left alone when its key cannot be read', () => {
      expect(start(shell, SYNC_TUNNEL, ['wg0', path('no.key')]).status).toBe(1);
      expect(existsSync(path('synced'))).toBe(false);
    });
  });

  describe('a firewall table', () => {
    // The fake nft keeps the live table in $F/live, and what is loaded in a namespace of its own in $F/apart.
    beforeEach(() =>
      layPrograms({
        nft: `at="$F/live"; [ "\${APART-}" ] && at="$F/apart"
case "$*" in
  '-f -') grep -v '^#' >"$at" ;;
  '-s list table inet runbook') cat "$at" 2>/dev/null ;;
  *) exit 9 ;;
esac`,
        unshare: `[ -e "$F/no-namespaces" ] && exit 1; shift; APART=1 exec "$@"`,
      }),
    );
    const compare = () => start(shell, COMPARE_TABLE, ['runbook', '# note\nwanted', 'mark-1']).output;

    test('is compared exactly, and nothing is loaded into the host', () => {
      expect(compare()).toBe('exact absent');
      lay({ live: 'wanted\n' });
      expect(compare()).toBe('exact same');
      lay({ live: 'wanted\nmore\n' });
      expect(compare()).toMatch(/^exact different [0-9a-f]{64}$/u);
      expect(read('live')).toBe('wanted\nmore\n');
    });

    test('is compared by its mark where there are no namespaces', () => {
      lay({ 'no-namespaces': '', live: 'comment "mark-1"\n' });
      expect(compare()).toBe('marker same');
      lay({ live: 'comment "mark-2"\n' });
      expect(compare()).toMatch(/^marker different /u);
    });
  });
});
