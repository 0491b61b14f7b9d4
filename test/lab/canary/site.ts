import { generated, longSecret, typedSecret } from './marks.ts';
import { twoFamilies } from '../truth/two-families.ts';

/** Everything secret that the test gives, by what it is. */
export const secrets = {
  file: longSecret('fi'),
  variable: longSecret('va'),
  age: longSecret('ag'),
  typedAge: typedSecret('ty'),
  locked: longSecret('lo'),
  prompt: typedSecret('pr'),
  agePassphrase: typedSecret('ap'),
  keyPassphrase: typedSecret('kp'),
  signPassphrase: typedSecret('sp'),
  login: typedSecret('lp'),
  become: typedSecret('bp'),
} as const;

/** What is typed after which question; the questions are expressions. */
export const answers: Readonly<Record<string, string>> = {
  'Password for sudo or su': secrets.become,
  'Passphrase of .*locked-key': secrets.keyPassphrase,
  'SSH password of worker': secrets.login,
  'Passphrase of .*identity': secrets.agePassphrase,
  'Passphrase of .*locked.age': secrets.agePassphrase,
  'Password of the console': secrets.prompt,
  'Enter passphrase': secrets.signPassphrase,
  'Value of ': secrets.typedAge,
  'The same again': secrets.typedAge,
};

const VARS = `
vars:
  case: none
  from_file: { secret: { file: secrets/file } }
  from_variable: { secret: { env: CANARY_VARIABLE } }
  from_age: { secret: { age: secrets/age.age } }
  typed: { secret: { age: secrets/typed.age } }
  locked: { secret: { age: secrets/locked.age } }
  asked: { secret: { prompt: Password of the console } }
`;

const NODE = `
    name: site
    version: "1.31.4"
    endpoint: "api.site.lab:6443"
    ca_hash: "sha256:${'0123456789abcdef'.repeat(4)}"
    node_name: cp-2
    node_address: 198.18.20.12
    role: control_plane
    token: "\${ output('deb', 'kubeadm_cluster:site').join_token }"
    certificate_key: "\${ output('deb', 'kubeadm_cluster:site').certificate_key }"
`;

/** The project: `site` does everything with every secret, `fail` fails in one of the ways, `broken` is a mistake, `leak` shows a variable. */
export const projectFiles: Readonly<Record<string, string>> = {
  'inventory/site/site.yml': `${twoFamilies(', ssh: { user: worker }')}${VARS}`,
  'inventory/site/secrets/file': `${secrets.file}\n`,
  'playbooks/site.yml': `
plays:
  - { name: Cluster, hosts: deb, become: true, roles: [cluster] }
  - { name: All, hosts: all, become: true, roles: [app] }
  - { name: Node, hosts: el, become: true, roles: [node] }
`,
  'roles/cluster/tasks.yml': '- kubeadm_cluster: { name: site, config: /etc/kubernetes/kubeadm.yaml }\n',
  'roles/node/tasks.yml': `- name: Join\n  kubeadm_node:${NODE}`,
  'roles/app/tasks.yml': `
- directory: { path: /etc/app, mode: "0755" }
- file: { path: /etc/app/file.conf, content: "{{from_file}}\\n", mode: "0600" }
- file: { path: /etc/app/template.conf, template: app.conf.hbs, mode: "0600", validate: [sh, -c, "grep -q password \\"$1\\"", sh, "%s"] }
- file: { path: /etc/app/age.conf, content: "{{from_age}}\\n{{locked}}\\n", mode: "0600" }
- name: From standard input
  command: { name: stdin, argv: [sh, -c, "umask 077; cat >/etc/app/stdin.conf; cat /etc/app/stdin.conf"], stdin: "{{asked}}", creates: /etc/app/stdin.conf }
- line: { path: /etc/lines, name: token, regex: "^token ", line: "token {{typed}}" }
- line: { path: /etc/old, name: port, regex: "^port ", line: "port 2" }
- file: { path: /etc/old-whole, content: "nothing any more\\n" }
- directory: { path: /etc/wireguard, mode: "0700" }
- wireguard_key: { path: /etc/wireguard/wg0.key }
`,
  'roles/app/templates/app.conf.hbs': 'password = "{{from_variable}}"\n',
  'playbooks/fail.yml': 'plays:\n  - { name: Fail, hosts: all, become: true, roles: [fail] }\n',
  'roles/fail/tasks.yml': `
- when: vars.case == 'one' && host.name == 'deb'
  command: { name: tell all, argv: [sh, -c, "cat >/root/props/told; for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do cat /root/props/told; base64 </root/props/told; od -An -v -tx1 </root/props/told | tr -d ' '; done; exit 9"], stdin: "{{from_file}}", creates: /never }
- when: vars.case == 'one' && host.name == 'el'
  file: { path: /etc/app/checked.conf, content: "{{from_variable}}\\n", mode: "0600", validate: [sh, -c, "cat \\"$1\\" >&2; exit 9", sh, "%s"] }
- when: vars.case == 'two' && host.name == 'deb'
  command: { name: hang, argv: [sh, -c, "cat; sleep 100"], stdin: "{{from_age}}", creates: /never, timeout_s: 1 }
- when: vars.case == 'two' && host.name == 'el'
  command: { name: nothing comes of it, argv: [sh, -c, "cat; cat >&2"], stdin: "{{from_file}}", creates: /never }
`,
  'playbooks/leak.yml': 'plays:\n  - { name: Leak, hosts: el, become: true, roles: [leak] }\n',
  'roles/leak/tasks.yml': '- file: { path: /etc/leak, content: "{{leak}}\\n" }\n',
  'playbooks/broken.yml': 'plays:\n  - { name: Broken, hosts: deb, become: true, roles: [broken] }\n',
  'roles/broken/tasks.yml': '- file: { path: /etc/broken, template: broken.hbs, mode: "0600" }\n',
  'roles/broken/templates/broken.hbs': '{{from_file}} {{#if (unknown_helper from_file)}}x{{/if}} {{from_file.length}}\n',
};

/** Where a host may hold secrets: what was meant to hold them, what keeps it for an undo, and the props of the test. */
export function mayHold(path: string): boolean {
  const meant = [
    '/etc/app/file.conf',
    '/etc/app/template.conf',
    '/etc/app/age.conf',
    '/etc/app/stdin.conf',
    '/etc/lines',
    '/etc/wireguard/wg0.key',
  ];
  return meant.includes(path) || path.startsWith('/var/lib/runbook/undo/');
}

/** Files that everyone may read and that held secrets before, and what the test itself brought. */
export function isProp(path: string): boolean {
  return path.startsWith('/root/props/') || path === '/etc/old' || path === '/etc/old-whole';
}

/** Texts that the test puts on a host before anything logs in, by name below /root/props. */
export const props: Readonly<Record<string, string>> = {
  login: secrets.login,
  become: secrets.become,
  old: `a ${secrets.file} b\nport 1\n`,
  'old-whole': `old: ${secrets.file}\n`,
  token: `${generated.token}\n`,
  'certificate-key': `${generated.certificateKey}\n`,
  'wireguard-key': `${generated.wireguard}\n`,
  kubeadm: `#!/bin/sh
case "$1 $2" in
  'token create') echo 'some remark'; cat /root/props/token ;;
  'init phase') echo 'some remark'; cat /root/props/certificate-key ;;
  'join --config')
    # It tells all that it was given, and makes what a node has.
    cat "$3"
    mkdir -p /etc/kubernetes/manifests
    : >/etc/kubernetes/kubelet.conf; : >/etc/kubernetes/admin.conf; : >/etc/kubernetes/manifests/kube-apiserver.yaml ;;
esac
`,
  wg: `#!/bin/sh
case $1 in
  genkey) cat /root/props/wireguard-key ;;
  pubkey) cat >/dev/null; echo "${'P'.repeat(43)}=" ;;
esac
`,
};

/** Shell that makes a host ready; runs as its root. */
export const arrange = `
cd /root/props
install -m 755 kubeadm /usr/bin/kubeadm
install -m 755 wg /usr/bin/wg
install -m 644 old /etc/old
install -m 644 old-whole /etc/old-whole
printf 'token former\\nother\\n' >/etc/lines
chmod 600 /etc/lines
mkdir -p /etc/kubernetes/manifests
printf '[Service]\\nExecStart=/bin/sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/kubelet.service
(printf 'root:'; cat become; echo) | chpasswd
rm -f /etc/sudoers.d/ops
if [ "$(hostname)" = deb ]; then
  (printf 'ops:'; cat become; echo) | chpasswd
  echo 'ops ALL=(ALL:ALL) ALL' >/etc/sudoers.d/ops
  cat key.pub >>~ops/.ssh/authorized_keys
  touch /etc/kubernetes/kubelet.conf /etc/kubernetes/admin.conf /etc/kubernetes/manifests/kube-apiserver.yaml
else
  useradd -m -s /bin/bash worker
  (printf 'worker:'; cat login; echo) | chpasswd
  printf 'Defaults:worker rootpw\\nworker ALL=(ALL:ALL) ALL\\n' >/etc/sudoers.d/worker
fi
`;
