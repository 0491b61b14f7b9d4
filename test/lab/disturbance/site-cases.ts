import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { labPowerOff, labPowerOn } from '../../../src/lab/lab-host.ts';
import { requireLab } from '../../../src/lab/lab-status.ts';
import { writeFile, type Task } from '../random/area.ts';
import type { LabProject } from '../support/lab-project.ts';
import type { Disturbed } from './disturbance.ts';

const path = '/etc/planned';
const planned: Task = { file: { path, content: 'as planned\n' } };
const old = writeFile(path, 'as it was\n');
const inventoryFile = 'inventory/lab/site.yml';

/** What happens to the host as a machine, to the operator's files, and to the plan itself. `deb-1` is the host of the plan. */
export const siteCases: readonly Disturbed[] = [
  { title: 'the host was rebooted; the file is what it was', tasks: [planned], before: old, happens: reboot, outcome: { done: true } },
  {
    title: 'the host was rebooted; the live value is another again',
    tasks: [{ sysctl: { name: 'net.ipv4.tcp_keepalive_time', value: 600 } }],
    before: 'sysctl -q -w net.ipv4.tcp_keepalive_time=7000',
    happens: reboot,
    outcome: { refused: 'sysctl:net.ipv4.tcp_keepalive_time', moved: /was "7000", is "7200"/u },
  },
  {
    title: 'a machine with another host key answers',
    tasks: [planned],
    before: old,
    happens: replaceHostKey,
    outcome: { notBegun: 'RB4011', exit: 4, says: /another host key/u },
  },
  {
    title: 'the host was set up anew, and its new key is trusted',
    tasks: [planned],
    before: old,
    happens: async (project) => {
      await replaceHostKey(project);
      await trust(project);
    },
    outcome: { notBegun: 'RB6029', exit: 3, says: /trusted host keys: was SHA256:/u },
  },
  {
    title: 'the inventory gives the host another address',
    tasks: [planned],
    before: old,
    happens: (project) => edit(project, inventoryFile, '198.18.20.11', '198.18.20.44'),
    outcome: { notBegun: 'RB6029', exit: 3, says: /address: was 198\.18\.20\.11, is 198\.18\.20\.44/u },
  },
  {
    title: 'the inventory no longer has the host',
    tasks: [planned],
    before: old,
    happens: (project) => edit(project, inventoryFile, 'deb-1:', 'deb-9:'),
    outcome: { notBegun: 'RB6029', exit: 3, says: /deb-1.*not in this inventory/su },
  },
  {
    title: 'the role was changed: the plan does what it says',
    tasks: [planned],
    before: old,
    happens: (project) => edit(project, 'roles/disturbed/tasks.yml', 'as planned', 'something else'),
    outcome: { done: true, says: /RB6033.*roles\/disturbed\/tasks\.yml has changed/su },
  },
  {
    title: 'the role was changed, and the same inputs are required',
    tasks: [planned],
    before: old,
    happens: (project) => edit(project, 'roles/disturbed/tasks.yml', 'as planned', 'something else'),
    applyOptions: ['--require-same-inputs'],
    outcome: { notBegun: 'RB6030', exit: 3, says: /roles\/disturbed\/tasks\.yml has changed/u },
  },
  {
    title: 'the secret was changed, and the same inputs are required',
    tasks: [{ file: { path, content: 'key {{door}}\n', mode: '0600' } }],
    happens: (project) => edit(project, 'inventory/lab/secrets/door', 'correct horse', 'battery staple'),
    applyOptions: ['--require-same-inputs'],
    outcome: { notBegun: 'RB6030', exit: 3, says: /secret door has changed/u },
  },
  {
    title: 'the plan is over',
    tasks: [planned],
    before: old,
    planOptions: () => ['--valid-until', `${new Date(Date.now() + 20_000).toISOString().slice(0, 19)}Z`],
    happens: () => new Promise((resolve) => setTimeout(resolve, 20_000)),
    outcome: { notBegun: 'RB6028', exit: 3, says: /the plan is over/u },
  },
  {
    title: 'an editor wrote the plan anew',
    tasks: [planned],
    before: old,
    happens: (project, file) => {
      const place = join(project.folder, file);
      writeFileSync(place, JSON.stringify(JSON.parse(readFileSync(place, 'utf8')), undefined, 2));
    },
    outcome: { notBegun: 'RB6024', exit: 3, says: /written anew/u },
  },
  {
    title: 'somebody edited the plan',
    // A text that is as long as this stands in a plan once, under its digest.
    tasks: [{ file: { path, content: `as planned\n${'and more\n'.repeat(200)}` } }],
    before: old,
    happens: (project, file) => edit(project, file, 'as planned', 'as pleased'),
    outcome: { notBegun: 'RB6026', exit: 3, says: /content/u },
  },
  {
    title: 'the plan broke off on its way',
    tasks: [planned],
    before: old,
    happens: (project, file) => {
      const text = readFileSync(join(project.folder, file), 'utf8');
      writeFileSync(join(project.folder, file), text.slice(0, text.length / 2));
    },
    outcome: { notBegun: 'RB6022', exit: 3, says: /no plan/u },
  },
];

const host = 'deb-1';

async function reboot(project: LabProject): Promise<void> {
  await labPowerOff(project.lab, host, true);
  await labPowerOn(project.lab, host);
}

/** Another machine has other keys; this one gets some. */
async function replaceHostKey(project: LabProject): Promise<void> {
  await project.inside(host, 'rm /etc/ssh/ssh_host_*\nssh-keygen -q -A\nsystemctl restart ssh');
}

/** The operator compares the new key and trusts it. */
async function trust(project: LabProject): Promise<void> {
  const { knownHosts } = requireLab(project.lab.options);
  const keys = await project.inside(host, 'cat /etc/ssh/ssh_host_*_key.pub');
  const others = readFileSync(knownHosts, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith(`${host},`));
  const own = keys
    .trim()
    .split('\n')
    .map((key) => `${host},198.18.20.11 ${key}`);
  writeFileSync(knownHosts, [...own, ...others].join('\n'));
}

function edit(project: LabProject, file: string, from: string, to: string): void {
  const place = join(project.folder, file);
  const text = readFileSync(place, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} does not hold "${from}"`);
  writeFileSync(place, text.replace(from, to));
}
