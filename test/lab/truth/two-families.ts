import { makeLabProject, writeFiles, type LabProject } from '../support/lab-project.ts';
import type { TruthCase } from './truth-cases.ts';

/** The hosts of the lab: one of each family, with systemd. */
export const families = ['deb', 'el'] as const;

/** The inventory of the lab; `more` are further keys of the host of the RPM family. */
export function twoFamilies(more = ''): string {
  return `
lab: true
ssh: { user: ops }
zones:
  outside: { cidr: 198.18.1.0/24 }
  mgmt:    { cidr: 198.18.20.0/24 }
flows:
  - { from: outside, to: mgmt, ports: [22/tcp], purpose: administration }
  - { from: mgmt, to: packages, ports: [80/tcp], purpose: packages }
hosts:
  deb: { zone: mgmt, address: 198.18.20.11 }
  el:  { zone: mgmt, address: 198.18.20.12, groups: [rpm_family]${more} }
groups: { rpm_family: {} }
services: { packages: { address: 198.18.20.2 } }
`;
}

/** A lab of two blank hosts, one of each family. */
export async function makeTwoFamilies(name: string): Promise<LabProject> {
  const project = await makeLabProject(name, { 'inventory/lab/site.yml': twoFamilies() });
  for (const host of families) await project.inside(host, 'systemctl is-system-running --wait > /dev/null || :');
  return project;
}

/** Writes the playbook `truth` that declares just these resources, for both hosts or one. */
export function declare(project: LabProject, cases: readonly Pick<TruthCase, 'type' | 'params'>[], hosts = 'all'): void {
  const tasks = cases.map(({ type, params }) => ({ name: `a ${type}`, [type]: params }));
  writeFiles(project.folder, {
    'roles/truth/tasks.yml': JSON.stringify(tasks),
    'playbooks/truth.yml': `plays:\n  - { name: Truth, hosts: ${hosts}, become: true, roles: [truth] }\n`,
  });
}
