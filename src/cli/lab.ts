import { EXIT } from '../core/exit-code.ts';
import { labDown } from '../lab/lab-down.ts';
import { checkLabMachine } from '../lab/lab-needs.ts';
import { otherOwner } from '../lab/lab-owner.ts';
import { labPaths } from '../lab/lab-paths.ts';
import { labSshCommand, labStatus, requireLab } from '../lab/lab-status.ts';
import { labUp } from '../lab/lab-up.ts';
import { runChild } from './desk.ts';
import type { Io } from './io.ts';
import { createLabProgress } from './lab-progress.ts';
import { openInventory } from './open-inventory.ts';
import { labOptions } from './project.ts';

interface LabVerbOptions {
  readonly inventory?: string;
}

/** `runbook lab up`: builds and boots the lab of the inventory. */
export async function labVerbUp(io: Io, options: LabVerbOptions): Promise<number> {
  checkLabMachine();
  const open = openInventory(io, { inventory: options.inventory ?? 'lab' });
  const state = await labUp(open.inventory, labOptions(io), createLabProgress(io));
  io.stdout.write(`The lab is up: ${state.hosts.length} hosts. \`runbook lab ssh HOST\` looks around, \`runbook lab down\` removes it.\n`);
  return EXIT.done;
}

/** `runbook lab down`: removes everything of the lab, that of a crashed run too. */
export async function labVerbDown(io: Io): Promise<number> {
  const removal = await labDown(labOptions(io));
  io.stdout.write(
    removal.found
      ? `The lab is gone: ${removal.processes} processes and ${removal.namespaces} network namespaces were removed.\n`
      : 'There was no lab.\n',
  );
  return EXIT.done;
}

/** `runbook lab status`: its hosts, and what its firewall dropped. */
export async function labVerbStatus(io: Io): Promise<number> {
  const status = await labStatus(labOptions(io));
  if (status === undefined) {
    const options = labOptions(io);
    const owner = otherOwner(labPaths(options));
    io.stdout.write(
      owner?.stands !== true
        ? 'There is no lab. `runbook lab up` builds one.\n'
        : `There is no lab of this project. The lab of the same name that is up belongs to ${owner.folder}.\n`,
    );
    return EXIT.done;
  }
  io.stdout.write(`Lab ${status.name} in ${status.folder}\n`);
  for (const host of status.hosts) {
    io.stdout.write(
      `  ${host.name.padEnd(12)} ${host.zone.padEnd(10)} ${host.address.padEnd(16)} ${host.power}${host.rpmFamily ? '  RPM family stand-in' : ''}\n`,
    );
  }
  for (const [name, packets] of Object.entries(status.dropped)) io.stdout.write(`  dropped ${name}: ${packets} packets\n`);
  return EXIT.done;
}

/** `runbook lab ssh HOST`: the system's ssh from the desk, through the bastion. */
export function labVerbSsh(io: Io, host: string, argv: readonly string[], options: LabVerbOptions): Promise<number> {
  const open = openInventory(io, { inventory: options.inventory ?? 'lab' });
  const state = requireLab(labOptions(io));
  const via = open.inventory.hosts.find((one) => one.name === host)?.via ?? [];
  return runChild(io, labSshCommand(state, host, via, argv));
}
