import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { labDown } from '../../../src/lab/lab-down.ts';
import { labUp } from '../../../src/lab/lab-up.ts';
import { labProjectFolder, openLabProject, writeFiles, type LabProject } from './lab-project.ts';

const name = 'rbs';
const top = fileURLToPath(new URL('../../..', import.meta.url));
const folder = labProjectFolder(name);
const options = { projectFolder: folder, name };

const ownerFile = join(folder, 'test-run');

/** The run of tests that is going on: the number of its first process, which `share-site-lab.ts` tells to all others by the environment. */
function thisRun(): string {
  return process.env['RUNBOOK_TEST_RUN'] ?? String(process.pid);
}

/** The run of tests that built the lab; nothing when there is none. */
function owner(): string {
  return existsSync(ownerFile) ? readFileSync(ownerFile, 'utf8') : '';
}

/** What of this project the lab's project has a copy of: all that a rehearsal is about. */
const parts = ['inventory/lab', 'playbooks', 'roles', 'test/lab/check-site.sh'];

/**
 * The lab of the whole site, which the files of `test/lab/site` share: built when the first of them needs it, removed when all tests are over.
 * Its project has the inventory, playbooks and roles of this one, and the files given.
 */
export async function siteLab(files: Readonly<Record<string, string>> = {}): Promise<LabProject> {
  if (owner() !== thisRun()) {
    if (owner() !== '' && existsSync(`/proc/${owner()}`))
      throw new Error(`another run of tests, process ${owner()}, uses the lab of the site`);
    await removeSiteLab();
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(ownerFile, thisRun());
  for (const part of parts) {
    rmSync(join(folder, part), { recursive: true, force: true });
    cpSync(join(top, part), join(folder, part), { recursive: true });
  }
  writeFiles(folder, files);
  const project = openLabProject(name);
  await labUp(project.lab.inventory, options, () => undefined);
  return project;
}

/** The same with every host blank: built anew when something was applied to it. */
export async function blankSiteLab(files: Readonly<Record<string, string>> = {}): Promise<LabProject> {
  if (existsSync(join(folder, '.runbook', 'runs'))) await removeSiteLab();
  return siteLab(files);
}

/** The same with the whole site applied to it. */
export async function appliedSiteLab(files: Readonly<Record<string, string>> = {}): Promise<LabProject> {
  const project = await siteLab(files);
  const shown = await project.runbook(['apply', 'site', '-i', 'lab', '--yes', '--format', 'json'], [], 400_000);
  if (shown.status !== 0) throw new Error(`the site could not be applied:\n${shown.text.slice(-3000)}`);
  return project;
}

/** Removes it with its folder when this run of tests has built it. */
export async function endSiteLab(): Promise<void> {
  if (owner() === thisRun()) await removeSiteLab();
}

async function removeSiteLab(): Promise<void> {
  await labDown(options);
  rmSync(folder, { recursive: true, force: true });
}
