import { RunbookError } from '../diagnostic.ts';
import type { Flow, Host, Inventory } from '../inventory.ts';
import { controlPathProblem, controlPathSource } from './control-path.ts';
import { addressOf } from './ipv4.ts';
import { findHost, flowComment, portTexts, resolveNames, sideNetworks } from './names.ts';
import { gatewayOfZone, networksBehind, tunnelEnd, tunnelEnds, type TunnelEnd } from './tunnel.ts';

/** One allowed direction in a host's own firewall. Lists of addresses are IPv4 addresses or networks. */
export type FirewallRule = {
  /** The purpose of the flow. */
  readonly comment: string;
  readonly protocol: 'tcp' | 'udp';
  /** Destination ports: `80` or `2379-2380`. */
  readonly ports: readonly string[];
  readonly from: readonly string[];
  /** True when the host is a sender itself: then what runs in containers on it is one too, under an address of its own. */
  readonly own?: boolean | undefined;
  readonly to?: readonly string[] | undefined;
  readonly in_interface?: string | undefined;
  readonly out_interface?: string | undefined;
};

/** What a host's own firewall allows; all else is dropped. */
export type FirewallRules = {
  /** To the host itself. */
  readonly input: readonly FirewallRule[];
  /** Through the host, as the gateway of a tunnel. */
  readonly forward: readonly FirewallRule[];
  /** Traffic that leaves with the host's own address, so that inner hosts need no route back into the tunnel. */
  readonly masquerade: readonly FirewallRule[];
  /** Interfaces on which forwarded TCP is told the smaller packet size of the tunnel. */
  readonly clamp_mss: readonly string[];
};

/**
 * The rules of one host, derived from the flows. The way by which runbook itself comes in is always allowed: SSH from the host's last jump
 * host. Throws RB2501 for a host that is reached directly while no flow says from where.
 */
export function firewallRules(inventory: Inventory, hostName: string): FirewallRules {
  const host = findHost(inventory, hostName);
  if (host === undefined) return { input: [], forward: [], masquerade: [], clamp_mss: [] };
  const source = controlPathSource(inventory, host);
  const problem = controlPathProblem(inventory, host);
  if (source === undefined && problem !== undefined) throw new RunbookError(problem);
  const control: readonly FirewallRule[] =
    source === undefined
      ? []
      : [{ comment: 'the way by which runbook comes in', protocol: 'tcp', ports: [String(host.ssh.port)], from: [source] }];
  const parts = inventory.flows.map((flow) =>
    flow.over === undefined ? plainRules(inventory, flow, host) : tunnelRules(inventory, flow, flow.over, host),
  );
  const forward = parts.flatMap((part) => part.forward);
  const clamped = forward.flatMap((rule) => [rule.in_interface, rule.out_interface].filter((name) => name !== undefined));
  return {
    input: [...control, ...parts.flatMap((part) => part.input)],
    forward,
    masquerade: parts.flatMap((part) => part.masquerade),
    clamp_mss: [...new Set(clamped)],
  };
}

type Part = Omit<FirewallRules, 'clamp_mss'>;
const NO_RULES: Part = { input: [], forward: [], masquerade: [] };

function plainRules(inventory: Inventory, flow: Flow, host: Host): Part {
  if (!resolveNames(inventory, flow.to).hasHost(host)) return NO_RULES;
  const senders = resolveNames(inventory, flow.from);
  const from = sideNetworks(senders).filter((address) => address !== host.address);
  return { ...NO_RULES, input: makeRules(flow, { from, ...(senders.hosts.includes(host) ? { own: true } : {}) }) };
}

function tunnelRules(inventory: Inventory, flow: Flow, interfaceName: string, host: Host): Part {
  const to = resolveNames(inventory, flow.to);
  const own = tunnelEnd(host, interfaceName);
  if (own === undefined) {
    const gateway = gatewayOfZone(inventory, interfaceName, host.zone);
    const isReached = to.hosts.includes(host) && gateway !== undefined;
    return isReached ? { ...NO_RULES, input: makeRules(flow, { from: [gateway.host.address] }) } : NO_RULES;
  }
  const from = resolveNames(inventory, flow.from);
  const senders = senderAddresses(inventory, flow, own, interfaceName);
  const input = to.hosts.includes(host) ? makeRules(flow, { from: senders, in_interface: interfaceName }) : [];
  const outwards = makeRules(flow, { from: senders, to: networksBehind(inventory, to, own, interfaceName) });
  const inwards = makeRules(flow, {
    from: networksBehind(inventory, from, own, interfaceName),
    to: farAddresses(inventory, flow, own, interfaceName),
  });
  return {
    input,
    forward: [
      ...outwards.map((rule) => ({ ...rule, in_interface: interfaceName })),
      ...inwards.map((rule) => ({ ...rule, out_interface: interfaceName })),
    ],
    masquerade: [...outwards, ...inwards.map((rule) => ({ ...rule, out_interface: interfaceName }))],
  };
}

/** Tunnel addresses from which the flow reaches an end: of the other ends named, and of those that stand before named hosts. */
function senderAddresses(inventory: Inventory, flow: Flow, own: TunnelEnd, interfaceName: string): readonly string[] {
  const senders = resolveNames(inventory, flow.from).hosts;
  return tunnelEnds(inventory, interfaceName)
    .filter((end) => end.host !== own.host && senders.some((host) => host === end.host || isBehind(host, end, interfaceName)))
    .map((end) => end.address);
}

/** Addresses that hosts behind an end reach through it: tunnel addresses of the other ends, and what stands behind them. */
function farAddresses(inventory: Inventory, flow: Flow, own: TunnelEnd, interfaceName: string): readonly string[] {
  const to = resolveNames(inventory, flow.to);
  return tunnelEnds(inventory, interfaceName)
    .filter((end) => end.host.zone !== own.host.zone)
    .flatMap((end) => [...(to.hosts.includes(end.host) ? [end.address] : []), ...networksBehind(inventory, to, end, interfaceName)]);
}

function isBehind(host: Host, end: TunnelEnd, interfaceName: string): boolean {
  return host.zone === end.host.zone && tunnelEnd(host, interfaceName) === undefined;
}

function makeRules(flow: Flow, match: Pick<FirewallRule, 'from' | 'own' | 'to' | 'in_interface'>): readonly FirewallRule[] {
  if ((match.from.length === 0 && match.own !== true) || match.to?.length === 0) return [];
  return (['tcp', 'udp'] as const).flatMap((protocol) => {
    const ports = portTexts(flow, protocol);
    const from = match.from.map((text) => (text.endsWith('/32') ? addressOf(text) : text));
    return ports.length === 0 ? [] : [{ comment: flowComment(flow), protocol, ports, ...match, from }];
  });
}
