import { RunbookError, type Diagnostic } from '../diagnostic.ts';
import type { Flow, Host, Inventory } from '../inventory.ts';
import { isJsonObject } from '../json.ts';
import { addressOf, formatNetwork, networksOverlap, parseNetwork, subtractNetwork } from './ipv4.ts';
import { findHost, resolveNames, zoneOfAddress, type Side } from './names.ts';

/** Interface name of a tunnel end whose variables `wg` name none. */
const DEFAULT_INTERFACE = 'wg0';

/** Seconds between keepalives of the side that opens the tunnel: what wg(8) calls sensible behind a stateful firewall. */
const KEEPALIVE_S = 25;

/** A host on which the interface of a tunnel stands. */
export interface TunnelEnd {
  readonly host: Host;
  /** Address within the tunnel, without prefix length. */
  readonly address: string;
  /** UDP port on which it listens. */
  readonly port?: number;
}

/** The other side of a tunnel, as one end must know it. */
export type TunnelPeer = {
  /** Host name of the peer. */
  readonly name: string;
  /** Where its public key comes from: an output of another host. */
  readonly public_key: { readonly host: string; readonly address: string; readonly output: 'public_key' };
  /** What may come from it, and what is sent to it: see wg(8). */
  readonly allowed_ips: readonly string[];
  /** `ADDRESS:PORT`, on the side that opens the tunnel only. */
  readonly endpoint?: string;
  /** Seconds; on the side that opens the tunnel only. */
  readonly keepalive_s?: number;
};

/** The end of the tunnel on a host, read from its variables `wg: { address, port, name }`; undefined when it has none. */
export function tunnelEnd(host: Host, interfaceName: string): TunnelEnd | undefined {
  const wg = host.vars['wg'];
  if (!isJsonObject(wg) || typeof wg['address'] !== 'string' || (wg['name'] ?? DEFAULT_INTERFACE) !== interfaceName) return undefined;
  return { host, address: addressOf(wg['address']), ...(typeof wg['port'] === 'number' ? { port: wg['port'] } : {}) };
}

/** All ends of a tunnel, in the order of the inventory. */
export function tunnelEnds(inventory: Inventory, interfaceName: string): readonly TunnelEnd[] {
  return inventory.hosts.flatMap((host) => tunnelEnd(host, interfaceName) ?? []);
}

/** The end that stands in a zone and so carries the traffic of the zone's other hosts. */
export function gatewayOfZone(inventory: Inventory, interfaceName: string, zone: string | undefined): TunnelEnd | undefined {
  return tunnelEnds(inventory, interfaceName).find((end) => end.host.zone === zone);
}

/** True for a flow that lets the tunnel itself through: UDP to the port on which an end listens. */
export function isCarrier(flow: Flow, end: TunnelEnd): boolean {
  return (
    flow.over === undefined &&
    flow.ports.some((range) => range.protocol === 'udp' && end.port !== undefined && range.first <= end.port && end.port <= range.last)
  );
}

/**
 * The peers of a host on a tunnel interface. Who opens the tunnel follows from the flow that carries it; what each peer may send follows from
 * the flows `over` it: the peer's own tunnel address, and what is reached behind it. A peer's address on the plain network is never among them,
 * since the tunnel's own packets would then be sent into the tunnel. Throws RB2507 on a host that is no end, RB2502 on overlaps.
 */
export function tunnelPeers(inventory: Inventory, hostName: string, interfaceName: string): readonly TunnelPeer[] {
  const host = findHost(inventory, hostName);
  const own = host === undefined ? undefined : tunnelEnd(host, interfaceName);
  if (own === undefined) throw new RunbookError(notAnEnd(hostName, interfaceName, host));
  const peers = tunnelEnds(inventory, interfaceName).flatMap((end): readonly TunnelPeer[] => {
    if (end.host.name === hostName) return [];
    const opens = inventory.flows.some((flow) => isCarrier(flow, end) && carries(inventory, flow, own, end));
    const isOpened = inventory.flows.some((flow) => isCarrier(flow, own) && carries(inventory, flow, end, own));
    if (!opens && !isOpened) return [];
    return [
      {
        name: end.host.name,
        public_key: { host: end.host.name, address: `wireguard_key:/etc/wireguard/${interfaceName}.key`, output: 'public_key' },
        allowed_ips: allowedIps(inventory, own, end, interfaceName),
        ...(opens ? { endpoint: `${end.host.address}:${end.port ?? 0}`, keepalive_s: KEEPALIVE_S } : {}),
      },
    ];
  });
  const overlaps = findOverlaps(peers, hostName, interfaceName);
  if (overlaps.length > 0) throw new RunbookError(...overlaps);
  return peers;
}

function carries(inventory: Inventory, flow: Flow, from: TunnelEnd, to: TunnelEnd): boolean {
  return resolveNames(inventory, flow.from).hasHost(from.host) && resolveNames(inventory, flow.to).hasHost(to.host);
}

function allowedIps(inventory: Inventory, own: TunnelEnd, peer: TunnelEnd, interfaceName: string): readonly string[] {
  const behind = inventory.flows
    .filter((flow) => flow.over === interfaceName && concerns(resolveNames(inventory, flow.from), own, interfaceName))
    .flatMap((flow) => networksBehind(inventory, resolveNames(inventory, flow.to), peer, interfaceName));
  return [`${peer.address}/32`, ...new Set(behind)];
}

/** True when the side is the end itself, or stands behind it. */
function concerns(side: Side, end: TunnelEnd, interfaceName: string): boolean {
  return side.hosts.some(
    (host) => host.name === end.host.name || (host.zone === end.host.zone && tunnelEnd(host, interfaceName) === undefined),
  );
}

/** What of a side is reached through the end, because it stands in the same zone, in CIDR notation, without the end itself. */
export function networksBehind(inventory: Inventory, side: Side, end: TunnelEnd, interfaceName: string): readonly string[] {
  const self = parseNetwork(end.host.address);
  const zones = side.networks.filter((cidr) => zoneOfAddress(inventory, cidr) === end.host.zone);
  const hosts = side.named
    .filter((host) => host.zone === end.host.zone && tunnelEnd(host, interfaceName) === undefined)
    .map((host) => host.address);
  const services = side.services.map((service) => service.address).filter((address) => zoneOfAddress(inventory, address) === end.host.zone);
  return [...zones, ...(zones.length > 0 ? [] : [...hosts, ...services])].flatMap((text) => {
    const network = parseNetwork(text);
    if (network === undefined) return [];
    return (self === undefined ? [network] : subtractNetwork(network, self)).map(formatNetwork);
  });
}

function findOverlaps(peers: readonly TunnelPeer[], hostName: string, interfaceName: string): readonly Diagnostic[] {
  const all = peers.flatMap((peer) => peer.allowed_ips.map((text) => ({ peer: peer.name, text, network: parseNetwork(text) })));
  return all.flatMap((one, index) =>
    all.slice(index + 1).flatMap((other): readonly Diagnostic[] => {
      if (
        one.peer === other.peer ||
        one.network === undefined ||
        other.network === undefined ||
        !networksOverlap(one.network, other.network)
      )
        return [];
      return [
        {
          code: 'RB2502',
          severity: 'error',
          host: hostName,
          what: `on ${interfaceName} of ${hostName} both ${one.peer} (${one.text}) and ${other.peer} (${other.text}) would be given the same addresses`,
          why: 'WireGuard gives a prefix to one peer only: the last one silently takes it from the other.',
          mend: 'Let one host only be the end of the tunnel in that zone, or name different destinations in the flows.',
        },
      ];
    }),
  );
}

function notAnEnd(hostName: string, interfaceName: string, host: Host | undefined): Diagnostic {
  return {
    code: 'RB2507',
    severity: 'error',
    host: hostName,
    what: `${hostName} is no end of the tunnel ${interfaceName}`,
    ...(host?.source === undefined ? {} : { source: host.source }),
    why: `An end has the variables \`wg: { address: …/24 }\`${interfaceName === DEFAULT_INTERFACE ? '' : ` with \`name: ${interfaceName}\``}.`,
    mend: 'Give the host these variables, or do not apply the role wireguard to it.',
  };
}
