import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RunbookError } from '../core/diagnostic.ts';
import type { LabPaths } from './lab-paths.ts';
import { namespacesOf } from './network.ts';

/** Where each lab of this machine says whose it is: a file by the lab's name, with the lab's folder in it. A reboot takes it away, and the labs too. */
const ownersFolder = '/run/runbook-lab';

/** What is looked at to tell whose a lab is; tests give their own. */
export interface OwnerPlace {
  readonly folder: string;
  /** Names of the lab's network namespaces that are there. */
  readonly namespaces: (lab: string) => readonly string[];
}

const machine: OwnerPlace = { folder: ownersFolder, namespaces: namespacesOf };

/**
 * Folder of the lab of that name when it stands and belongs to another checkout; undefined when the name is free, ours, or left behind by a checkout that is gone.
 * Names of namespaces and control groups are the machine's, so two checkouts cannot have a lab of the same name at once.
 */
export function otherOwner(paths: LabPaths, place: OwnerPlace = machine): string | undefined {
  const owner = readOwner(paths, place);
  if (owner === undefined || owner === paths.folder || !existsSync(owner)) return undefined;
  return place.namespaces(paths.name).length > 0 ? owner : undefined;
}

/** Throws RB7014 when the lab of that name belongs to another checkout. */
export function checkOwner(paths: LabPaths, place: OwnerPlace = machine): void {
  const owner = otherOwner(paths, place);
  if (owner === undefined) return;
  const project = dirname(dirname(owner));
  throw new RunbookError({
    code: 'RB7014',
    severity: 'error',
    what: `the lab ${paths.name} of this machine belongs to another project folder: ${project}`,
    why: "Names of namespaces and control groups are the machine's: a second lab of this name would take over the network of the first.",
    mend: `Remove it: (cd ${project} && src/cli/runbook lab down). Or give this one a name of its own: RUNBOOK_LAB=${paths.name}2 before each command.`,
  });
}

/** Takes the name for this lab; RB7014 when another checkout has it. */
export function claimLab(paths: LabPaths, place: OwnerPlace = machine): void {
  checkOwner(paths, place);
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
