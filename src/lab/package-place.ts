import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptPath } from './base-root.ts';
import { writeLayerFile } from './host-layer.ts';
import { startDetached } from './host-power.ts';
import { namespaceOf, type LabPaths } from './lab-paths.ts';
import type { LabState } from './lab-state.ts';
import { namespaceCommand } from './network.ts';
import { aptKeyringPath, aptSources } from './packages/apt-repository.ts';
import type { Repositories } from './packages/repositories.ts';
import { dnfRepo, rpmKeyPath } from './packages/rpm-repository.ts';
import { identifyProcess, isRunning, type ProcessIdentity, waitUntil } from './processes.ts';
import { tryCommand } from './run-command.ts';

const port = 80;

/** Tells a host, in its own layer, where packages come from and by which key they are signed. It knows no other source. */
export function writePackageSource(layer: string, address: string, repositories: Repositories, rpmFamily: boolean): void {
  if (rpmFamily) {
    layKey(layer, rpmKeyPath, repositories.rpmKey);
    writeLayerFile(layer, 'etc/yum.repos.d/runbook-lab.repo', dnfRepo(`http://${address}/rpm`));
  } else {
    layKey(layer, aptKeyringPath, repositories.aptKeyring);
    writeLayerFile(layer, 'etc/apt/sources.list.d/runbook-lab.sources', aptSources(`http://${address}/apt`));
  }
}

/** Starts the service that hands out packages, in its own namespace, unless it runs. Gives the processes to remember. */
export async function ensurePackageService(
  paths: LabPaths,
  state: LabState,
  address: string,
  repositories: Repositories,
): Promise<readonly ProcessIdentity[]> {
  const running = state.services.filter(isRunning);
  if (running.length > 0) return running;
  const argv = [
    process.execPath,
    scriptPath('package-service.ts'),
    address,
    String(port),
    `apt=${repositories.aptFolder}`,
    `rpm=${repositories.rpmFolder}`,
  ];
  const namespace = namespaceOf(paths, 'packages');
  const pid = startDetached(namespaceCommand(namespace, argv), join(paths.folder, 'packages.log'));
  const ask = `exec 3<> /dev/tcp/${address}/${port}`;
  await waitUntil(async () => (await tryCommand(namespaceCommand(namespace, ['bash', '-c', ask]))).status === 0, 20_000);
  const identity = pid === undefined ? undefined : identifyProcess(pid);
  return identity === undefined ? [] : [identity];
}

function layKey(layer: string, path: string, key: string): void {
  writeLayerFile(layer, path.slice(1), '');
  copyFileSync(key, join(layer, path));
}
