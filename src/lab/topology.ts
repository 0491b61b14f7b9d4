import { RunbookError, type Diagnostic } from '../core/diagnostic.ts';
import type { Inventory } from '../core/inventory.ts';
import { addressOf, formatNetwork, networkContains, parseNetwork, type Ipv4Network } from '../core/flows/ipv4.ts';

/** A segment: one bridge in the router's namespace. */
export interface LabSegment {
  readonly zone: string;
  /** Interface name of the bridge. */
  readonly bridge: string;
  /** The zone's networks. */
  readonly cidrs: readonly string[];
  /** The router's own addresses there, with prefix length: the first of each network. */
  readonly routerAddresses: readonly string[];
}

/** Something with an address on a segment: a host, the desk, a service. */
export interface LabMember {
  readonly name: string;
  readonly zone: string;
  readonly bridge: string;
  readonly address: string;
  readonly prefixLength: number;
  /** The router's address on the same segment. */
  readonly router: string;
  /** Interface name of the router's end of its cable. */
  readonly cable: string;
}

/** The network of a lab, derived from an inventory. */
export interface LabTopology {
  readonly segments: readonly LabSegment[];
  /** One for each host, in the order of the inventory. */
  readonly hosts: readonly LabMember[];
  /** Where the operator sits. */
  readonly desk: LabMember;
  /** Where the package repositories are served; undefined when the inventory has no service `packages`. */
  readonly packages?: LabMember;
}

/** The zone in which the operator's desk stands. */
const deskZone = 'outside';
/** Host number of the desk in its zone. */
const deskNumber = 100;

/** Lays out the network. What cannot be built is RB7003, all of it at once. */
export function layOut(inventory: Inventory): LabTopology {
  const mistakes: Diagnostic[] = [];
  const segments = inventory.zones.map((zone, index): LabSegment => ({
    zone: zone.name,
    bridge: interfaceName('z', zone.name, index),
    cidrs: zone.cidrs,
    routerAddresses: zone.cidrs.flatMap((cidr) => {
      const network = parseNetwork(cidr);
      return network === undefined ? [] : [`${numbered(network, 1)}/${network.prefixLength}`];
    }),
  }));
  const place = (name: string, zone: string | undefined, address: string, cable: string): LabMember | undefined => {
    const member = placeMember(segments, { name, zone, address, cable });
    if (member === undefined)
      mistakes.push(mistake(`${name} at ${address} lies in no network of ${zone === undefined ? 'any zone' : `zone ${zone}`}`));
    return member;
  };
  const hosts = inventory.hosts.flatMap((host, index) => {
    if (!/^[a-z0-9][a-z0-9.-]{0,40}$/.test(host.name)) mistakes.push(mistake(`${host.name} cannot be the name of a lab host`));
    return place(host.name, host.zone, host.address, `h${index}`) ?? [];
  });
  const outside = parseNetwork(inventory.zones.find((zone) => zone.name === deskZone)?.cidrs[0] ?? '');
  if (outside === undefined) mistakes.push(mistake(`the inventory has no zone ${deskZone}, where the operator's desk stands`));
  const desk = outside === undefined ? undefined : place('desk', deskZone, numbered(outside, deskNumber), 'desk');
  const service = inventory.services.find((one) => one.name === 'packages');
  const packages = service === undefined ? undefined : place('packages', undefined, service.address, 'packages');
  if (mistakes.length > 0 || desk === undefined) throw new RunbookError(...mistakes);
  return { segments, hosts, desk, ...(packages === undefined ? {} : { packages }) };
}

interface Wanted {
  readonly name: string;
  readonly zone: string | undefined;
  readonly address: string;
  readonly cable: string;
}

function placeMember(segments: readonly LabSegment[], wanted: Wanted): LabMember | undefined {
  const address = parseNetwork(wanted.address);
  if (address === undefined) return undefined;
  for (const segment of segments) {
    if (wanted.zone !== undefined && segment.zone !== wanted.zone) continue;
    const network = segment.cidrs.map(parseNetwork).find((one) => one !== undefined && networkContains(one, address));
    if (network === undefined) continue;
    return {
      name: wanted.name,
      zone: segment.zone,
      bridge: segment.bridge,
      address: wanted.address,
      prefixLength: network.prefixLength,
      router: numbered(network, 1),
      cable: wanted.cable,
    };
  }
  return undefined;
}

/** The address of that number in a network. */
function numbered(network: Ipv4Network, number: number): string {
  return addressOf(formatNetwork({ first: network.first + number, prefixLength: 32 }));
}

/** Linux allows 15 characters; a longer name is cut and told apart by its number. */
function interfaceName(kind: string, name: string, index: number): string {
  const whole = `${kind}-${name}`;
  return whole.length <= 15 ? whole : `${kind}${index}-${name}`.slice(0, 15);
}

function mistake(what: string): Diagnostic {
  return {
    code: 'RB7003',
    severity: 'error',
    what,
    why: 'The lab is built from the inventory: one segment a zone, one host a host.',
    mend: 'Correct the inventory, or use inventory/lab.',
  };
}
