import type { Flow, Inventory, PortRange } from '../core/inventory.ts';
import type { LabSegment } from './topology.ts';

/** Interface of the router behind which there is nothing: what a host sends to the world arrives there, is counted and dropped. */
export const uplink = 'uplink';

/** Name of the nftables table of the router. */
export const routerTable = 'runbook_lab';

/**
 * The client's firewall as text for nft(8): the flows of the inventory are accepted, all else between zones is dropped. A flow
 * that is carried in a tunnel is not opened here, the tunnel itself is. What tries to leave the site is counted by zone.
 */
export function routerRules(inventory: Inventory, segments: readonly LabSegment[], deskZone: string): string {
  const outside = segments.find((segment) => segment.zone === deskZone)?.bridge;
  const inner = segments.filter((segment) => segment.zone !== deskZone);
  const wayOut = [uplink, ...(outside === undefined ? [] : [outside])].map((name) => `"${name}"`).join(', ');
  const plain = inventory.flows.filter((flow) => flow.over === undefined);
  return [
    `table inet ${routerTable} {`,
    ...segments.map((segment) => `  counter ${outCounter(segment.zone)} { }`),
    '  counter denied { }',
    '  chain forward {',
    '    type filter hook forward priority filter; policy drop;',
    '    ct state established,related accept',
    ...segments.map((segment) => `    iifname "${segment.bridge}" ip saddr != ${set(segment.cidrs)} counter name denied drop comment "sender of another zone"`),
    ...plain.flatMap((flow) => flowRules(inventory, flow)),
    ...inner.map((segment) => `    iifname "${segment.bridge}" oifname { ${wayOut} } counter name ${outCounter(segment.zone)} drop`),
    '    counter name denied drop',
    '  }',
    '  chain input {',
    '    type filter hook input priority filter; policy drop;',
    '    ct state established,related accept',
    '    iifname "lo" accept',
    '    icmp type echo-request accept',
    '  }',
    '}',
    '',
  ].join('\n');
}

/** Name of the counter of what hosts of a zone tried to send out of the site. */
export function outCounter(zone: string): string {
  return `out_${zone.replaceAll(/[^A-Za-z0-9_]/g, '_')}`;
}

function flowRules(inventory: Inventory, flow: Flow): readonly string[] {
  const from = resolveAddresses(inventory, flow.from);
  const to = resolveAddresses(inventory, flow.to);
  if (from.length === 0 || to.length === 0) return [];
  const comment = flow.purpose.replaceAll(/["\\\n]/g, ' ').slice(0, 100);
  return (['tcp', 'udp'] as const).flatMap((protocol) => {
    const ports = flow.ports.filter((range) => range.protocol === protocol).map(portText);
    return ports.length === 0 ? [] : [`    ip saddr ${set(from)} ip daddr ${set(to)} ${protocol} dport ${set(ports)} counter accept comment "${comment}"`];
  });
}

/** Addresses and networks of zones, groups, hosts and services, each once. */
function resolveAddresses(inventory: Inventory, names: readonly string[]): readonly string[] {
  const addresses = names.flatMap((name): readonly string[] => {
    const zone = inventory.zones.find((one) => one.name === name);
    if (zone !== undefined) return zone.cidrs;
    const members = name === 'all' ? inventory.hosts.map((one) => one.name) : (inventory.groups.find((one) => one.name === name)?.hosts ?? [name]);
    const hosts = inventory.hosts.filter((one) => members.includes(one.name)).map((one) => one.address);
    const services = inventory.services.filter((one) => one.name === name).map((one) => one.address);
    return [...hosts, ...services];
  });
  return [...new Set(addresses)];
}

function portText(range: PortRange): string {
  return range.first === range.last ? String(range.first) : `${range.first}-${range.last}`;
}

function set(elements: readonly string[]): string {
  return `{ ${elements.join(', ')} }`;
}
