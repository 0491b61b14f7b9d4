import { quoteShell } from '../../../src/core/shell-quote.ts';
import { installPackages, writeFile, type Task } from '../random/area.ts';
import type { Disturbed } from './disturbance.ts';

const path = '/etc/planned';
const planned: Task = { file: { path, content: 'as planned\n' } };
const old = writeFile(path, 'as it was\n');
const refusedFile = (moved: RegExp) => ({ refused: `file:${path}`, moved });

const unitPath = '/etc/systemd/system/keeper.service';
const unitText = '[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n';
const keeper = `${writeFile(unitPath, unitText)}\n${writeFile('/etc/keeper.conf', 'depth 1\n')}\nsystemctl daemon-reload`;
const restart: readonly Task[] = [
  { file: { path: '/etc/keeper.conf', content: 'depth 2\n' } },
  { service: { name: 'keeper', runs_with: ['file:/etc/keeper.conf'] } },
];
const firewall: readonly Task[] = [
  {
    firewall_table: {
      name: 'field',
      rules: { input: [{ comment: 'administration', protocol: 'tcp', ports: ['22'], from: ['198.18.1.0/24'] }] },
    },
  },
];

/** What somebody does on the host itself. */
export const hostCases: readonly Disturbed[] = [
  {
    title: 'the file has another content',
    tasks: [planned],
    before: old,
    script: `echo theirs > ${path}`,
    outcome: refusedFile(/\/etc\/planned: was/u),
  },
  {
    title: 'the file is gone',
    tasks: [planned],
    before: old,
    script: `rm ${path}`,
    outcome: refusedFile(/was "file 0644 root root", is "absent"/u),
  },
  {
    title: 'the file has another mode',
    tasks: [planned],
    before: old,
    script: `chmod 0600 ${path}`,
    outcome: refusedFile(/is "file 0600 root root"/u),
  },
  {
    title: 'the file has another owner',
    tasks: [planned],
    before: old,
    script: `chown daemon ${path}`,
    outcome: refusedFile(/is "file 0644 daemon root"/u),
  },
  {
    title: 'a link stands in place of the file',
    tasks: [planned],
    before: old,
    script: `ln -sf /etc/hostname ${path}`,
    outcome: refusedFile(/is "link/u),
  },
  {
    title: 'a folder stands in place of the file',
    tasks: [planned],
    before: old,
    script: `rm ${path} && mkdir ${path} && touch ${path}/kept`,
    outcome: refusedFile(/is "directory/u),
  },
  {
    title: 'somebody made the file that is to be made',
    tasks: [planned],
    script: writeFile(path, 'theirs\n'),
    outcome: refusedFile(/was "absent", is "file/u),
  },
  {
    title: 'somebody did the same already',
    tasks: [planned],
    before: old,
    script: writeFile(path, 'as planned\n'),
    outcome: { done: true, already: [`file:${path}`] },
  },
  {
    title: 'only the times of the file are others',
    tasks: [planned],
    before: old,
    script: `touch -d 2001-01-01 ${path}`,
    outcome: { done: true },
  },
  {
    title: 'another file of the same folder is another',
    tasks: [planned],
    before: old,
    script: 'echo theirs > /etc/planned.theirs',
    outcome: { done: true },
  },
  {
    title: 'a line more stands in the file of which one line is planned',
    tasks: [{ line: { path, name: 'one', line: 'one' } }],
    before: old,
    script: `echo two >> ${path}`,
    outcome: { refused: `line:${path}#one`, moved: /\/etc\/planned/u },
  },
  {
    title: 'the link points elsewhere',
    tasks: [{ symlink: { path: '/srv/current', target: 'v2' } }],
    before: 'ln -s v1 /srv/current',
    script: 'ln -sfn v3 /srv/current',
    outcome: { refused: 'symlink:/srv/current', moved: /v3/u },
  },
  {
    title: 'the unit was stopped',
    tasks: restart.slice(1),
    before: `${keeper}\nsystemctl -q enable --now keeper\n${writeFile('/etc/keeper.conf', 'depth 2\n')}`,
    script: 'systemctl stop keeper',
    outcome: { refused: 'service:keeper', moved: /keeper.*inactive/su },
  },
  {
    title: 'the unit was stopped whose configuration changes in the same plan',
    tasks: restart,
    before: `${keeper}\nsystemctl -q enable --now keeper`,
    script: 'systemctl stop keeper',
    outcome: { done: true },
  },
  {
    title: 'the unit was masked',
    tasks: [{ service: { name: 'warden' } }],
    before: `${writeFile('/usr/lib/systemd/system/warden.service', unitText)}\nsystemctl daemon-reload`,
    script: 'systemctl -q mask warden',
    outcome: { refused: 'service:warden', moved: /warden.*masked/su },
  },
  {
    title: 'the unit was started already',
    tasks: [{ service: { name: 'warden' } }],
    before: `${writeFile('/usr/lib/systemd/system/warden.service', unitText)}\nsystemctl daemon-reload`,
    script: 'systemctl -q enable --now warden',
    outcome: { done: true, already: ['service:warden'] },
  },
  {
    title: 'the kernel parameter has another value',
    tasks: [{ sysctl: { name: 'net.ipv4.tcp_keepalive_time', value: 600 } }],
    before: 'sysctl -q -w net.ipv4.tcp_keepalive_time=7000',
    script: 'sysctl -q -w net.ipv4.tcp_keepalive_time=6000',
    outcome: { refused: 'sysctl:net.ipv4.tcp_keepalive_time', moved: /was "7000", is "6000"/u },
  },
  {
    title: 'the account has another shell',
    tasks: [{ user: { name: 'mina', shell: '/bin/bash' } }],
    before: 'useradd -m -s /bin/sh mina',
    script: 'usermod -s /usr/sbin/nologin mina',
    outcome: { refused: 'user:mina', moved: /nologin/u },
  },
  {
    title: 'the account is gone',
    tasks: [{ user: { name: 'mina', shell: '/bin/bash' } }],
    before: 'useradd -m -s /bin/sh mina',
    script: 'userdel mina',
    outcome: { refused: 'user:mina', moved: /mina/u },
  },
  {
    title: 'the group has another number',
    tasks: [{ group: { name: 'crew', gid: 4101 } }],
    before: 'groupadd -g 4301 crew',
    script: 'groupmod -g 4302 crew',
    outcome: { refused: 'group:crew', moved: /was "4301", is "4302"/u },
  },
  {
    title: 'swap is off already',
    tasks: [{ swap: { enabled: false } }],
    script: 'swapoff -a',
    outcome: { refused: 'swap', moved: /swap/u },
  },
  {
    title: 'somebody loaded the module',
    tasks: [{ kernel_module: { name: 'ip_vs_wrr' } }],
    script: 'modprobe ip_vs_wrr',
    outcome: { refused: 'kernel_module:ip_vs_wrr', moved: /was "absent", is "loaded"/u },
  },
  {
    title: 'the live firewall table is another',
    tasks: firewall,
    before: installPackages('debian', ['nftables']),
    script: `nft add table inet field\nnft add chain inet field theirs`,
    outcome: { refused: 'firewall_table:field', moved: /other|absent/u },
  },
  {
    title: 'somebody installed the package',
    tasks: [{ package: { name: 'jq' } }],
    script: installPackages('debian', ['jq']),
    outcome: { done: true, already: ['package:jq'] },
  },
  {
    title: 'somebody removed the package',
    tasks: [{ package: { name: 'jq', present: false } }],
    before: installPackages('debian', ['jq']),
    script: 'dpkg --remove jq >/dev/null',
    outcome: { done: true, already: ['package:jq'] },
  },
  {
    title: 'the command was done by somebody',
    tasks: [{ command: { name: 'make it', argv: ['touch', '/srv/made'], creates: '/srv/made' } }],
    script: 'touch /srv/made',
    outcome: { done: true, already: ['command:make it'] },
  },
  {
    title: 'somebody wrote into /etc/hosts',
    tasks: [{ hosts_entry: { address: '198.18.30.1', names: ['api.site.lab'] } }],
    script: `printf %s ${quoteShell('198.18.99.9 api.site.lab\n')} >> /etc/hosts`,
    outcome: { refused: 'hosts_entry:api.site.lab', moved: /\/etc\/hosts/u },
  },
];
