import { existsSync, rmSync } from 'node:fs';
import { removeFromMachine, type MachineRemoval } from './lab-leftovers.ts';
import { withLabLock } from './lab-lock.ts';
import { checkLabMachine } from './lab-needs.ts';
import { checkOwner, releaseLab } from './lab-owner.ts';
import type { LabOptions, LabPaths } from './lab-paths.ts';
import { readLabState, type LabState } from './lab-state.ts';
import { checkedPaths } from './lab-up.ts';
import { namespacesOf } from './network.ts';

/** What `labDown` took away. */
export interface LabRemoval extends MachineRemoval {
  /** False when there was nothing of this lab at all. */
  readonly found: boolean;
}

/**
 * Removes everything of a lab: what its state names and, after a crash, what only its name gives away: processes in its groups and
 * namespaces, namespaces that begin with its name, groups, its folder. What could not be removed is RB7010, all of it at once.
 * The cached root file systems stay.
 */
export async function labDown(options: LabOptions): Promise<LabRemoval> {
  checkLabMachine();
  const paths = checkedPaths(options);
  return withLabLock(paths, () => removeLab(paths));
}

async function removeLab(paths: LabPaths): Promise<LabRemoval> {
  checkOwner(paths);
  const found = existsSync(paths.folder) || namespacesOf(paths.name).length > 0;
  const removed = await removeFromMachine(paths, readStateOrNothing(paths));
  rmSync(paths.folder, { recursive: true, force: true });
  releaseLab(paths);
  return { ...removed, found };
}

/** A state that cannot be read does not keep `lab down` from finding what is there. */
function readStateOrNothing(paths: LabPaths): LabState | undefined {
  try {
    return readLabState(paths.stateFile);
  } catch {
    return undefined;
  }
}
