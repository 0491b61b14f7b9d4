import { resolve } from 'node:path';
import type { Inventory } from '../core/inventory.ts';
import { loadInventory } from '../definition/site.ts';
import { labPaths } from '../lab/lab-paths.ts';
import { readLabState, type LabState } from '../lab/lab-state.ts';
import type { Io } from './io.ts';
import { inventoryFolder, labOptions, projectFolder } from './project.ts';

/** An inventory by itself, and the lab that stands for it. */
export interface OpenInventory {
  readonly inventory: Inventory;
  readonly projectFolder: string;
  readonly lab?: LabState;
}

/** What of the command line matters for an inventory. */
export interface InventoryChoice {
  readonly inventory?: string;
  readonly user?: string;
  readonly privateKey?: string;
}

/** Reads the inventory that is meant. Throws a RunbookError with every mistake in it. */
export function openInventory(io: Io, options: InventoryChoice): OpenInventory {
  const project = projectFolder(io);
  const lab = readLabState(labPaths(labOptions(io)).stateFile);
  const inventory = loadInventory(inventoryFolder(io, options.inventory), {
    home: io.home,
    projectFolder: project,
    defaultUser: io.user,
    ...(options.user === undefined ? {} : { user: options.user }),
    ...(options.privateKey === undefined ? {} : { privateKey: resolve(io.cwd, options.privateKey) }),
    ...(lab === undefined ? {} : { lab: { keys: [lab.keyFile] } }),
  });
  return { inventory, projectFolder: project, ...(inventory.lab && lab !== undefined ? { lab } : {}) };
}
