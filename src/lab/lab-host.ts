import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Inventory } from '../core/inventory.ts';
import { firstProgramOf, powerOffHost, powerOnHost } from './host-power.ts';
import type { LabOptions } from './lab-paths.ts';
import { hostOf, withHost, writeLabState, type LabHostState } from './lab-state.ts';
import { requireLab } from './lab-status.ts';
import { checkedPaths } from './lab-up.ts';
import { connectMember, setCable } from './network.ts';
import { layOut, type LabMember } from './topology.ts';

/** A lab of an inventory, whose hosts are handled one by one. */
export interface Lab {
  readonly inventory: Inventory;
  readonly options: LabOptions;
}

/** Takes a host's power away at once, or, when `orderly`, after systemd has shut it down. Its file system stays. */
export async function labPowerOff(lab: Lab, host: string, orderly = false): Promise<void> {
  const paths = checkedPaths(lab.options);
  remember(lab, await powerOffHost(paths, hostOf(requireLab(lab.options), host), orderly));
}

/** Boots a host that is off, and waits until its sshd answers; does nothing to one that is on. */
export async function labPowerOn(lab: Lab, host: string): Promise<void> {
  const paths = checkedPaths(lab.options);
  const member = memberOf(lab, host);
  if (member !== undefined) await connectMember(paths, member);
  const program = firstProgramOf(lab.inventory.hosts.find((one) => one.name === host));
  remember(lab, await powerOnHost(paths, hostOf(requireLab(lab.options), host), program));
}

/** Makes a host blank again: power off, upper directory emptied, boot. Its keys and machine id stay. */
export async function labReset(lab: Lab, host: string): Promise<void> {
  await labPowerOff(lab, host);
  const { folder } = hostOf(requireLab(lab.options), host);
  for (const part of ['upper', 'work']) rmSync(join(folder, part), { recursive: true, force: true });
  await labPowerOn(lab, host);
}

/** Unplugs a host's network cable. */
export async function labCutLink(lab: Lab, host: string): Promise<void> {
  await switchCable(lab, host, 'down');
}

/** Plugs a host's network cable in again. */
export async function labRestoreLink(lab: Lab, host: string): Promise<void> {
  await switchCable(lab, host, 'up');
}

async function switchCable(lab: Lab, host: string, state: 'up' | 'down'): Promise<void> {
  hostOf(requireLab(lab.options), host);
  const member = memberOf(lab, host);
  if (member !== undefined) await setCable(checkedPaths(lab.options), member.cable, state);
}

function memberOf(lab: Lab, host: string): LabMember | undefined {
  return layOut(lab.inventory).hosts.find((one) => one.name === host);
}

/** Read again just before writing: another host's state may have changed meanwhile. */
function remember(lab: Lab, host: LabHostState): void {
  writeLabState(checkedPaths(lab.options).stateFile, withHost(requireLab(lab.options), host));
}
