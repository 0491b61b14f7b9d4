import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Host, Inventory } from '../core/inventory.ts';
import type { RootLayers } from './base-root.ts';
import { writeHostLayer, writeLayerFile } from './host-layer.ts';
import type { LabHostState } from './lab-state.ts';
import { writePackageSource } from './package-place.ts';
import type { Repositories } from './packages/repositories.ts';
import { portalPort, writePortal } from './portal.ts';
import { installStandIns, shadowFiles, standIns, type StandIn } from './stand-ins/stand-ins.ts';

/** What all hosts of a lab are made from. */
export interface HostSources {
  readonly layers: RootLayers;
  readonly repositories: Repositories;
  /** Address of the package service; undefined when the inventory has none. */
  readonly packageAddress: string | undefined;
}

/** A host whose own layer is to be written. */
export interface HostContent {
  readonly inventory: Inventory;
  readonly host: Host;
  /** Folder of the layer. */
  readonly folder: string;
  /** Public half of the lab's key, one line. */
  readonly publicKey: string;
  readonly sources: HostSources;
  readonly state: LabHostState;
}

/** Writes all that a host has beyond the shared layers: its identity, its package source, the stand-ins, and on one host the portal. */
export async function writeHostContent(content: HostContent): Promise<void> {
  const { inventory, host, folder, publicKey, sources, state } = content;
  await writeHostLayer({ host, folder, base: sources.layers.base, publicKey }, inventory);
  const family = state.rpmFamily ? 'rpm' : 'debian';
  await installStandIns(folder, family);
  const listed = standIns.filter((one) => one.family === undefined || one.family === family);
  writeLayerFile(
    folder,
    'etc/runbook-lab-stand-ins',
    `${[...labStandIns(state.rpmFamily), ...listed].map((one) => `${one.name}: ${one.why}; lacks: ${one.lacks}`).join('\n')}\n`,
  );
  if (sources.packageAddress !== undefined) writePackageSource(folder, sources.packageAddress, sources.repositories, state.rpmFamily);
  // As an installer leaves it: a swap file that is on.
  writeLayerFile(folder, 'etc/fstab', '/swap.img none swap sw 0 0\n');
  writeLayerFile(folder, 'swap.img', '\0'.repeat(65_536), 0o600);
  const port = portalPort(inventory, host);
  if (port !== undefined) writePortal(folder, port);
  const shadows = join(state.folder, 'shadow');
  if (existsSync(shadows)) rmSync(shadows, { recursive: true });
  for (const [path, text] of Object.entries(shadowFiles(family))) writeLayerFile(shadows, path, text);
}

/** What the lab itself stands in for, in the shape of the programs' list. */
export function labStandIns(rpmFamily: boolean): readonly StandIn[] {
  const everywhere: readonly StandIn[] = [
    {
      name: 'sysctls outside net',
      why: 'they belong to the machine',
      source: "the machine's own /proc/sys, copied",
      lacks: 'any effect: they are plain files, filled from the machine at lab up, new at each boot',
    },
    {
      name: 'WireGuard in the kernel, where the machine has none',
      why: 'the kernel is shared with the machine',
      source: 'wireguard-go as Debian packages it; wg(8) and wg-quick(8) are the real ones',
      lacks: "the kernel's speed: wireguard-go carries the tunnel, by the same protocol and the same tools",
    },
    {
      name: 'clock, kernel log and kernel modules',
      why: 'they belong to the machine',
      source: 'capabilities(7): CAP_SYS_TIME, CAP_SYSLOG, CAP_SYS_MODULE',
      lacks: 'a host may not set or read them: the capabilities are taken away from all its processes',
    },
  ];
  const rpm: StandIn = {
    name: 'RPM family',
    why: 'no RPM distribution is at hand',
    source: 'rpm and dnf as Debian packages them; os-release(5) with ID_LIKE=rhel',
    lacks: 'all but rpm, dnf and os-release: Debian is below, apt and dpkg are taken away',
    family: 'rpm',
  };
  return rpmFamily ? [...everywhere, rpm] : everywhere;
}
