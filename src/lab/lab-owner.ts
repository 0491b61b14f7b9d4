import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import { hasProcesses, removeFromMachine } from './lab-leftovers.ts';
import { lockHolder } from './lab-lock.ts';
import type { LabPaths } from './lab-paths.ts';

/** Where each lab of this machine says whose it is: a file by the lab's name, with the lab's folder in it. A reboot takes it away, and the labs too. */
const ownersFolder = '/run/runbook-lab';

/** What is looked at to tell whose a lab is; tests give their own. */
export interface OwnerPlace {
  readonly folder: string;
  /** Whether any process is in the networks or groups of the lab of that name. */
  readonly hasProcesses: (paths: LabPaths) => boolean;
  /** Removes what a lab of that name has left on the machine. */
  readonly clear: (paths: LabPaths) => Promise<unknown>;
}

const machine: OwnerPlace = { folder: ownersFolder, hasProcesses, clear: (paths) => removeFromMachine(paths, undefined) };

/** Another checkout that has a lab's name. */
export interface OtherOwner {
  /** Folder of its lab. */
  readonly folder: string;
  /** True while its lab has a process, or is being built or removed. Otherwise a crash left it behind, or its folder is gone. */
  readonly stands: boolean;
}

/**
 * The other checkout that has the name of that lab; undefined when the name is free or ours. Names of namespaces and control groups are the machine's, so
 * two checkouts cannot have a lab of the same name at once.
 */
export function otherOwner(paths: LabPaths, place: OwnerPlace = machine): OtherOwner | undefined {
  const folder = readOwner(paths, place);
  if (folder === undefined || folder === paths.folder) return undefined;
  return { folder, stands: lockHolder(folder) !== undefined || (existsSync(folder) && place.hasProcesses(paths)) };
}

/** Throws RB7014 when the lab of that name belongs to another checkout, and stands. */
export function checkOwner(paths: LabPaths, place: OwnerPlace = machine): void {
  const owner = otherOwner(paths, place);
  if (owner?.stands !== true) return;
  const project = dirname(dirname(owner.folder));
  throw new RunbookError({
    code: 'RB7014',
    severity: 'error',
    what: `the lab ${paths.name} of this machine belongs to another project folder: ${project}`,
    why: "Names of namespaces and control groups are the machine's: a second lab of this name would take over the network of the first.",
    mend: `Remove it: (cd ${project} && src/cli/runbook lab down). Or give this one a name of its own: RUNBOOK_LAB=${paths.name}2 before each command.`,
  });
}

/**
 * Takes the name for this lab; RB7014 when another checkout has it. Of a dead lab of another one goes what it left on the machine (RB7010 when it does not
 * go); its folder stays with that checkout.
 */
export async function claimLab(paths: LabPaths, place: OwnerPlace = machine): Promise<void> {
  checkOwner(paths, place);
  if (otherOwner(paths, place) !== undefined) await place.clear(paths);
  mkdirSync(place.folder, { recursive: true });
  writeFileSync(ownerFile(paths, place), `${paths.folder}\n`);
}

/** Gives the name back. */
export function releaseLab(paths: LabPaths, place: OwnerPlace = machine): void {
  rmSync(ownerFile(paths, place), { force: true });
  try {
    rmdirSync(place.folder);
  } catch {
    // Other labs have their names in it, or it is not there.
  }
}

function readOwner(paths: LabPaths, place: OwnerPlace): string | undefined {
  try {
    return readFileSync(ownerFile(paths, place), 'utf8').trim();
  } catch {
    return undefined;
  }
}

function ownerFile(paths: LabPaths, place: OwnerPlace): string {
  return join(place.folder, paths.name);
}
