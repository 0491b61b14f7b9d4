import { RunbookError } from '../core/diagnostic.ts';
import type { Inventory } from '../core/inventory.ts';
import type { LabHostState, LabState } from './lab-state.ts';
import { isRunning, type ProcessIdentity } from './processes.ts';

/**
 * A host that runs keeps the zone, address, port and login that it was built with. Throws RB7015, with all that differs, when the inventory wants
 * other ones or lacks the host: a lab of another inventory, or of this one as it was before.
 */
export function checkSameHosts(
  inventory: Inventory,
  state: LabState | undefined,
  runs: (init: ProcessIdentity) => boolean = isRunning,
): void {
  const running = (state?.hosts ?? []).filter((host) => host.init !== undefined && runs(host.init));
  const foreign = running.filter((host) => inventory.hosts.every((one) => one.name !== host.name)).map((host) => host.name);
  const differences = [
    ...(foreign.length === 0 ? [] : [`not in this inventory: ${foreign.join(', ')}`]),
    ...running.flatMap((host) => differenceOf(inventory, host)),
  ];
  if (differences.length === 0) return;
  throw new RunbookError({
    code: 'RB7015',
    severity: 'error',
    what: 'the lab that is up was built from other hosts than this inventory has',
    why: `${differences.join('; ')}.`,
    mend: 'Remove it with `runbook lab down` and build it anew; `runbook rehearse --fresh` does both.',
  });
}

function differenceOf(inventory: Inventory, was: LabHostState): readonly string[] {
  const host = inventory.hosts.find((one) => one.name === was.name);
  if (host === undefined) return [];
  const before = placeOf(was.user, was.address, was.port, was.zone);
  const now = placeOf(host.ssh.user, host.address, host.ssh.port, host.zone);
  return before === now ? [] : [`${was.name} runs as ${before} and is ${now} in the inventory`];
}

function placeOf(user: string, address: string, port: number, zone: string): string {
  return `${user}@${address}${port === 22 ? '' : `:${port}`} in ${zone}`;
}
