import { existsSync, readFileSync, readdirSync, rmdirSync } from 'node:fs';
import type { Inventory } from '../core/inventory.ts';
import { namespaceFile, namespaceOf, type LabPaths } from './lab-paths.ts';
import { routerFirewall, routerTable, uplink } from './router-rules.ts';
import { runCommand, tryCommand } from './run-command.ts';
import type { LabMember, LabTopology } from './topology.ts';

const namespaceFolder = '/run/netns';

/** True when ip-netns(8) has made its folder a mount point; it does so with the first namespace and never undoes it. */
export function namespaceMountExists(): boolean {
  return readFileSync('/proc/self/mountinfo', 'utf8')
    .split('\n')
    .some((line) => line.split(' ')[4] === namespaceFolder);
}

/** Makes the router with a bridge for each zone, its firewall, the desk and the package service's place. Repeatable: what is there is kept. */
export async function buildNetwork(paths: LabPaths, inventory: Inventory, topology: LabTopology): Promise<void> {
  const router = namespaceOf(paths, 'router');
  // A crash while it was being built: hosts are connected only afterwards, so nothing is lost by building all anew.
  if (namespaceExists(router) && !(await routerIsWhole(router)))
    for (const namespace of namespacesOf(paths.name)) await removeNamespace(namespace);
  if (!namespaceExists(router)) {
    await runCommand(['ip', 'netns', 'add', router]);
    await batch(router, [
      'link set lo up',
      ...topology.segments.flatMap((segment) => [
        `link add ${segment.bridge} type bridge`,
        ...segment.routerAddresses.map((address) => `address add ${address} dev ${segment.bridge}`),
        `link set ${segment.bridge} up`,
      ]),
      // Nothing is behind it; packets to the world are routed there so that the firewall sees and counts them.
      `link add ${uplink} type bridge`,
      `link set ${uplink} up`,
      `route add default dev ${uplink}`,
    ]);
    await setNetworkSysctl(router, 'net.ipv4.ip_forward', '1');
    // Frames that stay on a segment are no business of the router, also where the kernel would show them to its firewall.
    for (const table of ['iptables', 'ip6tables', 'arptables']) await setNetworkSysctl(router, `net.bridge.bridge-nf-call-${table}`, '0');
  }
  await inNamespace(router, ['nft', '-f', '-'], `flush ruleset\n${routerFirewall(inventory, topology.segments, topology.desk.zone)}`);
  for (const member of [topology.desk, ...(topology.packages === undefined ? [] : [topology.packages])]) await connectMember(paths, member);
}

/** Makes the namespace of a host, the desk or a service and plugs it into its segment. Keeps one that is there. */
export async function connectMember(paths: LabPaths, member: LabMember): Promise<void> {
  const namespace = namespaceOf(paths, member.name);
  if (namespaceExists(namespace) && (await memberIsWhole(namespace))) return;
  await removeNamespace(namespace);
  const router = namespaceOf(paths, 'router');
  // The kernel takes its time with a removed namespace; the old cable may still be plugged in.
  await tryCommand(['ip', '-n', router, 'link', 'delete', member.cable]);
  await runCommand(['ip', 'netns', 'add', namespace]);
  await runCommand([
    'ip',
    'link',
    'add',
    'name',
    'eth0',
    'netns',
    namespace,
    'type',
    'veth',
    'peer',
    'name',
    member.cable,
    'netns',
    router,
  ]);
  await batch(router, [`link set ${member.cable} master ${member.bridge} up`]);
  await batch(namespace, [
    'link set lo up',
    // The same after each power cycle, as a network card's is: neighbours remember it.
    `link set eth0 address ${hardwareAddress(member.address)}`,
    `address add ${member.address}/${member.prefixLength} dev eth0`,
    'link set eth0 up',
    `route add default via ${member.router}`,
  ]);
}

/** Removes a namespace with all that is in it; its end of the cable takes the router's end with it. */
export async function removeNamespace(namespace: string): Promise<void> {
  if (namespaceExists(namespace)) await runCommand(['ip', 'netns', 'delete', namespace]);
}

/** Unplugs a member's cable at the router, or plugs it in again. */
export async function setCable(paths: LabPaths, cable: string, state: 'up' | 'down'): Promise<void> {
  await batch(namespaceOf(paths, 'router'), [`link set ${cable} ${state}`]);
}

/** Names of all network namespaces of a lab on this machine, whether a state names them or not. */
export function namespacesOf(lab: string): readonly string[] {
  if (!existsSync(namespaceFolder)) return [];
  return readdirSync(namespaceFolder).filter((name) => name.startsWith(`${lab}-`));
}

/** Undoes what the first `ip netns add` did to the machine's mounts, when nobody has a namespace there any more. */
export async function removeNamespaceMount(): Promise<void> {
  if (!namespaceMountExists() || readdirSync(namespaceFolder).length > 0) return;
  // It was bound to itself once; each umount takes one layer off.
  const done = await tryCommand(['umount', namespaceFolder]);
  if (done.status === 0 && !namespaceMountExists()) rmdirSync(namespaceFolder);
}

/** argv that runs a program in a network namespace and otherwise on this machine. */
export function namespaceCommand(namespace: string, argv: readonly string[]): readonly string[] {
  return ['nsenter', `--net=${namespaceFile(namespace)}`, '--', ...argv];
}

/** True when the last step of building the router was done. */
async function routerIsWhole(router: string): Promise<boolean> {
  return (await tryCommand(namespaceCommand(router, ['nft', 'list', 'table', 'inet', routerTable]))).status === 0;
}

/** True when the last step of connecting a member was done. */
async function memberIsWhole(namespace: string): Promise<boolean> {
  return (await tryCommand(['ip', '-n', namespace, 'route', 'show', 'default'])).output.includes('default');
}

/** A locally administered MAC address that follows from an IPv4 address. */
function hardwareAddress(address: string): string {
  return ['02', '00', ...address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))].join(':');
}

async function inNamespace(namespace: string, argv: readonly string[], input = ''): Promise<string> {
  return runCommand(namespaceCommand(namespace, argv), { input });
}

async function setNetworkSysctl(namespace: string, name: string, value: string): Promise<void> {
  await inNamespace(namespace, ['sh', '-c', '[ ! -e "$0" ] || echo "$1" > "$0"', `/proc/sys/${name.replaceAll('.', '/')}`, value]);
}

async function batch(namespace: string, commands: readonly string[]): Promise<void> {
  await runCommand(['ip', '-n', namespace, '-batch', '-'], { input: `${commands.join('\n')}\n` });
}

function namespaceExists(namespace: string): boolean {
  return existsSync(namespaceFile(namespace));
}
