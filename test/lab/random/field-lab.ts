import { writeFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { labReset } from '../../../src/lab/lab-host.ts';
import { makeLabProject, type LabProject } from '../support/lab-project.ts';
import type { Family } from './area.ts';

/** Hosts of the lab by family: all stand alone, entered from the desk. */
export const fieldHosts: Readonly<Record<Family, readonly [string, ...string[]]>> = { debian: ['deb-1', 'deb-2'], rpm: ['el-1'] };

const inventory = `
lab: true
ssh: { user: ops }
zones:
  outside: { cidr: 198.18.1.0/24 }
  field:   { cidr: 198.18.20.0/24 }
hosts:
  deb-1: { zone: field, address: 198.18.20.11 }
  deb-2: { zone: field, address: 198.18.20.12 }
  el-1:  { zone: field, address: 198.18.20.13, groups: [rpm_family] }
flows:
  - { from: outside, to: field, ports: [22/tcp], purpose: administration }
  - { from: field, to: packages, ports: [80/tcp], purpose: packages }
services:
  packages: { address: 198.18.20.2 }
`;

/** A lab of two hosts of the Debian family and one of the RPM family, with nothing declared yet. `more` are further keys of the inventory. */
export function makeFieldLab(name: string, files: Readonly<Record<string, string>> = {}, more = ''): Promise<LabProject> {
  return makeLabProject(name, { 'inventory/lab/site.yml': `${inventory}${more}`, ...files });
}

/** Makes a host blank, and waits until everything that it starts at boot has started. */
export async function makeBlank(project: LabProject, host: string): Promise<void> {
  await labReset(project.lab, host);
  await project.inside(host, 'timeout 30 systemctl is-system-running --wait >/dev/null || systemctl is-system-running | grep -q degraded');
}

/** Declares tasks: a playbook of that name with one role, for all hosts that `--limit` leaves. JSON is YAML. */
export function declare(project: LabProject, name: string, tasks: readonly unknown[], files: Readonly<Record<string, string>> = {}): void {
  const role = `roles/${name}`;
  rmSync(join(project.folder, role), { recursive: true, force: true });
  const all: Readonly<Record<string, string>> = {
    [`playbooks/${name}.yml`]: `plays:\n  - { name: Field, hosts: all, become: true, roles: [${name}] }\n`,
    [`${role}/tasks.yml`]: `${tasks.map((task) => `- ${JSON.stringify(task)}`).join('\n')}\n`,
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`${role}/${path}`, text])),
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(project.folder, path)), { recursive: true });
    writeFileSync(join(project.folder, path), text);
  }
}
