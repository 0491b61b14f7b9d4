import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeLabProject, type LabProject } from '../support/lab-project.ts';
import type { Area, Disturbance, Family } from './area.ts';
import { accounts } from './areas/accounts.ts';
import { disturbDeclared } from './areas/declared.ts';
import { hosts } from './areas/hosts.ts';
import { kernel } from './areas/kernel.ts';
import { selinux, swap } from './areas/odds.ts';
import { packages } from './areas/packages.ts';
import { tree } from './areas/tree.ts';
import { disturb, runAtDesk, type Course } from './course.ts';
import { makeBlank } from './field-lab.ts';
import { randomOf } from './random.ts';
import { goThereAndBack, planOf } from './round.ts';
import { timed, type CaseResult } from './run-case.ts';

const top = fileURLToPath(new URL('../../..', import.meta.url));
/** What may have happened to any host besides, before the site is brought to its state. */
const areas: readonly Area[] = [accounts, hosts, kernel, swap, selinux, packages, tree];

/** The lab of the whole site, with the playbook, roles and inventory of the project. */
export async function makeWholeSite(name: string): Promise<LabProject> {
  const inventory = 'inventory/lab/site.yml';
  const project = await makeLabProject(name, { [inventory]: readFileSync(join(top, inventory), 'utf8') });
  for (const part of ['playbooks', 'roles']) cpSync(join(top, part), join(project.folder, part), { recursive: true });
  return project;
}

/** What the site declares and a blank host lacks, by host: addresses such as `file:/etc/motd`. */
export type Declared = ReadonlyMap<string, readonly string[]>;

/** Reads from a plan of the site, whose hosts are all blank, what it declares. */
export async function readDeclared(project: LabProject): Promise<Declared> {
  const { steps } = planOf(await runAtDesk(courseOf(project), ['plan', 'site'], [0]));
  return new Map(hostsOf(project).map((host) => [host, steps.flatMap((step) => (step.host === host ? [step.address] : []))]));
}

/** What happened to each host before, by name: the same for the same seed and site. */
export function siteDisturbances(project: LabProject, declared: Declared, seed: number): ReadonlyMap<string, readonly Disturbance[]> {
  const random = randomOf(seed);
  return new Map(
    project.lab.inventory.hosts.map(({ name, groups }) => {
      const family: Family = groups.includes('rpm_family') ? 'rpm' : 'debian';
      const chosen = random.some(areas, 0.5).flatMap((area) => area({ random, family, owners: ['root'], refuse: false }).disturbances);
      // What is declared comes last: its packages may need those that somebody removed.
      return [name, [...chosen, ...disturbDeclared(random, family, declared.get(name) ?? [])]];
    }),
  );
}

/** Takes all hosts of the site through a seed: blank, disturbed, brought to the state of the site, and back. */
export async function runSiteCase(
  project: LabProject,
  seed: number,
  disturbances: ReadonlyMap<string, readonly Disturbance[]>,
): Promise<CaseResult> {
  const course = courseOf(project);
  return timed(course, seed, async (tally) => {
    for (const host of course.hosts) await makeBlank(project, host);
    await Promise.all(
      [...disturbances].map(async ([host, itsOwn]) => {
        for (const one of itsOwn) await disturb(course, host, one);
      }),
    );
    await goThereAndBack(course, [], tally);
  });
}

function courseOf(project: LabProject): Course {
  return { project, hosts: hostsOf(project), playbook: 'site', faults: [] };
}

function hostsOf(project: LabProject): readonly string[] {
  return project.lab.inventory.hosts.map((host) => host.name);
}
