import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeLabProject, type LabProject } from '../support/lab-project.ts';
import type { Area, Disturbance, Family } from './area.ts';
import { accounts } from './areas/accounts.ts';
import { hosts } from './areas/hosts.ts';
import { kernel } from './areas/kernel.ts';
import { selinux, swap } from './areas/odds.ts';
import { packages } from './areas/packages.ts';
import { tree } from './areas/tree.ts';
import { disturb, type Course } from './course.ts';
import { makeBlank } from './field-lab.ts';
import { randomOf } from './random.ts';
import { goThereAndBack } from './round.ts';
import { timed, type CaseResult } from './run-case.ts';

const top = fileURLToPath(new URL('../../..', import.meta.url));
/** What may have happened to any host before the site is brought to its state. What is declared is the site's own playbook. */
const areas: readonly Area[] = [accounts, hosts, kernel, swap, selinux, packages, tree];

/** The lab of the whole site, with the playbook, roles and inventory of the project. */
export async function makeWholeSite(name: string): Promise<LabProject> {
  const inventory = 'inventory/lab/site.yml';
  const project = await makeLabProject(name, { [inventory]: readFileSync(join(top, inventory), 'utf8') });
  for (const part of ['playbooks', 'roles']) cpSync(join(top, part), join(project.folder, part), { recursive: true });
  return project;
}

/** What happened to each host, by name: the same for the same seed. */
function siteDisturbances(seed: number, families: ReadonlyMap<string, Family>): ReadonlyMap<string, readonly Disturbance[]> {
  const random = randomOf(seed);
  return new Map(
    [...families].map(([host, family]) => {
      const chosen = random.some(areas, 0.5);
      return [host, chosen.flatMap((area) => area({ random, family, owners: ['root'], refuse: false }).disturbances)];
    }),
  );
}

/** Takes all hosts of the site through a seed: blank, disturbed, brought to the state of the site, and back. */
export async function runSiteCase(project: LabProject, seed: number): Promise<CaseResult> {
  const all = project.lab.inventory.hosts;
  const families = new Map(all.map((host): [string, Family] => [host.name, host.groups.includes('rpm_family') ? 'rpm' : 'debian']));
  const course: Course = { project, hosts: all.map((host) => host.name), playbook: 'site', faults: [] };
  return timed(course, seed, async (changed) => {
    for (const host of course.hosts) await makeBlank(project, host);
    await Promise.all(
      [...siteDisturbances(seed, families)].map(async ([host, disturbances]) => {
        for (const one of disturbances) await disturb(course, host, one);
      }),
    );
    await goThereAndBack(course, [], changed);
  });
}
