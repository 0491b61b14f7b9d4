import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, formatNetwork, parseNetwork } from '../core/flows/ipv4.ts';
import type { Host, Inventory } from '../core/inventory.ts';
import { ensureRootLayers } from './base-root.ts';
import { writeHostLayer, writeKnownHosts, writeLayerFile } from './host-layer.ts';
import { powerOffHost, powerOnHost } from './host-power.ts';
import type { Lab } from './lab-host.ts';
import { hostFolder, namespaceOf } from './lab-paths.ts';
import { writeLabState, type LabHostState } from './lab-state.ts';
import { requireLab } from './lab-status.ts';
import { checkedPaths } from './lab-up.ts';
import { connectMember } from './network.ts';
import { layOut, type LabMember } from './topology.ts';

/** Number of the first bare host in its zone's first network; the network must have room for all. */
const firstNumber = 101;
/** So many are started at once. */
const atOnce = 6;

/**
 * Makes `count` bare hosts (`bare-1`, `bare-2` …) in a zone of a lab that is up: a namespace and a blank file system each, with sshd as the only
 * process, one host key for all, and no firewall rule of their own. They are cheap, for tests of scale. Gives the inventory with them, in a group
 * `bare`; known_hosts of the lab has them too. `labRemoveBareHosts` or `labDown` removes them.
 */
export async function labBareHosts(lab: Lab, count: number, zoneName: string): Promise<Inventory> {
  const paths = checkedPaths(lab.options);
  await labRemoveBareHosts(lab);
  const inventory = withBareHosts(lab.inventory, count, zoneName);
  const members = layOut(inventory).hosts.slice(lab.inventory.hosts.length);
  const hosts = inventory.hosts.slice(lab.inventory.hosts.length);
  const [first] = hosts;
  if (first === undefined) return inventory;
  const { base } = await ensureRootLayers(paths.cacheFolder, () => undefined);
  const own = join(paths.folder, 'bare');
  await writeHostLayer({ host: first, folder: own, base, publicKey: readFileSync(`${paths.keyFile}.pub`, 'utf8') }, inventory);
  // They share the layer, so each finds its name there among the others.
  writeLayerFile(own, 'etc/hosts', `127.0.0.1\tlocalhost\n127.0.1.1\t${hosts.map((host) => host.name).join(' ')}\n`);
  const planned = hosts.map((host): LabHostState => ({
    name: host.name,
    zone: host.zone,
    address: host.address,
    port: host.ssh.port,
    user: host.ssh.user,
    namespace: namespaceOf(paths, host.name),
    folder: hostFolder(paths, host.name),
    upper: join(hostFolder(paths, host.name), 'upper'),
    lower: [own, base],
    rpmFamily: false,
  }));
  const booted: LabHostState[] = [];
  for (let index = 0; index < planned.length; index += atOnce) {
    const batch = planned.slice(index, index + atOnce);
    const start = async (host: LabHostState, member: LabMember | undefined): Promise<LabHostState> => {
      if (member !== undefined) await connectMember(paths, member);
      return powerOnHost(paths, host, 'sshd');
    };
    booted.push(...(await Promise.all(batch.map((host, offset) => start(host, members[index + offset])))));
  }
  const state = requireLab(lab.options);
  writeLabState(paths.stateFile, { ...state, bareHosts: booted });
  writeKnownHosts(paths.knownHosts, [...state.hosts, ...booted]);
  return inventory;
}

/** Removes every bare host of a lab. */
export async function labRemoveBareHosts(lab: Lab): Promise<void> {
  const paths = checkedPaths(lab.options);
  const state = requireLab(lab.options);
  await Promise.all(
    state.bareHosts.map(async (host) => {
      await powerOffHost(paths, host, false);
      rmSync(host.folder, { recursive: true, force: true });
    }),
  );
  writeLabState(paths.stateFile, { ...requireLab(lab.options), bareHosts: [] });
  writeKnownHosts(paths.knownHosts, state.hosts);
}

function withBareHosts(inventory: Inventory, count: number, zoneName: string): Inventory {
  const zone = inventory.zones.find((one) => one.name === zoneName);
  const network = parseNetwork(zone?.cidrs[0] ?? '');
  const pattern = inventory.hosts.find((one) => one.zone === zoneName);
  if (network === undefined || pattern === undefined) return inventory;
  const hosts = Array.from({ length: count }, (_, index): Host => ({
    ...pattern,
    name: `bare-${index + 1}`,
    address: addressOf(formatNetwork({ first: network.first + firstNumber + index, prefixLength: 32 })),
    groups: ['bare'],
    hostKeys: [],
    vars: {},
  }));
  return {
    ...inventory,
    hosts: [...inventory.hosts, ...hosts],
    groups: [...inventory.groups, { name: 'bare', hosts: hosts.map((host) => host.name) }],
  };
}
