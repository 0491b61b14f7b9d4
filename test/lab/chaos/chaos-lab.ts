import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { labReset } from '../../../src/lab/lab-host.ts';
import { bastionSite } from '../support/bastion-site.ts';
import { makeLabProject, type LabProject } from '../support/lab-project.ts';
import { chaosHosts, declaredFor } from './chaos-role.ts';

const inventory = bastionSite({
  hosts: `
  deb-1: { zone: internal, address: 198.18.30.11, groups: [behind] }
  el-1:  { zone: internal, address: 198.18.30.12, groups: [behind, rpm_family] }`,
  flows: '\n  - { from: internal, to: packages, ports: [80/tcp], purpose: packages }',
  more: 'services:\n  packages: { address: 198.18.20.2 }\n',
});
const playbook = `
plays:
  - { name: Way in, hosts: bastion, become: true, roles: [way_in] }
  - { name: Behind, hosts: behind, become: true, roles: [behind] }
`;

/** A lab of a bare bastion and a host of each family behind it. */
export function makeChaosLab(name: string): Promise<LabProject> {
  return makeLabProject(name, { 'inventory/lab/site.yml': inventory, 'playbooks/chaos.yml': playbook });
}

/** Declares a version for every host. */
export function declareVersion(project: LabProject, version: number): void {
  for (const [role, group] of [
    ['way_in', 'bastion'],
    ['behind', 'behind'],
  ] as const) {
    const { tasks, files } = declaredFor(group, version);
    const write = (path: string, content: string | Buffer): void => {
      const file = join(project.folder, 'roles', role, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    };
    write('tasks.yml', `${tasks.map((task) => `- ${JSON.stringify(task)}`).join('\n')}\n`);
    for (const [file, content] of Object.entries(files)) write(`files/${file}`, content);
  }
}

/** Makes every host blank, and waits until they have started. */
export async function makeAllBlank(project: LabProject): Promise<void> {
  for (const host of chaosHosts) await labReset(project.lab, host);
  for (const host of chaosHosts) await settle(project, host);
}

/** Waits until a host has started all that it starts at boot. A bare one has nothing to start. */
export async function settle(project: LabProject, host: string): Promise<void> {
  if (host !== 'bastion')
    await project.inside(
      host,
      'timeout 30 systemctl is-system-running --wait >/dev/null || systemctl is-system-running | grep -q degraded',
    );
}
