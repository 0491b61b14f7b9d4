import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Inventory } from '../../../src/core/inventory.ts';
import { loadInventory } from '../../../src/definition/site.ts';
import { labDown } from '../../../src/lab/lab-down.ts';
import type { Lab } from '../../../src/lab/lab-host.ts';
import { hostOf } from '../../../src/lab/lab-state.ts';
import { insideCommand, labSshCommand, requireLab } from '../../../src/lab/lab-status.ts';
import { labUp } from '../../../src/lab/lab-up.ts';
import { runCommand, tryCommand, type CommandResult } from '../../../src/lab/run-command.ts';
import { runProgram, startProgram, type Running, type Shown, type Typing } from './run-program.ts';

export type { Shown, Typing } from './run-program.ts';

const top = fileURLToPath(new URL('../../..', import.meta.url));

/** A project folder with a lab of its own, which `runbook` finds as it would the project's. */
export interface LabProject {
  readonly folder: string;
  readonly lab: Lab;
  /** Runs `runbook` in the folder, in a terminal when something is to be typed. */
  runbook(args: readonly string[], typing?: readonly Typing[], limitMs?: number): Promise<Shown>;
  /** Starts `runbook` in the folder, without a terminal. */
  start(args: readonly string[]): Running;
  /** Runs shell as root of a lab host, past ssh. Throws when it fails. */
  inside(host: string, script: string): Promise<string>;
  /** Runs a command on a lab host as its login account, by ssh(1) from the desk through the bastion. */
  overSsh(host: string, command: string): Promise<CommandResult>;
  /** Root of a lab host's file system, as this machine sees it. */
  rootOf(host: string): string;
  remove(): Promise<void>;
}

/** Writes the files of a project and builds the lab of its `inventory/lab` under that name. What a run before left is removed. */
export async function makeLabProject(name: string, files: Readonly<Record<string, string>>): Promise<LabProject> {
  const options = { projectFolder: labProjectFolder(name), name };
  await labDown(options);
  rmSync(options.projectFolder, { recursive: true, force: true });
  writeFiles(options.projectFolder, files);
  await labUp(readInventory(options.projectFolder), options, () => undefined);
  return openLabProject(name);
}

/** The project of that name, as its folder holds it. */
export function openLabProject(name: string): LabProject {
  const folder = labProjectFolder(name);
  const options = { projectFolder: folder, name };
  const inventory = readInventory(folder);
  return {
    folder,
    lab: { inventory, options },
    runbook: (args, typing = [], limitMs) =>
      runProgram(args, { folder, labName: name, typing, ...(limitMs === undefined ? {} : { limitMs }) }),
    start: (args) => startProgram(args, { folder, labName: name }),
    inside: (host, script) => runCommand(insideCommand(requireLab(options), host, ['sh', '-euc', script]), { timeoutMs: 60_000 }),
    overSsh: (host, command) => {
      const via = inventory.hosts.find((one) => one.name === host)?.via ?? [];
      return tryCommand(labSshCommand(requireLab(options), host, via, [command]), { timeoutMs: 30_000 });
    },
    rootOf: (host) => `/proc/${hostOf(requireLab(options), host).init?.pid}/root`,
    remove: async () => {
      await labDown(options);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Where the project of a lab of tests is. */
export function labProjectFolder(name: string): string {
  return join(top, '.runbook', `test-${name}`);
}

/** Writes files by their paths in a folder. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function readInventory(folder: string): Inventory {
  return loadInventory(join(folder, 'inventory/lab'), { home: '/root', projectFolder: folder, defaultUser: 'root' });
}
