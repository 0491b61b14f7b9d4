import { resolve } from 'node:path';
import type { Inventory } from '../core/inventory.ts';
import { loadInventoryParts, type InventoryOptions, type Secret } from '../definition/site.ts';
import { labPaths } from '../lab/lab-paths.ts';
import { readLabState, type LabState } from '../lab/lab-state.ts';
import { noteSecretVariables } from './child-environment.ts';
import type { Io } from './io.ts';
import { inventoryFolder, labOptions, projectFolder } from './project.ts';

/** An inventory by itself, and the lab that stands for it. */
export interface OpenInventory {
  readonly inventory: Inventory;
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly projectFolder: string;
  readonly lab?: LabState;
}

/** What of the command line matters for an inventory. */
export interface InventoryChoice {
  readonly inventory?: string;
  /** Name of the inventory of a plan file, to be told where none was named and none can be found. */
  readonly planned?: string;
  readonly user?: string;
  readonly privateKey?: string;
}

/** Where the inventory that is meant is, how it is read, and the lab of the project. */
interface FoundInventory {
  readonly folder: string;
  readonly projectFolder: string;
  readonly options: InventoryOptions;
  readonly lab?: LabState;
}

/** Finds the inventory that is meant. Throws RB6001 when there is none. */
export function findInventory(io: Io, choice: InventoryChoice): FoundInventory {
  const project = projectFolder(io);
  const lab = readLabState(labPaths(labOptions(io)).stateFile);
  return {
    folder: inventoryFolder(io, choice.inventory, choice.planned),
    projectFolder: project,
    options: {
      home: io.home,
      projectFolder: project,
      defaultUser: io.user,
      ...(choice.user === undefined ? {} : { user: choice.user }),
      ...(choice.privateKey === undefined ? {} : { privateKey: resolve(io.cwd, choice.privateKey) }),
      ...(lab === undefined ? {} : { lab: { keys: [lab.keyFile] } }),
    },
    ...(lab === undefined ? {} : { lab }),
  };
}

/** Reads the inventory that is meant. Throws a RunbookError with every mistake in it. */
export function openInventory(io: Io, choice: InventoryChoice): OpenInventory {
  const { folder, projectFolder: project, options, lab } = findInventory(io, choice);
  const { inventory, secrets } = loadInventoryParts(folder, options);
  noteSecretVariables(io, secrets);
  return { inventory, secrets, projectFolder: project, ...(inventory.lab && lab !== undefined ? { lab } : {}) };
}
