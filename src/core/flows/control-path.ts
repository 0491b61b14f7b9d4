import type { Diagnostic } from '../diagnostic.ts';
import type { Flow, Host, Inventory } from '../inventory.ts';
import { oncePer } from '../once-per.ts';
import { findHost, resolveNames, sideNetworks, type Side } from './names.ts';
import { networkContains, parseNetwork } from './ipv4.ts';

/** The address from which runbook's own connection arrives at a host: that of its last jump host. Undefined when it is reached directly. */
export function controlPathSource(inventory: Inventory, host: Host): string | undefined {
  const last = host.via.at(-1);
  return last === undefined ? undefined : findHost(inventory, last)?.address;
}

/** RB2501 when no flow allows the connection by which runbook reaches the host: a firewall made from the flows would lock it out. */
export function controlPathProblem(inventory: Inventory, host: Host): Diagnostic | undefined {
  const source = controlPathSource(inventory, host);
  const isAllowed = inventory.flows.some(
    (flow) =>
      flow.over === undefined &&
      opensPort(flow, host.ssh.port) &&
      resolveNames(inventory, flow.to).hasHost(host) &&
      comesFrom(inventory, flow, source),
  );
  if (isAllowed) return undefined;
  const from = host.via.at(-1) ?? 'ZONE';
  return {
    code: 'RB2501',
    severity: 'error',
    host: host.name,
    what: `no flow lets the connection of runbook itself reach ${host.name} on ${host.ssh.port}/tcp`,
    ...(host.source === undefined ? {} : { source: host.source }),
    why: 'The firewall is made from the flows, and all that no flow allows is dropped: the host could not be reached any more.',
    mend: `Add a flow: \`{ from: ${from}, to: ${host.name}, ports: [${host.ssh.port}/tcp], purpose: administration }\`${host.via.length === 0 ? ' with the zone from which it is administered' : ''}.`,
  };
}

function opensPort(flow: Flow, port: number): boolean {
  return flow.ports.some((range) => range.protocol === 'tcp' && range.first <= port && port <= range.last);
}

const parsedNetworks = oncePer((side: Side) => sideNetworks(side).flatMap((text) => parseNetwork(text) ?? []));

/** Without a known source, any sender will do. */
function comesFrom(inventory: Inventory, flow: Flow, source: string | undefined): boolean {
  const address = source === undefined ? undefined : parseNetwork(source);
  const networks = parsedNetworks(resolveNames(inventory, flow.from));
  return address === undefined ? networks.length > 0 : networks.some((network) => networkContains(network, address));
}
