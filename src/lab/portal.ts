import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Host, Inventory } from '../core/inventory.ts';
import { scriptPath } from './base-root.ts';
import { writeLayerFile } from './host-layer.ts';

/** Group whose first host carries the service that users of the site come for. */
const portalGroup = 'worker';
/** Variable that holds its TCP port. */
const portalVariable = 'portal_port';

/** The port of the portal when this host carries it: the first host of group `worker`, when it has a variable `portal_port`. */
export function portalPort(inventory: Inventory, host: Host): number | undefined {
  const first = inventory.hosts.find((one) => one.groups.includes(portalGroup));
  const port = host.vars[portalVariable];
  return first?.name === host.name && typeof port === 'number' ? port : undefined;
}

/** Lays the portal into a host's own layer: a socket of systemd and a script, since a blank host has no web server. No role knows of it. */
export function writePortal(layer: string, port: number): void {
  const program = '/usr/local/lib/runbook-lab/portal';
  writeLayerFile(layer, program.slice(1), readFileSync(scriptPath('portal.sh'), 'utf8'), 0o755);
  const units = 'etc/systemd/system';
  writeLayerFile(
    layer,
    `${units}/lab-portal.socket`,
    `[Unit]\nDescription=Portal of the rehearsal lab\n\n[Socket]\nListenStream=0.0.0.0:${port}\nAccept=yes\nMaxConnections=256\nTriggerLimitIntervalSec=0\n`,
  );
  writeLayerFile(
    layer,
    `${units}/lab-portal@.service`,
    `[Unit]\nDescription=Portal of the rehearsal lab, one request\nCollectMode=inactive-or-failed\n\n[Service]\nExecStart=${program}\nStandardInput=socket\nStandardError=journal\nUser=nobody\nTimeoutStartSec=20\nRuntimeMaxSec=20\n`,
  );
  const wanted = join(layer, units, 'sockets.target.wants/lab-portal.socket');
  mkdirSync(dirname(wanted), { recursive: true });
  rmSync(wanted, { force: true });
  symlinkSync('/etc/systemd/system/lab-portal.socket', wanted);
}
